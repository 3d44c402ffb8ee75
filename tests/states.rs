//! States that released versions of the provider wrote are read by this one, and nothing in them
//! is lost.
//!
//! `states/<type>/v<N>.json` holds resources as a state file of version N does. The file of the
//! current version is written by `UPDATE_STATES=1 cargo nextest run -p kfm-tests states` and by
//! nothing else; once that version is released it stays as it is, and a change of the model that
//! it does not fit raises the version.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use kfm_provider::cloud::memory::MemoryCloud;
use kfm_provider::domain::ZoneKind;
use kfm_provider::terraform::client::{Answer, Client, Stored};
use kfm_provider::terraform::diag::AttributePath;
use kfm_provider::terraform::value::{Number, Tree};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use crate::promotion_gate::{self, GATE};
use crate::support::release::{Approval, public_key};
use crate::support::sample_provider::Sample;
use crate::support::terraform::{Kept, Terraform};
use crate::support::zones::{ZONE, client, rich, world, zone};
use crate::zone_policy::{self, POLICY};

/// A resource as a state file keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Frozen {
    /// The configurations that were applied, one after the other: they also make the world.
    configs: Vec<Json>,
    attributes: BTreeMap<String, Json>,
    private: Json,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("states")
}

fn frozen(ty: &str, version: i64) -> Vec<Frozen> {
    let path = folder().join(ty).join(format!("v{version}.json"));
    let text = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; see tests/states.rs", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The zones whose states are kept, as the configurations that lead to them.
fn zones() -> Vec<Vec<Json>> {
    let (own, given) = (zone(ZoneKind::Catalog, false), zone(ZoneKind::Catalog, true));
    vec![
        vec![own.clone()],
        vec![rich(ZoneKind::Audit, false)],
        vec![rich(ZoneKind::Work, true)],
        vec![rich(ZoneKind::Logs, false)],
        vec![own, given],
    ]
}

/// Policies, in the same way.
fn policies() -> Vec<Vec<Json>> {
    let bare = json!({ "zone": zone_policy::zone("work") });
    let mut rich = zone_policy::work();
    rich["presigned_max_seconds"] = json!(60);
    rich["grants"]["workers"]["prefixes"] = json!(["soils/"]);
    rich["grants"]["workers"]["role"]["tags"] = json!({ "team": "soils" });
    rich["break_glass"] = json!({
        "principals": [zone_policy::role_arn("medic")],
        "until": "2026-12-01T18:00:00Z",
        "reason": "an incident",
    });
    vec![vec![bare.clone()], vec![rich.clone()], vec![rich, bare]]
}

/// Gates, in the same way: one that is open, and one that is closed and says everything.
fn gates() -> Vec<Vec<Json>> {
    let release = promotion_gate::release(Approval::Kept);
    let open = promotion_gate::gate(&release);
    let mut rich = open.clone();
    let key = json!({ "public_key": public_key(1), "roles": ["steward"] });
    rich["trusted_keys"] = json!({ release.decider(): key });
    rich["expires"] = json!("2026-11-24T12:00:00Z");
    rich["max_open"] = json!("48h");
    rich["emergency_deny"] = json!(true);
    rich["licenses"] = json!({ "LicenseRef-usgov": "L0" });
    rich["receipt_to"] = json!("s3://kfm-dev-audit-123456789012/apply/gates/");
    rich["on_block"] = json!("close");
    vec![vec![open.clone()], vec![rich.clone()], vec![open, rich]]
}

/// Every resource type, with what is kept of it.
fn types() -> [(&'static str, Vec<Vec<Json>>); 3] {
    [(ZONE, zones()), (POLICY, policies()), (GATE, gates())]
}

/// A world in which resources of the type can be applied.
async fn ground(ty: &str) -> MemoryCloud {
    if ty == ZONE {
        return world();
    }
    if ty == GATE {
        let world = promotion_gate::ground().await;
        promotion_gate::store(&world, &promotion_gate::release(Approval::Kept));
        return world;
    }
    let (world, _) = zone_policy::zones(&["work"]).await;
    zone_policy::given(&world, "team/steward");
    world
}

/// Applies the configurations, one after the other, in the world of `client`.
async fn applied(client: &Client, ty: &'static str, configs: &[Json]) -> Stored {
    let mut kept = None;
    for config in configs {
        let run = Terraform::new(client, ty).apply(kept, Some(config)).await;
        assert!(run.errors.is_empty(), "{:?}", run.errors);
        kept = run.kept;
    }
    kept.unwrap().stored
}

async fn rewrite(ty: &'static str, cases: Vec<Vec<Json>>, version: i64) {
    let mut all = Vec::new();
    for configs in cases {
        let stored = applied(&client(ground(ty).await).await, ty, &configs).await;
        let Json::Object(attributes) = json_of(&stored.state) else { panic!("no object") };
        let private = serde_json::from_slice(&stored.private).unwrap();
        all.push(Frozen { configs, attributes: attributes.into_iter().collect(), private });
    }
    let path = folder().join(ty).join(format!("v{version}.json"));
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, serde_json::to_string_pretty(&all).unwrap() + "\n").unwrap();
}

/// A value as the state file writes it.
fn json_of(tree: &Tree) -> Json {
    match tree {
        Tree::Null => Json::Null,
        Tree::Bool(value) => json!(value),
        Tree::Number(number) => json!(number.as_i64().unwrap()),
        Tree::String(text) => json!(text),
        Tree::List(items) => items.iter().map(json_of).collect(),
        Tree::Map(entries) => {
            Json::Object(entries.iter().map(|(key, value)| (key.clone(), json_of(value))).collect())
        }
        Tree::Unknown | Tree::Dynamic { .. } => panic!("in no state of ours: {tree:?}"),
    }
}

#[tokio::test]
async fn every_version_of_a_state_is_read_and_its_plan_is_empty() {
    for (ty, cases) in types() {
        let current = client(world()).await.schema().resources[ty].version;
        if std::env::var_os("UPDATE_STATES").is_some() {
            rewrite(ty, cases, current).await;
        }
        for version in 0..=current {
            let all = frozen(ty, version);
            assert!(!all.is_empty(), "version {version} holds no state");
            for frozen in all {
                read_again(ty, version, current, frozen).await;
            }
        }
    }
}

async fn read_again(ty: &'static str, version: i64, current: i64, frozen: Frozen) {
    let what = format!("{ty}, version {version}, {:?}", frozen.configs);
    let client = client(ground(ty).await).await;
    applied(&client, ty, &frozen.configs).await;
    let upgraded = upgrade(&client, ty, version, json!(frozen.attributes)).await;
    assert!(upgraded.errors().is_empty(), "{what}: {:?}", upgraded.errors());
    let state = upgraded.stored.unwrap().state;
    if version == current {
        assert_keeps(&json!(frozen.attributes), &json_of(&state), ty);
    }
    let stored = Stored { state, private: frozen.private.to_string().into_bytes() };
    assert_settled(&client, ty, stored, frozen.configs.last().unwrap(), &what).await;
}

/// A shape that lost a name or a type without a new version loses values: the decoder ignores what
/// it does not know. What a shape gained since is no loss.
fn assert_keeps(written: &Json, read: &Json, path: &str) {
    match (written, read) {
        (Json::Null, _) => {}
        (Json::Object(written), Json::Object(read)) => {
            for (name, value) in written {
                let read = read.get(name).unwrap_or(&Json::Null);
                assert_keeps(value, read, &format!("{path}/{name}"));
            }
        }
        _ => assert_eq!(read, written, "{path} is lost: raise the version"),
    }
}

async fn assert_settled(
    client: &Client,
    ty: &'static str,
    stored: Stored,
    config: &Json,
    what: &str,
) {
    let kept = Kept { stored, tainted: false };
    let (kept, errors) = Terraform::new(client, ty).refresh(Some(kept)).await;
    assert!(errors.is_empty(), "{what}: {errors:?}");
    let stored = kept.unwrap().stored;
    let config = client.object(ty, config.clone()).unwrap();
    let plan = client.plan(ty, Some(&stored), Some(&config)).await.unwrap();
    assert!(plan.errors().is_empty(), "{what}: {:?}", plan.errors());
    assert_eq!(plan.state, stored.state, "{what}: the plan is not empty");
}

#[tokio::test]
async fn every_resource_type_has_frozen_states_and_no_more_than_its_versions() {
    let client = client(world()).await;
    let resources = &client.schema().resources;
    for (ty, schema) in resources {
        let folder = folder().join(ty);
        let files = fs::read_dir(&folder).unwrap_or_else(|_| panic!("no states of `{ty}`"));
        let mut found: Vec<_> =
            files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        found.sort();
        let expected: Vec<_> =
            (0..=schema.version).map(|version| format!("v{version}.json")).collect();
        assert_eq!(found, expected, "{ty}");
    }
    for entry in fs::read_dir(folder()).unwrap() {
        let ty = entry.unwrap().file_name().into_string().unwrap();
        assert!(resources.contains_key(&ty), "states of `{ty}`, which is no resource");
    }
}

async fn upgrade(client: &Client, ty: &str, version: i64, state: Json) -> Answer {
    client.upgrade(ty, version, &state).await.unwrap()
}

const NOTE: &str = "sample_note";

#[tokio::test]
async fn an_older_state_is_upgraded_and_keeps_every_value() {
    let client = Client::start(Sample::default()).await.unwrap();
    let rest = json!({
        "text": "t",
        "labels": ["x", "y"],
        "settings": { "mode": "plain", "level": 9_007_199_254_740_993_i64 },
        "length": 1,
    });
    let with = |name: &str| {
        let mut state = rest.clone();
        state.as_object_mut().unwrap().insert(name.to_owned(), json!("a"));
        state
    };
    let current = upgrade(&client, NOTE, 2, with("name")).await.stored.unwrap().state;
    let older = upgrade(&client, NOTE, 1, with("title")).await.stored.unwrap().state;
    assert_eq!(current, older);
    assert_eq!(client.object(NOTE, with("name")).unwrap(), older);
    let Tree::Map(entries) = &older else { panic!("no object") };
    let Some(Tree::Map(settings)) = entries.get("settings") else { panic!("no settings") };
    let level = Tree::Number(Number::Signed(9_007_199_254_740_993));
    assert_eq!(settings.get("level"), Some(&level));
    let unknown = upgrade(&client, NOTE, 2, json!({ "name": "a", "gone": true })).await;
    assert_eq!(unknown.stored.unwrap().state, client.object(NOTE, json!({ "name": "a" })).unwrap());
}

#[tokio::test]
async fn a_state_that_cannot_be_used_is_refused_and_stays_as_it_is() {
    let sample = Client::start(Sample::default()).await.unwrap();
    let zones = client(world()).await;
    let newer = zones.schema().resources[ZONE].version + 1;
    for (client, ty, version, state, reason) in [
        (&sample, NOTE, 0, json!({ "name": "a" }), "version 0 is not known"),
        (&sample, NOTE, 3, json!({ "name": "a" }), "knows versions up to 2"),
        (&sample, NOTE, 1, json!(["a"]), "it is no object"),
        (&sample, NOTE, 1, json!({ "text": "t" }), "`title` is missing"),
        (&zones, ZONE, -1, json!({}), "state version -1 of `kfm_zone` is not known"),
        (&zones, ZONE, newer, json!({}), "use the version of the provider that wrote it"),
    ] {
        let refused = upgrade(client, ty, version, state).await;
        assert_eq!(refused.stored, None, "{reason}");
        let error = refused.errors()[0];
        assert_eq!(error.summary, format!("The stored state of `{ty}` cannot be used"));
        assert!(error.detail.contains(reason), "{error:?}");
        assert!(error.detail.ends_with("the state is unchanged."), "{error:?}");
    }
}

#[tokio::test]
async fn a_state_of_another_shape_is_refused_where_it_differs() {
    let sample = Client::start(Sample::default()).await.unwrap();
    let zones = client(world()).await;
    let settings = json!({ "title": "a", "settings": { "level": [] } });
    for (client, ty, version, state, path) in [
        (&sample, NOTE, 1, settings, "settings.level"),
        (&zones, ZONE, 0, json!({ "controls": ["closed"] }), "controls"),
        (&zones, ZONE, 0, json!({ "encryption": { "kms_key_arn": {} } }), "encryption.kms_key_arn"),
    ] {
        let refused = upgrade(client, ty, version, state).await;
        assert_eq!(refused.stored, None, "{path}");
        let error = refused.errors()[0];
        let top = path.split('.').next().unwrap();
        assert_eq!(error.path, AttributePath::attribute(top));
        assert!(error.detail.contains("expected"), "{error:?}");
        assert!(!path.contains('.') || error.detail.contains(&format!("`{path}`")), "{error:?}");
    }
}
