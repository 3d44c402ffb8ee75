//! The life of a `kfm_promotion_gate` over the wire, with the in-memory cloud: what opens it, what a plan shows, and that
//! nothing opens that no plan has shown.

mod bad;
mod closing;
mod crash;
mod flips;
mod opening;
mod readiness;
mod receipts;

use std::sync::Arc;

use kfm_provider::cloud::memory::MemoryCloud;
use kfm_provider::cloud::{Mutate, RoleFacets};
use kfm_provider::configure::Edges;
use kfm_provider::domain::gate::GateId;
use kfm_provider::domain::promotion::contract::storage::ObjectId;
use kfm_provider::resources::KfmProvider;
use kfm_provider::terraform::client::{Client, Planned, Stored};
use kfm_provider::terraform::diag::{Diag, Severity};
use kfm_provider::terraform::value::Tree;
use serde_json::{Value as Json, json};

use crate::support::release::{ARTIFACT, Approval, DATASET, PACKET, Release, VERSION};
use crate::support::worker::worker;
use crate::support::zones::{ACCOUNT, at, block};
use crate::zone_policy::{role_arn, zone};

pub(crate) const GATE: &str = "kfm_promotion_gate";
/// The clock of every provider that has none of its own.
pub(crate) const NOW: &str = "2026-11-24T00:00:00Z";

/// The id of the gate of every test.
pub(crate) fn id() -> GateId {
    GateId::parse(&format!("dev/kfm-dev-published-{ACCOUNT}/{DATASET}/{VERSION}")).unwrap()
}

/// A provider process with a clock of its own.
pub(crate) async fn client_at(cloud: Arc<dyn Mutate>, now: fn() -> jiff::Timestamp) -> Client {
    let provider = KfmProvider::new(Edges {
        connect: Arc::new(move |_| Arc::clone(&cloud)),
        now,
        nonce: || "0123456789abcdef".to_owned(),
        read: |path| std::fs::read(path),
        worker: worker(),
    });
    let client = Client::start(provider).await.unwrap();
    let config = client.provider_block(block()).unwrap();
    assert_eq!(client.configure(config).await.unwrap(), []);
    client
}

pub(crate) async fn client(cloud: &MemoryCloud) -> Client {
    client_at(Arc::new(cloud.clone()), || NOW.parse().unwrap()).await
}

/// A world with the zones of a release, each with a policy that grants what this takes.
pub(crate) async fn ground() -> MemoryCloud {
    let (cloud, client) =
        crate::zone_policy::zones(&["processed", "catalog", "published", "audit"]).await;
    crate::zone_policy::given(&cloud, "ci/builder");
    crate::zone_policy::given(&cloud, "ci/promoter");
    for kind in ["processed", "catalog", "published", "audit"] {
        let mut grants = json!({});
        if kind == "catalog" {
            grants["builder"] =
                json!({ "persona": "catalog_builder", "role_arn": role_arn("ci/builder") });
        }
        let config = json!({ "zone": zone(kind), "grants": grants });
        crate::zone_policy::apply(&client, None, &config).await;
    }
    cloud
}

/// A release for this world.
pub(crate) fn release(approval: Approval) -> Release {
    let bucket = format!("kfm-dev-{{zone}}-{ACCOUNT}");
    Release::new(NOW.parse().unwrap(), "dev", &bucket, approval)
}

/// Stores a release, with its packet.
pub(crate) fn store(cloud: &MemoryCloud, release: &Release) {
    for (uri, bytes) in &release.objects {
        put(cloud, uri, bytes);
    }
    put(cloud, &packet_uri(), &release.bytes());
}

pub(crate) fn put(cloud: &MemoryCloud, uri: &str, bytes: &[u8]) {
    cloud.store(ObjectId { uri: uri.to_owned(), version: None }, bytes);
}

pub(crate) fn packet_uri() -> String {
    format!("s3://kfm-dev-catalog-{ACCOUNT}/{PACKET}")
}

/// The artifact's copy in the target.
pub(crate) fn copy_uri() -> String {
    format!("s3://kfm-dev-published-{ACCOUNT}/{ARTIFACT}")
}

/// A gate for a release, whose packet is pinned.
pub(crate) fn gate(release: &Release) -> Json {
    json!({
        "candidate": { "dataset": DATASET, "version": VERSION, "from": "catalog", "to": "published" },
        "target": zone("published"),
        "sources": [zone("catalog"), zone("processed"), zone("audit")],
        "evidence": { "uri": packet_uri(), "sha256": release.digest() },
        "policy": { "inline": release.policy },
        "promoter": { "principals": [role_arn("ci/promoter")] },
    })
}

/// The same, with a packet that nothing pins.
pub(crate) fn unpinned(release: &Release) -> Json {
    let mut config = gate(release);
    config["evidence"] = json!({ "uri": packet_uri() });
    config
}

