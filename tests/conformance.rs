//! The cloud in memory behaves as the port says.

use kfm_provider::cloud::conformance::{self, Config};
use kfm_provider::cloud::memory::MemoryCloud;
use kfm_provider::cloud::{Caller, CloudErrorKind, Mutate, Observe};
use kfm_provider::domain::{AccountId, BucketName, Region};

fn account(text: &str) -> AccountId {
    AccountId::parse(text).unwrap()
}

fn memory() -> MemoryCloud {
    MemoryCloud::new(Caller {
        account: account("123456789012"),
        arn: "arn:aws:iam::123456789012:user/admin".to_owned(),
    })
}

fn config(region: &str) -> Config {
    Config {
        prefix: "kfm-conformance".to_owned(),
        region: Region::parse(region).unwrap(),
        account: account("123456789012"),
        foreign_bucket: BucketName::parse("somebody-elses").ok(),
        strict: true,
    }
}

#[tokio::test]
async fn memory_conforms_in_every_region() {
    for region in ["us-east-1", "eu-central-1"] {
        let config = config(region);
        let cloud = memory().in_region(config.region.clone());
        let foreign = config.foreign_bucket.clone().unwrap();
        cloud.add_foreign_bucket(&foreign, &account("210987654321"), &config.region);
        conformance::run_all(&cloud, &config).await.unwrap();
    }
}

#[tokio::test]
async fn a_cloud_that_fails_does_not_conform() {
    let cloud = memory();
    cloud.fail_next("s3:CreateBucket", CloudErrorKind::Throttled);
    let config = Config { foreign_bucket: None, ..config("us-east-1") };
    let found = conformance::run_all(&cloud, &config).await.unwrap_err();
    assert!(found.starts_with("a_bucket_is_made_as_asked: "), "{found}");
    assert_eq!(found.lines().count(), 1, "{found}");
}

#[tokio::test]
async fn callers_share_the_world_but_not_its_permissions() {
    let cloud = memory();
    let stranger = cloud.as_caller(Caller {
        account: account("123456789012"),
        arn: "arn:aws:iam::123456789012:user/stranger".to_owned(),
    });
    stranger.deny(["s3:CreateBucket", "sts:GetCallerIdentity"]);
    assert_eq!(stranger.caller().await.unwrap_err().kind, CloudErrorKind::Denied);
    assert!(cloud.caller().await.is_ok());
    let operation = kfm_provider::cloud::Operation::CreateBucket {
        bucket: kfm_provider::cloud::BucketRef {
            name: BucketName::parse("shared").unwrap(),
            owner: account("123456789012"),
        },
        region: Region::parse("us-east-1").unwrap(),
        object_lock: false,
        namespace: kfm_provider::domain::BucketNamespace::Global,
        tags: Default::default(),
    };
    assert_eq!(stranger.execute(&operation).await.unwrap_err().kind, CloudErrorKind::Denied);
    cloud.execute(&operation).await.unwrap();
    assert!(stranger.facets(&BucketName::parse("shared").unwrap()).is_some());
    assert_eq!((cloud.mutations(), cloud.operations()), (2, vec![operation]));
}
