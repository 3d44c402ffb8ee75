//! Whether an approval is proved: that the decision says `APPROVE` is the packet's claim, and who can write a packet
//! can write that. It counts if whoever decided signed it, or if it is kept where only a steward can put it.
//!
//! This is no finding of the profile: with all gates at `PASS`, a gate stays closed without it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::ZoneKind;
use crate::access::DECISIONS;
use crate::promotion::attestation::{Claim, Fault, envelope_uri, verify};
use crate::promotion::contract::facts::Facts;
use crate::promotion::contract::formats::is_s3_uri;
use crate::promotion::contract::options::Options;
use crate::promotion::contract::shape::Node;
use crate::promotion::json::Limits;
use crate::promotion::principals::is_principal;

use super::observed::{ObjectId, Observed};

/// What proves an approval, or why nothing does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Approval {
    /// The principal who decided signed the decision and its artifacts.
    Signed {
        /// Who signed.
        principal: String,
    },
    /// The decision, and the manifest that binds the artifacts, are kept under the audit zone's `decisions/`.
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

    fn unproven(reason: Unproven) -> Self {
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
            Self::EnvelopeUnreadable => f.write_str("the envelope beside the decision must be readable"),
            Self::Envelope(fault) => fault.fmt(f),
        }
    }
}

/// The envelope to read, and how many of its bytes are needed; none where nobody's signature counts.
pub(super) fn envelope(facts: &Facts<'_>, options: &Options) -> Option<(ObjectId, usize)> {
    let uri = facts.decision().get("ref").get("uri").text(is_s3_uri)?;
    let id = ObjectId { uri: envelope_uri(uri), version: None };
    (!options.trusted_keys().is_empty()).then_some((id, Limits::ENVELOPE.bytes))
}

/// Judges the approval of a decision. `verified` has the paths of the references whose objects are those that the packet
/// refers to.
pub(super) fn judge(
    facts: &Facts<'_>,
    options: &Options,
    observed: &BTreeMap<ObjectId, Observed>,
    verified: &BTreeSet<String>,
) -> Approval {
    let decision = facts.decision();
    let place = decision.get("ref");
    let named = place.reference().zip(decision.get("decided_by").text(is_principal));
    let Some(((digest, decided_by), artifacts)) =
        named.zip(facts.artifact_digests()).filter(|_| verified.contains(&place.path()))
    else {
        return Approval::unproven(Unproven::NoDecision);
    };
    // The decision names a version, and the manifest the bytes.
    let manifest = facts.section("identity").get("manifest_ref");
    let kept = [&place, &manifest]
        .into_iter()
        .all(|reference| verified.contains(&reference.path()) && is_kept(reference, options));
    let otherwise = |reason| if kept { Approval::Kept } else { Approval::unproven(reason) };
    let Some((id, _)) = envelope(facts, options) else { return otherwise(Unproven::NotKept) };
    // An envelope that does not verify is no envelope that is missing: somebody put it there.
    match observed.get(&id) {
        Some(Observed::Missing) => otherwise(Unproven::NotSigned),
        Some(Observed::Read { content: Some(envelope), .. }) => {
            let claim = Claim {
                decided_by,
                decision_digest: digest,
                environment: options.environment(),
                artifact_digests: artifacts,
            };
            match verify(envelope, &claim, options.trusted_keys()) {
                Ok(signed) => Approval::Signed { principal: signed.principal().to_owned() },
                Err(faults) => {
                    Approval::Unproven(faults.into_iter().map(Unproven::Envelope).collect())
                }
            }
        }
        Some(Observed::Read { content: None, .. } | Observed::TooLarge) => {
            Approval::unproven(Unproven::Envelope(Fault::EnvelopeInvalid))
        }
        Some(Observed::Unreadable) | None => Approval::unproven(Unproven::EnvelopeUnreadable),
    }
}

/// Whether only a steward can have put the object where it is: the audit zone's bucket policy reserves the keys of the
/// bucket that begin so, wherever the zone map says that the zone begins.
fn is_kept(reference: &Node<'_>, options: &Options) -> bool {
    let uri = reference.get("uri").json().as_str().unwrap_or_default();
    let id = ObjectId { uri: uri.to_owned(), version: None };
    options.zones().zone_of(uri) == Some(ZoneKind::Audit)
        && id.place().is_some_and(|(_, key)| key.starts_with(DECISIONS))
}
