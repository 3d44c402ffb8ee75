//! What must hold after every single write.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use kfm_provider::cloud::faulty::Watch;
use kfm_provider::cloud::memory::MemoryCloud;
use kfm_provider::cloud::{BucketFacets, BucketRef, Mutate as _, Operation, PublicAccessBlock};
use kfm_provider::domain::seal::{PolicyState, judge};
use kfm_provider::domain::{AccountId, BucketName, Region};

use crate::support::zones::{ACCOUNT, world};

/// Watches that no write opens a zone: a policy that was the zone's stays one of the zone's and
/// public access stays blocked until the bucket is deleted, and nothing but what closes a bucket
/// is done while one is open.
#[derive(Clone)]
pub(crate) struct SealWatch {
    cloud: MemoryCloud,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    closed: BTreeMap<BucketName, Closed>,
    violations: Vec<String>,
}

/// What was closed once.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Closed {
    by_policy: bool,
    by_blocks: bool,
}

impl Closed {
    fn of(bucket: &BucketFacets) -> Self {
        let policy = judge(bucket.policy.as_deref(), None);
        Self {
            by_policy: matches!(policy, PolicyState::Sealed | PolicyState::Granted),
            by_blocks: bucket.public_access_block == PublicAccessBlock::ALL,
        }
    }

    fn fully(self) -> bool {
        self.by_policy && self.by_blocks
    }
}

impl SealWatch {
    /// Starts from the world as it is.
    pub(crate) fn new(cloud: &MemoryCloud) -> Self {
        let watch = Self { cloud: cloud.clone(), seen: Arc::default() };
        watch.seen.lock().unwrap().closed = watch.closed();
        watch
    }

    /// Looks after every write.
    pub(crate) fn each_write(&self) -> Watch {
        let watch = self.clone();
        Arc::new(move |operation| {
            watch.look(operation);
            Box::pin(async {})
        })
    }

    pub(crate) fn look(&self, operation: &Operation) {
        let now = self.closed();
        let mut seen = self.seen.lock().unwrap();
        let before = std::mem::replace(&mut seen.closed, now.clone());
        for (bucket, before) in &before {
            let Some(now) = now.get(bucket) else { continue };
            if before.by_policy && !now.by_policy || before.by_blocks && !now.by_blocks {
                seen.violations.push(format!("{operation} opened the zone"));
            }
        }
        let closes = matches!(
            operation,
            Operation::BlockPublicAccess { .. }
                | Operation::PutBucketPolicy { .. }
                | Operation::DeleteBucket { .. }
        );
        if before.values().any(|before| !before.fully()) && !closes {
            seen.violations.push(format!("{operation} came before the zone was closed"));
        }
    }

    /// What was seen that must not be.
    pub(crate) fn violations(&self) -> Vec<String> {
        self.seen.lock().unwrap().violations.clone()
    }

    fn closed(&self) -> BTreeMap<BucketName, Closed> {
        let names = self.cloud.buckets().into_iter();
        names
            .filter_map(|name| {
                let closed = Closed::of(&self.cloud.facets(&name)?);
                Some((name, closed))
            })
            .collect()
    }
}

#[tokio::test]
async fn what_opens_a_zone_is_seen() {
    let cloud = world();
    let watch = SealWatch::new(&cloud);
    let name = BucketName::parse("a-bucket").unwrap();
    let bucket = || BucketRef { name: name.clone(), owner: AccountId::parse(ACCOUNT).unwrap() };
    let policy =
        |policy: &str| Operation::PutBucketPolicy { bucket: bucket(), policy: policy.into() };
    let seen = async |operation: Operation| {
        cloud.execute(&operation).await.unwrap();
        watch.look(&operation);
        watch.violations().len()
    };
    let create = Operation::CreateBucket {
        bucket: bucket(),
        region: Region::parse("us-east-1").unwrap(),
        object_lock: true,
        namespace: kfm_provider::domain::BucketNamespace::Global,
        tags: [].into(),
    };
    assert_eq!(seen(create).await, 0);
    assert_eq!(seen(Operation::EnableVersioning { bucket: bucket() }).await, 1);
    assert_eq!(seen(Operation::BlockPublicAccess { bucket: bucket() }).await, 1);
    assert_eq!(seen(policy(r#"{"Id":"kfm_zone"}"#)).await, 1);
    assert_eq!(seen(Operation::EnableVersioning { bucket: bucket() }).await, 1);
    assert_eq!(seen(policy(r#"{"Id":"kfm_zone_policy"}"#)).await, 1);
    cloud.drift(&name, |bucket| bucket.public_access_block.block_public_acls = false);
    assert_eq!(seen(policy("{}")).await, 2);
    assert_eq!(seen(Operation::DeleteBucket { bucket: bucket() }).await, 2);
}
