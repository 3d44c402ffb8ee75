//! The world of the zone suites, and the one table of what a `kfm_zone` can be configured with.

use std::collections::BTreeMap;
use std::sync::Arc;

use kfm_provider::cloud::memory::{MemoryCloud, plain_bucket};
use kfm_provider::cloud::{
    Acl, BucketFacets, Caller, Encryption, KeyFacets, KeyState, LogTarget, Mutate, ObjectLock,
    Ownership, PublicAccessBlock, Versioning,
};
use kfm_provider::configure::Edges;
use kfm_provider::domain::{AccountId, BucketName, KeyArn, PrincipalArn, Region, ZoneKind};
use kfm_provider::resources::KfmProvider;
use kfm_provider::terraform::client::Client;
use kfm_provider::terraform::value::Tree;
use serde_json::{Value as Json, json};

use crate::support::worker::worker;

pub(crate) const ZONE: &str = "kfm_zone";
pub(crate) const ACCOUNT: &str = "123456789012";
pub(crate) const ADMIN: &str = "arn:aws:iam::123456789012:user/admin";
/// A key that a stranger made: the first of every [`world`].
pub(crate) const GIVEN: &str =
    "arn:aws:kms:us-east-1:123456789012:key/00000001-0000-4000-8000-000000000001";

/// A bucket of kind `logs` in every [`world`].
const LOGS: &str = "logs-of-another-state";

/// An attribute, and the values that it is tried with; unset goes without saying.
pub(crate) struct Attribute {
    pub(crate) name: &'static str,
    pub(crate) values: Vec<Json>,
    /// Which kinds of zones accept it.
    pub(crate) fits: fn(ZoneKind) -> bool,
    /// Whether it is not loosened or taken back.
    pub(crate) stays: bool,
}

