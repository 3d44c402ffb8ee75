//! Where in the zone granted roles may do what they may.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, is_none_of, is_one_of, short_hash};
use crate::access::actions::RECEIPT_WRITES;
use crate::access::{Entitlement, Extent, Holder, Prefix, Verb};
use crate::policy_document::{Actions, Comparison, Condition, Resources, Statement};

/// The listings that `s3:prefix` can bind.
///
/// Source: AWS Service Authorization Reference, Amazon S3, condition keys of each action (2026-11).
pub(super) const LISTINGS: [&str; 2] = ["s3:ListBucket", "s3:ListBucketVersions"];

/// What creates an object, or goes on with or ends an upload that would.
const CREATES: [&str; 3] = RECEIPT_WRITES;

/// Roles by the prefixes that hold them.
type Held = BTreeMap<BTreeSet<Prefix>, BTreeSet<String>>;

/// The roles whose extents are not the whole zone.
#[derive(Debug, Default)]
struct Extents {
    /// All that they do is held below these.
    below: Held,
    /// So are their listings.
    lists: Held,
    /// Only their creating is held below these.
    creates: Held,
    /// Somebody creates everywhere but below reserved prefixes.
    around_reserved: bool,
}

impl Draft<'_> {
    /// Narrowed roles reach nothing outside their prefixes, and reserved prefixes have no other
    /// writers than theirs.
    pub(super) fn extents(&self) -> Vec<Statement> {
        let mut extents = Extents::default();
        for (holder, entitlements) in self.access.holdings() {
            if let Holder::Grant(grant) = holder {
                extents.add(&grant.role().to_string(), &entitlements);
            }
        }
        let mut statements = Vec::new();
        for (prefixes, roles) in &extents.below {
            statements.push(self.held_below(prefixes, roles));
            let listing = extents.lists.get(prefixes);
            statements.extend(listing.map(|roles| self.listing_below(prefixes, roles)));
        }
        for (prefixes, roles) in &extents.creates {
            statements.push(self.creating_below(prefixes, roles));
        }
        statements.extend(self.receipt_prefix());
        statements.extend(self.reserved(&extents));
        statements
    }

    fn held_below(&self, prefixes: &BTreeSet<Prefix>, roles: &BTreeSet<String>) -> Statement {
        let mut resources = self.below(prefixes.iter().map(Prefix::as_str));
        resources.insert(self.bucket());
        let who = vec![is_one_of(roles.iter().cloned())];
        let sid = named_by("KfmBelow", prefixes);
        Self::deny(sid, Actions::only(["s3:*"]), Resources::AllBut(resources), who)
    }

    fn listing_below(&self, prefixes: &BTreeSet<Prefix>, roles: &BTreeSet<String>) -> Statement {
        let begins = prefixes.iter().map(|one| format!("{one}*"));
        let conditions = vec![
            is_one_of(roles.iter().cloned()),
            Condition::any(Comparison::StringNotLike, "s3:prefix", begins),
        ];
        let sid = named_by("KfmListBelow", prefixes);
        Self::deny(sid, Actions::only(LISTINGS), BTreeSet::from([self.bucket()]), conditions)
    }

    fn creating_below(&self, prefixes: &BTreeSet<Prefix>, roles: &BTreeSet<String>) -> Statement {
        let resources = Resources::AllBut(self.below(prefixes.iter().map(Prefix::as_str)));
        let who = vec![is_one_of(roles.iter().cloned())];
        let sid = named_by("KfmCreateBelow", prefixes);
        Self::deny(sid, Actions::only(CREATES), resources, who)
    }

    /// Closed to everyone but those who are held below reserved prefixes anyway: also to services,
    /// which have no ARN.
    fn reserved(&self, extents: &Extents) -> Option<Statement> {
        let Some(Extent::Except(reserved)) = self.access.reserved() else { return None };
        let services = self.access.services.iter();
        let mut serving = services.map(|service| service.prefixes.as_ref());
        let reaches = |prefixes: Option<&BTreeSet<Prefix>>| {
            prefixes.is_none_or(|prefixes| {
                let pairs =
                    prefixes.iter().flat_map(|one| reserved.iter().map(move |two| (one, two)));
                pairs.into_iter().any(|(one, two)| one.contains(two) || two.contains(one))
            })
        };
        if !extents.around_reserved && !serving.any(reaches) {
            return None;
        }
        let mut own: BTreeSet<_> =
            self.access.receipt_writers().iter().map(ToString::to_string).collect();
        let grants = self.access.grants.iter().filter(|grant| grant.creates_below().is_some());
        own.extend(grants.map(|grant| grant.role().to_string()));
        let conditions = if own.is_empty() { vec![] } else { vec![is_none_of(own)] };
        let resources = self.below(reserved.iter().map(Prefix::as_str));
        Some(Self::deny("KfmReserved", Actions::only(CREATES), resources, conditions))
    }
}

impl Extents {
    fn add(&mut self, role: &str, entitlements: &[Entitlement]) {
        let (creating, other): (Vec<_>, Vec<_>) =
            entitlements.iter().partition(|one| one.verb == Verb::Create);
        let creating = creating.first().map(|one| &one.extent);
        let other = other.first().map(|one| &one.extent);
        self.around_reserved |= matches!(creating, Some(Extent::Except(_)));
        let mut hold = |held: fn(&mut Self) -> &mut Held, prefixes: &BTreeSet<Prefix>| {
            held(self).entry(prefixes.clone()).or_default().insert(role.to_owned());
        };
        if let Some(Extent::Below(prefixes)) = other.or(creating) {
            hold(|all| &mut all.below, prefixes);
            if entitlements.iter().any(|one| one.actions.contains(&"s3:ListBucket")) {
                hold(|all| &mut all.lists, prefixes);
            }
        }
        if let (Some(_), Some(Extent::Below(prefixes))) = (other, creating)
            && other != creating
        {
            hold(|all| &mut all.creates, prefixes);
        }
    }
}

/// A name for a statement about these prefixes, the same whatever other statements there are.
fn named_by(sid: &str, prefixes: &BTreeSet<Prefix>) -> String {
    let lines: Vec<_> = prefixes.iter().map(Prefix::as_str).collect();
    format!("{sid}{}", short_hash(&lines.join("\n")))
}
