//! Whether an approval is proved: that the decision says so is the packet's claim, and who can write a packet can write
//! that. It counts if whoever decided signed it, or if it is kept where only a steward can put it.
//!
//! This is no finding of a profile: with all gates at `PASS`, a gate stays closed without it. What the decision is, each
//! profile says: a document of its own (`contract/storage/approval.rs`), or the packet (`readiness/approval.rs`).

use std::collections::BTreeSet;
use std::fmt;

use super::attestation::{Claim, Fault, TrustedKeys, verify};
use super::contract::ZoneMap;
use super::contract::storage::{ObjectId, Observed};
use crate::ZoneKind;
use crate::access::DECISIONS;

/// What proves an approval, or why nothing does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Approval {
    /// The principal who decided signed the decision and its artifacts.
    Signed {
        /// Who signed.
        principal: String,
    },
    /// The decision, and what binds the artifacts to it, are kept under the audit zone's `decisions/`.
    Kept,
    /// Nothing does.
    Unproven(BTreeSet<Unproven>),
}

/// Why nothing proves an approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unproven {
    /// The packet does not say who decided what, or the decision is not the object that it names.
    NoDecision,
    /// The decision lies elsewhere than where only a steward may create, and no keys are trusted.
    NotKept,
    /// It lies elsewhere, and has no envelope.
    NotSigned,
    /// A packet that is the decision itself does not say that it approves, who reviewed it, or which artifacts.
    PacketUndecided,
    /// Such a packet lies elsewhere than where only a steward may create, and no keys are trusted.
    PacketNotKept,
    /// Such a packet lies elsewhere, and has no envelope.
    PacketNotSigned,
    /// The evidence has no URI: it can neither be kept nor have an envelope beside it.
    NoPlace,
    /// Whether there is an envelope cannot be told.
    EnvelopeUnreadable,
    /// The envelope proves nothing.
    Envelope(Fault),
}

impl Approval {
    /// Whether something proves it.
    #[must_use]
    pub const fn is_proved(&self) -> bool {
        !matches!(self, Self::Unproven(_))
    }

    pub(super) fn unproven(reason: Unproven) -> Self {
        Self::Unproven(BTreeSet::from([reason]))
    }
}

impl fmt::Display for Approval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Signed { principal } => write!(f, "signed by `{principal}`, who decided"),
            Self::Kept => f.write_str("kept in the audit zone, where only a steward may create"),
            Self::Unproven(reasons) => {
                f.write_str("not proved, so a gate stays closed")?;
                for (index, reason) in reasons.iter().enumerate() {
                    write!(f, "{} {reason}", if index == 0 { ":" } else { ";" })?;
                }
                Ok(())
            }
        }
    }
}

impl fmt::Display for Unproven {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoDecision => {
                f.write_str(
                    "the packet must name the decision, who decided and the artifacts' digests, and the decision must \
                     be readable and have its digest",
                )
            }
            Self::NotKept => f.write_str(
                "the decision and the promotion manifest must both lie under `decisions/` of an audit bucket, or the \
                 decision be signed under `trusted_keys`",
            ),
            Self::NotSigned => f.write_str(
                "the decision must have an envelope beside it, at its URI with `.dsse.json`, or lie under `decisions/` \
                 of an audit bucket together with the promotion manifest",
            ),
            Self::PacketUndecided => f.write_str(
                "the packet's review must `approve`, and the packet must name its reviewer as a principal (a kind of \
                 actor, `:` and a name) and the artifacts' digests",
            ),
            Self::PacketNotKept => f.write_str(
                "the packet must lie under `decisions/` of an audit bucket, or be signed under `trusted_keys`",
            ),
            Self::PacketNotSigned => f.write_str(
                "the packet must have an envelope beside it, at its URI with `.dsse.json`, or lie under `decisions/` of \
                 an audit bucket",
            ),
            Self::NoPlace => f.write_str(
                "evidence in the configuration has no place to be signed or kept at: name it by its URI in S3",
            ),
            Self::EnvelopeUnreadable => f.write_str("the envelope beside the decision must be readable"),
            Self::Envelope(fault) => fault.fmt(f),
        }
    }
}

/// What is told of a decision that lies elsewhere than where only a steward may create.
#[derive(Clone, Copy, Debug)]
pub(super) struct Elsewhere {
    /// Where no keys are trusted.
    pub(super) without_keys: Unproven,
    /// Where there is no envelope.
    pub(super) without_envelope: Unproven,
}

/// Weighs what there is for a decision: whether it is kept, and the envelope beside it as it was observed; `None` is one
/// that nobody looked for.
pub(super) fn weigh(
    kept: bool,
    envelope: Option<&Observed>,
    claim: &Claim<'_>,
    keys: &TrustedKeys,
    elsewhere: Elsewhere,
) -> Approval {
    let otherwise = |reason| if kept { Approval::Kept } else { Approval::unproven(reason) };
    if keys.is_empty() {
        return otherwise(elsewhere.without_keys);
    }
    // An envelope that does not verify is no envelope that is missing: somebody put it there.
    match envelope {
        Some(Observed::Missing) => otherwise(elsewhere.without_envelope),
        Some(Observed::Read { content: Some(envelope), .. }) => match verify(envelope, claim, keys)
        {
            Ok(signed) => Approval::Signed { principal: signed.principal().to_owned() },
            Err(faults) => Approval::Unproven(faults.into_iter().map(Unproven::Envelope).collect()),
        },
        Some(Observed::Read { content: None, .. } | Observed::TooLarge) => {
            Approval::unproven(Unproven::Envelope(Fault::EnvelopeInvalid))
        }
        Some(Observed::Unreadable) | None => Approval::unproven(Unproven::EnvelopeUnreadable),
    }
}

/// Whether only a steward can have put the object where it is: the audit zone's bucket policy reserves the keys of the
/// bucket that begin so, wherever the zone map says that the zone begins.
pub(super) fn is_kept(object: &ObjectId, zones: &ZoneMap) -> bool {
    zones.zone_of(&object.uri) == Some(ZoneKind::Audit)
        && object.place().is_some_and(|(_, key)| key.starts_with(DECISIONS))
}
