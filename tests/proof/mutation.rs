//! Every weakened document is found out, with a witness of somebody who gains by it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::thread;

use kfm_provider::domain::ZoneKind;
use kfm_provider::domain::access::{Persona, Prefix, Right, ServiceWriter, ZoneAccess, cell};
use kfm_provider::domain::policy_document::PolicyDocument;
use kfm_provider::domain::proof::Finding;

use super::explained::{EXPLAINED, Explained};
use super::mutants::{Direction, Mutant, mutants};
use super::zone::{Documents, grant, granted, sealed};
use crate::support::access::{break_glass, given_key, role};
use crate::support::registry::ACCOUNT;

/// Zones in every form that changes their documents.
fn zones() -> Vec<(String, ZoneAccess)> {
    let mut all = Vec::new();
    for kind in ZoneKind::ALL {
        let mut add =
            |name: &str, access: ZoneAccess| all.push((format!("{kind}, {name}"), access));
        add("sealed", sealed(kind));
        add("granted", granted(kind));
        add("narrowed, given key, break-glass, access point", narrowed(kind));
    }
    let mut catalog = ZoneAccess { gated: true, ..sealed(ZoneKind::Catalog).unsealed() };
    grant(&mut catalog, "steward", Persona::Steward, None, &[]);
    all.push(("catalog, gated".to_owned(), catalog));
    let mut quarantine = sealed(ZoneKind::Quarantine).unsealed();
    grant(&mut quarantine, "workers", Persona::Workers, Some(&[Right::Create]), &["soils/"]);
    grant(&mut quarantine, "writers", Persona::Workers, None, &[]);
    all.push(("quarantine, a creator beside a writer".to_owned(), quarantine));
    for kind in [ZoneKind::Work, ZoneKind::Audit] {
        let mut served = granted(kind);
        served.key = given_key();
        served.services = vec![ServiceWriter {
            principal: "cloudtrail.amazonaws.com".to_owned(),
            source_arns: [format!("arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/main")].into(),
            prefixes: Some([Prefix::parse("trail/").unwrap()].into()),
        }];
        served.receipt_writers = vec![role("terraform-apply"), role("receipt-writer")];
        all.push((format!("{kind}, a service and writers of receipts"), served));
    }
    let emptying = ZoneAccess { emptying: true, ..sealed(ZoneKind::Work) };
    all.push(("work, while it is emptied".to_owned(), emptying));
    all
}

fn narrowed(kind: ZoneKind) -> ZoneAccess {
    let mut access = sealed(kind).unsealed();
    for persona in Persona::ALL {
        let cell = cell(persona, kind, access.gated);
        if !cell.is_empty() && cell.creates_below.is_none() {
            grant(&mut access, persona.as_str(), persona, None, &["soils/", "wells/"]);
        }
    }
    access.break_glass = break_glass();
    if kind != ZoneKind::Logs {
        access.key = given_key();
    }
    let point = format!("arn:aws:s3:us-east-1:{ACCOUNT}:accesspoint/reports");
    access.access_points = [point].into();
    access
}

/// A zone whose documents have one statement changed.
struct Changed {
    zone: String,
    document: &'static str,
    access: ZoneAccess,
    mutant: Mutant,
    documents: Documents,
}

