//! The life of a `kfm_zone_policy` over the wire, with the in-memory cloud: what plan shows, what
//! apply does, what drift reads like, and what is left when an apply ends in the middle.

mod bad;
mod drift;
mod life;
mod moves;

use kfm_provider::cloud::RoleFacets;
use kfm_provider::cloud::memory::MemoryCloud;
use kfm_provider::domain::roles::RoleName;
use kfm_provider::domain::{BucketName, PrincipalArn, Region};
use kfm_provider::terraform::client::{Client, Stored};
use kfm_provider::terraform::value::Tree;
use serde_json::{Value as Json, json};

use crate::support::zones::{ACCOUNT, ADMIN, at, client, cloud};

pub(crate) const POLICY: &str = "kfm_zone_policy";

/// The ARN of a role of the account.
pub(crate) fn role_arn(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:role/{name}")
}

pub(crate) fn bucket(zone: &str) -> BucketName {
    BucketName::parse(&format!("kfm-dev-{zone}-{ACCOUNT}")).unwrap()
}

/// A zone as `kfm_zone` hands it over.
pub(crate) fn zone(kind: &str) -> Json {
    let bucket = bucket(kind);
    json!({
        "zone": kind,
        "bucket": bucket.to_string(),
        "environment": "dev",
        "arn": bucket.arn(&Region::parse("us-east-1").unwrap()),
        "account_id": ACCOUNT,
        "region": "us-east-1",
        "key_alias": format!("alias/kfm/dev/{bucket}"),
        "key_managed": true,
        "effective_administrators": [ADMIN],
    })
}

/// A world in which the zones of these kinds are made.
pub(crate) async fn zones(kinds: &[&str]) -> (MemoryCloud, Client) {
    let cloud = cloud();
    let client = client(cloud.clone()).await;
    for kind in kinds {
        let mut config = json!({ "zone": kind });
        if ["raw", "audit"].contains(kind) {
            config["retention"] = json!({ "days": 30 });
        }
        let config = client.object("kfm_zone", config).unwrap();
        let change = client.change("kfm_zone", None, Some(config)).await.unwrap();
        assert!(change.errors().is_empty(), "{:?}", change.errors());
    }
    (cloud, client)
}

/// A role that exists, which Lambda functions of the account become.
pub(crate) fn given(cloud: &MemoryCloud, name: &str) {
    given_with(cloud, name, &json!({ "Service": "lambda.amazonaws.com" }));
}

pub(crate) fn given_with(cloud: &MemoryCloud, name: &str, trusted: &Json) {
    let trust = json!({
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Principal": trusted, "Action": "sts:AssumeRole" }],
    });
    cloud.add_role(RoleFacets {
        arn: PrincipalArn::parse(&role_arn(name)).unwrap(),
        unique_id: format!("AROAGIVEN{}", name.to_uppercase().replace('/', "")),
        trust: trust.to_string(),
        boundary: None,
        max_session: 3600,
        description: String::new(),
        tags: [].into(),
        inline: [].into(),
        others: Default::default(),
        attached: [].into(),
    });
}

pub(crate) fn name(role: &str) -> RoleName {
    RoleName::parse(role).unwrap()
}

/// The policy of `work`: a role that is made, and one that exists.
pub(crate) fn work() -> Json {
    json!({
        "zone": zone("work"),
        "grants": {
            "workers": {
                "persona": "workers",
                "role": { "trust": { "service": "ecs-tasks.amazonaws.com" } },
            },
            "steward": { "persona": "steward", "role_arn": role_arn("team/steward") },
        },
    })
}

pub(crate) async fn apply(client: &Client, prior: Option<&Stored>, config: &Json) -> Stored {
    let config = client.object(POLICY, config.clone()).unwrap();
    let change = client.change(POLICY, prior, Some(config)).await.unwrap();
    assert!(change.errors().is_empty(), "{:?}", change.errors());
    change.stored().unwrap().clone()
}

pub(crate) async fn read(client: &Client, stored: &Stored) -> Stored {
    let read = client.read(POLICY, stored).await.unwrap();
    assert!(read.errors().is_empty(), "{:?}", read.errors());
    read.stored.unwrap()
}

/// Nothing is planned after a refresh.
pub(crate) async fn assert_settled(client: &Client, stored: &Stored, config: &Json) {
    let read = read(client, stored).await;
    let config = client.object(POLICY, config.clone()).unwrap();
    let plan = client.plan(POLICY, Some(&read), Some(&config)).await.unwrap();
    assert_eq!(plan.diags, [], "a plan after apply says something");
    assert_eq!(plan.state, read.state, "the plan after apply is not empty");
}

/// The texts of a list of a state.
pub(crate) fn lines(state: &Tree, name: &str) -> Vec<String> {
    match at(state, &[name]) {
        Tree::List(items) => items
            .iter()
            .map(|item| match item {
                Tree::String(text) => text.clone(),
                other => panic!("{other:?}"),
            })
            .collect(),
        other => panic!("{name}: {other:?}"),
    }
}
