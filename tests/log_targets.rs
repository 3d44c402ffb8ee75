//! Where access logs may be sent, as a plan sees it.

use kfm_provider::cloud::memory::plain_bucket;
use kfm_provider::domain::{AccountId, BucketName, Region};
use serde_json::json;

use crate::support::zones::{ACCOUNT, ZONE, client, cloud};

/// The errors of a plan for a zone in us-east-1 that logs to a bucket with these marks.
async fn errors(marks: &[(&str, &str)], region: &str) -> Vec<String> {
    let name = BucketName::parse("other-logs").unwrap();
    let region = Region::parse(region).unwrap();
    let cloud = cloud().in_region(Region::parse("us-east-1").unwrap());
    let mut bucket = plain_bucket(&region);
    bucket.tags = marks.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect();
    cloud.add_bucket(&name, &AccountId::parse(ACCOUNT).unwrap(), bucket);
    let client = client(cloud).await;
    let config = json!({ "zone": "catalog", "access_log": { "bucket": "other-logs" } });
    let config = client.object(ZONE, config).unwrap();
    let plan = client.plan(ZONE, None, Some(&config)).await.unwrap();
    plan.errors().into_iter().map(|error| format!("{}: {}", error.summary, error.detail)).collect()
}

const LOGS: [(&str, &str); 3] =
    [("kfm:zone", "logs"), ("kfm:environment", "dev"), ("kfm:nonce", "0123456789abcdef")];

#[tokio::test]
async fn a_logs_zone_of_any_name_takes_logs_and_a_plain_bucket_does_not() {
    assert_eq!(errors(&LOGS, "us-east-1").await, [""; 0]);
    let plain = errors(&[], "us-east-1").await;
    assert!(plain.len() == 1 && plain[0].contains("no zone of this provider"), "{plain:?}");
}

#[tokio::test]
async fn a_bucket_of_another_region_is_refused_though_s3_does_not_show_it() {
    let elsewhere = errors(&LOGS, "us-west-2").await;
    assert!(elsewhere.len() == 1, "{elsewhere:?}");
    assert!(elsewhere[0].contains("lies in another region"), "{elsewhere:?}");
    assert!(elsewhere[0].contains("name a `logs` zone in us-east-1"), "{elsewhere:?}");
}
