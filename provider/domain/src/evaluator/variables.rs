//! Variables of policies: `${key}`, `${key, 'default'}`, and `${*}`, `${?}`, `${$}` for the
//! characters themselves.
//!
//! Source: AWS IAM User Guide, "IAM policy elements: Variables and tags" (2026-11).

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::Truth;
use super::keys::{Keys, Value, is_multivalued};
use super::notes::Notes;
use super::pattern::{Pattern, Token};
use crate::policy_document::Version;

/// A text of a policy with its variables replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expanded<'a> {
    /// The pattern that it is.
    Pattern(Pattern<'a>),
    /// The key of a variable is absent, and it has no default: there is nothing that it equals, or
    /// is like.
    Absent,
    /// What it is cannot be told: why.
    Unclear(String),
}

/// Whether a text has variables under this version.
pub(super) fn has_variables(text: &str, version: Version) -> bool {
    // "IAM JSON policy elements: Version": before 2012-10-17 they are plain text.
    version == Version::V2012 && text.contains("${")
}

/// Replaces the variables of a text. The characters of a value are no wildcards.
pub fn expand<'a>(text: &'a str, version: Version, keys: &Keys<'_>) -> Expanded<'a> {
    if !has_variables(text, version) {
        return Expanded::Pattern(Pattern::Plain(text));
    }
    let mut tokens = Vec::with_capacity(text.len());
    let mut absent = false;
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        tokens.extend(before.chars().map(Token::of));
        let Some((inside, later)) = after.split_once('}') else {
            return Expanded::Unclear(format!("`{text}` has a variable without an end"));
        };
        match one(inside, keys) {
            Replaced::Text(value) => tokens.extend(value.chars().map(Token::Char)),
            Replaced::Absent => absent = true,
            Replaced::Unclear(why) => {
                return Expanded::Unclear(format!("of the variable `${{{inside}}}` {why}"));
            }
        }
        rest = later;
    }
    tokens.extend(rest.chars().map(Token::of));
    if absent { Expanded::Absent } else { Expanded::Pattern(Pattern::Mixed(Cow::Owned(tokens))) }
}

/// What stands for one variable.
enum Replaced<'t> {
    Text(Cow<'t, str>),
    Absent,
    Unclear(&'static str),
}

fn one<'t>(inside: &'t str, keys: &Keys<'t>) -> Replaced<'t> {
    if matches!(inside, "*" | "?" | "$") {
        return Replaced::Text(Cow::Borrowed(inside));
    }
    let (key, default) = match inside.split_once(',') {
        None => (inside, None),
        Some((key, default)) => (key, Some(default)),
    };
    if key.trim() != key || !key.contains(':') || key.contains(['$', '{', '\'']) {
        return Replaced::Unclear("no key can be read");
    }
    // A comma, a space, single quotes: no other form is described.
    let default = match default {
        None => None,
        Some(quoted) => {
            let inner = quoted.strip_prefix(" '").and_then(|text| text.strip_suffix('\''));
            match inner {
                Some(text) if !text.contains(['\'', '*', '?', '$']) => Some(text),
                _ => return Replaced::Unclear("no default can be read"),
            }
        }
    };
    match keys.get(key) {
        Value::Absent => {
            default.map_or(Replaced::Absent, |text| Replaced::Text(Cow::Borrowed(text)))
        }
        // "Single-valued vs. multivalued context keys", "Key points".
        Value::One(_) if is_multivalued(key) => {
            Replaced::Unclear("the key may have several values: it is no variable")
        }
        Value::One(value) => Replaced::Text(value),
        Value::Many(_) => Replaced::Unclear("the key has several values: it is no variable"),
        Value::Hidden(why) | Value::Unclear(why) | Value::Foreign(why) => Replaced::Unclear(why),
    }
}

/// What variables without a value do to a part of a statement that would match.
///
/// The page says in its section "Policy variables with no value" that such a variable matches
/// nothing, so that what is negated does match, and in its first note that it might make the whole
/// statement invalid, so that nothing matches. Where the part does not match anyhow, both say the
/// same. Else it is not known, unless an absent value is `excused`.
pub(super) fn settle(
    truth: Truth,
    texts: &BTreeSet<String>,
    version: Version,
    keys: &Keys<'_>,
    excused: bool,
    notes: &mut Notes,
) -> Truth {
    if truth != Truth::Yes {
        return truth;
    }
    for text in texts.iter().filter(|text| has_variables(text, version)) {
        match expand(text, version, keys) {
            Expanded::Absent if !excused => {
                return notes.unknown(|| {
                    format!("`{text}` has a variable without a value, and may make the statement invalid")
                });
            }
            Expanded::Unclear(why) => return notes.unknown(|| why),
            Expanded::Absent | Expanded::Pattern(_) => {}
        }
    }
    truth
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluator::{Caller, Context, Identity, Request};

    fn with_keys<T>(check: impl FnOnce(&Keys<'_>) -> T) -> T {
        let mut caller = Caller::of(Identity::User { arn: "arn:aws:iam::1:user/A*a".to_owned() });
        caller.tags.insert("team".to_owned(), "red".to_owned());
        let context = Context::new().with_all("aws:CalledVia", ["a".to_owned(), "b".to_owned()]);
        check(&Keys::of(&Request {
            caller: &caller,
            action: "s3:GetObject",
            resource: "*",
            resource_account: "1",
            context: &context,
        }))
    }

    fn matches(text: &str, value: &str) -> bool {
        with_keys(|keys| match expand(text, Version::V2012, keys) {
            Expanded::Pattern(pattern) => pattern.matches(value),
            other => panic!("{text}: {other:?}"),
        })
    }

    #[test]
    fn a_value_is_literal_and_the_rest_is_not() {
        assert!(matches("${aws:username}/*", "A*a/x"));
        assert!(!matches("${aws:username}/*", "Ana/x"));
        assert!(matches("${AWS:UserName}-${aws:PrincipalTag/team}", "A*a-red"));
    }

    #[test]
    fn special_characters_stand_for_themselves() {
        assert!(matches("a${*}b${?}c${$}{x}*", "a*b?c${x}!"));
        assert!(!matches("a${*}b", "axb"));
        assert!(matches("$x{y}", "$x{y}"), "a dollar sign alone begins nothing");
    }

    #[test]
    fn defaults_stand_in_only_for_absent_values() {
        assert!(matches("${aws:PrincipalTag/team, 'none'}", "red"));
        assert!(matches("${aws:PrincipalTag/other, 'none'}", "none"));
        assert!(matches("x${aws:PrincipalTag/other, ''}", "x"));
    }

    #[test]
    fn old_versions_have_no_variables() {
        with_keys(|keys| {
            let text = "${aws:username}";
            assert_eq!(expand(text, Version::V2008, keys), Expanded::Pattern(Pattern::Plain(text)));
        });
    }

    #[test]
    fn an_absent_key_has_no_equal() {
        with_keys(|keys| {
            assert_eq!(expand("a${aws:SourceVpc}", Version::V2012, keys), Expanded::Absent);
        });
    }

    #[test]
    fn what_cannot_be_read_is_unclear() {
        for text in [
            "${aws:username",
            "${}",
            "${ aws:username}",
            "${username}",
            "${aws:x,'default'}",
            "${aws:x, default}",
            "${aws:x, '*'}",
            "${aws:CalledVia}",
            "${aws:userid}",
            "${aws:a${aws:username}}",
        ] {
            with_keys(|keys| {
                let expanded = expand(text, Version::V2012, keys);
                assert!(matches!(expanded, Expanded::Unclear(_)), "{text}: {expanded:?}");
            });
        }
    }
}
