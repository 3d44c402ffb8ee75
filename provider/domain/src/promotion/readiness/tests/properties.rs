//! What holds for packets that nobody thought of: less is never more, and nothing is repeated.

use proptest::prelude::*;
use proptest::sample::Index;

use crate::promotion::verdict::Status;

use super::*;

/// Packets that pass, each by other rules: no model and no correction, or both; for everybody, or not.
fn passing() -> [Value; 3] {
    let plain = base();
    let mut more = base();
    more["ai_mediation"] = json!({"used": true, "receipt_ref": "receipt:model:1"});
    more["correction"] = json!({"supersedes_prior": true, "notice_ref": "notice:1"});
    more["review"]["author_identity"]["issuer"] = json!("registry:example");
    more["review"]["record"]["reviewer_role"] = json!("auditor");
    more["review"]["authority"]["role"] = json!("auditor");
    more["lifecycle"]["from"] = json!("CATALOG");
    let mut inside = base();
    inside["policy_context"]["profile"] = json!("restricted");
    inside["policy_context"]["labels"] = json!(["restricted"]);
    [plain, more, inside]
}

/// Every place below a value, as JSON pointers.
fn places(value: &Value) -> Vec<String> {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(name, v)| (name.clone(), v)).collect(),
        Value::Array(elements) => {
            elements.iter().enumerate().map(|(index, v)| (index.to_string(), v)).collect()
        }
        _ => Vec::new(),
    };
    let below = children.into_iter().flat_map(|(name, child)| {
        let inner = places(child).into_iter().map(|place| format!("/{name}{place}"));
        std::iter::once(format!("/{name}")).chain(inner.collect::<Vec<_>>())
    });
    below.collect()
}

fn status(packet: &Value) -> Status {
    evaluate(packet.to_string().as_bytes()).status()
}

/// What a packet may leave out and pass as before. Every other place of a packet that passes is required.
///
/// - `issuer` of an identity is optional, and wrong where it is there and no text: without it the identity is right.
/// - The references of a model that was not used, and of a correction that there is not, are not looked at.
/// - A label, where the profile is not `public-safe`: an empty list passes, a weakness of the original that is kept.
fn is_free(packet: &Value, place: &str) -> bool {
    let is_false = |place: &str| packet.pointer(place) == Some(&Value::Bool(false));
    match place {
        "/review/author_identity/issuer" | "/review/reviewer_identity/issuer" => true,
        "/ai_mediation/receipt_ref" => is_false("/ai_mediation/used"),
        "/correction/notice_ref" => is_false("/correction/supersedes_prior"),
        _ => {
            let public = packet.pointer("/policy_context/profile") == Some(&json!("public-safe"));
            place.starts_with("/policy_context/labels/") && !public
        }
    }
}

#[test]
fn a_packet_passes_without_what_is_free_and_not_without_anything_else() {
    for packet in passing() {
        assert_eq!(status(&packet), Status::Pass);
        let places = places(&packet);
        assert!(places.len() > 90, "only {}", places.len());
        for place in places {
            let mut less = packet.clone();
            remove(&mut less, &place);
            let passes = status(&less) == Status::Pass;
            assert_eq!(passes, is_free(&packet, &place), "without {place}");
        }
    }
}

const MARKER: &str = "zzmarkerzz";

/// How a packet is broken: a value is replaced, by another one of the packet too, or something is added.
fn break_at(packet: &mut Value, [taken, with, other]: [Index; 3], whole: bool) {
    let all = places(packet);
    let (place, other) = (taken.get(&all), other.get(&all));
    let values = [
        Value::Null,
        json!(true),
        json!(false),
        json!(7),
        json!(MARKER),
        json!(" "),
        json!([MARKER]),
        json!({MARKER: MARKER}),
        json!("2026-05-04T12:00:00Z"),
        json!("2026-05-04T11:00:00Z"),
        json!("actor:author-one"),
        json!("internal"),
        packet.pointer(other).cloned().unwrap_or_default(),
    ];
    match packet.pointer_mut(place).unwrap() {
        Value::Object(members) if !whole => {
            members.insert(MARKER.to_owned(), json!(MARKER));
        }
        Value::Array(elements) if !whole => elements.push(with.get(&values).clone()),
        value => *value = with.get(&values).clone(),
    }
}

/// Whether a member or an element is one that the packet needs: it was in the packet that passed, and its list is as
/// short as it was there. Of a longer list the element may be just the one too many; so may be a list of obligations.
fn is_required(passing: &Value, broken: &Value, place: &str) -> bool {
    let (parent, _) = place.rsplit_once('/').unwrap();
    let length = |packet: &Value| packet.pointer(parent).and_then(Value::as_array).map(Vec::len);
    passing.pointer(place).is_some()
        && length(broken).is_none_or(|length_now| length(passing) == Some(length_now))
        && !is_free(broken, place)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// A packet that fails does not pass with something less. What is free, and what is one too many, are the only
    /// removals that this is not said of.
    #[test]
    fn nothing_passes_by_leaving_out_what_is_required(
        which in 0_usize..3,
        broken in prop::collection::vec(any::<([Index; 3], bool)>(), 1..4),
        left_out in any::<Index>(),
    ) {
        let passing = passing()[which].clone();
        let mut packet = passing.clone();
        for (taken, whole) in broken {
            break_at(&mut packet, taken, whole);
        }
        prop_assume!(status(&packet) != Status::Pass);
        let required: Vec<_> =
            places(&packet).into_iter().filter(|place| is_required(&passing, &packet, place)).collect();
        prop_assume!(!required.is_empty());
        let place = left_out.get(&required);
        remove(&mut packet, place);
        prop_assert_ne!(status(&packet), Status::Pass, "without {}", place);
    }

    /// Neither a value nor the name of a member is repeated, whatever it is and wherever it stands.
    #[test]
    fn findings_repeat_nothing(
        which in 0_usize..3,
        marked in prop::collection::vec(any::<(Index, bool)>(), 1..12),
        marker in "zz[a-z0-9:._é\u{1f30d}-]{6,20}",
    ) {
        let mut packet = passing()[which].clone();
        for (taken, whole) in marked {
            let place = taken.get(&places(&packet)).clone();
            match packet.pointer_mut(&place).unwrap() {
                Value::Object(members) if !whole => {
                    members.insert(marker.clone(), json!(marker));
                }
                Value::Array(elements) if !whole => elements.push(json!(marker)),
                value => *value = json!(marker),
            }
        }
        packet[&marker] = json!({&marker: [&marker]});
        let evaluation = evaluate(packet.to_string().as_bytes());
        let known = |path: &str| path.bytes().all(|byte| matches!(byte, b'$' | b'.' | b'_' | b'a'..=b'z'));
        for finding in evaluation.findings().iter() {
            prop_assert!(known(&finding.path) && !finding.path.contains(&marker), "{}", finding.path);
        }
        let document = evaluation.to_json();
        prop_assert!(document.contains("PG_A_UNDECLARED_FIELD"));
        prop_assert!(!document.contains(&marker), "{}", document);
        prop_assert!(document.is_ascii());
    }
}
