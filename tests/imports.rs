//! What an import says of a bucket: only what a configuration of the zone may say, since Terraform
//! generates one from it.

use kfm_provider::cloud::LogTarget;
use kfm_provider::cloud::memory::{MemoryCloud, plain_bucket};
use kfm_provider::domain::{AccountId, BucketName, ObjectLifecycle, Region};
use kfm_provider::terraform::value::{Number, Tree};

use crate::support::zones::{ACCOUNT, ZONE, at, client, cloud, text};

const BUCKET: &str = "soils-archive";

/// A world with one bucket, which nobody manages; its rules let everything expire.
fn world() -> MemoryCloud {
    let cloud = cloud();
    let name = BucketName::parse(BUCKET).unwrap();
    let region = Region::parse("us-east-1").unwrap();
    cloud.add_bucket(&name, &AccountId::parse(ACCOUNT).unwrap(), plain_bucket(&region));
    let expiring = ObjectLifecycle {
        expire_prefixes: [("tmp/".to_owned(), 5)].into(),
        ..ObjectLifecycle::default()
    };
    let target = LogTarget { bucket: "soils-logs".to_owned(), prefix: "archive/".to_owned() };
    cloud.drift(&name, |bucket| {
        bucket.lifecycle = expiring.rules();
        bucket.access_log = Some(target);
    });
    cloud
}

async fn imported(kind: &str) -> Tree {
    let client = client(world()).await;
    let import = client.import(ZONE, &format!("{kind}:{BUCKET}")).await.unwrap();
    let read = client.read(ZONE, &import.stored.unwrap()).await.unwrap();
    assert!(read.errors().is_empty(), "{:?}", read.errors());
    read.stored.unwrap().state
}

#[tokio::test]
async fn a_lifecycle_that_the_zone_may_have_is_an_input() {
    let state = imported("work").await;
    let days = at(&state, &["object_lifecycle", "expire_prefixes", "tmp/"]);
    assert_eq!(days, &Tree::Number(Number::Signed(5)));
    assert_eq!(at(&state, &["access_log", "bucket"]), &text("soils-logs"));
}

#[tokio::test]
async fn one_that_it_may_not_have_is_shown_by_the_controls_alone() {
    let state = imported("published").await;
    assert_eq!(at(&state, &["object_lifecycle"]), &Tree::Null);
    let shown = at(&state, &["controls", "lifecycle"]);
    assert!(format!("{shown:?}").contains("expire below `tmp/` after 5 days"), "{shown:?}");
}

#[tokio::test]
async fn a_logs_zone_has_no_access_log_of_its_own() {
    let state = imported("logs").await;
    assert_eq!(at(&state, &["access_log"]), &Tree::Null);
    assert_eq!(at(&state, &["controls", "access_log"]), &text("s3://soils-logs/archive/"));
}