/// Every optional attribute but `encryption`, which [`zone`] sets. The suites take it from here
/// that an attribute exists: one line adds it to the crash matrix and to the properties. The last
/// value is what a rich zone has.
pub(crate) fn attributes() -> Vec<Attribute> {
    let some = |name, fits, values| Attribute { name, values, fits, stays: false };
    let every = |name, values| some(name, |_| true, values);
    let second = "arn:aws:iam::123456789012:role/ops/second";
    vec![
        every("adopt", vec![json!("enforce")]),
        every("administrators", vec![json!([ADMIN]), json!([ADMIN, second])]),
        every("bucket_namespace", vec![json!("global")]),
        every(
            "break_glass",
            vec![json!({
                "principals": ["arn:aws:iam::123456789012:role/emergency"],
                "until": "2026-12-01T18:00:00Z",
                "reason": "an incident",
            })],
        ),
        every("deletion_protection", vec![json!(false), json!(true)]),
        every("event_notifications", vec![json!(false), json!(true)]),
        every(
            "object_lifecycle",
            vec![
                json!({}),
                json!({ "transitions": [{ "days": 60, "storage_class": "GLACIER_IR" }] }),
                json!({
                    "abort_multipart_days": 3,
                    "transitions": [
                        { "days": 30, "storage_class": "STANDARD_IA", "prefix": "models/" },
                        { "days": 90, "storage_class": "GLACIER", "prefix": "models/" },
                    ],
                }),
            ],
        ),
        every("seal", vec![json!(true), json!(false)]),
        every("tags", vec![json!({}), json!({ "team": "soils", "cost": "12" })]),
        every("timeouts", vec![json!({}), json!({ "create": "30m", "delete": "2h" })]),
        some(
            "access_log",
            |kind| kind != ZoneKind::Logs,
            vec![json!({ "bucket": LOGS, "prefix": "here/" }), json!({ "bucket": LOGS })],
        ),
        some("force_destroy", ZoneKind::may_force_destroy, vec![json!(false), json!(true)]),
        some("log_sources", |kind| kind == ZoneKind::Logs, vec![json!(["kfm-dev-*", "soils"])]),
        some("receipt_writers", ZoneKind::takes_receipts, vec![json!([]), json!([second])]),
        Attribute {
            name: "retention",
            values: vec![json!({ "days": 30 }), json!({ "days": 60, "class": "R0" })],
            fits: ZoneKind::takes_lock_rule,
            stays: true,
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
    with_last(kind, given_key, |_| true)
}

/// The same zone with nothing set that may be taken back from a rich one.
pub(crate) fn cleared(kind: ZoneKind, given_key: bool) -> Json {
    with_last(kind, given_key, |attribute| attribute.stays)
}

fn with_last(kind: ZoneKind, given_key: bool, which: fn(&Attribute) -> bool) -> Json {
    let fitting = attributes().into_iter().filter(|one| (one.fits)(kind) && which(one));
    fitting.fold(zone(kind, given_key), |zone, attribute| {
        with(zone, attribute.name, attribute.values.last().unwrap().clone())
    })
}

/// A configuration with one attribute set.
pub(crate) fn with(mut config: Json, name: &str, value: Json) -> Json {
    config.as_object_mut().unwrap().insert(name.to_owned(), value);
    config
}

/// Something that happens to a finished zone behind Terraform's back.
pub(crate) struct Drift {
    /// The control that shows it.
    pub(crate) control: &'static str,
    change: Change,
}

enum Change {
    Bucket(fn(&mut BucketFacets)),
    Key(fn(&mut KeyFacets)),
    Alias,
}

/// Everything that can happen, each to one control. Later ones win over earlier ones: after all of
/// them the bucket has no policy.
pub(crate) fn drifts() -> Vec<Drift> {
    let bucket = |control, change| Drift { control, change: Change::Bucket(change) };
    let key = |control, change| Drift { control, change: Change::Key(change) };
    vec![
        bucket("versioning", |bucket| bucket.versioning = Versioning::Suspended),
        bucket("public_access_block", |bucket| {
            bucket.public_access_block =
                PublicAccessBlock { block_public_policy: false, ..PublicAccessBlock::ALL };
        }),
        bucket("object_ownership", |bucket| {
            bucket.ownership = Ownership::Other("ObjectWriter".into());
            bucket.acl = Acl::Grants(vec!["AllUsers READ".into()]);
        }),
        bucket("bucket_key", |bucket| bucket.encryption.bucket_key = false),
        bucket("default_encryption", |bucket| bucket.encryption = Encryption::service_default()),
        bucket("policy", |bucket| bucket.policy = Some(r#"{"Statement":[]}"#.into())),
        bucket("policy", |bucket| bucket.policy = Some(r#"{"Id":"kfm_zone"}"#.into())),
        bucket("policy", |bucket| bucket.policy = None),
        bucket("sse_c", |bucket| bucket.sse_c_blocked = false),
        bucket("object_lock", |bucket| {
            if bucket.object_lock.rule().is_some() {
                bucket.object_lock = ObjectLock::Enabled(None);
            }
        }),
        bucket("lifecycle", |bucket| bucket.lifecycle.clear()),
        bucket("access_log", |bucket| {
            let (bucket_name, prefix) = ("elsewhere".to_owned(), String::new());
            bucket.access_log = Some(LogTarget { bucket: bucket_name, prefix });
        }),
        bucket("events", |bucket| bucket.events = false),
        bucket("website", |bucket| bucket.website = true),
        bucket("cors", |bucket| bucket.cors = true),
        bucket("owner_tags", |bucket| bucket.tags.clear()),
        key("key_state", |key| key.state = KeyState::PendingDeletion),
        key("key_policy", |key| key.policy = "{}".into()),
        key("key_rotation", |key| {
            key.rotation = false;
            // No control shows a key's tags; they are repaired with whatever else is.
            key.tags.clear();
        }),
        Drift { control: "key_alias", change: Change::Alias },
    ]
}

impl Drift {
    /// Lets it happen to every zone of a world.
    pub(crate) fn happen(&self, world: &MemoryCloud) {
        match self.change {
            Change::Bucket(change) => {
                own_buckets(world).iter().for_each(|bucket| world.drift(bucket, change));
            }
            Change::Key(change) => {
                own_keys(world).iter().for_each(|key| world.drift_key(key, change))
            }
            Change::Alias => world.aliases().keys().for_each(|alias| world.remove_alias(alias)),
        }
    }
}

/// The buckets that zones made.
pub(crate) fn own_buckets(world: &MemoryCloud) -> Vec<BucketName> {
    world.buckets().into_iter().filter(|bucket| bucket.as_str() != LOGS).collect()
}

/// The keys that zones made.
pub(crate) fn own_keys(world: &MemoryCloud) -> Vec<KeyArn> {
    world.keys().into_iter().filter(|key| key.as_str() != GIVEN).collect()
}

/// Everything that a zone's controls are about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Facets {
    pub(crate) buckets: BTreeMap<BucketName, Option<BucketFacets>>,
    pub(crate) keys: BTreeMap<KeyArn, Option<KeyFacets>>,
    pub(crate) aliases: BTreeMap<String, KeyArn>,
}

/// A world as it is.
pub(crate) fn facets(world: &MemoryCloud) -> Facets {
    let buckets = world.buckets().into_iter();
    let keys = world.keys().into_iter();
    Facets {
        buckets: buckets.map(|name| (name.clone(), world.facets(&name))).collect(),
        keys: keys.map(|arn| (arn.clone(), world.key_facets(&arn))).collect(),
        aliases: world.aliases(),
    }
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

/// A world without zones in which [`GIVEN`] and [`LOGS`] exist.
pub(crate) fn world() -> MemoryCloud {
    let cloud = cloud();
    assert_eq!(cloud.add_key("{}", [].into()).as_str(), GIVEN);
    let tag = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let logs = BucketFacets {
        tags: [tag("kfm:zone", "logs"), tag("kfm:environment", "dev")].into(),
        policy: Some(r#"{"Id":"kfm_zone"}"#.to_owned()),
        ..plain_bucket(&Region::parse("us-east-1").unwrap())
    };
    let owner = AccountId::parse(ACCOUNT).unwrap();
    cloud.add_bucket(&BucketName::parse(LOGS).unwrap(), &owner, logs);
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
        read: |path| std::fs::read(path),
        worker: worker(),
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
