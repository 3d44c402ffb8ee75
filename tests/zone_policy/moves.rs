//! Applies that end in the middle, policies that move, and who may apply.

use std::sync::Arc;

use kfm_provider::cloud::faulty::{Faults, Faulty, WriteFault};
use kfm_provider::cloud::{CloudErrorKind, Operation};
use kfm_provider::terraform::client::Planned;
use kfm_provider::terraform::value::Tree;
use serde_json::json;

use super::{POLICY, apply, assert_settled, bucket, given, name, read, work, zone, zones};
use crate::support::zones::{ACCOUNT, at, caller, client};

#[tokio::test]
async fn somebody_else_plans_with_a_warning_and_applies_nothing() {
    let (cloud, _) = zones(&["work"]).await;
    given(&cloud, "team/steward");
    let reader = format!("arn:aws:iam::{ACCOUNT}:user/reader");
    let other = client(cloud.as_caller(caller(ACCOUNT, &reader))).await;
    cloud.forget_calls();
    let config = other.object(POLICY, work()).unwrap();
    let plan = other.plan(POLICY, None, Some(&config)).await.unwrap();
    assert!(plan.errors().is_empty(), "{:?}", plan.errors());
    assert!(plan.diags.iter().any(|one| one.summary.contains("no administrator of it")));
    let change = other.change(POLICY, None, Some(config)).await.unwrap();
    assert!(change.errors()[0].summary.contains("no administrator"), "{:?}", change.errors());
    assert!(change.stored().is_none(), "nothing is tainted");
    assert_eq!(cloud.mutations(), 0);
}

#[tokio::test]
async fn an_apply_that_fails_before_its_first_change_taints_nothing() {
    let (cloud, _) = zones(&["work"]).await;
    given(&cloud, "team/steward");
    let faulty = Faulty::new(Arc::new(cloud.clone()));
    let client = client(faulty.clone()).await;
    faulty.set(Faults::default().fail(["iam:CreatePolicy"], CloudErrorKind::Denied));
    let config = client.object(POLICY, work()).unwrap();
    let change = client.change(POLICY, None, Some(config)).await.unwrap();
    assert!(change.errors()[0].detail.contains("iam:CreatePolicy"), "{:?}", change.errors());
    assert!(change.stored().is_none());
}

#[tokio::test]
async fn an_apply_that_fails_in_the_middle_is_completed_by_the_next() {
    let steps = ["iam:CreateRole", "iam:PutRolePolicy", "s3:PutBucketPolicy"];
    for step in steps {
        let (cloud, _) = zones(&["work"]).await;
        given(&cloud, "team/steward");
        let faulty = Faulty::new(Arc::new(cloud.clone()));
        let client = client(faulty.clone()).await;
        faulty.set(Faults::default().fail([step], CloudErrorKind::Denied));
        let config = client.object(POLICY, work()).unwrap();
        let change = client.change(POLICY, None, Some(config.clone())).await.unwrap();
        assert!(!change.errors().is_empty(), "{step}");
        let tainted = change.stored().expect("what was made is kept").clone();
        faulty.set(Faults::default());
        // The delete leg of the replacement of a tainted resource removes nothing.
        let found = read(&client, &tainted).await;
        let before = cloud.roles().len();
        let plan = client.plan(POLICY, None, Some(&config)).await.unwrap();
        let end = Planned { state: Tree::Null, ..plan };
        let gone = client.apply(POLICY, Some(&found), &end, None).await.unwrap();
        assert!(gone.errors().is_empty(), "{step}: {:?}", gone.errors());
        assert_eq!(cloud.roles().len(), before, "{step}");
        let stored = apply(&client, None, &work()).await;
        assert_settled(&client, &stored, &work()).await;
    }
}

