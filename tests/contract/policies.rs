//! The policies that buckets and keys get.
//!
//! A seal is written out for the usual zone, which owns its key and has no break-glass open. Of
//! every other form, the statements that it has instead are written out.

use std::collections::{BTreeMap, BTreeSet};

use kfm_provider::domain::key_policy::KeyPolicy;
use kfm_provider::domain::policy_document::PolicyDocument;
use kfm_provider::domain::seal::Seal;
use kfm_provider::domain::{
    AccountId, Administrators, BreakGlass, BucketName, Environment, KeyArn, LogSource,
    PrincipalArn, Region, ZoneKind,
};
use serde_json::{Value as Json, json};

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
