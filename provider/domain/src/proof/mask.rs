//! Sets of statements.

use std::ops::BitAnd;

use crate::evaluator::Truth;

/// How many statements a proof can hold.
pub(super) const MOST: usize = 256;

/// A set of statements, by their number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Mask([u64; MOST / 64]);

impl Mask {
    /// Those of which `holds` is true, of the first `count`.
    pub(super) fn of(count: usize, mut holds: impl FnMut(usize) -> bool) -> Self {
        let mut mask = Self::default();
        for index in (0..count.min(MOST)).filter(|index| holds(*index)) {
            if let Some(word) = mask.0.get_mut(index / 64) {
                *word |= 1 << (index % 64);
            }
        }
        mask
    }

    /// Whether it holds a statement.
    pub(super) fn has(&self, index: usize) -> bool {
        self.0.get(index / 64).is_some_and(|word| word & (1 << (index % 64)) != 0)
    }

    /// With those of another set, each `by` places further.
    pub(super) fn and_further(self, other: Self, by: usize) -> Self {
        let (words, bits) = (by / 64, by % 64);
        let mut both = self;
        for (at, word) in both.0.iter_mut().enumerate() {
            let from = |at: Option<usize>| at.and_then(|at| other.0.get(at)).copied().unwrap_or(0);
            let low = from(at.checked_sub(words)) << bits;
            let carried = match bits {
                0 => 0,
                bits => from(at.checked_sub(words + 1)) >> (64 - bits),
            };
            *word |= low | carried;
        }
        both
    }

    /// All statements that are not in it.
    pub(super) fn others(self) -> Self {
        Self(self.0.map(|word| !word))
    }

    /// Whether it holds none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }
}

impl BitAnd for Mask {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        let mut both = self;
        for (word, with) in both.0.iter_mut().zip(other.0) {
            *word &= with;
        }
        both
    }
}

/// Statements that apply: those that perhaps do, and of them those that surely do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Applying {
    /// Perhaps or surely.
    pub(super) perhaps: Mask,
    /// Surely.
    pub(super) surely: Mask,
}

impl Applying {
    /// The statements by how surely each applies.
    pub(super) fn of(truths: impl Iterator<Item = Truth>) -> Self {
        let truths: Vec<_> = truths.collect();
        let of = |least: Truth| {
            Mask::of(truths.len(), |index| truths.get(index).is_some_and(|one| *one >= least))
        };
        Self { perhaps: of(Truth::Unknown), surely: of(Truth::Yes) }
    }

    /// With those of another document, each `by` places further.
    pub(super) fn and_further(self, other: Self, by: usize) -> Self {
        Self {
            perhaps: self.perhaps.and_further(other.perhaps, by),
            surely: self.surely.and_further(other.surely, by),
        }
    }

    /// With `other` for these statements.
    pub(super) fn replaced(self, other: Self, these: Mask) -> Self {
        let (rest, all) = (self.among(these.others()), other.among(these));
        rest.and_further(all, 0)
    }

    /// Of these statements.
    pub(super) fn among(self, mask: Mask) -> Self {
        Self { perhaps: self.perhaps & mask, surely: self.surely & mask }
    }
}

impl BitAnd for Applying {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self { perhaps: self.perhaps & other.perhaps, surely: self.surely & other.surely }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_meet_in_what_both_hold() {
        let even = Mask::of(200, |index| index % 2 == 0);
        let third = Mask::of(200, |index| index % 3 == 0);
        let both = even & third;
        assert!(both.has(0) && both.has(198) && !both.has(2) && !both.has(3) && !both.has(204));
        assert!((both & Mask::of(200, |index| index == 5)).is_empty());
        for by in [0, 1, 63, 64, 65, 130] {
            let moved = third.and_further(Mask::of(60, |index| index % 2 == 1), by);
            for index in 0..MOST {
                let other = index >= by && index - by < 60 && (index - by) % 2 == 1;
                assert_eq!(moved.has(index), third.has(index) || other, "{by} {index}");
            }
        }
    }
}
