//! The world of the zone suites, and the one table of what a `kfm_zone` can be configured with.

use std::sync::Arc;

use kfm_provider::cloud::memory::MemoryCloud;
use kfm_provider::cloud::{Caller, Mutate};
use kfm_provider::configure::Edges;
use kfm_provider::domain::{AccountId, PrincipalArn, ZoneKind};
use kfm_provider::resources::KfmProvider;
use kfm_provider::terraform::client::Client;
use kfm_provider::terraform::value::Tree;
use serde_json::{Value as Json, json};

pub(crate) const ZONE: &str = "kfm_zone";
pub(crate) const ACCOUNT: &str = "123456789012";
pub(crate) const ADMIN: &str = "arn:aws:iam::123456789012:user/admin";
/// A key that a stranger made: the first of every [`world`].
pub(crate) const GIVEN: &str =
    "arn:aws:kms:us-east-1:123456789012:key/00000001-0000-4000-8000-000000000001";

/// An attribute, and the values that it is tried with; unset goes without saying.
pub(crate) struct Attribute {
    pub(crate) name: &'static str,
    pub(crate) values: Vec<Json>,
    /// Which kinds of zones accept it.
    pub(crate) fits: fn(ZoneKind) -> bool,
}

/// Every optional attribute but `encryption`, which [`zone`] sets. The suites take it from here
/// that an attribute exists: one line adds it to the crash matrix and to the properties. The last
/// value is what a rich zone has.
pub(crate) fn attributes() -> Vec<Attribute> {
    let every = |name, values| Attribute { name, values, fits: |_| true };
    vec![
        every("tags", vec![json!({}), json!({ "team": "soils", "cost": "12" })]),
        every(
            "administrators",
            vec![json!([ADMIN]), json!([ADMIN, "arn:aws:iam::123456789012:role/ops/second"])],
        ),
        every(
            "break_glass",
            vec![json!({
                "principals": ["arn:aws:iam::123456789012:role/emergency"],
                "until": "2026-12-01T18:00:00Z",
                "reason": "an incident",
            })],
        ),
        every("deletion_protection", vec![json!(false), json!(true)]),
        every("seal", vec![json!(true), json!(false)]),
        Attribute {
            name: "force_destroy",
            values: vec![json!(false), json!(true)],
            fits: ZoneKind::may_force_destroy,
        },
    ]
}

/// A zone with nothing set that need not be: with a key of its own or with [`GIVEN`].
pub(crate) fn zone(kind: ZoneKind, given_key: bool) -> Json {
    let mut config = json!({ "zone": kind.as_str() });
    if given_key {
        config = with(config, "encryption", json!({ "kms_key_arn": GIVEN }));
    }
    if kind.retention_required() {
        config = with(config, "retention", json!({ "days": 30 }));
    }
    config
}

/// The same zone with everything set.
pub(crate) fn rich(kind: ZoneKind, given_key: bool) -> Json {
    let fitting = attributes().into_iter().filter(|attribute| (attribute.fits)(kind));
    fitting.fold(zone(kind, given_key), |zone, attribute| {
        with(zone, attribute.name, attribute.values.last().unwrap().clone())
    })
}

/// A configuration with one attribute set.
pub(crate) fn with(mut config: Json, name: &str, value: Json) -> Json {
    config.as_object_mut().unwrap().insert(name.to_owned(), value);
    config
}

pub(crate) fn caller(account: &str, arn: &str) -> Caller {
    Caller { account: AccountId::parse(account).unwrap(), arn: arn.to_owned() }
}

/// A world without buckets, seen by [`ADMIN`].
pub(crate) fn cloud() -> MemoryCloud {
    let cloud = MemoryCloud::new(caller(ACCOUNT, ADMIN));
    cloud.add_principal(PrincipalArn::parse(ADMIN).unwrap());
    cloud
}

/// A world without buckets in which [`GIVEN`] exists.
pub(crate) fn world() -> MemoryCloud {
    let cloud = cloud();
    assert_eq!(cloud.add_key("{}", [].into()).as_str(), GIVEN);
    cloud
}

pub(crate) fn block() -> Json {
    json!({
        "region": "us-east-1",
        "environment": "dev",
        "account_id": ACCOUNT,
        "administrators": [ADMIN],
    })
}

/// A client of a provider process of its own, configured with `block`.
pub(crate) async fn client_with(cloud: Arc<dyn Mutate>, block: Json) -> Client {
    let provider = KfmProvider::new(Edges {
        connect: Arc::new(move |_| Arc::clone(&cloud)),
        now: || "2026-11-24T00:00:00Z".parse().unwrap(),
        nonce: || "0123456789abcdef".to_owned(),
    });
    let client = Client::start(provider).await.unwrap();
    let config = client.provider_block(block).unwrap();
    assert_eq!(client.configure(config).await.unwrap(), []);
    client
}

/// A client of a provider process of its own.
pub(crate) async fn client(cloud: impl Mutate + 'static) -> Client {
    client_with(Arc::new(cloud), block()).await
}

/// What lies at a path of a state; null where there is nothing.
pub(crate) fn at<'a>(tree: &'a Tree, path: &[&str]) -> &'a Tree {
    path.iter().fold(tree, |tree, name| match tree {
        Tree::Map(entries) => entries.get(*name).unwrap_or(&Tree::Null),
        _ => &Tree::Null,
    })
}

pub(crate) fn text(value: &str) -> Tree {
    Tree::String(value.to_owned())
}
