//! Who may do what, in lines that people read and tools compare:
//! `<who> [<as what>] may <verb> <zone>/<prefix>*[ <limit>]`. Account, bucket and partition are not
//! in them, so they stay the same from one environment to the next.

use std::collections::BTreeSet;

use super::holder::SOURCE_TAG;
use super::words::{holder, places};
use super::{Entitlement, Extent, Holder, Limit, Verb, ZoneAccess};
use crate::object_lifecycle::{LifecycleRule, days};
use crate::zone::ZoneKind;

impl ZoneAccess {
    /// Everything that anybody may do, and what the lifecycle rules of the bucket do: one line a
    /// verb and place, sorted by bytes. Configuration reads, which are open to the account, and the
    /// root user are not in it.
    pub fn lines(&self, lifecycle: &[LifecycleRule]) -> Vec<String> {
        let mut lines = BTreeSet::new();
        for (who, entitlements) in self.holdings() {
            for one in &entitlements {
                lines.extend(self.told(&who, one));
            }
        }
        for service in &self.services {
            let extent = service.prefixes.clone().map_or(Extent::Everything, Extent::Below);
            lines.extend(self.written_by(&service.principal, &extent));
        }
        if self.kind == ZoneKind::Logs && !self.log_sources.is_empty() {
            lines.extend(self.written_by("logging.s3.amazonaws.com", &Extent::Everything));
        }
        for rule in lifecycle.iter().filter(|rule| rule.enabled) {
            lines.extend(self.expiry(rule));
        }
        lines.into_iter().collect()
    }

    fn told(&self, who: &Holder<'_>, one: &Entitlement) -> Vec<String> {
        let who = (holder(who), who);
        let limits = match (&one.limit, who.1) {
            (Limit::Until(time), _) => vec![format!(" until {time}")],
            (Limit::None, Holder::Gate(to)) if *to == self.kind => self.copies(),
            (Limit::None, _) => vec![String::new()],
        };
        let mut lines = Vec::new();
        for verb in verbs(one) {
            let places = match verb {
                Verb::Configure => vec![self.kind.to_string()],
                _ => places(self.kind.as_str(), &one.extent),
            };
            for place in places {
                let limits = limits.iter();
                lines.extend(
                    limits.map(|limit| format!("{} may {} {place}{limit}", who.0, verb.as_str())),
                );
            }
        }
        lines
    }

    /// Where gate roles that promote to here copy from: they put nothing else.
    fn copies(&self) -> Vec<String> {
        let sources = ZoneKind::ALL.into_iter().filter(|kind| {
            ZoneAccess { kind: *kind, ..self.clone() }.promotes_to() == Some(self.kind)
        });
        let tagged = Extent::Tagged(SOURCE_TAG);
        sources
            .flat_map(|kind| places(kind.as_str(), &tagged))
            .map(|place| format!(" by copy from {place}"))
            .collect()
    }

    /// A service puts objects, also over others.
    fn written_by(&self, service: &str, extent: &Extent) -> Vec<String> {
        let places = places(self.kind.as_str(), extent);
        places
            .iter()
            .flat_map(|place| {
                [Verb::Create, Verb::Overwrite]
                    .map(|verb| format!("service/{service} may {} {place}", verb.as_str()))
            })
            .collect()
    }

    /// Lifecycle rules delete without the right to.
    ///
    /// Source: AWS "Expiring objects": S3 expires objects by itself, whatever policies say (2026-11).
    fn expiry(&self, rule: &LifecycleRule) -> Vec<String> {
        let place = format!("{}/{}*", self.kind, rule.prefix);
        let current =
            rule.expiration_days.map(|n| format!("lifecycle may delete {place} after {}", days(n)));
        let noncurrent = rule.noncurrent_expiration.map(|end| {
            let keep = end.keep.map(|n| format!(" but the newest {n}")).unwrap_or_default();
            let after = days(end.days);
            format!("lifecycle may delete older versions of {place}{keep} after {after}")
        });
        let beyond = rule.beyond.iter();
        let beyond = beyond.map(|does| format!("lifecycle rule `{}` of {place} {does}", rule.id));
        current.into_iter().chain(noncurrent).chain(beyond).collect()
    }
}

/// The verbs of an entitlement: with reading goes listing, with overwriting creating, where the
/// actions for it are among those of the same entitlement.
fn verbs(one: &Entitlement) -> Vec<Verb> {
    let implied = match one.verb {
        Verb::Read => Some((Verb::List, "s3:ListBucket")),
        Verb::Overwrite => Some((Verb::Create, "s3:PutObject")),
        _ => None,
    };
    let implied = implied.filter(|(_, action)| one.actions.contains(action));
    implied.map(|(verb, _)| verb).into_iter().chain([one.verb]).collect()
}

/// The lines that only `after` has, and those that only `before` has.
pub fn difference(before: &[String], after: &[String]) -> (Vec<String>, Vec<String>) {
    let (before, after): (BTreeSet<_>, BTreeSet<_>) =
        (before.iter().collect(), after.iter().collect());
    let only = |one: &BTreeSet<&String>, other: &BTreeSet<&String>| {
        one.difference(other).map(|line| (*line).clone()).collect()
    };
    (only(&after, &before), only(&before, &after))
}

#[cfg(test)]
#[path = "lines_tests.rs"]
mod tests;
