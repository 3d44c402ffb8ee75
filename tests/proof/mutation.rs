//! Every weakened document is found out, with a witness of somebody who gains by it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::thread;

use kfm_provider::domain::ZoneKind;
use kfm_provider::domain::access::{Persona, Prefix, Right, ServiceWriter, cell};
use kfm_provider::domain::policy_document::PolicyDocument;
use kfm_provider::domain::proof::Finding;

use super::explained::{EXPLAINED, Explained};
use super::mutants::{Direction, Mutant, mutants};
use super::world::{ACCOUNT, Documents, World, role};

/// Zones in every form that changes their documents.
fn worlds() -> Vec<(String, World)> {
    let mut all = Vec::new();
    for kind in ZoneKind::ALL {
        let mut add = |name: &str, world: World| all.push((format!("{kind}, {name}"), world));
        add("sealed", World::sealed(kind));
        add("granted", World::granted(kind));
        add("narrowed, given key, break-glass, access point", narrowed(kind));
    }
    let mut catalog = World { gated: true, granted: true, ..World::sealed(ZoneKind::Catalog) };
    catalog.grant("steward", Persona::Steward, None, &[]);
    all.push(("catalog, gated".to_owned(), catalog));
    let mut quarantine = World { granted: true, ..World::sealed(ZoneKind::Quarantine) };
    quarantine.grant("workers", Persona::Workers, Some(&[Right::Create]), &["soils/"]);
    quarantine.grant("writers", Persona::Workers, None, &[]);
    all.push(("quarantine, a creator beside a writer".to_owned(), quarantine));
    for kind in [ZoneKind::Work, ZoneKind::Audit] {
        let mut served = World::granted(kind);
        served.take_key();
        served.services = vec![ServiceWriter {
            principal: "cloudtrail.amazonaws.com".to_owned(),
            source_arns: [format!("arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/main")].into(),
            prefixes: Some([Prefix::parse("trail/").unwrap()].into()),
        }];
        served.receipt_writers = vec![role("terraform-apply"), role("receipt-writer")];
        all.push((format!("{kind}, a service and writers of receipts"), served));
    }
    let emptying = World { emptying: true, ..World::sealed(ZoneKind::Work) };
    all.push(("work, while it is emptied".to_owned(), emptying));
    all
}

fn narrowed(kind: ZoneKind) -> World {
    let mut world = World { granted: true, ..World::sealed(kind) };
    for persona in Persona::ALL {
        let cell = cell(persona, kind, world.gated);
        if !cell.is_empty() && cell.creates_below.is_none() {
            world.grant(persona.as_str(), persona, None, &["soils/", "wells/"]);
        }
    }
    world.open();
    if kind != ZoneKind::Logs {
        world.take_key();
    }
    let point = format!("arn:aws:s3:us-east-1:{ACCOUNT}:accesspoint/reports");
    world.access_points = [point].into();
    world
}

/// A zone whose documents have one statement changed.
struct Changed {
    zone: String,
    document: &'static str,
    world: World,
    mutant: Mutant,
    documents: Documents,
}

/// All changes of all documents; of documents that differ only in the name of their zone, of one. A
/// role's policy is changed in a zone that has only its grant.
fn changes() -> Vec<Changed> {
    let mut all = Vec::new();
    let mut seen = BTreeSet::new();
    let mut is_new = |world: &World, document: &PolicyDocument, with: &str| {
        let json = document.to_json().replace(world.kind.as_str(), "zone");
        seen.insert(format!("{json}{with}"))
    };
    for (zone, world) in worlds() {
        let whole = world.documents();
        let mut add = |document, of: &PolicyDocument, put: fn(PolicyDocument, &mut Documents)| {
            all.extend(mutants(of).into_iter().map(|mutant| {
                let mut documents = whole.clone();
                put(mutant.document.clone(), &mut documents);
                let (zone, world) = (zone.clone(), world.clone());
                Changed { zone, document, world, mutant, documents }
            }));
        };
        if is_new(&world, &whole.bucket, "") {
            add("bucket", &whole.bucket, |document, documents| documents.bucket = document);
        }
        if let Some(key) = whole.key.as_ref().filter(|key| is_new(&world, key, zone_form(&zone))) {
            add("key", key, |document, documents| documents.key = Some(document));
        }
        for grant in &world.grants {
            let world = World { grants: vec![grant.clone()], ..world.clone() };
            let whole = world.documents();
            if !is_new(&world, &whole.roles[0], "") {
                continue;
            }
            all.extend(mutants(&whole.roles[0]).into_iter().map(|mutant| {
                let documents = Documents { roles: vec![mutant.document.clone()], ..whole.clone() };
                let zone = format!("{zone}, {}", grant.persona());
                Changed { zone, document: "role", world: world.clone(), mutant, documents }
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
        let proof = self.world.prove(&self.documents);
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
        let known = |known: &Explained| known.explains(one.document, &one.mutant, &one.world);
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
