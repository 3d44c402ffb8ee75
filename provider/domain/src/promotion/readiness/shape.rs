//! The predicates of the profile, on members of the packet.

use crate::promotion::formats::{Second, is_identifier, is_non_empty, is_sha256, is_trimmed};
use crate::promotion::json::Json;
use crate::promotion::verdict::{Code, Findings};

/// Adds a finding where an object has a member that is not listed.
pub(super) fn closed(
    findings: &mut Findings,
    object: &Json,
    members: &[&str],
    code: Code,
    path: &'static str,
) {
    let unknown = |object: &std::collections::BTreeMap<String, Json>| {
        object.keys().any(|name| !members.contains(&name.as_str()))
    };
    findings.add_if(object.as_object().is_some_and(unknown), code, path);
}

pub(in crate::promotion) fn non_empty(value: &Json) -> bool {
    value.as_str().is_some_and(is_non_empty)
}

pub(super) fn trimmed(value: &Json) -> bool {
    value.as_str().is_some_and(is_trimmed)
}

pub(in crate::promotion) fn sha256(value: &Json) -> bool {
    value.as_str().is_some_and(is_sha256)
}

pub(in crate::promotion) fn identifier(value: &Json) -> Option<&str> {
    value.as_str().filter(|text| is_identifier(text))
}

pub(in crate::promotion) fn second(value: &Json) -> Option<Second> {
    value.as_str().and_then(Second::parse)
}

pub(super) fn is_object(value: &Json) -> bool {
    value.as_object().is_some()
}

/// Whether a string is one of these.
pub(super) fn among(value: &Json, words: &[&str]) -> bool {
    value.as_str().is_some_and(|text| words.contains(&text))
}

/// A list whose every element satisfies a predicate: one bad element makes the whole list invalid.
pub(super) fn texts(value: &Json, check: fn(&Json) -> bool) -> Option<Vec<&str>> {
    let elements = value.as_array()?;
    elements.iter().map(|one| one.as_str().filter(|_| check(one))).collect()
}

/// As [`texts`], with at least one element.
pub(in crate::promotion) fn some_texts(
    value: &Json,
    check: fn(&Json) -> bool,
) -> Option<Vec<&str>> {
    texts(value, check).filter(|texts| !texts.is_empty())
}

/// Sorted: lists of digests are compared as multisets.
pub(super) fn sorted(mut texts: Vec<&str>) -> Vec<&str> {
    texts.sort_unstable();
    texts
}

/// Whether a sorted list has an element twice.
pub(super) fn repeats(sorted: &[&str]) -> bool {
    sorted.windows(2).any(|pair| matches!(pair, [first, second] if first == second))
}
