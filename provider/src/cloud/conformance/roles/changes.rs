//! The life of a role.

use super::{compare, made_role, name, policy, present, removed};
use crate::cloud::conformance::policies::{end_of_policy, made_policy};
use crate::cloud::conformance::{Config, Outcome, perform, refused};
use crate::cloud::{CloudErrorKind, Effect, Mutate, Operation, RoleFacets};
use crate::domain::roles::RoleName;
use crate::domain::tags::Tags;

pub(in crate::cloud::conformance) async fn a_role_changes_as_operations_say(
    cloud: &dyn Mutate,
    config: &Config,
) -> Outcome {
    let role = name(config, "changes")?;
    let bounds = [
        made_policy(cloud, config, "changes-1").await?.arn,
        made_policy(cloud, config, "changes-2").await?.arn,
    ];
    made_role(cloud, config, "changes").await?;
    let outcome = changes(cloud, config, &role, &bounds).await;
    let mut outcome = removed(cloud, &role, outcome).await;
    for bound in &bounds {
        outcome = outcome.and(end_of_policy(cloud, bound).await);
    }
    outcome
}

async fn changes(
    cloud: &dyn Mutate,
    config: &Config,
    role: &RoleName,
    bounds: &[String; 2],
) -> Outcome {
    let service = serde_json::json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": {"Service": "ec2.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }],
    });
    let put = |name: &str, action: &str| Operation::PutRolePolicy {
        role: role.clone(),
        name: name.to_owned(),
        policy: policy(action),
    };
    let bound =
        |policy: &String| Operation::PutRoleBoundary { role: role.clone(), policy: policy.clone() };
    let update = |max_session, description: &str| Operation::UpdateRole {
        role: role.clone(),
        max_session,
        description: description.to_owned(),
    };
    let tags = ["team", "cost"].map(|key| (key.to_owned(), "a team".to_owned()));
    let [first, second] = bounds;
    let operations = [
        Operation::PutRoleTrust { role: role.clone(), policy: service.to_string() },
        put("one", "s3:GetObject"),
        put("two", "s3:PutObject"),
        put("one", "s3:ListBucket"),
        bound(first),
        bound(second),
        update(43_200, "changed"),
        // An emulator may take an empty description for none.
        update(3_600, if config.strict { "" } else { "changed again" }),
        Operation::TagRole { role: role.clone(), tags: tags.into() },
        Operation::TagRole {
            role: role.clone(),
            tags: Tags::from([("team".to_owned(), "another".to_owned())]),
        },
        Operation::UntagRole {
            role: role.clone(),
            keys: ["cost", "never"].map(str::to_owned).into(),
        },
    ];
    for operation in &operations {
        let before = present(cloud, role, &[]).await?;
        // Twice: these are safe to repeat.
        for _ in 0..2 {
            perform(cloud, operation).await?;
        }
        is_after(cloud, role, operation, before).await?;
    }
    for name in ["one", "two"] {
        let before = present(cloud, role, &[]).await?;
        let removal = Operation::DeleteRolePolicy { role: role.clone(), name: name.to_owned() };
        perform(cloud, &removal).await?;
        is_after(cloud, role, &removal, before).await?;
        refused(cloud, &removal, CloudErrorKind::NotFound).await?;
    }
    Ok(())
}

/// Whether the role is as the operation says, whatever policies are expected of it.
async fn is_after(
    cloud: &dyn Mutate,
    role: &RoleName,
    operation: &Operation,
    before: RoleFacets,
) -> Outcome {
    let after = operation.role_after(Some(before), &Effect::Done).ok_or("the role stays")?;
    let expected: [&[&str]; 3] = [&[], &["one"], &["two", "never", "one"]];
    for expected in expected {
        let expected: Vec<_> = expected.iter().map(ToString::to_string).collect();
        let found = present(cloud, role, &expected).await?;
        compare(&format!("{operation}, expecting {expected:?}"), &after, &found)?;
    }
    Ok(())
}
