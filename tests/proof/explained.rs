//! Weakened statements by which nobody gains, each with the reason. None of them is left to itself:
//! what it would open, another statement keeps closed.

use kfm_provider::domain::access::{Grant, Right, ZoneAccess, ZoneKey};

use super::mutants::Mutant;
use super::zone::puts;

/// Why a change survives.
pub(super) struct Explained {
    /// Of which document: `bucket`, `key` or `role`.
    document: &'static str,
    /// The beginning of the statement's name.
    sid: &'static str,
    /// The change.
    change: fn(&str, &ZoneAccess) -> bool,
    /// Why nobody gains.
    #[expect(dead_code, reason = "it is for the reader")]
    why: &'static str,
}

impl Explained {
    /// Whether a change is one of these.
    pub(super) fn explains(&self, document: &str, mutant: &Mutant, zone: &ZoneAccess) -> bool {
        self.document == document
            && mutant.sid.starts_with(self.sid)
            && (self.change)(&mutant.change, zone)
    }
}

/// All of them.
pub(super) const EXPLAINED: [Explained; 10] = [
    Explained {
        document: "bucket",
        sid: "KfmBreakGlassEnd",
        change: |change, _| change.ends_with("added to its actions"),
        why: "what break-glass never gave, `KfmBreakGlass` denies before its end and after it",
    },
    Explained {
        document: "bucket",
        sid: "KfmCreateOnly",
        change: |change, zone| {
            let added = change.strip_prefix("ArnNotLike aws:PrincipalArn: also ");
            added.is_some_and(|arn| !puts(zone, arn))
        },
        why: "who does not put at all is no exception from how to put",
    },
    Explained {
        document: "bucket",
        sid: "KfmReserved",
        change: |change, zone| {
            let added = change.strip_prefix("ArnNotLike aws:PrincipalArn: also ");
            added.is_some_and(|arn| !puts(zone, arn))
        },
        why: "who does not put at all is no exception from where to put",
    },
    Explained {
        document: "role",
        sid: "KfmCreate",
        change: |change, zone| {
            let reads = |grant: &Grant| grant.rights().contains(&Right::Read);
            change == "s3:GetObject added to its actions" && zone.grants.iter().all(reads)
        },
        why: "who reads the whole zone reads below the prefix that it creates below",
    },
    Explained {
        document: "role",
        sid: "KfmKey",
        change: |change, _| change.contains("StringEquals aws:ResourceAccount"),
        why: "the ARNs of its resources name the account",
    },
    Explained {
        document: "role",
        sid: "KfmListing",
        change: |change, zone| {
            zone.grants.iter().any(|grant| grant.prefixes().is_some())
                && change.ends_with("added to its actions")
        },
        why: "only listings name a prefix, and the statement asks for one",
    },
    Explained {
        document: "key",
        sid: "KfmDataThroughS3",
        change: |change, _| {
            change == "without StringEquals kms:CallerAccount"
                || change == "StringEquals kms:CallerAccount: also 999999999999"
        },
        why: "the statement is about the account, whose callers are of that account",
    },
    Explained {
        document: "key",
        sid: "KfmDataThroughS3",
        change: |change, zone| change == "about everyone" && zone.grants.is_empty(),
        why: "callers of other accounts fail `kms:CallerAccount`, and no role is granted anything",
    },
    Explained {
        document: "key",
        sid: "KfmDataThroughS3",
        change: |change, _| change == "kms:PutKeyPolicy added to its actions",
        why: "`KfmAdministration` gives it already, and `KfmGuard` leaves it to administrators",
    },
    Explained {
        document: "role",
        sid: "KfmKey",
        change: |change, zone| {
            change == "* added to its resources" && matches!(zone.key, ZoneKey::Own { .. })
        },
        why: "an own key is told by its alias, and by the account",
    },
];
