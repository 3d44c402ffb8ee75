//! How much a licence permits: its class, by the rule book's glossary and by trusted configuration.

use std::collections::BTreeMap;
use std::fmt;

/// The class of a licence. The order is from what permits most to what is not known to permit anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LicenseClass {
    /// No conditions.
    L0,
    /// Attribution.
    L1,
    /// Share alike.
    L2,
    /// No commerce, or no derivatives.
    L3,
    /// By contract, or for one field of use.
    L4,
    /// Unknown.
    L5,
}

impl LicenseClass {
    /// Every class.
    pub const ALL: [Self; 6] = [Self::L0, Self::L1, Self::L2, Self::L3, Self::L4, Self::L5];

    /// The name in packets.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::L0 => "L0",
            Self::L1 => "L1",
            Self::L2 => "L2",
            Self::L3 => "L3",
            Self::L4 => "L4",
            Self::L5 => "L5",
        }
    }

    pub(super) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.word() == word)
    }
}

impl fmt::Display for LicenseClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The class that the rule book's glossary lists for an id.
pub(super) fn listed(id: &str) -> Option<LicenseClass> {
    match id {
        "CC0-1.0" | "PDDL-1.0" => Some(LicenseClass::L0),
        "MIT" | "BSD-3-Clause" | "Apache-2.0" | "CC-BY-4.0" | "ODC-By-1.0" => {
            Some(LicenseClass::L1)
        }
        "GPL-3.0-only" | "AGPL-3.0-only" | "LGPL-3.0-only" | "CC-BY-SA-4.0" | "ODbL-1.0" => {
            Some(LicenseClass::L2)
        }
        _ if is_restricted_by_attribution(id) => Some(LicenseClass::L3),
        _ => None,
    }
}

/// `CC-BY-NC…` and `CC-BY-ND…`, of any version.
fn is_restricted_by_attribution(id: &str) -> bool {
    let Some((kind, version)) = id.strip_prefix("CC-BY-").and_then(|rest| rest.rsplit_once('-'))
    else {
        return false;
    };
    let mut parts = kind.split('-');
    matches!(parts.next(), Some("NC" | "ND"))
        && parts.all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_uppercase()))
        && matches!(version.as_bytes(), [major, b'.', minor]
            if major.is_ascii_digit() && minor.is_ascii_digit())
}

/// Whether an id is one of a licence that is on no list.
pub(super) fn is_reference(id: &str) -> bool {
    id.strip_prefix("LicenseRef-").is_some_and(|name| {
        !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
    })
}

/// Whether an id is on the SPDX licence list, in exactly that spelling, and names a licence.
pub(super) fn is_spdx(id: &str) -> bool {
    id != "NOASSERTION"
        && id != "NONE"
        && spdx::license_id(id).is_some_and(|known| known.name == id)
}

/// The class of an expression: that of its worst id. Only one operator, without parentheses or exceptions.
pub(super) fn class_of(
    expression: &str,
    configured: &BTreeMap<String, LicenseClass>,
) -> LicenseClass {
    let class = |id: &str| {
        listed(id).or_else(|| configured.get(id).copied()).unwrap_or(if is_reference(id) {
            LicenseClass::L4
        } else {
            LicenseClass::L5
        })
    };
    let mut operator = None;
    let mut worst = LicenseClass::L0;
    let words: Vec<_> = expression.split(' ').collect();
    if words.len().is_multiple_of(2) {
        return LicenseClass::L5;
    }
    for (position, word) in words.into_iter().enumerate() {
        if position.is_multiple_of(2) {
            worst = worst.max(class(word));
        } else if !matches!(word, "AND" | "OR") || operator.is_some_and(|first| first != word) {
            return LicenseClass::L5;
        } else {
            operator = Some(word);
        }
    }
    worst
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_id_counts() {
        use LicenseClass::{L0, L1, L2, L3, L4, L5};
        let configured =
            BTreeMap::from([("ISC".to_owned(), L1), ("LicenseRef-Own".to_owned(), L0)]);
        for (expression, class) in [
            ("CC0-1.0", L0),
            ("PDDL-1.0 AND CC0-1.0", L0),
            ("MIT OR GPL-3.0-only", L2),
            ("MIT AND ODbL-1.0 AND CC0-1.0", L2),
            ("CC-BY-NC-4.0", L3),
            ("CC-BY-NC-SA-3.0", L3),
            ("CC-BY-ND-4.0 OR MIT", L3),
            ("LicenseRef-Contract", L4),
            ("LicenseRef-Own", L0),
            ("ISC", L1),
            ("LicenseRef-", L5),
            ("CC-BY-NC-4", L5),
            ("CC-BY-NC-10.0", L5),
            ("CC-BY-NC--4.0", L5),
            ("CC-BY-SA-NC-4.0", L5),
            ("Zlib", L5),
            ("mit", L5),
            ("NOASSERTION", L5),
            ("", L5),
            ("MIT AND", L5),
            ("MIT  OR MIT", L5),
            ("MIT AND MIT OR MIT", L5),
            ("MIT WITH MIT", L5),
            ("(MIT)", L5),
            ("MIT and MIT", L5),
        ] {
            assert_eq!(class_of(expression, &configured), class, "{expression}");
        }
    }

    #[test]
    fn ids_are_spelled_as_on_the_list() {
        for id in ["MIT", "ISC", "GPL-2.0-or-later"] {
            assert!(is_spdx(id), "{id}");
        }
        for id in ["mit", "MIT+", "NOASSERTION", "NONE", "", "LicenseRef-x", "MIT OR ISC"] {
            assert!(!is_spdx(id), "{id}");
        }
    }
}