#[tokio::test]
async fn a_policy_that_moves_grants_in_the_new_zone_before_it_seals_the_old() {
    let (cloud, client) = zones(&["work", "processed"]).await;
    given(&cloud, "team/steward");
    let seal = cloud.facets(&bucket("work")).unwrap().policy;
    let stored = apply(&client, None, &work()).await;
    cloud.forget_calls();
    let mut moved = work();
    moved["zone"] = zone("processed");
    let stored = apply(&client, Some(&stored), &moved).await;
    let puts: Vec<_> = cloud
        .operations()
        .iter()
        .filter(|operation| matches!(operation, Operation::PutBucketPolicy { .. }))
        .map(|operation| operation.target().to_owned())
        .collect();
    assert_eq!(puts, [bucket("processed").to_string(), bucket("work").to_string()]);
    assert_eq!(cloud.facets(&bucket("work")).unwrap().policy, seal);
    let roles: Vec<_> = cloud.roles().iter().map(|arn| arn.path()).collect();
    assert_eq!(roles, ["/kfm/dev/processed/", "/team/"]);
    for arn in cloud.roles() {
        let role = cloud.role_facets(&name(arn.name())).unwrap();
        assert_eq!(role.inline.len(), 1, "{role:?}");
    }
    assert_eq!(cloud.managed_policies().len(), 1, "the old boundary is gone");
    assert_settled(&client, &stored, &moved).await;
}

#[tokio::test]
async fn a_policy_written_by_hand_gives_way_in_words() {
    let (cloud, client) = zones(&["work"]).await;
    given(&cloud, "team/steward");
    let hand = json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Principal": { "AWS": "arn:aws:iam::123456789012:role/analyst" },
        "Action": ["s3:GetObject", "s3:PutObject"],
        "Resource": "arn:aws:s3:::kfm-dev-work-123456789012/*",
    }] });
    cloud.drift(&bucket("work"), |facets| facets.policy = Some(hand.to_string()));
    let imported = client.import(POLICY, bucket("work").as_str()).await.unwrap();
    let imported = read(&client, imported.stored.as_ref().unwrap()).await;
    let config = client.object(POLICY, work()).unwrap();
    let plan = client.plan(POLICY, Some(&imported), Some(&config)).await.unwrap();
    assert!(plan.errors().is_empty(), "{:?}", plan.errors());
    let told: Vec<_> = plan.diags.iter().map(|one| one.detail.as_str()).collect();
    let told = told.join("\n");
    let loses = "`arn:aws:iam::123456789012:role/analyst` loses `s3:GetObject` and `s3:PutObject`";
    assert!(told.contains(loses), "{told}");
    let stored = apply(&client, Some(&imported), &work()).await;
    assert_settled(&client, &stored, &work()).await;
}

#[tokio::test]
async fn what_a_create_left_and_nobody_grants_any_more_goes_with_the_next() {
    let (cloud, _) = zones(&["work"]).await;
    given(&cloud, "team/steward");
    let faulty = Faulty::new(Arc::new(cloud.clone()));
    let client = client(faulty.clone()).await;
    faulty.set(Faults::default().fail(["s3:PutBucketPolicy"], CloudErrorKind::Denied));
    let config = client.object(POLICY, work()).unwrap();
    let change = client.change(POLICY, None, Some(config)).await.unwrap();
    assert!(!change.errors().is_empty());
    assert_eq!(cloud.roles().len(), 2);
    faulty.set(Faults::default());
    let mut fewer = work();
    fewer["grants"].as_object_mut().unwrap().remove("workers");
    let stored = apply(&client, None, &fewer).await;
    let left: Vec<_> = cloud.roles().iter().map(|arn| arn.path()).collect();
    assert_eq!(left, ["/team/"]);
    assert_eq!(cloud.managed_policies(), [""; 0]);
    assert_settled(&client, &stored, &fewer).await;
}

#[tokio::test]
async fn an_imported_policy_that_is_destroyed_at_once_leaves_no_role() {
    let (cloud, client) = zones(&["work"]).await;
    given(&cloud, "team/steward");
    apply(&client, None, &work()).await;
    let imported = client.import(POLICY, bucket("work").as_str()).await.unwrap();
    let imported = read(&client, imported.stored.as_ref().unwrap()).await;
    let gone = client.change(POLICY, Some(&imported), None).await.unwrap();
    assert!(gone.errors().is_empty(), "{:?}", gone.errors());
    let left: Vec<_> = cloud.roles().iter().map(|arn| arn.path()).collect();
    assert_eq!(left, ["/team/"]);
}

