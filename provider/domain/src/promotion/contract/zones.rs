//! Where an object lies, and which kinds of references may lie there.

use crate::ZoneKind;
use crate::names::BucketName;

/// What a reference refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A file of the dataset.
    Artifact,
    /// A DCAT, STAC or PROV document.
    Catalog,
    /// An entry of the audit ledger.
    Audit,
    /// The policy bundle, or a report of tests.
    Policy,
    /// Any other record.
    Record,
}

impl Kind {
    /// Whether this kind may lie in that zone, or in none.
    pub(super) const fn may_lie_in(self, zone: Option<ZoneKind>) -> bool {
        use ZoneKind as Z;
        match self {
            Self::Artifact => matches!(zone, Some(Z::Processed)),
            Self::Catalog => matches!(zone, Some(Z::Catalog | Z::Triplet)),
            Self::Audit => matches!(zone, Some(Z::Audit)),
            Self::Policy => !matches!(zone, Some(Z::Raw | Z::Work | Z::Quarantine)),
            Self::Record => matches!(
                zone,
                Some(
                    Z::Processed
                        | Z::Catalog
                        | Z::Triplet
                        | Z::Audit
                        | Z::Receipts
                        | Z::Proofs
                        | Z::Registry
                )
            ),
        }
    }
}

/// The zone of that name in this profile, which knows no zone of logs.
pub(super) fn zone(name: &str) -> Option<ZoneKind> {
    name.parse().ok().filter(|zone| *zone != ZoneKind::Logs)
}

/// The zones by the URIs of what they hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ZoneMap(Vec<(ZoneKind, String)>);

impl ZoneMap {
    /// Zones with the URI prefixes of what they hold.
    #[must_use]
    pub fn new(zones: Vec<(ZoneKind, String)>) -> Self {
        Self(zones)
    }

    /// Of zones that are a bucket each. The profile knows no zone of logs.
    #[must_use]
    pub fn of_buckets<'b>(buckets: impl IntoIterator<Item = (ZoneKind, &'b BucketName)>) -> Self {
        let known = buckets.into_iter().filter(|(zone, _)| *zone != ZoneKind::Logs);
        Self(known.map(|(zone, bucket)| (zone, format!("s3://{bucket}/"))).collect())
    }

    /// The zone of an object: that of the longest prefix of its URI.
    #[must_use]
    pub fn zone_of(&self, uri: &str) -> Option<ZoneKind> {
        self.0
            .iter()
            .filter(|(_, prefix)| uri.starts_with(prefix.as_str()))
            .max_by_key(|(_, prefix)| prefix.len())
            .map(|(zone, _)| *zone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_prefix_wins() {
        let map = ZoneMap::new(vec![
            (ZoneKind::Raw, "s3://lake/".to_owned()),
            (ZoneKind::Processed, "s3://lake/processed/".to_owned()),
            (ZoneKind::Work, "s3://lake/p".to_owned()),
        ]);
        assert_eq!(map.zone_of("s3://lake/processed/x"), Some(ZoneKind::Processed));
        assert_eq!(map.zone_of("s3://lake/x"), Some(ZoneKind::Raw));
        assert_eq!(map.zone_of("s3://lakeside/x"), None);
    }

    #[test]
    fn a_bucket_is_a_zone_whole() {
        let [audit, logs] = ["audit", "audit-logs"].map(|name| BucketName::parse(name).unwrap());
        let map = ZoneMap::of_buckets([(ZoneKind::Audit, &audit), (ZoneKind::Logs, &logs)]);
        assert_eq!(map.zone_of("s3://audit/x"), Some(ZoneKind::Audit));
        assert_eq!(map.zone_of("s3://audit-logs/x"), None);
    }

    #[test]
    fn kinds_have_their_zones() {
        use Kind::{Artifact, Audit, Catalog, Policy, Record};
        let table = [
            (None, vec![Policy]),
            (Some(ZoneKind::Raw), vec![]),
            (Some(ZoneKind::Work), vec![]),
            (Some(ZoneKind::Quarantine), vec![]),
            (Some(ZoneKind::Processed), vec![Artifact, Policy, Record]),
            (Some(ZoneKind::Catalog), vec![Catalog, Policy, Record]),
            (Some(ZoneKind::Triplet), vec![Catalog, Policy, Record]),
            (Some(ZoneKind::Published), vec![Policy]),
            (Some(ZoneKind::Audit), vec![Audit, Policy, Record]),
            (Some(ZoneKind::Receipts), vec![Policy, Record]),
            (Some(ZoneKind::Proofs), vec![Policy, Record]),
            (Some(ZoneKind::Registry), vec![Policy, Record]),
        ];
        for (zone, allowed) in table {
            for kind in [Artifact, Catalog, Audit, Policy, Record] {
                assert_eq!(kind.may_lie_in(zone), allowed.contains(&kind), "{kind:?} in {zone:?}");
            }
        }
    }

    #[test]
    fn logs_are_no_zone_of_the_profile() {
        assert_eq!(zone("logs"), None);
        assert_eq!(zone("raw"), Some(ZoneKind::Raw));
        assert_eq!(zone("RAW"), None);
    }
}
