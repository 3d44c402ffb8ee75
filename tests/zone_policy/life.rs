//! What plan shows, what apply does, and in which order.

use kfm_provider::cloud::Operation;
use kfm_provider::terraform::value::Tree;
use serde_json::json;

use super::{
    POLICY, apply, assert_settled, bucket, given, lines, name, read, role_arn, work, zone, zones,
};
use crate::support::zones::{at, client, cloud, text};

const WORKER: &str = "kfm-dev-work-workers-";

#[tokio::test]
async fn a_plan_before_the_bucket_exists_shows_the_whole_policy_and_every_line() {
    let cloud = cloud();
    given(&cloud, "team/steward");
    let client = client(cloud.clone()).await;
    cloud.forget_calls();
    let config = client.object(POLICY, work()).unwrap();
    let plan = client.plan(POLICY, None, Some(&config)).await.unwrap();
    assert!(plan.errors().is_empty(), "{:?}", plan.errors());
    let Tree::Map(planned) = &plan.state else { panic!("no object") };
    let unknown: Vec<_> =
        planned.iter().filter(|(_, value)| value.has_unknown()).map(|(name, _)| name).collect();
    assert_eq!(unknown, ["roles"], "only the ids of roles are not known");
    assert_eq!(at(&plan.state, &["roles", "workers", "unique_id"]), &Tree::Unknown);
    assert_eq!(at(&plan.state, &["roles", "workers", "path"]), &text("/kfm/dev/work/"));
    let lines = lines(&plan.state, "access");
    assert!(
        lines.iter().any(|line| line.starts_with("role/kfm/dev/work/kfm-dev-work-workers-")
            && line.ends_with(" [workers] may overwrite work/*")),
        "{lines:?}"
    );
    assert!(lines.contains(&"role/team/steward [steward] may read work/*".to_owned()), "{lines:?}");
    assert_eq!(cloud.mutations(), 0);
}

#[tokio::test]
async fn an_apply_makes_roles_before_it_admits_them_and_the_plan_is_then_empty() {
    let (cloud, client) = zones(&["work"]).await;
    given(&cloud, "team/steward");
    cloud.forget_calls();
    let stored = apply(&client, None, &work()).await;
    let actions: Vec<_> = cloud.operations().iter().map(Operation::action).collect();
    assert_eq!(
        actions,
        [
            "iam:CreatePolicy",
            "iam:CreateRole",
            "iam:PutRolePolicy",
            "iam:PutRolePolicy",
            "s3:PutBucketPolicy",
        ]
    );
    let arn = at(&stored.state, &["roles", "workers", "arn"]);
    let Tree::String(arn) = arn else { panic!("{arn:?}") };
    let made = arn.rsplit('/').next().unwrap();
    assert!(made.starts_with(WORKER), "{made}");
    let role = cloud.role_facets(&name(made)).unwrap();
    assert_eq!(at(&stored.state, &["roles", "workers", "unique_id"]), &text(&role.unique_id));
    assert!(role.boundary.unwrap().contains(":policy/kfm/dev/work/kfm-dev-work-boundary-"));
    let policy = cloud.facets(&bucket("work")).unwrap().policy.unwrap();
    assert_eq!(at(&stored.state, &["policy_json"]), &text(&policy));
    assert_settled(&client, &stored, &work()).await;
}

#[tokio::test]
async fn what_is_stored_in_another_order_and_form_is_the_same() {
    let (cloud, client) = zones(&["work"]).await;
    given(&cloud, "team/steward");
    let stored = apply(&client, None, &work()).await;
    cloud.drift(&bucket("work"), |facets| {
        let mut policy: serde_json::Value =
            serde_json::from_str(facets.policy.as_ref().unwrap()).unwrap();
        let statements = policy["Statement"].as_array_mut().unwrap();
        statements.reverse();
        let mut made_lists = 0;
        for statement in statements {
            for name in ["Action", "NotAction", "Resource", "NotResource"] {
                if let Some(single) = statement[name].as_str().map(str::to_owned) {
                    statement[name] = json!([single]);
                    made_lists += 1;
                }
            }
        }
        assert!(made_lists > 0);
        facets.policy = Some(policy.to_string());
    });
    assert_settled(&client, &stored, &work()).await;
}

