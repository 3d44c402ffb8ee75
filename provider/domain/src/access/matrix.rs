//! The matrix: which persona has which rights in which zone.

use super::{Persona, Right};
use crate::zone::ZoneKind;

/// What one persona may do in one zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The rights, each listed with all that it includes.
    pub rights: &'static [Right],
    /// The only prefix that the persona creates below, if it is not to create everywhere.
    pub creates_below: Option<&'static str>,
    /// Whether it may also have archived objects restored.
    pub restores: bool,
}

impl Cell {
    const fn of(rights: &'static [Right]) -> Self {
        Self { rights, creates_below: None, restores: false }
    }

    const fn creating_below(self, prefix: &'static str) -> Self {
        Self { creates_below: Some(prefix), ..self }
    }

    const fn restoring(self) -> Self {
        Self { restores: true, ..self }
    }

    /// Whether the persona may do nothing there.
    pub const fn is_empty(&self) -> bool {
        self.rights.is_empty()
    }

    /// Whether it gives a right.
    pub fn gives(&self, right: Right) -> bool {
        self.rights.contains(&right)
    }
}

/// The prefixes of `audit` and `receipts` that only one class of writers may create below.
pub const RESERVED: [&str; 3] = [APPLY, DECISIONS, POLICY_DECISIONS];
/// Receipts of applies, by receipt writers.
pub const APPLY: &str = "apply/";
/// Decisions, by stewards.
pub const DECISIONS: &str = "decisions/";
/// Decisions of policies, by the API.
pub const POLICY_DECISIONS: &str = "policy_decisions/";

use Right::{Create, Delete, List, Read, Write};

const NONE: Cell = Cell::of(&[]);
const R: Cell = Cell::of(&[List, Read]);
const C: Cell = Cell::of(&[Create]);
const RC: Cell = Cell::of(&[List, Read, Create]);
const RW: Cell = Cell::of(&[List, Read, Create, Write]);
const RWD: Cell = Cell::of(&[List, Read, Create, Write, Delete]);
/// Lists, and has objects restored.
const L_RESTORE: Cell = Cell::of(&[List]).restoring();
const R_RESTORE: Cell = R.restoring();
const C_POLICY: Cell = C.creating_below(POLICY_DECISIONS);
const RC_DECIDE: Cell = RC.creating_below(DECISIONS);

/// The columns, in order.
const ZONES: [ZoneKind; 12] = [
    ZoneKind::Raw,
    ZoneKind::Work,
    ZoneKind::Quarantine,
    ZoneKind::Processed,
    ZoneKind::Catalog,
    ZoneKind::Triplet,
    ZoneKind::Published,
    ZoneKind::Audit,
    ZoneKind::Receipts,
    ZoneKind::Proofs,
    ZoneKind::Registry,
    ZoneKind::Logs,
];

/// What a persona may do in a zone. In a gated catalog only gate roles create.
pub fn cell(persona: Persona, zone: ZoneKind, gated: bool) -> Cell {
    let column = ZONES.iter().position(|one| *one == zone);
    let cell = column.and_then(|column| row(persona).get(column).copied()).unwrap_or(NONE);
    if gated && cell.gives(Create) { R } else { cell }
}

#[rustfmt::skip]
const fn row(persona: Persona) -> [Cell; 12] {
    // raw, work, quarantine, processed, catalog, triplet, published, audit, receipts, proofs,
    // registry, logs
    match persona {
        Persona::Ingest =>
            [C, NONE, C, NONE, NONE, NONE, NONE, C, C, NONE, NONE, NONE],
        Persona::Workers =>
            [R, RWD, RW, RC, R, R, NONE, C, C, C, R, NONE],
        Persona::CatalogBuilder =>
            [NONE, NONE, NONE, R, RC, RC, NONE, C, C, C, R, NONE],
        Persona::Promoter =>
            [NONE, NONE, NONE, R, R, R, R, C, C, R, R, NONE],
        Persona::Api =>
            [NONE, NONE, NONE, R, R, R, R, C_POLICY, NONE, NONE, R, NONE],
        Persona::Steward =>
            [R, R, R, R, R, R, R, RC_DECIDE, R, R, RC, R],
        Persona::Ops =>
            [L_RESTORE, R_RESTORE, R_RESTORE, R_RESTORE, R_RESTORE, R_RESTORE, R_RESTORE,
             R_RESTORE, R_RESTORE, R_RESTORE, R_RESTORE, R],
        Persona::Auditor =>
            [NONE, NONE, NONE, NONE, R, R, R, R, R, R, R, R],
        Persona::GateReader =>
            [NONE, NONE, NONE, R, R, R, R, R, R, R, R, NONE],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_right_comes_with_what_it_includes() {
        for persona in Persona::ALL {
            for zone in ZoneKind::ALL {
                let cell = cell(persona, zone, false);
                for right in cell.rights {
                    assert!(right.includes().is_none_or(|other| cell.gives(other)));
                }
            }
        }
    }

    #[test]
    fn what_no_zone_gives_is_given_to_nobody() {
        for persona in Persona::ALL {
            for zone in ZoneKind::ALL {
                let cell = cell(persona, zone, false);
                assert!(!cell.gives(Delete) || zone == ZoneKind::Work);
                assert!(!cell.gives(Write) || !zone.create_only());
                assert!(zone != ZoneKind::Published || !cell.gives(Create));
            }
        }
        let data = [ZoneKind::Raw, ZoneKind::Work, ZoneKind::Quarantine];
        assert!(data.iter().all(|zone| cell(Persona::Api, *zone, false).is_empty()));
    }

    #[test]
    fn a_gated_catalog_has_no_builders() {
        let builder = |gated| cell(Persona::CatalogBuilder, ZoneKind::Catalog, gated);
        assert!(builder(false).gives(Create) && !builder(true).gives(Create));
        assert!(builder(true).gives(Read));
    }
}
