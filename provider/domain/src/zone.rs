//! The zones of the Kansas Frontier Matrix and what each kind fixes.

use std::fmt;
use std::str::FromStr;

use super::names::NameError;
use super::retention::RetentionClass;

/// A kind of zone: what a bucket holds decides how it is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ZoneKind {
    /// What was ingested, unchanged.
    Raw,
    /// Where workers compute.
    Work,
    /// What failed a check. Never promotable.
    Quarantine,
    /// Results of processing.
    Processed,
    /// Described datasets, candidates for publication.
    Catalog,
    /// The catalog's graph form.
    Triplet,
    /// What the public may be served.
    Published,
    /// The ledger.
    Audit,
    /// Receipts of runs.
    Receipts,
    /// Proofs of checks.
    Proofs,
    /// The registry of datasets.
    Registry,
    /// Server access logs of the other zones, written by S3 itself.
    Logs,
}

/// How objects in a zone may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mutability {
    /// Objects are added, never changed or removed.
    AppendOnly,
    /// Objects are overwritten.
    Mutable,
    /// A dataset version is written once.
    ImmutablePerVersion,
    /// An AWS service writes, nobody else.
    ServiceWritten,
}

impl Mutability {
    /// The word in Terraform state.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AppendOnly => "append_only",
            Self::Mutable => "mutable",
            Self::ImmutablePerVersion => "immutable_per_version",
            Self::ServiceWritten => "service_written",
        }
    }
}

impl ZoneKind {
    /// Every kind, in the order of the data's way through the matrix.
    pub const ALL: [Self; 12] = [
        Self::Raw,
        Self::Work,
        Self::Quarantine,
        Self::Processed,
        Self::Catalog,
        Self::Triplet,
        Self::Published,
        Self::Audit,
        Self::Receipts,
        Self::Proofs,
        Self::Registry,
        Self::Logs,
    ];

    /// The name in HCL and in keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Raw => "raw",
            Self::Work => "work",
            Self::Quarantine => "quarantine",
            Self::Processed => "processed",
            Self::Catalog => "catalog",
            Self::Triplet => "triplet",
            Self::Published => "published",
            Self::Audit => "audit",
            Self::Receipts => "receipts",
            Self::Proofs => "proofs",
            Self::Registry => "registry",
            Self::Logs => "logs",
        }
    }

    /// How objects in this zone may change.
    pub const fn mutability(self) -> Mutability {
        match self {
            Self::Raw | Self::Audit | Self::Receipts | Self::Proofs => Mutability::AppendOnly,
            Self::Work | Self::Quarantine => Mutability::Mutable,
            Self::Processed | Self::Catalog | Self::Triplet | Self::Published | Self::Registry => {
                Mutability::ImmutablePerVersion
            }
            Self::Logs => Mutability::ServiceWritten,
        }
    }

    /// Whether every write must create: an existing object is never overwritten.
    pub fn create_only(self) -> bool {
        matches!(self.mutability(), Mutability::AppendOnly | Mutability::ImmutablePerVersion)
    }

    /// Whether destroying a zone of this kind may empty it first. What is append-only is never
    /// emptied.
    pub fn may_force_destroy(self) -> bool {
        self.mutability() != Mutability::AppendOnly
    }

    /// Whether a zone of this kind refuses to be destroyed unless told otherwise.
    pub const fn protected_by_default(self) -> bool {
        !matches!(self, Self::Work | Self::Logs)
    }

    /// The retention class where none is configured. A zone may be put in a stricter one.
    pub const fn retention_class(self) -> RetentionClass {
        match self {
            Self::Audit | Self::Proofs => RetentionClass::R0,
            Self::Processed | Self::Catalog | Self::Triplet | Self::Receipts | Self::Registry => {
                RetentionClass::R1
            }
            Self::Raw | Self::Work | Self::Quarantine => RetentionClass::R3,
            Self::Published => RetentionClass::R4,
            Self::Logs => RetentionClass::R5,
        }
    }

    /// Whether the zone must say for how many days its objects are locked: there is no safe
    /// default to invent.
    pub fn retention_required(self) -> bool {
        self.mutability() == Mutability::AppendOnly
    }

    /// Whether the bucket can have Object Lock. S3 does not deliver logs to a bucket with a
    /// default retention.
    ///
    /// Source: AWS "Enabling Amazon S3 server access logging", permissions of the destination.
    pub const fn may_lock(self) -> bool {
        !matches!(self, Self::Logs)
    }

    /// Whether new versions may be locked by a default rule. What is meant to change is not.
    pub fn takes_lock_rule(self) -> bool {
        self.may_lock() && self.mutability() != Mutability::Mutable
    }

    /// Whether current objects may expire, and then only below named prefixes.
    pub const fn may_expire_prefixes(self) -> bool {
        matches!(self, Self::Work | Self::Logs)
    }

    /// Whether objects are encrypted under a KMS key. S3 does not deliver logs under SSE-KMS.
    ///
    /// Source: AWS "Enabling Amazon S3 server access logging": only SSE-S3 in the destination.
    pub const fn takes_kms(self) -> bool {
        !matches!(self, Self::Logs)
    }

    /// Whether the zone admits writers of receipts.
    pub const fn takes_receipts(self) -> bool {
        matches!(self, Self::Audit)
    }

    /// Whether every workload may add records here, which nobody changes.
    pub const fn is_ledger(self) -> bool {
        matches!(self, Self::Audit | Self::Receipts | Self::Proofs)
    }

    /// Whether requests with a presigned URL are refused whatever their age.
    pub const fn refuses_presigned(self) -> bool {
        matches!(
            self,
            Self::Raw | Self::Work | Self::Quarantine | Self::Audit | Self::Receipts | Self::Proofs
        )
    }

    /// Whether break-glass may delete here: never in a ledger.
    pub const fn break_glass_may_delete(self) -> bool {
        !matches!(self, Self::Audit | Self::Receipts | Self::Proofs)
    }

    /// Whether break-glass may write here: never in a ledger, never in what is served.
    pub const fn break_glass_may_write(self) -> bool {
        self.break_glass_may_delete() && !matches!(self, Self::Published)
    }
}

impl fmt::Display for ZoneKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ZoneKind {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|kind| kind.as_str()).collect();
            NameError::new("zone", text, format!("is not one of {}", names.join(", ")))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_parses_from_its_own_name() {
        for kind in ZoneKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
    }

    #[test]
    fn an_unknown_zone_lists_the_known_ones() {
        let error = "Raw".parse::<ZoneKind>().unwrap_err().to_string();
        assert!(error.starts_with("zone `Raw` is not one of raw, work,"), "{error}");
    }
}
