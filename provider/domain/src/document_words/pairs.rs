//! Which statement of one document is which of another.

use super::facts::Facts;

/// Statements of two documents, but for those that both have.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    /// Before and after.
    pub(super) changed: Vec<(Facts, Facts)>,
    /// Only before.
    pub(super) gone: Vec<Facts>,
    /// Only after.
    pub(super) new: Vec<Facts>,
}

/// Pairs statements: by their names first, then what means the same, then what is the same in most
/// of its parts.
pub(super) fn pair(before: Vec<Facts>, after: Vec<Facts>) -> Pairs {
    let mut pairs = Pairs { changed: Vec::new(), gone: before, new: after };
    pairs.take(|one, other| one.sid == other.sid && one.means(other), false);
    pairs.take(|one, other| one.sid.is_some() && one.sid == other.sid, true);
    pairs.take(|one, other| one.means(other), true);
    for alike in [3, 2] {
        let unnamed = |one: &Facts, other: &Facts| one.sid.is_none() || other.sid.is_none();
        pairs.take(
            |one, other| {
                unnamed(one, other) && one.effect == other.effect && one.alike(other) == alike
            },
            true,
        );
    }
    pairs
}

impl Pairs {
    /// Takes out the pairs that are the same, and keeps them if they are to be told.
    fn take(&mut self, same: impl Fn(&Facts, &Facts) -> bool, told: bool) {
        let before = std::mem::take(&mut self.gone);
        for one in before {
            match self.new.iter().position(|other| same(&one, other)) {
                Some(index) => {
                    let other = self.new.remove(index);
                    if told {
                        self.changed.push((one, other));
                    }
                }
                None => self.gone.push(one),
            }
        }
    }
}
