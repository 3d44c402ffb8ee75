//! Applies that end in the middle, policies that move, and who may apply.

use std::sync::Arc;

use kfm_provider::cloud::faulty::{Faults, Faulty};
use kfm_provider::cloud::{CloudErrorKind, Operation};
use serde_json::json;

use super::{POLICY, apply, assert_settled, bucket, given, read, work, zone, zones};
use crate::support::zones::{ACCOUNT, caller, client};

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
    assert!(plan.diagnostics.iter().any(|one| one.summary.contains("no administrator of it")));
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
        let gone =
            client.apply_with(POLICY, Some(&found), None, plan.private.clone()).await.unwrap();
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
    let roles: Vec<_> = cloud.roles().iter().map(|role| role.arn.path()).collect();
    assert_eq!(roles, ["/kfm/dev/processed/", "/team/"]);
    for role in cloud.roles() {
        assert_eq!(role.inline.len(), 1, "{role:?}");
    }
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
    let told: Vec<_> = plan.diagnostics.iter().map(|one| one.detail.as_str()).collect();
    let told = told.join("\n");
    let loses = "`arn:aws:iam::123456789012:role/analyst` loses `s3:GetObject` and `s3:PutObject`";
    assert!(told.contains(loses), "{told}");
    let stored = apply(&client, Some(&imported), &work()).await;
    assert_settled(&client, &stored, &work()).await;
}
