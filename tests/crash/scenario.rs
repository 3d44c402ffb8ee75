//! The runs that are disturbed.

use std::sync::Arc;

use kfm_provider::cloud::Operation;
use kfm_provider::cloud::faulty::Faulty;
use kfm_provider::cloud::memory::MemoryCloud;
use kfm_provider::domain::{BucketName, ZoneKind};
use serde_json::{Value as Json, json};

use super::watch::SealWatch;
use crate::support::terraform::{Kept, Terraform};
use crate::support::zones::{ZONE, cleared, client, drifts, own_buckets, rich, with, world, zone};

/// What a run does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Create,
    Update,
    Repair,
    Remake,
    Rekey,
    Destroy,
    Replace,
}

impl Kind {
    pub(crate) const ALL: [Self; 7] = [
        Self::Create,
        Self::Update,
        Self::Repair,
        Self::Remake,
        Self::Rekey,
        Self::Destroy,
        Self::Replace,
    ];
}

/// The zones of the matrix, as kind and whether with a given key.
const ZONES: [(ZoneKind, bool); 4] = [
    (ZoneKind::Catalog, false),
    (ZoneKind::Work, true),
    (ZoneKind::Audit, true),
    (ZoneKind::Logs, false),
];

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
        let faulty = Faulty::new(Arc::new(world.clone()));
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
        before: impl IntoIterator<Item = Json>,
        meanwhile: impl FnOnce(&MemoryCloud, &BucketName),
        config: Option<Json>,
    ) -> Self {
        let world = world();
        let client = client(world.clone()).await;
        let mut kept = None;
        for config in before {
            let run = Terraform::new(&client, ZONE).apply(kept, Some(&config)).await;
            assert!(run.errors.is_empty(), "{name}: {:?}", run.errors);
            kept = run.kept;
        }
        if let Some(bucket) = own_buckets(&world).first() {
            meanwhile(&world, bucket);
        }
        world.forget_calls();
        Self { name, world, kept, config }
    }
}

async fn of_zone(kind: Kind, zone_kind: ZoneKind, given: bool) -> Vec<Scenario> {
    let (bare, rich) = (zone(zone_kind, given), rich(zone_kind, given));
    let cleared = cleared(zone_kind, given);
    let rekeyed = zone(zone_kind, !given);
    let open = with(bare.clone(), "deletion_protection", json!(false));
    let key = if given { "a given key" } else { "its own key" };
    let name = |what: &str| format!("{zone_kind} with {key}, {what}");
    let quiet = |_: &MemoryCloud, _: &BucketName| {};
    match kind {
        // That of a bare zone, with fewer of the same writes, is the second leg of a replacement.
        Kind::Create => vec![Scenario::new(name("rich"), [], quiet, Some(rich)).await],
        Kind::Update => vec![
            Scenario::new(name("bare to rich"), [bare.clone()], quiet, Some(rich.clone())).await,
            Scenario::new(name("rich to bare"), [rich], quiet, Some(cleared)).await,
        ],
        Kind::Repair => vec![
            Scenario::new(name("drifted"), [rich.clone()], drift, Some(rich)).await,
            Scenario::new(name("opened"), [bare.clone()], stranger, Some(bare)).await,
        ],
        // Without a key of its own a zone is gone with its bucket: that is a create.
        Kind::Remake if given || !zone_kind.takes_kms() => Vec::new(),
        Kind::Remake => {
            vec![Scenario::new(name("vanished"), [bare.clone()], vanish, Some(bare)).await]
        }
        Kind::Rekey if !zone_kind.takes_kms() => Vec::new(),
        Kind::Rekey => vec![
            Scenario::new(name("to the other key"), [bare.clone()], quiet, Some(rekeyed.clone()))
                .await,
            Scenario::new(name("there and back"), [bare.clone(), rekeyed], quiet, Some(bare)).await,
        ],
        Kind::Destroy => {
            let rekeyed = with(rekeyed, "deletion_protection", json!(false));
            let mut all = vec![Scenario::new(name("empty"), [open.clone()], quiet, None).await];
            if zone_kind.takes_kms() {
                let before = [open.clone(), rekeyed];
                all.push(Scenario::new(name("after a change of keys"), before, quiet, None).await);
            }
            if zone_kind.may_force_destroy() {
                let forced = with(open, "force_destroy", json!(true));
                all.push(Scenario::new(name("full"), [forced], fill, None).await);
            }
            all
        }
        Kind::Replace => {
            let renamed = with(open.clone(), "bucket", json!("a-bucket-of-another-name"));
            vec![Scenario::new(name("renamed"), [open], quiet, Some(renamed)).await]
        }
    }
}

/// Everything that can drift does.
fn drift(world: &MemoryCloud, _: &BucketName) {
    drifts().iter().for_each(|drift| drift.happen(world));
}

/// A stranger's policy takes the place of the seal.
fn stranger(world: &MemoryCloud, bucket: &BucketName) {
    world.drift(bucket, |bucket| bucket.policy = Some(r#"{"Statement":[]}"#.into()));
}

/// The bucket is deleted.
fn vanish(world: &MemoryCloud, bucket: &BucketName) {
    world.remove_bucket(bucket);
}

/// Two objects, an older version of one, and an upload.
fn fill(world: &MemoryCloud, bucket: &BucketName) {
    for key in ["soils/a", "soils/a", "soils/b"] {
        world.put_object(bucket, key);
    }
    world.begin_upload(bucket, "soils/c");
}
