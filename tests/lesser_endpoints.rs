//! Zones at an endpoint that lacks parts of S3: what can be done without is left out, what was
//! asked for is not.

use std::sync::Arc;

use kfm_provider::cloud::Facet;
use kfm_provider::cloud::memory::MemoryCloud;
use kfm_provider::terraform::client::{Change, Client, Stored};
use kfm_provider::terraform::value::Tree;
use serde_json::{Value as Json, json};

use crate::support::zones::{ZONE, at, block, client_with, cloud, text, with};

async fn client(cloud: &MemoryCloud) -> Client {
    let block = with(block(), "endpoints", json!({ "s3": "https://s3.example" }));
    client_with(Arc::new(cloud.clone()), block).await
}

async fn change(client: &Client, prior: Option<&Stored>, config: Json) -> Change {
    let config = client.object(ZONE, config).unwrap();
    client.change(ZONE, prior, Some(config)).await.unwrap()
}

async fn plans_nothing(client: &Client, stored: &Stored, config: Json) -> bool {
    let read = client.read(ZONE, stored).await.unwrap().stored.unwrap();
    let config = client.object(ZONE, config).unwrap();
    client.plan(ZONE, Some(&read), Some(&config)).await.unwrap().state == read.state
}

#[tokio::test]
async fn without_object_lock_a_zone_is_made_unless_it_is_to_keep_its_objects() {
    let cloud = cloud();
    cloud.lack([Facet::ObjectLock]);
    let client = client(&cloud).await;
    let catalog = json!({ "zone": "catalog" });
    let made = change(&client, None, catalog.clone()).await;
    assert!(made.errors().is_empty(), "{:?}", made.errors());
    let stored = made.stored().unwrap();
    assert_eq!(at(&stored.state, &["controls", "object_lock"]), &text("unsupported"));
    assert!(plans_nothing(&client, stored, catalog).await);

    let raw = json!({ "zone": "raw", "retention": { "days": 1 } });
    let refused = change(&client, None, raw).await;
    let error = &refused.errors()[0];
    assert!(error.summary.contains("is not made"), "{}", error.summary);
    assert!(error.detail.contains("does not offer `object_lock`"), "{}", error.detail);
    assert_eq!((refused.stored(), cloud.buckets().len()), (None, 1));
}

#[tokio::test]
async fn what_was_asked_for_in_vain_is_still_to_be_done() {
    let cases = [
        (Facet::ObjectLock, "retention", json!({ "days": 1 })),
        (Facet::Lifecycle, "object_lifecycle", json!({ "abort_multipart_days": 3 })),
    ];
    for (facet, attribute, value) in cases {
        let cloud = cloud();
        cloud.lack([facet]);
        let client = client(&cloud).await;
        let plain = json!({ "zone": "catalog" });
        let made = change(&client, None, plain.clone()).await;
        let asking = with(plain.clone(), attribute, value);
        let refused = change(&client, made.stored(), asking.clone()).await;
        let error = &refused.errors()[0];
        assert!(error.summary.contains("not changed as planned"), "{}", error.summary);
        let stored = refused.stored().unwrap();
        assert_eq!(at(&stored.state, &[attribute]), &Tree::Null);
        assert!(!plans_nothing(&client, stored, asking).await, "{attribute}");
        assert!(plans_nothing(&client, stored, plain).await, "{attribute}");
    }
}
