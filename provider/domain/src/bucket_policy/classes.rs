//! What each class of granted roles may do at all.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, is_one_of};
use crate::access::actions::CONFIGURATION_READS;
use crate::access::{Entitlement, Grant, Holder};
use crate::policy_document::{Actions, Statement};

impl Draft<'_> {
    /// One class for each set of actions: what is not in it is denied.
    pub(super) fn grant_classes(&self) -> Vec<Statement> {
        let mut classes: BTreeMap<String, (BTreeSet<&str>, Vec<String>)> = BTreeMap::new();
        for (holder, entitlements) in self.access.holdings() {
            let Holder::Grant(grant) = holder else { continue };
            let actions: BTreeSet<_> =
                entitlements.iter().flat_map(|one| one.actions.iter().copied()).collect();
            let class = classes.entry(name(grant, &entitlements)).or_default();
            class.0.extend(actions);
            class.1.push(grant.role().to_string());
        }
        let statement = |(sid, (actions, roles)): (String, (BTreeSet<&str>, Vec<String>))| {
            let actions = Actions::all_but(actions.into_iter().chain(CONFIGURATION_READS));
            Self::deny(sid, actions, self.everything(), vec![is_one_of(roles)])
        };
        classes.into_iter().map(statement).collect()
    }
}

/// The name of a grant's class, by its rights. `Below` tells those who do not create everywhere:
/// they do not list unfinished uploads, which cannot be bound to a prefix.
fn name(grant: &Grant, entitlements: &[Entitlement]) -> String {
    let has = |action: &str| entitlements.iter().any(|one| one.actions.contains(&action));
    let mut name = "KfmMay".to_owned();
    for right in grant.rights() {
        let word = right.as_str();
        name.extend(word.get(..1).map(str::to_ascii_uppercase));
        name.push_str(word.get(1..).unwrap_or_default());
    }
    if grant.restores() {
        name.push_str("Restore");
    }
    if has("s3:PutObject") && !has("s3:ListBucketMultipartUploads") {
        name.push_str("Below");
    }
    name
}
