//! The two families of pairs, as endless streams that a seed decides.

use super::dice::Dice;
use super::scene::{Pair, Scene};
use super::{random, zones};

/// Where policies and requests come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// Made up, element by element.
    Random,
    /// The documents of zones that are made up.
    Zones,
}

/// The seed of the pairs whose answers are kept.
pub(super) const SEED: u64 = 1;

impl Family {
    pub(super) const ALL: [Self; 2] = [Self::Random, Self::Zones];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Random => "random",
            Self::Zones => "zones",
        }
    }

    /// Its pairs. A longer run begins with those of a shorter one.
    pub(super) fn pairs(self, seed: u64) -> impl Iterator<Item = Pair> {
        (0..).flat_map(move |number| self.scenes(seed, number)).flat_map(|scene| scene.pairs())
    }

    fn scenes(self, seed: u64, number: u64) -> Vec<Scene> {
        match self {
            Self::Random => vec![random::scene(&mut Dice::seeded(seed, 0, number))],
            Self::Zones => zones::scenes(&mut Dice::seeded(seed, 1, number)),
        }
    }
}
