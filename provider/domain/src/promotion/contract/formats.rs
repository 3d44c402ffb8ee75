//! The formats of the contract packet. All are ASCII and whole strings, unless said otherwise.

use crate::promotion::formats::{is_blank, is_hex, is_sha256};
pub(super) use crate::promotion::principals::{is_automation, is_id, is_principal};

/// A predicate on a string of the packet.
pub(in crate::promotion) type Format = fn(&str) -> bool;

fn counted(text: &str, least: usize, most: usize, allowed: impl Fn(u8) -> bool) -> bool {
    (least..=most).contains(&text.len()) && text.bytes().all(allowed)
}

fn all_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(is_hex)
}

/// One to 1024 characters without control characters, not starting or ending with white space. Not only ASCII.
pub(super) fn is_text(text: &str) -> bool {
    let controlled = |character: char| matches!(character, '\0'..='\u{1f}' | '\u{7f}');
    (1..=1024).contains(&text.chars().count())
        && !text.starts_with(is_blank)
        && !text.ends_with(is_blank)
        && !text.contains(controlled)
}

/// Lower-case letters, digits, `_` and `-`, starting with a letter or digit.
pub(super) fn is_slug(text: &str) -> bool {
    let first = |first: char| first.is_ascii_lowercase() || first.is_ascii_digit();
    text.starts_with(first)
        && counted(text, 1, 128, |byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-')
        })
}

/// A year, a month, and eight digits of the specification's hash: `2026-05.572e3948`.
pub(super) fn is_version(text: &str) -> bool {
    let Some((month, hash)) = text.split_once('.') else { return false };
    let Some((year, month)) = month.split_once('-') else { return false };
    year.len() == 4
        && year.bytes().all(|byte| byte.is_ascii_digit())
        && month.len() == 2
        && month.bytes().all(|byte| byte.is_ascii_digit())
        && ("01"..="12").contains(&month)
        && all_hex(hash, 8)
}

/// The hexadecimal digits of a version that come from the hash.
pub(in crate::promotion) fn version_hash(version: &str) -> Option<&str> {
    version.split_once('.').map(|(_, hash)| hash)
}

/// A SHA-256 digest that is not all zeros.
pub(super) fn is_digest(text: &str) -> bool {
    is_sha256(text) && text.bytes().skip(7).any(|byte| byte != b'0')
}

/// A digest, or one with the prefix `jcs:`.
pub(super) fn is_spec_hash(text: &str) -> bool {
    is_digest(bare_hash(text))
}

/// The hash of a specification without the prefix `jcs:`, as it is compared.
pub(super) fn bare_hash(text: &str) -> &str {
    text.strip_prefix("jcs:").unwrap_or(text)
}

/// The first eight digits of a digest.
pub(in crate::promotion) fn digest_start(digest: &str) -> Option<&str> {
    digest.strip_prefix("sha256:")?.get(..8)
}

/// Printable ASCII without spaces.
pub(super) fn is_iri(text: &str) -> bool {
    counted(text, 1, 1024, |byte| matches!(byte, 0x21..=0x7e))
}

fn is_below(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix).is_some_and(|name| {
        counted(name, 1, 200, |byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b':' | b'-')
        })
    })
}

/// The name of a run.
pub(super) fn is_run(text: &str) -> bool {
    is_below(text, "kfm://run/")
}

/// The name of a policy decision.
pub(super) fn is_decision(text: &str) -> bool {
    is_below(text, "kfm://policy_decision/")
}

/// A commit's name in Git, SHA-1 or SHA-256.
pub(super) fn is_commit(text: &str) -> bool {
    all_hex(text, 40) || all_hex(text, 64)
}

/// A media type without parameters.
pub(super) fn is_media_type(text: &str) -> bool {
    let part = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_lowercase() || first.is_ascii_digit())
            && counted(part, 1, 63, |byte| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"!#$&^_.+-".contains(&byte)
            })
    };
    text.split_once('/').is_some_and(|(kind, name)| part(kind) && part(name))
}

/// Three numbers, and what follows them after `-` or `+`.
pub(super) fn is_semver(text: &str) -> bool {
    let (numbers, rest) = match text.find(['-', '+']) {
        Some(at) => text.split_at_checked(at).unwrap_or((text, "")),
        None => (text, ""),
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let in_rest = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'-');
    numbers.split('.').count() == 3
        && numbers.split('.').all(digits)
        && (rest.is_empty() || counted(rest, 2, 65, in_rest))
}

/// The name of an environment.
pub(super) fn is_environment(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && counted(text, 1, 32, |byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'
        })
}

fn is_segment(segment: &str) -> bool {
    let moving = segment.split('.').next().unwrap_or_default().eq_ignore_ascii_case("latest");
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._@=+:-".contains(&byte);
    !segment.is_empty() && segment.bytes().all(allowed) && !matches!(segment, "." | "..") && !moving
}

/// A path that stays below its root and does not name what moves: no `.`, `..` or `latest`.
pub(in crate::promotion) fn is_relative_path(text: &str) -> bool {
    text.len() <= 512 && text.split('/').all(is_segment)
}

fn is_bucket(text: &str) -> bool {
    let edge = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit();
    text.starts_with(edge)
        && text.ends_with(edge)
        && counted(text, 3, 63, |byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-')
        })
}

/// An object in S3.
pub fn is_s3_uri(text: &str) -> bool {
    text.strip_prefix("s3://").and_then(|rest| rest.split_once('/')).is_some_and(|(bucket, key)| {
        is_bucket(bucket) && key.len() <= 1024 && key.split('/').all(is_segment)
    })
}

/// A bucket, or a folder in one: what ends in `/`.
pub(super) fn is_s3_prefix(text: &str) -> bool {
    let rest = text.strip_prefix("s3://").and_then(|rest| rest.strip_suffix('/'));
    rest.is_some_and(|rest| match rest.split_once('/') {
        None => is_bucket(rest),
        Some((bucket, key)) => {
            is_bucket(bucket) && key.len() < 1024 && key.split('/').all(is_segment)
        }
    })
}

/// How the redaction was done.
pub(super) fn is_redaction_method(text: &str) -> bool {
    const METHODS: [&str; 6] = [
        "centroid_only",
        "dissolve_to_admin_unit",
        "bounding_box_only",
        "none",
        "field_redaction",
        "time_quantization",
    ];
    let measured = |prefix: &str| {
        text.strip_prefix(prefix).is_some_and(|measure| {
            counted(measure, 1, 32, |byte| byte.is_ascii_alphanumeric() || byte == b'.')
        })
    };
    METHODS.contains(&text) || measured("grid_aggregation_") || measured("random_offset_")
}

/// A reference to evidence, by one of the schemes that can be resolved.
pub(in crate::promotion) fn is_evidence_iri(text: &str) -> bool {
    const SCHEMES: [&str; 5] = ["dcat", "stac", "prov", "doc", "graph"];
    is_iri(text)
        && text
            .split_once(':')
            .is_some_and(|(scheme, rest)| SCHEMES.contains(&scheme) && !rest.is_empty())
}

#[cfg(test)]
mod tests;
