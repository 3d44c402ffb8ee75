//! The runs that are disturbed.

use kfm_provider::cloud::memory::MemoryCloud;
use kfm_provider::cloud::{Acl, Encryption, KeyState, Operation, Ownership, Versioning};
use kfm_provider::domain::{BucketName, KeyArn, ZoneKind};
use serde_json::{Value as Json, json};

use super::watch::SealWatch;
use crate::support::terraform::{Kept, Terraform};
use crate::support::zones::{GIVEN, ZONE, client, rich, with, world, zone};

/// What a run does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Create,
    Update,
    Repair,
    Rekey,
    Destroy,
    Replace,
}

impl Kind {
    pub(crate) const ALL: [Self; 6] =
        [Self::Create, Self::Update, Self::Repair, Self::Rekey, Self::Destroy, Self::Replace];
}

/// The zones of the matrix, as kind and whether with a given key.
const ZONES: [(ZoneKind, bool); 3] =
    [(ZoneKind::Catalog, false), (ZoneKind::Work, true), (ZoneKind::Audit, false)];

/// A run, and where it begins.
pub(crate) struct Scenario {
    pub(crate) name: String,
    /// The world before the run; a run gets a fork of it.
    pub(crate) world: MemoryCloud,
    /// What Terraform keeps before the run.
    pub(crate) kept: Option<Kept>,
    /// What is applied; `None` destroys.
    pub(crate) config: Option<Json>,
}

/// How a run ends that nothing disturbs.
pub(crate) struct Undisturbed {
    pub(crate) writes: Vec<Operation>,
    pub(crate) world: MemoryCloud,
}

impl Scenario {
    /// Every scenario of a kind of run.
    pub(crate) async fn all(kind: Kind) -> Vec<Self> {
        let mut all = Vec::new();
        for (zone, given) in ZONES {
            all.extend(of_zone(kind, zone, given).await);
        }
        all
    }

    /// Runs it in a fork of its world.
    pub(crate) async fn undisturbed(&self) -> Undisturbed {
        let world = self.world.fork();
        let seals = SealWatch::new(&world);
        let faulty = kfm_provider::cloud::faulty::Faulty::new(std::sync::Arc::new(world.clone()));
        faulty.watch(seals.each_write());
        let client = client(faulty).await;
        let run =
            Terraform::new(&client, ZONE).apply(self.kept.clone(), self.config.as_ref()).await;
        assert!(run.errors.is_empty(), "{}: {:?}", self.name, run.errors);
        assert_eq!(seals.violations(), [""; 0], "{}", self.name);
        Undisturbed { writes: world.operations(), world }
    }

    /// Applies `before` to an empty world, lets `meanwhile` happen, and is about to apply
    /// `config`.
    async fn new(
        name: String,
        before: &[Json],
        meanwhile: impl FnOnce(&MemoryCloud, &BucketName),
        config: Option<Json>,
    ) -> Self {
        let world = world();
        let client = client(world.clone()).await;
        let mut kept = None;
        for config in before {
            let run = Terraform::new(&client, ZONE).apply(kept, Some(config)).await;
            assert!(run.errors.is_empty(), "{name}: {:?}", run.errors);
            kept = run.kept;
        }
        if let Some(bucket) = world.buckets().first() {
            meanwhile(&world, bucket);
        }
        world.forget_calls();
        Self { name, world, kept, config }
    }
}

async fn of_zone(kind: Kind, zone_kind: ZoneKind, given: bool) -> Vec<Scenario> {
    let (bare, rich) = (zone(zone_kind, given), rich(zone_kind, given));
    let rekeyed = zone(zone_kind, !given);
    let open = with(bare.clone(), "deletion_protection", json!(false));
    let key = if given { "a given key" } else { "its own key" };
    let name = |what: &str| format!("{zone_kind} with {key}, {what}");
    let quiet = |_: &MemoryCloud, _: &BucketName| {};
    match kind {
        Kind::Create => vec![
            Scenario::new(name("bare"), &[], quiet, Some(bare)).await,
            Scenario::new(name("rich"), &[], quiet, Some(rich)).await,
        ],
        Kind::Update => vec![
            Scenario::new(name("bare to rich"), &[bare.clone()], quiet, Some(rich.clone())).await,
            Scenario::new(name("rich to bare"), &[rich], quiet, Some(bare)).await,
        ],
        Kind::Repair => {
            vec![Scenario::new(name("drifted"), &[rich.clone()], drift, Some(rich)).await]
        }
        Kind::Rekey => vec![
            Scenario::new(name("to the other key"), &[bare.clone()], quiet, Some(rekeyed.clone()))
                .await,
            Scenario::new(name("there and back"), &[bare.clone(), rekeyed], quiet, Some(bare))
                .await,
        ],
        Kind::Destroy => {
            let rekeyed = with(rekeyed, "deletion_protection", json!(false));
            let mut all = vec![
                Scenario::new(name("empty"), &[open.clone()], quiet, None).await,
                Scenario::new(name("with a retired key"), &[open.clone(), rekeyed], quiet, None)
                    .await,
            ];
            if zone_kind.may_force_destroy() {
                let forced = with(open, "force_destroy", json!(true));
                all.push(Scenario::new(name("full"), &[forced], fill, None).await);
            }
            all
        }
        Kind::Replace => {
            let renamed = with(open.clone(), "bucket", json!("a-bucket-of-another-name"));
            vec![Scenario::new(name("renamed"), &[open], quiet, Some(renamed)).await]
        }
    }
}

/// Everything that can drift does.
fn drift(world: &MemoryCloud, bucket: &BucketName) {
    world.drift(bucket, |bucket| {
        bucket.tags.clear();
        bucket.public_access_block = Default::default();
        bucket.ownership = Ownership::Other("ObjectWriter".into());
        bucket.acl = Acl::Grants(vec!["AllUsers READ".into()]);
        bucket.versioning = Versioning::Suspended;
        bucket.encryption = Encryption::service_default();
        bucket.policy = None;
        bucket.website = true;
        bucket.cors = true;
    });
    for key in own_keys(world) {
        world.drift_key(&key, |key| {
            key.state = KeyState::PendingDeletion;
            key.rotation = false;
            key.policy = "{}".into();
            key.tags.clear();
        });
    }
    for alias in world.aliases().keys() {
        world.remove_alias(alias);
    }
}

/// Two objects, an older version of one, and an upload.
fn fill(world: &MemoryCloud, bucket: &BucketName) {
    for key in ["soils/a", "soils/a", "soils/b"] {
        world.put_object(bucket, key);
    }
    world.begin_upload(bucket, "soils/c");
}

/// The keys that zones made.
pub(crate) fn own_keys(world: &MemoryCloud) -> Vec<KeyArn> {
    world.keys().into_iter().filter(|key| key.as_str() != GIVEN).collect()
}
