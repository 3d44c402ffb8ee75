//! The life of a `kfm_zone` over the wire, with the in-memory cloud: what plan shows, what apply
//! does, and what is left when an apply ends in the middle.

use std::sync::Arc;

use kfm_provider::cloud::faulty::{Faults, Faulty};
use kfm_provider::cloud::memory::plain_bucket;
use kfm_provider::cloud::{CloudErrorKind, Facet, KeyState, Operation};
use kfm_provider::domain::{
    AccountId, BucketName, BucketNamespace, Days, LockMode, LockRule, ObjectLifecycle, Region,
    ZoneKind,
};
use kfm_provider::reconcile::converge::{converge, settle};
use kfm_provider::reconcile::next::{next, remaining};
use kfm_provider::reconcile::{
    Cause, Desired, DesiredKey, DesiredLock, DesiredSeal, Limit, Observed,
};
use kfm_provider::terraform::client::{Client, Stored};
use kfm_provider::terraform::value::Tree;
use serde_json::{Value as Json, json};

use crate::support::zones::{
    ACCOUNT, ZONE, at, caller, client, cloud, drifts, facets, rich, text, world,
};

const BUCKET: &str = "kfm-dev-catalog-123456789012";

fn name(bucket: &str) -> BucketName {
    BucketName::parse(bucket).unwrap()
}

async fn apply(client: &Client, prior: Option<&Stored>, config: Json) -> Stored {
    let config = client.object(ZONE, config).unwrap();
    let change = client.change(ZONE, prior, Some(config)).await.unwrap();
    assert!(change.errors().is_empty(), "{:?}", change.errors());
    change.stored().unwrap().clone()
}

async fn assert_settled(client: &Client, stored: &Stored, config: Json) {
    let read = client.read(ZONE, stored).await.unwrap();
    assert!(read.errors().is_empty(), "{:?}", read.errors());
    let read = read.stored.unwrap();
    let config = client.object(ZONE, config).unwrap();
    let plan = client.plan(ZONE, Some(&read), Some(&config)).await.unwrap();
    assert_eq!(plan.state, read.state, "the plan after apply is not empty");
}

fn catalog() -> Json {
    json!({ "zone": "catalog" })
}

#[tokio::test]
async fn a_plan_of_a_new_zone_knows_everything_but_the_key_and_calls_nothing() {
    let cloud = cloud();
    let client = client(cloud.clone()).await;
    cloud.forget_calls();
    let config = client.object(ZONE, catalog()).unwrap();
    let plan = client.plan(ZONE, None, Some(&config)).await.unwrap();
    let Tree::Map(planned) = &plan.state else { panic!("no object") };
    let unknown: Vec<_> =
        planned.iter().filter(|(_, value)| value.has_unknown()).map(|(name, _)| name).collect();
    assert_eq!(unknown, ["key_arn"]);
    assert_eq!(at(&plan.state, &["bucket"]), &text(BUCKET));
    assert_eq!(at(&plan.state, &["closed"]), &Tree::Bool(true));
    assert_eq!((cloud.reads().len(), cloud.mutations()), (0, 0));
}

#[tokio::test]
async fn a_create_closes_before_it_does_anything_else_and_the_plan_is_then_empty() {
    let cloud = cloud();
    let client = client(cloud.clone()).await;
    let stored = apply(&client, None, catalog()).await;
    let actions: Vec<_> = cloud.operations().iter().map(Operation::action).collect();
    assert_eq!(
        actions.get(..3),
        Some(&["s3:CreateBucket", "s3:PutBucketPublicAccessBlock", "s3:PutBucketPolicy"][..])
    );
    assert_eq!(at(&stored.state, &["closed"]), &Tree::Bool(true));
    assert_eq!(at(&stored.state, &["controls", "creation"]), &Tree::Null);
    assert_settled(&client, &stored, catalog()).await;
}

#[tokio::test]
async fn every_drift_shows_and_is_repaired() {
    let config = rich(ZoneKind::Catalog, false);
    for drift in drifts() {
        let cloud = world();
        let client = client(cloud.clone()).await;
        let stored = apply(&client, None, config.clone()).await;
        let before = facets(&cloud);
        drift.happen(&cloud);
        let read = client.read(ZONE, &stored).await.unwrap().stored.unwrap();
        let (control, path) = (drift.control, ["controls", drift.control]);
        assert_ne!(at(&read.state, &path), at(&stored.state, &path), "{control} is not shown");
        let repaired = apply(&client, Some(&read), config.clone()).await;
        assert_eq!(facets(&cloud), before, "{control} is not repaired");
        assert_settled(&client, &repaired, config.clone()).await;
    }
}

