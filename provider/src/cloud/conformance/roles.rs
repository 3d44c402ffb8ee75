//! Roles.

mod changes;
mod named;

use std::collections::BTreeSet;

pub(super) use changes::a_role_changes_as_operations_say;
pub(super) use named::only_principals_that_exist_are_named;

use super::policies::{end_of_policy, made_policy};
use super::{Config, Outcome, must, perform, refused, same, same_policy};
use crate::cloud::{CloudErrorKind, Effect, Mutate, Observation, Operation, RoleFacets};
use crate::domain::roles::{IamPath, RoleName};
use crate::domain::tags::Tags;
use crate::domain::{Environment, PrincipalArn, ZoneKind};

/// Where the cases make things.
pub(super) fn path(zone: ZoneKind) -> Result<IamPath, String> {
    let environment = must("environment", Environment::parse("conformance"))?;
    Ok(IamPath::of_zone(&environment, zone))
}

pub(super) fn name(config: &Config, purpose: &str) -> Result<RoleName, String> {
    must("name", RoleName::parse(&format!("{}-{purpose}", config.prefix)))
}

/// A trust policy that names `principal`.
fn trust_in(principal: &str) -> String {
    serde_json::json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": {"AWS": principal},
            "Action": "sts:AssumeRole",
        }],
    })
    .to_string()
}

/// A trust policy that names the account.
pub(super) fn trust(config: &Config) -> String {
    trust_in(&format!("arn:{}:iam::{}:root", config.region.partition(), config.account))
}

/// A policy of a role; `action` tells one from another. The characters are those that an encoding
/// could lose.
pub(super) fn policy(action: &str) -> String {
    serde_json::json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Action": action,
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:PrincipalTag/sign": "a+b%20c &ü"}},
        }],
    })
    .to_string()
}

pub(super) fn creation(config: &Config, purpose: &str) -> Result<Operation, String> {
    Ok(Operation::CreateRole {
        path: path(ZoneKind::Raw)?,
        name: name(config, purpose)?,
        trust: trust(config),
        boundary: None,
        max_session: 7_200,
        description: "made by the conformance suite".to_owned(),
        tags: Tags::from([("kfm:zone".to_owned(), "raw".to_owned())]),
    })
}

/// Makes a role, and gives it as it is to be then.
async fn made_by(cloud: &dyn Mutate, creation: &Operation) -> Result<RoleFacets, String> {
    let effect = must(&creation.to_string(), cloud.execute(creation).await)?;
    creation
        .role_after(None, &effect)
        .ok_or_else(|| format!("the creation of a role does not say which: {effect:?}"))
}

pub(super) async fn made_role(
    cloud: &dyn Mutate,
    config: &Config,
    purpose: &str,
) -> Result<RoleFacets, String> {
    made_by(cloud, &creation(config, purpose)?).await
}

/// Removes the role whatever the case gave, and gives both outcomes as one.
pub(super) async fn removed(cloud: &dyn Mutate, role: &RoleName, outcome: Outcome) -> Outcome {
    outcome.and(perform(cloud, &Operation::DeleteRole { role: role.clone() }).await)
}

async fn present(
    cloud: &dyn Mutate,
    name: &RoleName,
    expected: &[String],
) -> Result<RoleFacets, String> {
    match must("role", cloud.role(name, expected).await)? {
        Observation::Present(facets) => Ok(facets),
        Observation::Absent => Err(format!("`{name}` is absent")),
    }
}

async fn absent(cloud: &dyn Mutate, name: &RoleName) -> Outcome {
    let found = must("role", cloud.role(name, &["likely".to_owned()]).await)?;
    same("an absent role", &Observation::Absent, &found)
}

fn compare(what: &str, expected: &RoleFacets, found: &RoleFacets) -> Outcome {
    same_policy(what, Some(&expected.trust), Some(&found.trust))?;
    for (name, policy) in &expected.inline {
        same_policy(what, Some(policy), found.inline.get(name).map(String::as_str))?;
    }
    let names = |facets: &RoleFacets| facets.inline.keys().cloned().collect::<Vec<_>>();
    same(&format!("inline policies after {what}"), &names(expected), &names(found))?;
    let rest = |facets: &RoleFacets| RoleFacets {
        trust: String::new(),
        inline: Default::default(),
        ..facets.clone()
    };
    same(what, &rest(expected), &rest(found))
}

pub(super) async fn an_absent_role_is_absent(cloud: &dyn Mutate, config: &Config) -> Outcome {
    let role = name(config, "absent")?;
    absent(cloud, &role).await?;
    let nowhere = path(ZoneKind::Quarantine)?;
    let under = must("roles_under", cloud.roles_under(nowhere.as_str()).await)?;
    same("roles of a path without", &Vec::new(), &under)?;
    for operation in [
        Operation::PutRoleTrust { role: role.clone(), policy: trust(config) },
        Operation::PutRolePolicy {
            role: role.clone(),
            name: "one".to_owned(),
            policy: policy("s3:GetObject"),
        },
        Operation::DeleteRolePolicy { role: role.clone(), name: "one".to_owned() },
        Operation::UpdateRole {
            role: role.clone(),
            max_session: 3_600,
            description: String::new(),
        },
        Operation::TagRole {
            role: role.clone(),
            tags: Tags::from([("a".to_owned(), "b".to_owned())]),
        },
        Operation::UntagRole { role: role.clone(), keys: BTreeSet::from(["a".to_owned()]) },
        Operation::DeleteRole { role },
    ] {
        refused(cloud, &operation, CloudErrorKind::NotFound).await?;
    }
    Ok(())
}

