//! That the cases are complete: every row of every table, and every code.

use std::collections::BTreeSet;

use super::cases::cases;
use super::*;

/// The tables with the rows that are numbered through.
const NUMBERED: [(&str, usize); 10] = [
    ("V", 51),
    ("I-", 12),
    ("A-", 7),
    ("B-", 9),
    ("C-", 5),
    ("D-", 4),
    ("E-", 8),
    ("F-", 6),
    ("G-", 27),
    ("deviation-", 5),
];

/// Row 23 has two parts, each with a code of its own.
const HALVES: [&str; 2] = ["G-23a", "G-23b"];

/// The objects that know their members.
const CLOSED: [&str; 16] = [
    "$",
    "$.lifecycle",
    "$.release_manifest",
    "$.run_receipt",
    "$.geometry",
    "$.temporal",
    "$.policy_context",
    "$.catalog_refs",
    "$.ai_mediation",
    "$.review",
    "$.review.record",
    "$.review.author_identity",
    "$.review.reviewer_identity",
    "$.review.authority",
    "$.rollback",
    "$.correction",
];

/// What the rules say of values: white space, non-empty and trimmed strings, digests, identifiers, times, lists,
/// numbers, truth values, equality, and that `null` is as good as absent.
const PREDICATES: [&str; 11] =
    ["WS", "NES", "TNES", "SHA", "CID", "TS", "list", "number", "boolean", "equality", "null"];

#[test]
fn every_row_has_a_case() {
    let mut expected: BTreeSet<String> = HALVES.iter().map(|row| (*row).to_owned()).collect();
    for (table, count) in NUMBERED {
        expected.extend((1..=count).map(|number| format!("{table}{number}")));
    }
    expected.remove("G-23");
    expected.extend(CLOSED.iter().map(|object| format!("undeclared {object}")));
    expected.extend(PREDICATES.iter().map(|name| (*name).to_owned()));
    let seen: BTreeSet<_> = cases().into_iter().map(|case| case.row).collect();
    assert_eq!(seen, expected);
}

#[test]
fn every_code_has_a_case() {
    let never = codes::G_REVIEW_VALIDATION_ERROR.name;
    let codes: BTreeSet<_> =
        codes::ALL.iter().map(|code| code.name).filter(|name| *name != never).collect();
    let findings: Vec<_> = cases().into_iter().flat_map(|case| case.findings).collect();
    let seen: BTreeSet<_> =
        findings.iter().filter_map(|finding| finding.split(' ').next()).collect();
    assert_eq!(seen, codes);
}

#[test]
fn every_closed_object_is_one_of_the_base_packet() {
    for object in CLOSED {
        let packet = base();
        assert!(packet.pointer(&pointer(object)).is_some_and(Value::is_object), "{object}");
    }
}
