//! The shape of a receipt: every member is required, every object is closed.

use std::collections::BTreeSet;

use super::rules::status;
use crate::promotion::formats::{Second, is_identifier, is_sha256};
use crate::promotion::json::Json;

/// Gates in their order, with their names.
pub(super) const GATES: [(&str, &str); 7] = [
    ("A", "identity_and_closure"),
    ("B", "asset_integrity"),
    ("C", "geometry_and_crs"),
    ("D", "temporal_semantics"),
    ("E", "rights_and_sensitivity"),
    ("F", "proof_and_catalog_support"),
    ("G", "review_and_rollback"),
];

/// The most elements of a list.
const MOST: usize = 128;

type Check = fn(&Json) -> bool;

pub(super) fn holds(receipt: &Json) -> bool {
    closed(
        receipt,
        &[
            ("promotion_id", |value| text(value, is_promotion_id)),
            ("receipt_profile", |value| value.is_str("kfm/promotion-receipt/v1")),
            ("candidate", candidate),
            ("evaluation", evaluation),
            ("gates", gates),
            ("transition", transition),
            ("decision_ref", |value| value.is_null() || text(value, |text| !text.is_empty())),
            ("evidence_refs", references),
            ("policy_refs", references),
            ("review_refs", references),
            ("attestation_refs", references),
            ("integrity", |value| {
                closed(value, &[("receipt_digest", |value| text(value, is_sha256))])
            }),
            ("created_by", |value| text(value, is_actor)),
            ("created_at", |value| text(value, is_date_time)),
        ],
    )
}

/// Whether an object has exactly these members, each as it should be.
fn closed(value: &Json, members: &[(&str, Check)]) -> bool {
    value.as_object().is_some_and(|object| {
        object.len() == members.len()
            && members.iter().all(|(name, check)| object.get(*name).is_some_and(check))
    })
}

fn text(value: &Json, check: fn(&str) -> bool) -> bool {
    value.as_str().is_some_and(check)
}

fn candidate(value: &Json) -> bool {
    closed(
        value,
        &[
            ("candidate_id", |value| text(value, is_identifier)),
            ("spec_hash", |value| text(value, is_sha256)),
            ("artifact_digests", |value| {
                value.as_object().is_some_and(|digests| {
                    (1..=256).contains(&digests.len())
                        && digests
                            .iter()
                            .all(|(name, digest)| is_artifact(name) && text(digest, is_sha256))
                })
            }),
        ],
    )
}

fn evaluation(value: &Json) -> bool {
    closed(
        value,
        &[
            ("profile", |value| value.is_str("kfm/promotion-readiness/A-G/v1")),
            ("evaluated_at", |value| text(value, is_date_time)),
            ("status", |value| status(value).is_some()),
            ("readiness", |value| value.is_str("APPROVE_READY") || value.is_str("BLOCKED")),
        ],
    )
}

fn gates(value: &Json) -> bool {
    value.as_array().is_some_and(|gates| {
        gates.len() == GATES.len()
            && gates.iter().zip(GATES).all(|(gate, (letter, name))| {
                gate.get("gate").is_str(letter)
                    && gate.get("name").is_str(name)
                    && closed(
                        gate,
                        &[
                            ("gate", |_| true),
                            ("name", |_| true),
                            ("status", |value| status(value).is_some()),
                            ("findings", |value| unique(value, is_code)),
                        ],
                    )
            })
    })
}

fn transition(value: &Json) -> bool {
    closed(
        value,
        &[
            ("from_state", |value| value.is_str("CATALOG") || value.is_str("TRIPLET")),
            ("to_state", |value| value.is_str("PUBLISHED")),
            ("applied", |value| value.as_bool().is_some()),
        ],
    )
}

fn references(value: &Json) -> bool {
    unique(value, is_reference)
}

/// A text of 1 to 1,024 characters.
pub(super) fn is_reference(text: &str) -> bool {
    (1..=1_024).contains(&text.chars().count())
}

/// A list of at most [`MOST`] strings, none twice.
fn unique(value: &Json, check: fn(&str) -> bool) -> bool {
    value.as_array().is_some_and(|elements| {
        let texts: BTreeSet<_> = elements.iter().filter_map(Json::as_str).collect();
        elements.len() <= MOST && texts.len() == elements.len() && texts.into_iter().all(check)
    })
}

fn is_promotion_id(text: &str) -> bool {
    let fits = |byte: u8| {
        byte.is_ascii_lowercase()
            || byte.is_ascii_digit()
            || matches!(byte, b'_' | b'.' | b':' | b'-')
    };
    text.strip_prefix("promotion:").is_some_and(|id| {
        id.bytes().all(fits)
            && id.starts_with(|first: char| first.is_ascii_lowercase() || first.is_ascii_digit())
    })
}

fn is_artifact(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'/' | b'-');
    (1..=256).contains(&name.len())
        && name.starts_with(|first: char| first.is_ascii_alphanumeric())
        && name.bytes().all(fits)
}

fn is_code(text: &str) -> bool {
    let fits = |byte: u8| {
        byte.is_ascii_uppercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'/' | b'-')
    };
    text.starts_with(|first: char| first.is_ascii_uppercase()) && text.bytes().all(fits)
}

fn is_actor(text: &str) -> bool {
    let fits =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b':' | b'/' | b'-');
    text.strip_prefix("actor://").is_some_and(|name| !name.is_empty() && name.bytes().all(fits))
}

/// A date-time of RFC 3339 with its zone: `T` and `Z` in either case, a fraction or none, no leap second.
fn is_date_time(text: &str) -> bool {
    let Some((second, rest)) = text.split_at_checked(19) else { return false };
    let second = second.replacen('t', "T", 1);
    if Second::parse(&format!("{second}Z")).is_none() {
        return false;
    }
    let zone = match rest.strip_prefix('.') {
        None => rest,
        Some(fraction) => {
            let zone = fraction.trim_start_matches(|digit: char| digit.is_ascii_digit());
            if zone.len() == fraction.len() {
                return false;
            }
            zone
        }
    };
    zone.eq_ignore_ascii_case("z") || is_offset(zone)
}

/// `+hh:mm` or `-hh:mm`.
fn is_offset(zone: &str) -> bool {
    let Some(offset) = zone.strip_prefix(['+', '-']) else { return false };
    let part = |digits: &str, most: u8| {
        digits.len() == 2
            && digits.bytes().all(|digit| digit.is_ascii_digit())
            && digits.parse::<u8>().is_ok_and(|value| value <= most)
    };
    offset.split_once(':').is_some_and(|(hours, minutes)| part(hours, 23) && part(minutes, 59))
}
