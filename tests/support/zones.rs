//! The world of the zone suites, and the one table of what a `kfm_zone` can be configured with.

use std::collections::BTreeMap;
use std::sync::Arc;

use kfm_provider::cloud::memory::MemoryCloud;
use kfm_provider::cloud::{
    Acl, BucketFacets, Caller, Encryption, KeyFacets, KeyState, Mutate, Ownership,
    PublicAccessBlock, Versioning,
};
use kfm_provider::configure::Edges;
use kfm_provider::domain::{AccountId, BucketName, KeyArn, PrincipalArn, ZoneKind};
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
    match given_key {
        false => json!({ "zone": kind.as_str() }),
        true => json!({ "zone": kind.as_str(), "encryption": { "kms_key_arn": GIVEN } }),
    }
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
    /// Whether it can happen to a zone with a given key, which the zone never looks after.
    pub(crate) const fn fits(&self, given_key: bool) -> bool {
        matches!(self.change, Change::Bucket(_)) || !given_key
    }

    /// Lets it happen to every zone of a world.
    pub(crate) fn happen(&self, world: &MemoryCloud) {
        match self.change {
            Change::Bucket(change) => {
                world.buckets().iter().for_each(|bucket| world.drift(bucket, change));
            }
            Change::Key(change) => {
                own_keys(world).iter().for_each(|key| world.drift_key(key, change))
            }
            Change::Alias => world.aliases().keys().for_each(|alias| world.remove_alias(alias)),
        }
    }
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
