//! Every weakened document is found out, with a witness of the right direction.

use std::collections::BTreeMap;

use kfm_provider::domain::ZoneKind;
use kfm_provider::domain::access::{Persona, Prefix, Right, ServiceWriter};
use kfm_provider::domain::policy_document::PolicyDocument;
use kfm_provider::domain::proof::{Finding, Proof};

use super::mutants::{Direction, mutants};
use super::world::{ACCOUNT, Documents, World, role};
use crate::support::golden::{Golden, assert_golden};

/// Zones in every form that changes their documents.
fn worlds() -> Vec<(String, World)> {
    let mut all = Vec::new();
    for kind in ZoneKind::ALL {
        let mut add = |name: &str, world: World| all.push((format!("{kind}, {name}"), world));
        add("sealed", World::sealed(kind));
        add("granted", World::granted(kind));
        let mut narrowed = World { granted: true, ..World::sealed(kind) };
        for persona in Persona::ALL {
            let cell = kfm_provider::domain::access::cell(persona, kind, narrowed.gated);
            if !cell.is_empty() && cell.creates_below.is_none() {
                narrowed.grant(persona.as_str(), persona, None, &["soils/", "wells/"]);
            }
        }
        narrowed.open();
        if kind != ZoneKind::Logs {
            narrowed.take_key();
        }
        let point = format!("arn:aws:s3:us-east-1:{ACCOUNT}:accesspoint/reports");
        narrowed.access_points = [point].into();
        add("narrowed, given key, break-glass, access point", narrowed);
    }
    let mut catalog = World { gated: true, ..World::sealed(ZoneKind::Catalog) };
    catalog.granted = true;
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

/// Which document of a zone is changed.
fn documents(world: &World) -> Vec<(String, Vec<(super::mutants::Mutant, Documents)>)> {
    let whole = world.documents();
    let of = |document: &PolicyDocument, put: &dyn Fn(PolicyDocument, &mut Documents)| {
        mutants(document)
            .into_iter()
            .map(|mutant| {
                let mut documents = whole.clone();
                put(mutant.document.clone(), &mut documents);
                (mutant, documents)
            })
            .collect::<Vec<_>>()
    };
    let mut all = vec![(
        "bucket policy".to_owned(),
        of(&whole.bucket, &|document, documents| documents.bucket = document),
    )];
    for (at, role) in whole.roles.iter().enumerate() {
        let name = format!("role policy of {}", world.grants[at].persona());
        all.push((name, of(role, &|document, documents| documents.roles[at] = document)));
    }
    if let Some(key) = &whole.key {
        all.push((
            "key policy".to_owned(),
            of(key, &|document, documents| documents.key = Some(document)),
        ));
    }
    all
}

fn found(proof: &Proof, direction: Direction) -> bool {
    proof.witnesses.iter().any(|witness| match (&witness.finding, direction) {
        (Finding::CannotProve(_), _) | (_, Direction::Either) => true,
        (Finding::Admitted(_), Direction::Loosened) => true,
        (Finding::Refused(_), Direction::Tightened) => true,
        _ => false,
    })
}

/// What survives is written out, each with the zones in which it does; every line of it is
/// explained beside it.
#[test]
fn every_weakened_statement_is_found_out() {
    let mut survivors: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut killed = 0_u32;
    for (zone, world) in worlds() {
        for (document, mutants) in documents(&world) {
            for (mutant, changed) in mutants {
                if found(&world.prove(&changed), mutant.direction) {
                    killed += 1;
                } else {
                    let kind = document.split(" of ").next().unwrap_or_default();
                    let line =
                        format!("{kind}: {} {}: {:?}", mutant.sid, mutant.change, mutant.direction);
                    survivors.entry(line).or_default().push(zone.clone());
                }
            }
        }
    }
    assert!(killed > 1000, "{killed}");
    let mut texts = Golden::new();
    let lines = survivors.iter().map(|(line, zones)| format!("{line}\n    {}\n", zones.join("; ")));
    texts.insert("survivors.txt".to_owned(), lines.collect());
    assert_golden("proof", &texts);
}
