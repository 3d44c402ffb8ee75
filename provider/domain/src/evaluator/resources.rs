//! Which resources a statement is about.
//!
//! Source: AWS IAM User Guide, "IAM JSON policy elements: Resource" and "IAM JSON policy elements:
//! NotResource" (2026-11).

use std::collections::BTreeSet;

use super::Truth;
use super::keys::Keys;
use super::notes::Notes;
use super::pattern::Pattern;
use super::variables::{Expanded, expand, has_variables, settle};
use crate::policy_document::{Resources, Statement, Version};

/// Whether a statement is about a resource; a statement without resources is about the one to which
/// it is attached.
pub(super) fn holds(
    statement: &Statement,
    version: Version,
    resource: &str,
    keys: &Keys<'_>,
    notes: &mut Notes,
) -> Truth {
    match &statement.resources {
        None => Truth::Yes,
        Some(Resources::Only(patterns)) => {
            let truth = any(patterns, version, resource, keys, notes);
            settle(truth, patterns, version, keys, false, notes)
        }
        Some(Resources::AllBut(patterns)) => {
            let truth = any(patterns, version, resource, keys, notes).negated();
            settle(truth, patterns, version, keys, false, notes)
        }
    }
}

fn any(
    patterns: &BTreeSet<String>,
    version: Version,
    resource: &str,
    keys: &Keys<'_>,
    notes: &mut Notes,
) -> Truth {
    notes.any(patterns, |text, notes| {
        if !has_variables(text, version) {
            return is_like(&Pattern::Plain(text), resource, notes);
        }
        if starts_too_early(text) {
            return notes.unknown(|| format!("`{text}` has a variable before its fifth colon"));
        }
        match expand(text, version, keys) {
            Expanded::Pattern(pattern) => is_like(&pattern, resource, notes),
            Expanded::Absent => Truth::No,
            Expanded::Unclear(why) => notes.unknown(|| why),
        }
    })
}

/// "Variables and tags", section "Resource element": only in the resource part of an ARN.
fn starts_too_early(text: &str) -> bool {
    let colons = |before: &str| before.bytes().filter(|byte| *byte == b':').count();
    text.split_once("${").is_some_and(|(before, _)| colons(before) < 5)
}

/// Whether a resource is of a pattern. The whole ARN is one text; in it a `*` that ends a part "can
/// expand to match beyond the colon boundaries". Of other wildcards before the fifth colon that is
/// not said, and in the service none is supported.
fn is_like(pattern: &Pattern<'_>, resource: &str, notes: &mut Notes) -> Truth {
    if !pattern.matches(resource) {
        return Truth::No;
    }
    if is_tame(pattern) {
        return Truth::Yes;
    }
    if pattern.arn_parts().nth(2).is_none_or(|service| service.is_wild()) {
        return notes.unknown(|| format!("`{}` has a wildcard for a service", pattern.literal()));
    }
    let complete = pattern.arn_parts().count() == 6;
    let by_parts = complete
        && resource.splitn(6, ':').count() == 6
        && pattern.arn_parts().zip(resource.splitn(6, ':')).all(|(part, text)| part.matches(text));
    // In the sixth part a colon is a character as any other.
    let open = || pattern.arn_parts().take(5).all(|part| !part.is_wild() || part.ends_open());
    if by_parts || open() {
        return Truth::Yes;
    }
    notes.unknown(|| {
        format!(
            "whether a wildcard of `{}` reaches over a colon is not laid down",
            pattern.literal()
        )
    })
}

/// Whether a pattern is `*`, or has no wildcard before its fifth colon.
fn is_tame(pattern: &Pattern<'_>) -> bool {
    let Pattern::Plain(text) = pattern else { return false };
    let before = || text.bytes().take_while(|byte| !matches!(byte, b'*' | b'?'));
    *text == "*" || before().count() == text.len() || before().filter(|b| *b == b':').count() >= 5
}
