//! Policy variables: `${key}`, `${key, 'default'}`, and `${*}`, `${?}`, `${$}` for those characters.
//!
//! What a variable stands for is plain text: wildcards in it are none. Where a key is absent and
//! there is no default, AWS's pages say in one place that the text matches nothing and in another
//! that the statement may be invalid; the caller decides whether both come to the same.
//!
//! Source: AWS IAM User Guide, "IAM policy elements: Variables and tags" (2026-11).

use super::keys::{Keys, Values};
use super::pattern::{Token, tokens};
use crate::policy_document::Version;

/// A text of a policy with its variables replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expanded {
    /// The pieces of a pattern.
    Pattern(Vec<Token>),
    /// A key is absent that the text needs.
    Absent,
    /// The text is not understood, or a value is not known.
    Unknown,
}

/// Whether a text has variables under the rules of a version.
pub(super) fn has_variables(text: &str, version: Version) -> bool {
    version == Version::V2012 && text.contains("${")
}

/// Replaces the variables of a text.
pub(super) fn expand(text: &str, keys: &Keys<'_>) -> Expanded {
    let mut pattern = Vec::new();
    let mut rest = text;
    while let Some((plain, after)) = rest.split_once("${") {
        pattern.extend(tokens(plain));
        let Some((variable, after)) = after.split_once('}') else { return Expanded::Unknown };
        match value(variable, keys) {
            Expanded::Pattern(tokens) => pattern.extend(tokens),
            other => return other,
        }
        rest = after;
    }
    pattern.extend(tokens(rest));
    Expanded::Pattern(pattern)
}

fn value(variable: &str, keys: &Keys<'_>) -> Expanded {
    let literal = |text: &str| Expanded::Pattern(text.chars().map(Token::One).collect());
    let (name, default) = match variable.split_once(',') {
        None => (variable, None),
        Some((name, default)) => {
            let quoted = default.trim().strip_prefix('\'').and_then(|text| text.strip_suffix('\''));
            let Some(default) = quoted else { return Expanded::Unknown };
            (name, Some(default))
        }
    };
    let name = name.trim();
    if matches!(name, "*" | "?" | "$") && default.is_none() {
        return literal(name);
    }
    if name.is_empty() || name.contains(['*', '?', '$', '{', '\'']) || !name.contains(':') {
        return Expanded::Unknown;
    }
    match keys.get(name) {
        Values::One(text) => literal(&text),
        Values::Given([one]) => literal(one),
        Values::Given([]) | Values::Absent => default.map_or(Expanded::Absent, literal),
        // A key of several values is none that a variable can stand for.
        Values::Given(_) | Values::Unknown => Expanded::Unknown,
    }
}