#[tokio::test]
async fn a_refused_read_keeps_the_state_and_names_every_permission() {
    let faulty = Faulty::new(Arc::new(cloud()));
    let client = client(faulty.clone()).await;
    let stored = apply(&client, None, catalog()).await;
    let refused = ["s3:GetBucketVersioning", "s3:GetBucketPolicy"];
    faulty.set(Faults::default().fail(refused, CloudErrorKind::Denied));
    let read = client.read(ZONE, &stored).await.unwrap();
    let detail = &read.errors()[0].detail;
    assert!(detail.contains("s3:GetBucketVersioning") && detail.contains("s3:GetBucketPolicy"));
    assert_eq!(read.stored, Some(stored));
}

#[tokio::test]
async fn a_zone_that_is_gone_leaves_the_state() {
    let cloud = cloud();
    let client = client(cloud.clone()).await;
    let stored = apply(&client, None, catalog()).await;
    let Tree::String(arn) = at(&stored.state, &["key_arn"]).clone() else { panic!("no key") };
    cloud.remove_bucket(&name(BUCKET));
    // As long as the key lives there is something to finish.
    assert!(client.read(ZONE, &stored).await.unwrap().stored.is_some());
    cloud.remove_alias("alias/kfm/dev/kfm-dev-catalog-123456789012");
    cloud.remove_key(&kfm_provider::domain::KeyArn::parse(&arn).unwrap());
    assert_eq!(client.read(ZONE, &stored).await.unwrap().stored, None);
}

#[tokio::test]
async fn a_protected_zone_refuses_a_destroy_and_an_unprotected_one_ends_with_its_key() {
    let cloud = cloud();
    let client = client(cloud.clone()).await;
    let stored = apply(&client, None, catalog()).await;
    let refused = client.change(ZONE, Some(&stored), None).await.unwrap();
    assert!(refused.errors()[0].detail.contains("deletion_protection"));
    assert!(cloud.facets(&name(BUCKET)).is_some());

    let open = json!({ "zone": "catalog", "deletion_protection": false });
    let stored = apply(&client, Some(&stored), open).await;
    cloud.put_object(&name(BUCKET), "soils/a");
    let refused = client.change(ZONE, Some(&stored), None).await.unwrap();
    assert!(refused.errors()[0].detail.contains("force_destroy"));

    let force = json!({ "zone": "catalog", "deletion_protection": false, "force_destroy": true });
    let stored = apply(&client, Some(&stored), force).await;
    let Tree::String(arn) = at(&stored.state, &["key_arn"]).clone() else { panic!("no key") };
    let gone = client.change(ZONE, Some(&stored), None).await.unwrap();
    assert!(gone.errors().is_empty(), "{:?}", gone.errors());
    assert_eq!(cloud.facets(&name(BUCKET)), None);
    let key = kfm_provider::domain::KeyArn::parse(&arn).unwrap();
    assert_eq!(cloud.key_facets(&key).unwrap().state, KeyState::PendingDeletion);
    let order: Vec<_> = cloud.operations().iter().map(Operation::action).collect();
    let place = |action| order.iter().position(|found| *found == action).unwrap();
    assert!(place("s3:DeleteBucket") < place("kms:ScheduleKeyDeletion"));
}

#[tokio::test]
async fn what_was_in_the_bucket_before_the_seal_is_named() {
    let cloud = cloud();
    let faulty = Faulty::new(Arc::new(cloud.clone()));
    faulty.set(Faults::default().fail_once("s3:PutBucketPolicy", CloudErrorKind::Unavailable));
    let client = client(faulty).await;
    let config = client.object(ZONE, catalog()).unwrap();
    let first = client.change(ZONE, None, Some(config.clone())).await.unwrap();
    assert!(first.stored().is_some());
    cloud.put_object(&name(BUCKET), "planted");
    let second = client.change(ZONE, None, Some(config)).await.unwrap();
    assert!(second.errors()[0].detail.contains("`planted`"), "{:?}", second.errors());
    assert_eq!(at(&second.stored().unwrap().state, &["controls", "creation"]), &text("unfinished"));
}