/// What came of an apply: what is kept, and what it said.
pub(crate) struct Applied {
    pub(crate) stored: Option<Stored>,
    pub(crate) diags: Vec<Diag>,
}

impl Applied {
    pub(crate) fn errors(&self) -> Vec<String> {
        said(&self.diags, Severity::Error)
    }
}

/// Every message of a severity, as one text each.
pub(crate) fn said(diags: &[Diag], severity: Severity) -> Vec<String> {
    let of = diags.iter().filter(|diag| diag.severity == severity);
    of.map(|diag| format!("{} {}: {}", diag.path, diag.summary, diag.detail)).collect()
}

pub(crate) async fn plan(client: &Client, prior: Option<&Stored>, config: &Json) -> Planned {
    let config = client.object(GATE, config.clone()).unwrap();
    client.plan(GATE, prior, Some(&config)).await.unwrap()
}

/// What core does at apply: it plans again, holds the provider to what it knew, and applies that.
pub(crate) async fn apply_planned(
    client: &Client,
    prior: Option<&Stored>,
    first: &Planned,
    config: &Json,
) -> Applied {
    let second = plan(client, prior, config).await;
    if !said(&second.diags, Severity::Error).is_empty() {
        return Applied { stored: prior.cloned(), diags: second.diags };
    }
    assert_consistent(&first.state, &second.state, "");
    let config = client.object(GATE, config.clone()).unwrap();
    let answer = client.apply(GATE, prior, &second, Some(&config)).await.unwrap();
    let failed = !said(&answer.diags, Severity::Error).is_empty();
    if let (Some(stored), false) = (&answer.stored, failed) {
        assert_consistent(&second.state, &stored.state, "");
    }
    Applied { stored: answer.stored, diags: answer.diags }
}

/// Core calls it a bug of the provider where a value that was known is another one later.
fn assert_consistent(before: &Tree, after: &Tree, place: &str) {
    match (before, after) {
        (Tree::Unknown, _) => {}
        (Tree::Map(before), Tree::Map(after)) => {
            for (name, value) in before {
                let place = format!("{place}.{name}");
                assert_consistent(value, after.get(name).unwrap_or(&Tree::Null), &place);
            }
        }
        (Tree::List(before), Tree::List(after)) if before.len() == after.len() => {
            for (before, after) in before.iter().zip(after) {
                assert_consistent(before, after, place);
            }
        }
        (before, after) => assert_eq!(before, after, "a bug in the provider, at {place}"),
    }
}

/// Plans and applies without disturbance.
pub(crate) async fn apply(client: &Client, prior: Option<&Stored>, config: &Json) -> Applied {
    let first = plan(client, prior, config).await;
    if !said(&first.diags, Severity::Error).is_empty() {
        return Applied { stored: prior.cloned(), diags: first.diags };
    }
    apply_planned(client, prior, &first, config).await
}

/// Applies, which has to go well.
pub(crate) async fn applied(client: &Client, prior: Option<&Stored>, config: &Json) -> Stored {
    let applied = apply(client, prior, config).await;
    assert_eq!(applied.errors(), [""; 0]);
    applied.stored.unwrap()
}

pub(crate) async fn refreshed(client: &Client, stored: &Stored) -> Stored {
    let read = client.read(GATE, stored).await.unwrap();
    assert_eq!(said(&read.diags, Severity::Error), [""; 0]);
    read.stored.unwrap()
}

/// After a refresh, nothing is planned.
pub(crate) async fn assert_settled(client: &Client, stored: &Stored, config: &Json) {
    let read = refreshed(client, stored).await;
    assert_eq!(read.state, stored.state, "the refresh changed the state");
    let planned = plan(client, Some(&read), config).await;
    assert_eq!(said(&planned.diags, Severity::Error), [""; 0]);
    assert_eq!(planned.state, read.state, "the plan is not empty");
    assert_eq!(planned.replace, []);
}

pub(crate) fn role(cloud: &MemoryCloud) -> Option<RoleFacets> {
    cloud.role_facets(&id().role_name())
}

pub(crate) fn value<'s>(stored: &'s Stored, name: &str) -> &'s Tree {
    at(&stored.state, &[name])
}

pub(crate) fn text(stored: &Stored, name: &str) -> String {
    match value(stored, name) {
        Tree::String(text) => text.clone(),
        other => panic!("{name}: {other:?}"),
    }
}

pub(crate) fn is_open(stored: &Stored) -> bool {
    value(stored, "open") == &Tree::Bool(true)
}

/// The codes of the findings.
pub(crate) fn codes(stored: &Stored) -> Vec<String> {
    let Tree::List(findings) = value(stored, "findings") else { panic!("no findings") };
    let code = |finding: &Tree| match at(finding, &["code"]) {
        Tree::String(code) => code.clone(),
        other => panic!("{other:?}"),
    };
    findings.iter().map(code).collect()
}
