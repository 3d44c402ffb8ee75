//! Reading evidence from a cloud that is slow.

use std::sync::Arc;
use std::time::Duration;

use kfm_provider::cloud::Caller;
use kfm_provider::cloud::faulty::{Faults, Faulty};
use kfm_provider::cloud::memory::{MemoryCloud, plain_bucket};
use kfm_provider::domain::promotion::contract::storage::{Inquiry, ObjectId, Observed, Presence};
use kfm_provider::domain::promotion::contract::{Options, evaluate};
use kfm_provider::domain::promotion::formats::Second;
use kfm_provider::domain::{AccountId, BucketName, Region};
use kfm_provider::gate::{Observations, observe};
use serde_json::json;

const OPTIONS: &str = include_str!("../provider/domain/src/promotion/contract/cases/options.json");

/// Reads so many artifacts, each of which takes that long.
async fn read(artifacts: usize, delay: u64) -> Observations {
    let account = AccountId::parse("111122223333").unwrap();
    let arn = "arn:aws:iam::111122223333:role/ci".to_owned();
    let cloud = MemoryCloud::new(Caller { account: account.clone(), arn });
    let bucket = BucketName::parse("kfm-example-policy").unwrap();
    cloud.add_bucket(&bucket, &account, plain_bucket(&Region::parse("us-east-1").unwrap()));
    let uri = |number: usize| format!("s3://kfm-example-processed/{number}");
    let artifact = |number| {
        let digest = format!("sha256:{}", "ab".repeat(32));
        json!({"path": "x", "uri": uri(number), "digest": digest, "media_type": "text/csv"})
    };
    for number in 0..artifacts {
        cloud.store(ObjectId { uri: uri(number), version: None }, b"x");
    }
    let artifacts: Vec<_> = (0..artifacts).map(artifact).collect();
    let packet = json!({"identity": {"artifacts": artifacts}}).to_string();
    let clock = Second::parse("2026-05-05T00:00:00Z").unwrap();
    let options = Options::from_json(OPTIONS.as_bytes()).unwrap().at(clock);
    let evaluation = evaluate(packet.as_bytes(), &options);
    let inquiry = Inquiry::of(&evaluation, &options).unwrap();
    let faulty = Faulty::new(Arc::new(cloud));
    faulty.set(Faults::default().delay(Duration::from_secs(delay)));
    observe(&inquiry, &options, &faulty, None).await
}

fn unreadable(found: &Observations) -> usize {
    found.objects.values().filter(|one| **one == Observed::Unreadable).count()
}

#[tokio::test(start_paused = true)]
async fn what_is_read_in_time_is_read() {
    let found = read(20, 59).await;
    assert_eq!((found.objects.len(), unreadable(&found)), (20, 0));
    assert_eq!((found.kill_switch, found.causes), (Presence::Absent, Vec::new()));
}

#[tokio::test(start_paused = true)]
async fn what_takes_too_long_cannot_be_read() {
    let found = read(2, 61).await;
    assert_eq!(unreadable(&found), 2);
    assert_eq!(found.kill_switch, Presence::Unknown);
    assert_eq!(found.causes.len(), 3);
    assert!(
        found.causes.iter().all(|cause| cause.ends_with("was not read whole within 60 seconds"))
    );
}

#[tokio::test(start_paused = true)]
async fn all_of_it_may_take_a_quarter_of_an_hour() {
    let found = read(200, 59).await;
    assert!(found.objects.len() < 200, "{}", found.objects.len());
    assert_eq!(unreadable(&found), 0);
    assert_eq!(found.causes.len(), 1);
    assert!(
        found.causes[0].contains("of 200 objects were read within 15 minutes"),
        "{:?}",
        found.causes
    );
}