#[tokio::test]
async fn what_was_put_into_a_bucket_that_is_made_again_is_named_too() {
    let cloud = cloud();
    let faulty = Faulty::new(Arc::new(cloud.clone()));
    let client = client(faulty.clone()).await;
    let stored = apply(&client, None, catalog()).await;
    cloud.remove_bucket(&name(BUCKET));
    let stored = client.read(ZONE, &stored).await.unwrap().stored.unwrap();
    faulty.set(Faults::default().fail_once("s3:PutBucketPolicy", CloudErrorKind::Unavailable));
    let config = client.object(ZONE, catalog()).unwrap();
    let first = client.change(ZONE, Some(&stored), Some(config.clone())).await.unwrap();
    cloud.put_object(&name(BUCKET), "planted");
    let second = client.change(ZONE, first.stored(), Some(config)).await.unwrap();
    assert!(second.errors()[0].detail.contains("`planted`"), "{:?}", second.errors());
}

#[tokio::test]
async fn a_bucket_that_is_made_again_is_sealed_though_the_imported_one_was_not() {
    let cloud = cloud();
    let client = client(cloud.clone()).await;
    let region = Region::parse("us-east-1").unwrap();
    let policy = Some(r#"{"Statement":[]}"#.to_owned());
    let facets = kfm_provider::cloud::BucketFacets { policy, ..plain_bucket(&region) };
    cloud.add_bucket(&name(BUCKET), &AccountId::parse(ACCOUNT).unwrap(), facets);
    let imported = client.import(ZONE, &format!("catalog:{BUCKET}")).await.unwrap();
    let read = client.read(ZONE, &imported.stored.unwrap()).await.unwrap().stored.unwrap();
    let stored = apply(&client, Some(&read), catalog()).await;
    assert_eq!(at(&stored.state, &["controls", "policy"]), &text("foreign"));
    cloud.remove_bucket(&name(BUCKET));
    let read = client.read(ZONE, &stored).await.unwrap().stored.unwrap();
    let stored = apply(&client, Some(&read), catalog()).await;
    assert_eq!(at(&stored.state, &["closed"]), &Tree::Bool(true));
    assert_settled(&client, &stored, catalog()).await;
}

#[tokio::test]
async fn a_key_that_an_earlier_zone_left_is_used_again_and_a_strangers_is_refused() {
    let cloud = cloud();
    let client = client(cloud.clone()).await;
    let first = apply(&client, None, catalog()).await;
    cloud.remove_bucket(&name(BUCKET));
    let second = apply(&client, None, catalog()).await;
    assert_eq!(at(&first.state, &["key_arn"]), at(&second.state, &["key_arn"]));

    let stranger = cloud.add_key("{}", [].into());
    cloud.add_alias("alias/kfm/dev/kfm-dev-raw-123456789012", &stranger);
    let config = client.object(ZONE, json!({ "zone": "raw", "retention": { "days": 1 } })).unwrap();
    let refused = client.change(ZONE, None, Some(config)).await.unwrap();
    assert!(refused.errors()[0].summary.contains("names another key"));
    assert_eq!(refused.stored(), None);
}

#[tokio::test]
async fn only_an_administrator_applies() {
    let cloud = cloud();
    let other = cloud.as_caller(caller(ACCOUNT, "arn:aws:iam::123456789012:user/other"));
    let client = client(other.clone()).await;
    let config = client.object(ZONE, catalog()).unwrap();
    let change = client.change(ZONE, None, Some(config)).await.unwrap();
    assert!(change.errors()[0].summary.contains("no administrator"));
    assert_eq!((change.stored(), other.mutations()), (None, 0));
}

#[tokio::test]
async fn a_given_key_is_used_and_an_own_one_is_retired_not_removed() {
    let cloud = cloud();
    let client = client(cloud.clone()).await;
    let stored = apply(&client, None, catalog()).await;
    let own = at(&stored.state, &["key_arn"]).clone();
    let given = cloud.add_key("{}", [].into());
    let config = json!({ "zone": "catalog", "encryption": { "kms_key_arn": given.as_str() } });
    let stored = apply(&client, Some(&stored), config.clone()).await;
    assert_eq!(at(&stored.state, &["key_arn"]), &text(given.as_str()));
    assert_eq!(at(&stored.state, &["retired_key_arns"]), &Tree::List(vec![own]));
    assert_settled(&client, &stored, config).await;
    let touched =
        cloud.operations().iter().any(|op| op.key() == Some(&given) && op.bucket().is_none());
    assert!(!touched, "a given key was changed");
}

#[test]
fn from_any_point_of_a_create_the_rest_follows_and_is_the_same() {
    let desired = desired();
    let all = remaining(&desired, &Observed::default());
    for cut in 0..=all.len() {
        let mut observed = Observed::default();
        let mut rest = all.clone();
        for operation in rest.drain(..cut) {
            let effect = match &operation {
                Operation::CreateKey { .. } => kfm_provider::cloud::Effect::KeyMade(
                    kfm_provider::domain::KeyArn::parse(
                        "arn:aws:kms:us-east-1:000000000000:key/known-after-apply",
                    )
                    .unwrap(),
                ),
                _ => kfm_provider::cloud::Effect::Done,
            };
            observed.apply(&operation, &effect);
        }
        assert_eq!(remaining(&desired, &observed), rest);
        assert_eq!(next(&desired, &observed).as_ref(), rest.first());
    }
}

#[tokio::test]
async fn converging_twice_does_nothing_the_second_time() {
    let cloud = cloud();
    let (desired, mut observed) = (desired(), Observed::default());
    let cancel = tokio_util::sync::CancellationToken::new();
    let mut limit = Limit::new(&cancel, std::time::Duration::from_mins(1));
    converge(&cloud, &desired, &mut observed, &mut limit, &mut |_| {}).await.unwrap();
    let again = converge(&cloud, &desired, &mut observed, &mut limit, &mut |_| {}).await.unwrap();
    assert!(again.is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_an_endpoint_accepts_and_forgets_counts_as_lacking_unless_it_is_needed() {
    let cloud = cloud();
    cloud.ignore([Facet::Events, Facet::SseC]);
    let cancel = tokio_util::sync::CancellationToken::new();
    let mut limit = Limit::new(&cancel, std::time::Duration::from_mins(1));
    let (desired, mut observed) = (desired(), Observed::default());
    settle(&cloud, &desired, &mut observed, &mut limit, &mut |_| {}).await.unwrap();
    assert_eq!(observed.lacks, [Facet::SseC, Facet::Events].into());
    let writes = cloud.mutations();
    settle(&cloud, &desired, &mut observed, &mut limit, &mut |_| {}).await.unwrap();
    assert_eq!(cloud.mutations(), writes, "what is known to lack was tried again");

    let needs = Desired { needs: [Facet::Events].into(), ..desired };
    let mut observed = Observed { lacks: [].into(), ..observed };
    let stopped = settle(&cloud, &needs, &mut observed, &mut limit, &mut |_| {}).await.unwrap_err();
    assert!(matches!(stopped.cause, Cause::NotSettled), "{stopped}");
}

fn desired() -> Desired {
    let tags = |value: &str| [("kfm:nonce".to_owned(), value.to_owned())].into();
    Desired {
        bucket: kfm_provider::cloud::BucketRef {
            name: name(BUCKET),
            owner: AccountId::parse(ACCOUNT).unwrap(),
        },
        region: Region::parse("us-east-1").unwrap(),
        tags: tags("a"),
        creating_tags: tags("a/creating"),
        must_be_empty: false,
        seal: DesiredSeal { document: r#"{"Id":"kfm_zone","Statement":[]}"#.into(), owned: true },
        key: DesiredKey::Own {
            description: "a key".into(),
            alias: "alias/kfm/dev/x".into(),
            policy: "{}".into(),
            tags: [].into(),
        },
        namespace: BucketNamespace::Global,
        lock: DesiredLock::Rule("GOVERNANCE".parse().map(rule).unwrap()),
        lifecycle: ObjectLifecycle::default().rules(),
        access_log: None,
        events: true,
        needs: [].into(),
    }
}

fn rule(mode: LockMode) -> LockRule {
    LockRule { mode, days: Days::new(1).unwrap() }
}
