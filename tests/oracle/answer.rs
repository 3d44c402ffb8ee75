//! What an evaluator says of a request.

use kfm_provider::domain::evaluator::Decision;
use serde::Deserialize;

/// An answer that both evaluators may give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Answer {
    /// Something allows, nothing denies.
    Allowed,
    /// A statement denies.
    Denied,
    /// Nothing allows.
    Refused,
    /// Ours cannot prove it, or the oracle is no witness to it.
    Unsupported,
}

impl Answer {
    pub(super) const fn of(decision: &Decision) -> Self {
        match decision {
            Decision::Allowed(_) => Self::Allowed,
            Decision::Denied(_) => Self::Denied,
            Decision::NotAllowed(_) => Self::Refused,
            Decision::CannotProve(_) => Self::Unsupported,
        }
    }

    /// Its letter where answers are kept.
    pub(super) const fn letter(self) -> char {
        match self {
            Self::Allowed => 'a',
            Self::Denied => 'd',
            Self::Refused => 'r',
            Self::Unsupported => '-',
        }
    }

    pub(super) fn of_letter(letter: char) -> Option<Self> {
        let all = [Self::Allowed, Self::Denied, Self::Refused, Self::Unsupported];
        all.into_iter().find(|one| one.letter() == letter)
    }
}