pub(super) async fn a_role_is_made_as_asked(cloud: &dyn Mutate, config: &Config) -> Outcome {
    let role = name(config, "asked")?;
    let bound = made_policy(cloud, config, "asked").await?;
    let mut creation = creation(config, "asked")?;
    if let Operation::CreateRole { boundary, .. } = &mut creation {
        *boundary = Some(bound.arn.clone());
    }
    let made = made_by(cloud, &creation).await?;
    let outcome = is_as_asked(cloud, config, &made).await;
    let outcome = removed(cloud, &role, outcome).await;
    let outcome = outcome.and(absent(cloud, &role).await);
    outcome.and(end_of_policy(cloud, &bound.arn).await)
}

async fn is_as_asked(cloud: &dyn Mutate, config: &Config, made: &RoleFacets) -> Outcome {
    let role = name(config, "asked")?;
    let path = path(ZoneKind::Raw)?;
    same("ARN", &path.role(&role, &config.account, &config.region), &made.arn)?;
    same("a unique id", &true, &made.unique_id.starts_with("AROA"))?;
    compare("creation", made, &present(cloud, &role, &[]).await?)?;
    let bare = format!("arn:{}:iam::{}:role/{role}", config.region.partition(), config.account);
    let bare = must("ARN without path", PrincipalArn::parse(&bare))?;
    let known = must("principal", cloud.principal(&bare).await)?;
    same("the principal", &Observation::Present(made.arn.clone()), &known)?;
    let under = async |path: &str| must("roles_under", cloud.roles_under(path).await);
    same("roles of its path", &vec![made.arn.clone()], &under(path.as_str()).await?)?;
    same("roles of the path above", &vec![made.arn.clone()], &under("/kfm/conformance/").await?)?;
    let beside = self::path(ZoneKind::Work)?;
    same("roles of a path beside", &Vec::new(), &under(beside.as_str()).await?)
}

pub(super) async fn a_role_is_made_once(cloud: &dyn Mutate, config: &Config) -> Outcome {
    let role = name(config, "once")?;
    made_role(cloud, config, "once").await?;
    let outcome = once(cloud, config).await;
    removed(cloud, &role, outcome).await
}

async fn once(cloud: &dyn Mutate, config: &Config) -> Outcome {
    let same_again = creation(config, "once")?;
    refused(cloud, &same_again, CloudErrorKind::AlreadyExists).await?;
    let mut elsewhere = same_again.clone();
    if let Operation::CreateRole { path, .. } = &mut elsewhere {
        *path = self::path(ZoneKind::Work)?;
    }
    refused(cloud, &elsewhere, CloudErrorKind::AlreadyExists).await?;
    // An emulator may tell names apart by case.
    if config.strict {
        let shouted = creation(config, "ONCE")?;
        refused(cloud, &shouted, CloudErrorKind::AlreadyExists).await?;
    }
    Ok(())
}

pub(super) async fn a_role_with_policies_stays(cloud: &dyn Mutate, config: &Config) -> Outcome {
    let role = name(config, "holds")?;
    let made = made_role(cloud, config, "holds").await?;
    let put = Operation::PutRolePolicy {
        role: role.clone(),
        name: "one".to_owned(),
        policy: policy("s3:GetObject"),
    };
    perform(cloud, &put).await?;
    let removal = Operation::DeleteRole { role: role.clone() };
    let mut outcome = refused(cloud, &removal, CloudErrorKind::NotEmpty).await;
    if outcome.is_ok() {
        let stays = present(cloud, &role, &[]).await?;
        let before = put.role_after(Some(made), &Effect::Done).ok_or("the role stays")?;
        outcome = compare("a removal that was refused", &before, &stays);
    }
    let emptying = Operation::DeleteRolePolicy { role: role.clone(), name: "one".to_owned() };
    let outcome = outcome.and(perform(cloud, &emptying).await);
    removed(cloud, &role, outcome).await?;
    refused(cloud, &removal, CloudErrorKind::NotFound).await
}

pub(super) async fn a_role_made_anew_is_another(cloud: &dyn Mutate, config: &Config) -> Outcome {
    let role = name(config, "anew")?;
    let first = made_role(cloud, config, "anew").await?;
    removed(cloud, &role, Ok(())).await?;
    let second = made_role(cloud, config, "anew").await?;
    let outcome = same("ARN", &first.arn, &second.arn).and(same(
        "its own id",
        &true,
        &(first.unique_id != second.unique_id),
    ));
    removed(cloud, &role, outcome).await
}

pub(super) async fn an_attached_policy_is_detached(cloud: &dyn Mutate, config: &Config) -> Outcome {
    let Some(role) = &config.attached_role else { return Ok(()) };
    let before = present(cloud, role, &[]).await?;
    let Some(policy) = before.attached.first() else {
        return Err(format!("`{role}` has no attached policy"));
    };
    let removal = Operation::DeleteRole { role: role.clone() };
    refused(cloud, &removal, CloudErrorKind::NotEmpty).await?;
    let detachment = Operation::DetachRolePolicy { role: role.clone(), policy: policy.clone() };
    perform(cloud, &detachment).await?;
    let after = detachment.role_after(Some(before.clone()), &Effect::Done).ok_or("it stays")?;
    compare("detachment", &after, &present(cloud, role, &[]).await?)?;
    refused(cloud, &detachment, CloudErrorKind::NotFound).await?;
    removed(cloud, role, Ok(())).await
}
