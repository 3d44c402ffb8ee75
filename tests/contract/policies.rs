//! The policies that buckets and keys get.
//!
//! A seal is written out for the usual zone, which owns its key and has no break-glass open. Of
//! every other form, the statements that it has instead are written out.

use std::collections::{BTreeMap, BTreeSet};

use kfm_provider::domain::access::{Prefix, Presigned, ServiceWriter, ZoneAccess};
use kfm_provider::domain::key_policy::KeyPolicy;
use kfm_provider::domain::policy_document::{PolicyDocument, PolicyKind};
use kfm_provider::domain::{Mutability, PrincipalArn, ZoneKind, bucket_policy};
use serde_json::{Value as Json, json};

use super::granted::{document, grant, personas, sealed, to_all};
use crate::support::access::{break_glass, given_key, role};
use crate::support::golden::{Golden, assert_golden};
use crate::support::registry::ACCOUNT;

/// One of them is an administrator too.
fn receipt_writers() -> Vec<PrincipalArn> {
    vec![role("terraform-apply"), role("receipt-writer")]
}

#[test]
fn the_policies_are_the_golden_ones() {
    let mut texts = Golden::new();
    for kind in ZoneKind::ALL {
        let (seal, variants) = seals(kind);
        texts.insert(format!("seal-{kind}.json"), text(&seal));
        texts.insert(format!("seal-{kind}.variants.json"), text(&variants));
        let (policy, variants) = policies(kind);
        texts.insert(format!("policy-{kind}.json"), text(&policy));
        texts.insert(format!("policy-{kind}.variants.json"), text(&variants));
    }
    let (policy, variants) = key_policies();
    texts.insert("key.json".to_owned(), text(&policy));
    texts.insert("key.variants.json".to_owned(), text(&variants));
    assert_golden("policies", &texts);
}

fn seals(kind: ZoneKind) -> (Json, Json) {
    let own = sealed(kind);
    let receipts = ZoneAccess { receipt_writers: receipt_writers(), ..own.clone() };
    let given = ZoneAccess { key: given_key(), ..own.clone() };
    let opened = ZoneAccess { break_glass: break_glass(), ..own.clone() };
    let both = ZoneAccess { break_glass: break_glass(), ..given.clone() };
    let emptying = ZoneAccess { emptying: true, ..own.clone() };
    let seal = |zone: &ZoneAccess| json(&bucket_policy::document(zone));
    let usual = seal(&own);
    let opened = seal(&opened);
    let variants = json!({
        "break-glass": instead(&usual, &opened),
        "break-glass and a given key, against break-glass": instead(&opened, &seal(&both)),
        "emptying": instead(&usual, &seal(&emptying)),
        "given key": instead(&usual, &seal(&given)),
        "receipt writers": instead(&usual, &seal(&receipts)),
    });
    (usual, variants)
}

/// A policy with a grant to every persona that has access, and its variants.
fn policies(kind: ZoneKind) -> (Json, Json) {
    let none = sealed(kind).unsealed();
    let usual = to_all(&none, &[]);
    let given = ZoneAccess { key: given_key(), ..usual.clone() };
    let opened = ZoneAccess { break_glass: break_glass(), ..usual.clone() };
    let point = format!("arn:aws:s3:us-east-1:{ACCOUNT}:accesspoint/soils");
    let points = ZoneAccess { access_points: [point].into(), ..usual.clone() };
    let minute = ZoneAccess { presigned: Presigned::Within(60), ..usual.clone() };
    let narrowed = to_all(&none, &["soils/", "water/wells/"]);
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
        variants.push(("given key and services", ZoneAccess { services: services(), ..admitting }));
    }
    if kind.takes_receipts() {
        let receipt_writers = receipt_writers();
        variants.push(("receipt writers", ZoneAccess { receipt_writers, ..usual.clone() }));
    }
    if kind == ZoneKind::Catalog {
        variants.push(("gated", to_all(&ZoneAccess { gated: true, ..none }, &[])));
    }
    let usual = json(&document(&usual));
    let variants = variants
        .into_iter()
        .map(|(name, other)| (name.to_owned(), instead(&usual, &json(&document(&other)))))
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

fn key_policies() -> (Json, Json) {
    let closed = sealed(ZoneKind::Raw);
    let opened = ZoneAccess { break_glass: break_glass(), ..closed.clone() };
    let policy = |zone: &ZoneAccess| json(&KeyPolicy::of(zone).document());
    let usual = policy(&closed);
    let variants = json!({ "break-glass": instead(&usual, &policy(&opened)) });
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
    for kind in ZoneKind::ALL {
        let none = sealed(kind).unsealed();
        let used = |roles: usize, prefixes: usize, shared: bool| {
            let mut zone = none.clone();
            for (role, persona) in (0..roles).zip(personas(&none).into_iter().cycle()) {
                let set = if shared { 0 } else { role };
                let below = (0..prefixes).map(|n| format!("set-{set}/soils-{n}/"));
                let below: Vec<_> = below.collect();
                let below: Vec<_> = below.iter().map(String::as_str).collect();
                grant(&mut zone, &format!("{persona}-{role}"), persona, &below);
            }
            PolicyKind::Bucket.size_of(&document(&zone).to_json())
        };
        let limit = PolicyKind::Bucket.limit();
        assert!(used(3, 0, true) < limit / 2, "{kind}");
        assert!(used(20, 0, true) < limit * 2 / 3, "{kind}");
        assert!(used(20, 10, true) < limit, "{kind}");
        assert!(used(20, 10, false) > limit, "{kind}");
    }
}
