//! Valid zones of every sort, made up.

use kfm_provider::domain::access::{
    Persona, Prefix, Presigned, Right, ServiceWriter, ZoneAccess, ZoneKey, cell,
};
use kfm_provider::domain::{Administrators, ZoneKind};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::zone::{grant, sealed};
use crate::support::access::{break_glass, given_key, role};
use crate::support::registry::ACCOUNT;

const PREFIXES: [&str; 8] =
    ["soils/", "soils/2026/", "soils-old/", "wells/", "a/b/c/", "Größe/", "x.y-z_1/", "d/"];

/// Grants as they may be asked for; those that the zone does not take are left out.
#[derive(Clone, Debug)]
struct Asked {
    persona: Persona,
    access: Option<Vec<Right>>,
    prefixes: Vec<&'static str>,
}

fn asked() -> impl Strategy<Value = Asked> {
    let access = prop_oneof![
        2 => Just(None),
        1 => subsequence(Right::ALL.to_vec(), 1..=3).prop_map(Some),
    ];
    let prefixes = prop_oneof![
        1 => Just(Vec::new()),
        1 => subsequence(PREFIXES.to_vec(), 1..=4),
    ];
    (select(Persona::ALL.to_vec()), access, prefixes)
        .prop_map(|(persona, access, prefixes)| Asked { persona, access, prefixes })
}

/// A valid zone.
pub(crate) fn zone() -> impl Strategy<Value = ZoneAccess> {
    let zone = (select(ZoneKind::ALL.to_vec()), any::<bool>(), any::<bool>(), 0..3_u8);
    let people = (0..3_usize, any::<bool>(), 0..3_usize, any::<bool>());
    let doors = (0..3_u8, btree_set("[a-z]{3,8}", 0..3), vec(0..PREFIXES.len(), 0..3));
    (zone, people, doors, vec(asked(), 0..12)).prop_map(
        |((kind, granted, gated, key), (admins, open, writers, both), doors, asked)| {
            let sealed = sealed(kind);
            let mut zone = if granted { sealed.unsealed() } else { sealed };
            zone.gated |= gated && kind == ZoneKind::Catalog;
            if key == 0 && kind != ZoneKind::Logs {
                zone.key = given_key();
            }
            if admins > 0 {
                let admins = (0..admins).map(|at| role(&format!("admin-{at}")));
                zone.administrators = Administrators::new(admins).unwrap();
            }
            if open {
                zone.break_glass = break_glass();
            }
            zone.receipt_writers = (0..writers).map(|at| role(&format!("writer-{at}"))).collect();
            if both {
                zone.receipt_writers.extend(zone.administrators.iter().cloned());
            }
            doors_of(&mut zone, doors);
            zone.emptying = key == 1 && !granted && kind.may_force_destroy();
            if granted {
                grants_of(&mut zone, asked);
            }
            zone
        },
    )
}

fn doors_of(
    zone: &mut ZoneAccess,
    (presigned, points, places): (u8, std::collections::BTreeSet<String>, Vec<usize>),
) {
    if !zone.granted {
        return;
    }
    zone.presigned = match presigned {
        0 => Presigned::usual(zone.kind),
        1 => Presigned::Refused,
        _ => Presigned::Within(60),
    };
    zone.access_points = points
        .iter()
        .map(|name| format!("arn:aws:s3:us-east-1:{ACCOUNT}:accesspoint/{name}"))
        .collect();
    let takes_services = !matches!(zone.key, ZoneKey::Own { .. }) && !zone.kind.create_only()
        || (matches!(zone.key, ZoneKey::Given(_)) && zone.kind.retention_required());
    if takes_services {
        zone.services = places
            .iter()
            .enumerate()
            .map(|(at, place)| ServiceWriter {
                principal: ["cloudtrail.amazonaws.com", "config.amazonaws.com"][at % 2].to_owned(),
                source_arns: [format!("arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/t{at}")].into(),
                prefixes: (at > 0).then(|| [Prefix::parse(PREFIXES[*place]).unwrap()].into()),
            })
            .collect();
    }
}

fn grants_of(zone: &mut ZoneAccess, asked: Vec<Asked>) {
    for (at, one) in asked.into_iter().enumerate() {
        let cell = cell(one.persona, zone.kind, zone.gated);
        let access: Option<Vec<_>> = one
            .access
            .map(|rights| rights.into_iter().filter(|right| cell.gives(*right)).collect())
            .filter(|rights: &Vec<_>| !rights.is_empty());
        let mut prefixes = one.prefixes;
        // None inside another, and a persona that creates in one place creates there.
        prefixes.retain(|prefix| *prefix != "soils/2026/");
        if cell.creates_below.is_some() {
            prefixes = Vec::new();
        }
        if !cell.is_empty() {
            grant(zone, &format!("g{at}"), one.persona, access.as_deref(), &prefixes);
        }
    }
}
