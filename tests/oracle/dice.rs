//! Choices that follow from a seed.

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// A source of choices. The same numbers give the same choices.
pub(super) struct Dice(TestRunner);

impl Dice {
    /// For the scene of this number of a family.
    pub(super) fn seeded(seed: u64, family: u64, scene: u64) -> Self {
        let mut bytes = [0; 32];
        for (part, number) in bytes.chunks_exact_mut(8).zip([seed, family, scene]) {
            part.copy_from_slice(&number.to_le_bytes());
        }
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        Self(TestRunner::new_with_rng(Config::default(), rng))
    }

    /// A number from 0 that is below this one, which is not 0.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let wide = u128::from(self.0.rng().next_u64()) * end as u128;
        usize::try_from(wide >> 64).unwrap()
    }

    /// True so many times in a hundred.
    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of these.
    pub(super) fn of<T: Clone>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())].clone()
    }

    /// One of these; the number of each is how often.
    pub(super) fn weighted<T: Clone>(&mut self, items: &[(usize, T)]) -> T {
        let drawn = self.below(items.iter().map(|(weight, _)| weight).sum());
        let mut end = 0;
        let chosen = items.iter().find(|(weight, _)| {
            end += weight;
            drawn < end
        });
        chosen.unwrap().1.clone()
    }

    /// Some of these, at least one and at most `most`, none twice: mostly one.
    pub(super) fn some<T: Clone + PartialEq>(&mut self, items: &[T], most: usize) -> Vec<T> {
        let mut chosen = vec![self.of(items)];
        while chosen.len() < most && self.chance(40) {
            let item = self.of(items);
            if !chosen.contains(&item) {
                chosen.push(item);
            }
        }
        chosen
    }

    /// What a strategy gives.
    pub(super) fn draw<S: Strategy>(&mut self, strategy: &S) -> S::Value {
        strategy.new_tree(&mut self.0).unwrap().current()
    }
}
