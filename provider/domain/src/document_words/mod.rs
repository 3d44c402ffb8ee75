//! The difference of two policy documents in words, for those who read about drift.
//!
//! What means the same is no difference: the order of statements and values, the case of actions and
//! of condition keys.

mod change;
mod facts;
mod losses;
mod pairs;

use std::collections::BTreeSet;

use crate::policy_document::{Actions, Effect, PolicyDocument, Version};

use facts::Facts;
pub use losses::losses;
use pairs::{Pairs, pair};

/// What `after` says that `before` does not, and the other way round: one sentence without a full
/// stop for each. Empty where both mean the same.
pub fn difference(before: &PolicyDocument, after: &PolicyDocument) -> Vec<String> {
    let mut words = Vec::new();
    if before.id != after.id {
        let name = |document: &PolicyDocument| match &document.id {
            Some(id) => format!("`{id}`"),
            None => "nobody".to_owned(),
        };
        words.push(format!("is marked as owned by {}, no longer by {}", name(after), name(before)));
    }
    if before.version != after.version {
        words.push(match after.version {
            Version::V2012 => "now follows version 2012-10-17, with policy variables".to_owned(),
            Version::V2008 => "now follows version 2008-10-17, without policy variables".to_owned(),
        });
    }
    let Pairs { changed, gone, new } = pair(facts(before), facts(after));
    for (before, after) in changed {
        words.extend(change::words(&before, &after));
    }
    words.extend(gone.iter().map(|one| format!("{} is gone: it {}", one.name(), one.words())));
    words.extend(new.iter().map(|one| format!("{} is new: it {}", one.name(), one.words())));
    words
}

/// The actions that only `after` allows somewhere, and those that only `before` does, as they are
/// written: a pattern counts as itself, and `NotAction` as nothing that could be named.
pub fn allowed_actions(
    before: &PolicyDocument,
    after: &PolicyDocument,
) -> (BTreeSet<String>, BTreeSet<String>) {
    let (before, after) = (allows(before), allows(after));
    let only = |one: &BTreeSet<String>, other: &BTreeSet<String>| {
        let known: BTreeSet<_> = other.iter().map(|action| action.to_ascii_lowercase()).collect();
        let new = one.iter().filter(|action| !known.contains(&action.to_ascii_lowercase()));
        new.cloned().collect()
    };
    (only(&after, &before), only(&before, &after))
}

fn allows(document: &PolicyDocument) -> BTreeSet<String> {
    let allows = document.statements.iter().filter(|one| one.effect == Effect::Allow);
    allows
        .flat_map(|one| match &one.actions {
            Actions::Only(actions) => actions.clone(),
            Actions::AllBut(_) => BTreeSet::new(),
        })
        .collect()
}

fn facts(document: &PolicyDocument) -> Vec<Facts> {
    document.statements.iter().map(Facts::of).collect()
}

#[cfg(test)]
mod tests;
