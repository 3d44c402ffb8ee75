//! Answers in words.

use super::{Decision, Reason};

impl Decision {
    /// In one word: `allowed`, `explicitly_denied`, `implicitly_denied` (nothing allows it), or
    /// `cannot_tell`.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Allowed(_) => "allowed",
            Self::Denied(_) => "explicitly_denied",
            Self::NotAllowed(_) => "implicitly_denied",
            Self::CannotProve(_) => "cannot_tell",
        }
    }

    /// The statements on which it rests: the one that allows or denies, or all that are not
    /// understood. One may be among them more than once.
    pub fn reasons(&self) -> Vec<&Reason> {
        match self {
            Self::Allowed(reason) => reason.iter().collect(),
            Self::Denied(reason) => vec![reason],
            Self::NotAllowed(_) => Vec::new(),
            Self::CannotProve(doubts) => {
                doubts.iter().filter_map(|doubt| doubt.reason.as_ref()).collect()
            }
        }
    }

    /// Why, in a sentence. `name` is what a statement is called.
    pub fn why(&self, name: impl Fn(&Reason) -> String) -> String {
        match self {
            Self::Allowed(Some(reason)) => {
                format!("{} allows it, and nothing denies it.", name(reason))
            }
            Self::Allowed(None) => {
                "The root user of the resource's account needs no statement for it, and nothing \
                 denies it."
                    .to_owned()
            }
            Self::Denied(reason) => format!("{} denies it.", name(reason)),
            Self::NotAllowed(layer) => {
                format!("Nothing allows it: no statement of {layer} does.")
            }
            Self::CannotProve(doubts) => {
                let doubts: Vec<_> = doubts
                    .iter()
                    .map(|doubt| match &doubt.reason {
                        Some(reason) => format!("{} ({})", doubt.why, name(reason)),
                        None => doubt.why.clone(),
                    })
                    .collect();
                format!("It depends on what is not understood: {}.", doubts.join("; "))
            }
        }
    }
}
