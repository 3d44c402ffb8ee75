//! Which objects of a zone a right is about.

use std::collections::BTreeSet;

use super::Prefix;

/// Which objects.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    /// All.
    Everything,
    /// Those below these prefixes.
    Below(BTreeSet<Prefix>),
    /// All but those below these prefixes.
    Except(BTreeSet<Prefix>),
    /// Those below the prefix that this tag of the caller names; none where it has no such tag, or
    /// one that does not end in `/`.
    Tagged(&'static str),
}

impl Extent {
    /// Whether it holds the object of this key, for a caller whose tags `tag` looks up.
    pub fn holds<'t>(&self, key: &str, tag: impl Fn(&str) -> Option<&'t str>) -> bool {
        let below = |set: &BTreeSet<Prefix>| set.iter().any(|one| key.starts_with(one.as_str()));
        match self {
            Self::Everything => true,
            Self::Below(set) => below(set),
            Self::Except(set) => !below(set),
            Self::Tagged(name) => tag(name).is_some_and(|prefix| {
                prefix.len() > 1 && prefix.ends_with('/') && key.starts_with(prefix)
            }),
        }
    }

    /// Whether a listing may be asked for by who has it: a listing of the whole bucket needs all of
    /// it, one of a prefix that the prefix lies in it.
    pub fn lists<'t>(&self, prefix: Option<&str>, tag: impl Fn(&str) -> Option<&'t str>) -> bool {
        match (self, prefix) {
            (Self::Everything, _) => true,
            (Self::Below(_) | Self::Tagged(_), Some(prefix)) => self.holds(prefix, tag),
            (Self::Below(_) | Self::Tagged(_) | Self::Except(_), _) => false,
        }
    }

    /// Whether it is the whole zone.
    pub const fn is_everything(&self) -> bool {
        matches!(self, Self::Everything)
    }
}
