//! Prefixes of keys that a grant is narrowed to.

use std::fmt;

use crate::names::NameError;

/// What keys begin with: a folder, ending in `/`, without anything that a policy would read as a
/// pattern or a variable.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Prefix(String);

impl Prefix {
    /// Parses a prefix.
    ///
    /// # Errors
    /// It does not end in `/`, begins with one, has an empty or `..` part, a wildcard, `$`, a
    /// control character, or is longer than the 1,024 bytes of a key.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let fail = |rule: &str| Err(NameError::new("prefix", text, rule));
        if text.is_empty() {
            return fail("is empty: leave `prefixes` out for the whole zone");
        }
        if text.starts_with('/') {
            return fail("begins with `/`: keys do not");
        }
        if !text.ends_with('/') {
            return fail("does not end in `/`: without it, `soils` would also mean `soils-old/`");
        }
        if text.contains(['*', '?', '$']) {
            return fail("holds `*`, `?` or `$`, which a policy reads as a pattern or a variable");
        }
        if text.trim_end_matches('/').split('/').any(|part| part.is_empty() || part == "..")
            || text.ends_with("//")
        {
            return fail("has an empty or `..` part");
        }
        if text.chars().any(char::is_control) {
            return fail("holds a control character");
        }
        if text.len() > 1024 {
            return fail("is longer than a key can be (1,024 bytes)");
        }
        Ok(Self(text.to_owned()))
    }

    /// A prefix of ours.
    pub(super) fn own(text: &'static str) -> Self {
        Self(text.to_owned())
    }

    /// The prefix as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether all keys of `other` are keys of this one too.
    pub fn contains(&self, other: &Self) -> bool {
        other.0.starts_with(&self.0)
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_a_folder_without_patterns() {
        for good in ["soils/", "a/b.c/d-e/", "Größe/"] {
            assert_eq!(Prefix::parse(good).unwrap().as_str(), good);
        }
        for bad in [
            "",
            "/",
            "//",
            "soils",
            "/soils/",
            "a//",
            "a//b/",
            "../",
            "a/../b/",
            "a*/",
            "a?/",
            "${aws:username}/",
            "a$/",
            "a\n/",
        ] {
            assert!(Prefix::parse(bad).is_err(), "{bad:?}");
        }
        assert!(Prefix::parse(&format!("{}/", "x".repeat(1024))).is_err());
    }

    #[test]
    fn a_prefix_contains_what_lies_below_it() {
        let prefix = |text| Prefix::parse(text).unwrap();
        assert!(prefix("a/").contains(&prefix("a/b/")));
        assert!(prefix("a/").contains(&prefix("a/")));
        assert!(!prefix("a/b/").contains(&prefix("a/")));
    }
}
