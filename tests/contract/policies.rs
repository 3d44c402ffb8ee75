//! The policies that buckets and keys get.
//!
//! A seal is written out for the usual zone, which owns its key and has no break-glass open. Of
//! every other form, the statements that it has instead are written out.

use std::collections::{BTreeMap, BTreeSet};

use kfm_provider::domain::access::{Prefix, Presigned, ServiceWriter, ZoneKey};
use kfm_provider::domain::key_policy::KeyPolicy;
use kfm_provider::domain::policy_document::{PolicyDocument, PolicyKind};
use kfm_provider::domain::seal::Seal;
use kfm_provider::domain::{
    AccountId, Administrators, BreakGlass, BucketName, Environment, KeyArn, LogSource, Mutability,
    PrincipalArn, Region, ZoneKind,
};
use serde_json::{Value as Json, json};

use super::granted::Granted;
use crate::support::golden::{Golden, assert_golden};
use crate::support::registry::ACCOUNT;

/// What all policies are made from.
struct World {
    environment: Environment,
    region: Region,
    account: AccountId,
    administrators: Administrators,
    key: KeyArn,
    break_glass: BreakGlass,
    log_sources: [LogSource; 1],
    /// One of them is an administrator too.
    receipt_writers: [PrincipalArn; 2],
}

impl World {
    fn new() -> Self {
        let role = |name: &str| {
            PrincipalArn::parse(&format!("arn:aws:iam::{ACCOUNT}:role/{name}")).unwrap()
        };
        let key =
            format!("arn:aws:kms:us-east-1:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab");
        let until = "2026-12-01T18:00:00Z".to_owned();
        Self {
            environment: Environment::parse("dev").unwrap(),
            region: Region::parse("us-east-1").unwrap(),
            account: AccountId::parse(ACCOUNT).unwrap(),
            administrators: Administrators::new([role("terraform-apply"), role("storage-admin")])
                .unwrap(),
            key: KeyArn::parse(&key).unwrap(),
            log_sources: [LogSource::parse("kfm-dev-*").unwrap()],
            receipt_writers: [role("terraform-apply"), role("receipt-writer")],
            break_glass: BreakGlass::new([role("medic")], until, "restore".to_owned()).unwrap(),
        }
    }
}

#[test]
fn the_policies_are_the_golden_ones() {
    let world = World::new();
    let mut texts = Golden::new();
    for kind in ZoneKind::ALL {
        let (seal, variants) = seals(&world, kind);
        texts.insert(format!("seal-{kind}.json"), text(&seal));
        texts.insert(format!("seal-{kind}.variants.json"), text(&variants));
        let (policy, variants) = policies(&world, kind);
        texts.insert(format!("policy-{kind}.json"), text(&policy));
        texts.insert(format!("policy-{kind}.variants.json"), text(&variants));
    }
    let (policy, variants) = key_policies(&world);
    texts.insert("key.json".to_owned(), text(&policy));
    texts.insert("key.variants.json".to_owned(), text(&variants));
    assert_golden("policies", &texts);
}

fn seals(world: &World, kind: ZoneKind) -> (Json, Json) {
    let bucket = BucketName::parse(&format!("kfm-dev-{kind}-{ACCOUNT}")).unwrap();
    let own = Seal {
        kind,
        environment: &world.environment,
        bucket: &bucket,
        account: &world.account,
        region: &world.region,
        given_key: None,
        administrators: &world.administrators,
        break_glass: None,
        log_sources: &world.log_sources,
        receipt_writers: &[],
    };
    let receipts = Seal { receipt_writers: &world.receipt_writers, ..own.clone() };
    let given = Seal { given_key: Some(&world.key), ..own.clone() };
    let opened = Seal { break_glass: Some(&world.break_glass), ..own.clone() };
    let both = Seal { break_glass: Some(&world.break_glass), ..given.clone() };
    let usual = json(&own.document());
    let opened = json(&opened.document());
    let variants = json!({
        "break-glass": instead(&usual, &opened),
        "break-glass and a given key, against break-glass": instead(&opened, &json(&both.document())),
        "emptying": instead(&usual, &json(&own.emptying())),
        "given key": instead(&usual, &json(&given.document())),
        "receipt writers": instead(&usual, &json(&receipts.document())),
    });
    (usual, variants)
}