#[tokio::test]
async fn a_role_that_is_kept_by_its_arn_keeps_its_boundary() {
    let (cloud, client) = zones(&["work"]).await;
    given(&cloud, "team/steward");
    let stored = apply(&client, None, &work()).await;
    let Tree::String(arn) = at(&stored.state, &["roles", "workers", "arn"]) else { panic!() };
    let mut kept = work();
    kept["grants"]["workers"] = json!({ "persona": "workers", "role_arn": arn });
    let stored = apply(&client, Some(&stored), &kept).await;
    assert_eq!(cloud.managed_policies().len(), 1, "it bounds the role");
    assert_settled(&client, &stored, &kept).await;
    let again = apply(&client, Some(&stored), &work()).await;
    assert_settled(&client, &again, &work()).await;
    let gone = client.change(POLICY, Some(&again), None).await.unwrap();
    assert!(gone.errors().is_empty(), "{:?}", gone.errors());
    assert_eq!(cloud.managed_policies(), [""; 0]);
}

#[tokio::test]
async fn a_role_that_was_granted_by_its_arn_is_not_taken_over() {
    let (cloud, client) = zones(&["work"]).await;
    given(&cloud, "kfm/dev/work/shared");
    let granting = |grant| json!({ "zone": zone("work"), "grants": { "one": grant } });
    let arn = crate::zone_policy::role_arn("kfm/dev/work/shared");
    let stored =
        apply(&client, None, &granting(json!({ "persona": "workers", "role_arn": arn }))).await;
    let made = json!({ "persona": "workers", "role": {
        "name": "shared", "trust": { "service": "ecs-tasks.amazonaws.com" },
    } });
    let before = cloud.role_facets(&name("shared"));
    let config = client.object(POLICY, granting(made)).unwrap();
    let change = client.change(POLICY, Some(&stored), Some(config)).await.unwrap();
    assert!(change.errors()[0].detail.contains("exists already"), "{:?}", change.errors());
    assert_eq!(cloud.role_facets(&name("shared")), before);
}

#[tokio::test]
async fn a_grant_with_a_new_name_keeps_the_role_that_is_named() {
    let (cloud, client) = zones(&["work"]).await;
    let made = || {
        json!({ "persona": "workers", "role": {
        "name": "soil-workers", "trust": { "service": "ecs-tasks.amazonaws.com" },
    } })
    };
    let stored =
        apply(&client, None, &json!({ "zone": zone("work"), "grants": { "one": made() } })).await;
    let id = cloud.role_facets(&name("soil-workers")).unwrap().unique_id;
    let renamed = json!({ "zone": zone("work"), "grants": { "two": made() } });
    let stored = apply(&client, Some(&stored), &renamed).await;
    assert_eq!(cloud.role_facets(&name("soil-workers")).unwrap().unique_id, id);
    assert_settled(&client, &stored, &renamed).await;
}

#[tokio::test]
async fn a_role_that_iam_does_not_know_everywhere_yet_is_waited_for() {
    let (cloud, _) = zones(&["work"]).await;
    given(&cloud, "team/steward");
    let faulty = Faulty::new(Arc::new(cloud.clone()));
    let client = client(faulty.clone()).await;
    let policy_of_the_new_role = 3;
    let early = WriteFault::Fails(CloudErrorKind::NotFound);
    faulty.set(Faults::default().at_write(policy_of_the_new_role, early));
    let stored = apply(&client, None, &work()).await;
    let writes = cloud.operations().len();
    assert_eq!(faulty.writes(), policy_of_the_new_role + 3, "one write was made twice");
    assert_settled(&client, &stored, &work()).await;
    assert_eq!(cloud.operations().len(), writes);
}

#[tokio::test]
async fn another_environment_makes_roles_anew_and_keeps_the_policies_of_others() {
    let (cloud, client) = zones(&["work"]).await;
    given(&cloud, "team/steward");
    let stored = apply(&client, None, &work()).await;
    let mut moved = work();
    moved["zone"]["environment"] = json!("stage");
    let stored = apply(&client, Some(&stored), &moved).await;
    let paths: Vec<_> = cloud.roles().iter().map(|arn| arn.path()).collect();
    assert_eq!(paths, ["/kfm/stage/work/", "/team/"]);
    assert_eq!(cloud.role_facets(&name("steward")).unwrap().inline.len(), 1);
    assert_eq!(cloud.managed_policies().len(), 1, "the old boundary is gone");
    assert_settled(&client, &stored, &moved).await;
    // What is left to the provider's default is the same environment.
    moved["zone"]["environment"] = json!("dev");
    let back = apply(&client, Some(&stored), &moved).await;
    let mut unsaid = work();
    unsaid["zone"].as_object_mut().unwrap().remove("environment");
    let same = apply(&client, Some(&back), &unsaid).await;
    assert_settled(&client, &same, &unsaid).await;
}