#[tokio::test]
async fn a_destroy_seals_first_and_removes_what_was_made() {
    let (cloud, client) = zones(&["work"]).await;
    given(&cloud, "team/steward");
    let sealed = cloud.facets(&bucket("work")).unwrap().policy;
    let stored = apply(&client, None, &work()).await;
    cloud.forget_calls();
    let change = client.change(POLICY, Some(&stored), None).await.unwrap();
    assert!(change.errors().is_empty(), "{:?}", change.errors());
    assert!(change.stored().is_none());
    assert_eq!(cloud.operations().first().map(Operation::action), Some("s3:PutBucketPolicy"));
    assert_eq!(cloud.facets(&bucket("work")).unwrap().policy, sealed);
    assert_eq!(cloud.managed_policies().len(), 0);
    let left: Vec<_> = cloud.roles().iter().map(ToString::to_string).collect();
    assert_eq!(left, [role_arn("team/steward")]);
    assert_eq!(cloud.role_facets(&name("steward")).unwrap().inline.len(), 0);
}

#[tokio::test]
async fn a_grant_that_goes_is_denied_before_its_role_goes() {
    let (cloud, client) = zones(&["work"]).await;
    given(&cloud, "team/steward");
    let stored = apply(&client, None, &work()).await;
    cloud.forget_calls();
    let mut fewer = work();
    fewer["grants"].as_object_mut().unwrap().remove("workers");
    let stored = apply(&client, Some(&stored), &fewer).await;
    let actions: Vec<_> = cloud.operations().iter().map(Operation::action).collect();
    assert_eq!(
        actions,
        ["s3:PutBucketPolicy", "iam:DeleteRolePolicy", "iam:DeleteRole", "iam:DeletePolicy"]
    );
    assert_settled(&client, &stored, &fewer).await;
}

#[tokio::test]
async fn a_role_with_a_new_name_is_made_before_the_old_one_goes() {
    let (cloud, client) = zones(&["work"]).await;
    given(&cloud, "team/steward");
    let stored = apply(&client, None, &work()).await;
    cloud.forget_calls();
    let mut renamed = work();
    renamed["grants"]["workers"]["role"]["name"] = json!("soil-workers");
    let stored = apply(&client, Some(&stored), &renamed).await;
    let actions: Vec<_> = cloud.operations().iter().map(Operation::action).collect();
    assert_eq!(
        actions,
        [
            "iam:CreateRole",
            "iam:PutRolePolicy",
            "s3:PutBucketPolicy",
            "iam:DeleteRolePolicy",
            "iam:DeleteRole",
        ]
    );
    assert_eq!(at(&stored.state, &["roles", "workers", "name"]), &text("soil-workers"));
    assert_settled(&client, &stored, &renamed).await;
}

#[tokio::test]
async fn access_that_is_gained_is_told_in_the_summary() {
    let (cloud, client) = zones(&["work"]).await;
    given(&cloud, "team/steward");
    given(&cloud, "ops");
    let stored = apply(&client, None, &work()).await;
    let mut more = work();
    more["grants"]["ops"] = json!({ "persona": "ops", "role_arn": role_arn("ops") });
    let config = client.object(POLICY, more).unwrap();
    let plan = client.plan(POLICY, Some(&stored), Some(&config)).await.unwrap();
    let [warning] = plan.diags.as_slice() else { panic!("{:?}", plan.diags) };
    assert!(
        warning.summary.starts_with(
            "`kfm-dev-work-123456789012`: access is gained: role/ops [ops] may list work/*"
        ),
        "{}",
        warning.summary
    );
}