/// A policy with a grant to every persona that has access, and its variants.
fn policies(world: &World, kind: ZoneKind) -> (Json, Json) {
    let usual = Granted::none(kind, &world.administrators).to_all(&[]);
    let given = Granted { key: ZoneKey::Given(world.key.clone()), ..usual.clone() };
    let opened = Granted { break_glass: Some(world.break_glass.clone()), ..usual.clone() };
    let point = format!("arn:aws:s3:us-east-1:{ACCOUNT}:accesspoint/soils");
    let points = Granted { access_points: [point].into(), ..usual.clone() };
    let minute = Granted { presigned: Presigned::Within(60), ..usual.clone() };
    let narrowed = usual.to_all(&["soils/".to_owned(), "water/wells/".to_owned()]);
    let mut variants = vec![
        ("access points", points),
        ("break-glass", opened),
        ("prefixes", narrowed),
        ("presigned within a minute", minute),
    ];
    if kind.takes_kms() {
        variants.push(("given key", given.clone()));
    }
    if kind.mutability() != Mutability::ImmutablePerVersion {
        let admitting = if kind.takes_kms() { given } else { usual.clone() };
        variants.push(("given key and services", Granted { services: services(), ..admitting }));
    }
    if kind.takes_receipts() {
        let receipt_writers = world.receipt_writers.to_vec();
        variants.push(("receipt writers", Granted { receipt_writers, ..usual.clone() }));
    }
    if kind == ZoneKind::Catalog {
        let gated = Granted { gated: true, ..Granted::none(kind, &world.administrators) };
        variants.push(("gated", gated.to_all(&[])));
    }
    let usual = json(&usual.document());
    let variants = variants
        .into_iter()
        .map(|(name, other)| (name.to_owned(), instead(&usual, &json(&other.document()))))
        .collect();
    (usual, Json::Object(variants))
}

/// One that writes below a prefix, and one that writes everywhere.
fn services() -> Vec<ServiceWriter> {
    let service = |principal: &str, source: &str, prefixes| ServiceWriter {
        principal: principal.to_owned(),
        source_arns: [source.to_owned()].into(),
        prefixes,
    };
    let trail = format!("arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/all");
    let below = [Prefix::parse("AWSLogs/").unwrap()].into();
    vec![
        service("cloudtrail.amazonaws.com", &trail, Some(below)),
        service("s3.amazonaws.com", "arn:aws:s3:::kfm-dev-*", None),
    ]
}

fn key_policies(world: &World) -> (Json, Json) {
    let bucket = BucketName::parse(&format!("kfm-dev-raw-{ACCOUNT}")).unwrap();
    let closed = KeyPolicy {
        account: &world.account,
        region: &world.region,
        bucket: &bucket,
        administrators: &world.administrators,
        break_glass: None,
    };
    let opened = KeyPolicy { break_glass: Some(&world.break_glass), ..closed.clone() };
    let usual = json(&closed.document());
    let variants = json!({ "break-glass": instead(&usual, &json(&opened.document())) });
    (usual, variants)
}

fn json(document: &PolicyDocument) -> Json {
    serde_json::from_str(&document.to_json()).unwrap()
}

fn text(json: &Json) -> String {
    format!("{json:#}\n")
}

/// How `other` differs from `usual`: the statements that only `other` has, and the names of those
/// that it lacks.
fn instead(usual: &Json, other: &Json) -> Json {
    assert_eq!((&usual["Id"], &usual["Version"]), (&other["Id"], &other["Version"]));
    let (usual, other) = (by_name(usual), by_name(other));
    let put: Vec<_> = other.iter().filter(|(sid, it)| usual.get(*sid) != Some(it)).collect();
    let names = |all: &BTreeMap<String, Json>| all.keys().cloned().collect::<BTreeSet<_>>();
    let without: Vec<_> = names(&usual).difference(&names(&other)).cloned().collect();
    json!({ "statements": put.iter().map(|(_, it)| it).collect::<Vec<_>>(), "without": without })
}

fn by_name(document: &Json) -> BTreeMap<String, Json> {
    let statements = document["Statement"].as_array().unwrap();
    let named: BTreeMap<_, _> = statements
        .iter()
        .map(|statement| (statement["Sid"].as_str().unwrap().to_owned(), statement.clone()))
        .collect();
    assert_eq!(named.len(), statements.len(), "two statements of one name");
    named
}

/// Three roles on the whole zone are usual, and leave half of the limit. Twenty roles fit on the
/// whole zone, and below ten prefixes that they share. Two hundred prefixes, ten for each of twenty
/// roles, fit in no bucket policy.
#[test]
fn many_grants_fit_and_many_prefixes_do_not() {
    let world = World::new();
    for kind in ZoneKind::ALL {
        let none = Granted::none(kind, &world.administrators);
        let used = |roles: usize, prefixes: usize, shared: bool| {
            let mut zone = none.clone();
            for (role, persona) in (0..roles).zip(none.personas().into_iter().cycle()) {
                let set = if shared { 0 } else { role };
                let below = (0..prefixes).map(|n| format!("set-{set}/soils-{n}/"));
                zone.grant(&format!("{persona}-{role}"), persona, &below.collect::<Vec<_>>());
            }
            PolicyKind::Bucket.size_of(&zone.document().to_json())
        };
        let limit = PolicyKind::Bucket.limit();
        assert!(used(3, 0, true) < limit / 2, "{kind}");
        assert!(used(20, 0, true) < limit * 2 / 3, "{kind}");
        assert!(used(20, 10, true) < limit, "{kind}");
        assert!(used(20, 10, false) > limit, "{kind}");
    }
}