/// All changes of all documents; of documents that differ only in the name of their zone, of one. A
/// role's policy is changed in a zone that has only its grant.
fn changes() -> Vec<Changed> {
    let mut all = Vec::new();
    let mut seen = BTreeSet::new();
    let mut is_new = |access: &ZoneAccess, document: &PolicyDocument, with: &str| {
        let json = document.to_json().replace(access.kind.as_str(), "zone");
        seen.insert(format!("{json}{with}"))
    };
    for (zone, access) in zones() {
        let whole = Documents::of(&access);
        let mut add = |document, of: &PolicyDocument, put: fn(PolicyDocument, &mut Documents)| {
            all.extend(mutants(of).into_iter().map(|mutant| {
                let mut documents = whole.clone();
                put(mutant.document.clone(), &mut documents);
                let (zone, access) = (zone.clone(), access.clone());
                Changed { zone, document, access, mutant, documents }
            }));
        };
        if is_new(&access, &whole.bucket, "") {
            add("bucket", &whole.bucket, |document, documents| documents.bucket = document);
        }
        if let Some(key) = whole.key.as_ref().filter(|key| is_new(&access, key, zone_form(&zone))) {
            add("key", key, |document, documents| documents.key = Some(document));
        }
        for grant in &access.grants {
            let access = ZoneAccess { grants: vec![grant.clone()], ..access.clone() };
            let whole = Documents::of(&access);
            if !is_new(&access, &whole.roles[0], "") {
                continue;
            }
            all.extend(mutants(&whole.roles[0]).into_iter().map(|mutant| {
                let documents = Documents { roles: vec![mutant.document.clone()], ..whole.clone() };
                let zone = format!("{zone}, {}", grant.persona());
                Changed { zone, document: "role", access: access.clone(), mutant, documents }
            }));
        }
    }
    all
}

/// What of a zone's name is not its kind.
fn zone_form(zone: &str) -> &str {
    zone.split_once(", ").map_or("", |(_, form)| form)
}

impl Changed {
    fn is_found(&self) -> bool {
        let proof = self.documents.prove(&self.access);
        proof.witnesses.iter().any(|witness| match witness.finding {
            Finding::CannotProve(_) => true,
            Finding::Admitted(_) => self.mutant.direction == Direction::Loosened,
            Finding::Refused(_) => self.mutant.direction == Direction::Tightened,
        })
    }
}

/// What is loosened is found out, but for what is explained one by one. What is tightened is found
/// out where somebody loses by it; most of it denies what something else denies already, so that
/// those survivors are only counted.
#[test]
fn every_weakened_statement_is_found_out() {
    let changes = changes();
    let survivors = survivors(&changes);
    let of = |direction| {
        let all = changes.iter().filter(|one| one.mutant.direction == direction).count();
        (all, survivors.iter().filter(|one| one.mutant.direction == direction).count())
    };
    let (loosened, tightened) = (of(Direction::Loosened), of(Direction::Tightened));
    println!("of loosened and tightened, in all and surviving: {loosened:?} {tightened:?}");
    assert!(loosened.0 > 1000 && tightened.1 < tightened.0, "{loosened:?} {tightened:?}");
    let mut unexplained: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let mut used = BTreeSet::new();
    for one in survivors.iter().filter(|one| one.mutant.direction == Direction::Loosened) {
        let known = |known: &Explained| known.explains(one.document, &one.mutant, &one.access);
        match EXPLAINED.iter().position(known) {
            Some(known) => {
                used.insert(known);
            }
            None => {
                let line = format!("{}: {} {}", one.document, one.mutant.sid, one.mutant.change);
                unexplained.entry(line).or_default().insert(&one.zone);
            }
        }
    }
    let of_line = |(line, zones): (&String, &BTreeSet<&str>)| {
        format!("{line}\n    {}", zones.iter().copied().collect::<Vec<_>>().join("; "))
    };
    let lines: Vec<_> = unexplained.iter().map(of_line).collect();
    assert!(lines.is_empty(), "{} survive:\n{}", lines.len(), lines.join("\n"));
    assert_eq!(used.len(), EXPLAINED.len(), "an explanation explains nothing any more");
}

fn survivors(changes: &[Changed]) -> Vec<&Changed> {
    let survivors = Mutex::new(Vec::new());
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for first in 0..threads {
            let survivors = &survivors;
            scope.spawn(move || {
                for changed in changes.iter().skip(first).step_by(threads) {
                    if !changed.is_found() {
                        survivors.lock().unwrap().push(changed);
                    }
                }
            });
        }
    });
    survivors.into_inner().unwrap()
}