#[tokio::test]
async fn a_role_that_one_policy_makes_is_granted_by_its_arn_in_another() {
    let (cloud, client) = zones(&["work", "processed"]).await;
    given(&cloud, "team/steward");
    let config = client.object(POLICY, work()).unwrap();
    let plan = client.plan(POLICY, None, Some(&config)).await.unwrap();
    let Tree::String(arn) = at(&plan.state, &["roles", "workers", "arn"]) else { panic!() };
    let processed = json!({
        "zone": zone("processed"),
        "grants": { "workers": { "persona": "workers", "role_arn": arn } },
    });
    let config = client.object(POLICY, processed.clone()).unwrap();
    let plan = client.plan(POLICY, None, Some(&config)).await.unwrap();
    assert!(plan.errors().is_empty(), "it need not exist yet: {:?}", plan.errors());
    let one = apply(&client, None, &work()).await;
    let other = apply(&client, None, &processed).await;
    assert_settled(&client, &one, &work()).await;
    assert_settled(&client, &other, &processed).await;
    let role = cloud.role_facets(&name(arn.rsplit('/').next().unwrap())).unwrap();
    assert_eq!(role.inline.len(), 2, "one policy for each zone");
    let gone = client.change(POLICY, Some(&other), None).await.unwrap();
    assert!(gone.errors().is_empty(), "{:?}", gone.errors());
    let one = read(&client, &one).await;
    assert_settled(&client, &one, &work()).await;
}

#[tokio::test]
async fn what_depends_on_something_unknown_is_unknown() {
    let (_, client) = zones(&["catalog"]).await;
    let mut config = json!({
        "zone": zone("catalog"),
        "grants": { "builder": {
            "persona": "catalog_builder",
            "role": { "trust": { "service": "ecs-tasks.amazonaws.com" } },
        } },
        "access_points": ["arn:aws:s3:us-east-1:123456789012:accesspoint/points"],
    });
    let known = client.object(POLICY, config.clone()).unwrap();
    let known = client.plan(POLICY, None, Some(&known)).await.unwrap();
    assert!(known.errors().is_empty(), "{:?}", known.errors());
    for unknown in ["access_points", "gated", "administrators", "break_glass", "services"] {
        config.as_object_mut().unwrap().remove(unknown);
        let mut tree = client.object(POLICY, config.clone()).unwrap();
        let Tree::Map(entries) = &mut tree else { panic!() };
        entries.insert(unknown.to_owned(), Tree::Unknown);
        let plan = client.plan(POLICY, None, Some(&tree)).await.unwrap();
        assert!(plan.errors().is_empty(), "{unknown}: {:?}", plan.errors());
        assert_eq!(at(&plan.state, &["policy_json"]), &Tree::Unknown, "{unknown}");
        let shapes = ["access_points", "gated"].contains(&unknown);
        let policies = at(&plan.state, &["role_policies"]);
        assert_eq!(policies == &Tree::Unknown, shapes, "{unknown}");
    }
}

#[tokio::test]
async fn whether_a_role_is_made_or_given_may_be_unknown() {
    let (_, client) = zones(&["work"]).await;
    let config = json!({ "zone": zone("work"), "grants": { "one": { "persona": "workers" } } });
    let mut tree = client.object(POLICY, config).unwrap();
    let path = ["grants", "one"];
    let grant = path.iter().fold(&mut tree, |tree, name| match tree {
        Tree::Map(entries) => entries.get_mut(*name).unwrap(),
        other => panic!("{other:?}"),
    });
    let Tree::Map(grant) = grant else { panic!() };
    grant.insert("role_arn".to_owned(), Tree::Unknown);
    grant.insert("role".to_owned(), Tree::Unknown);
    let diags = client.validate(POLICY, tree.clone()).await.unwrap();
    assert_eq!(diags, []);
    let plan = client.plan(POLICY, None, Some(&tree)).await.unwrap();
    assert!(plan.errors().is_empty(), "{:?}", plan.errors());
}
