//! The signature of a promotion decision: a DSSE envelope around an in-toto statement, verified offline.
//!
//! It proves that the principal who decided signed this decision about these artifacts, and nothing else: whether the
//! decision approves, and whether the packet it belongs to passes, is judged elsewhere. What cannot be verified does
//! not count.
//!
//! Sources: <https://github.com/secure-systems-lab/dsse> (v1) for the envelope,
//! <https://github.com/in-toto/attestation/tree/main/spec/v1> for the statement.

mod envelope;
mod keys;
mod public_key;
mod statement;

use std::collections::BTreeSet;

pub use keys::{TrustedKey, TrustedKeys};
pub use statement::{PREDICATE_TYPE, STATEMENT_TYPE};

use super::principals::APPROVERS;
use envelope::Envelope;

/// The type of what the envelope carries.
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";

/// Where the envelope of a decision lies.
#[must_use]
pub fn envelope_uri(decision_uri: &str) -> String {
    format!("{decision_uri}.dsse.json")
}

/// What a signature has to prove, as the evidence claims it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim<'c> {
    /// The principal who decided.
    pub decided_by: &'c str,
    /// The digest of the decision, `sha256:<hex>`.
    pub decision_digest: &'c str,
    /// The environment that it is decided for.
    pub environment: &'c str,
    /// The digests of all artifacts that it decides about, `sha256:<hex>`.
    pub artifact_digests: BTreeSet<&'c str>,
}

/// The proof that a claim holds. Only [`verify`] makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed<'k> {
    principal: &'k str,
    roles: &'k BTreeSet<String>,
}

impl<'k> Signed<'k> {
    /// Who signed.
    #[must_use]
    pub const fn principal(&self) -> &'k str {
        self.principal
    }

    /// The roles that the signer is trusted in; at least one of them may approve.
    #[must_use]
    pub const fn roles(&self) -> &'k BTreeSet<String> {
        self.roles
    }
}

/// Why a claim is not proved. It says nothing of what the envelope holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum Fault {
    /// Too large, not strict JSON, or not the envelope of the protocol.
    #[error(
        "the envelope must be strict JSON of at most 1 MiB with `payloadType`, `payload` in base64 and 1 to 16 `signatures`, each with `sig` in base64, and nothing else but `keyid`"
    )]
    EnvelopeInvalid,
    /// The payload is of another type.
    #[error("the envelope's `payloadType` must be `application/vnd.in-toto+json`")]
    PayloadTypeInvalid,
    /// No key for the principal who decided.
    #[error("the principal who decided must have a trusted key")]
    SignerUnknown,
    /// A key without a role that may approve.
    #[error("the principal who decided must be trusted as `steward` or `council`")]
    SignerMayNotApprove,
    /// No signature is by the key of the principal who decided.
    #[error("a signature of the envelope must verify under the key of the principal who decided")]
    SignatureInvalid,
    /// What was signed is no statement.
    #[error(
        "the payload must be strict JSON of an in-toto statement, v1, with a SHA-256 digest for each of at least one subject"
    )]
    StatementInvalid,
    /// What was signed states something else.
    #[error(
        "the statement's `predicateType` must be `kfm://attestation/promotion-decision/v1`: other statements by the same key do not decide"
    )]
    PredicateTypeInvalid,
    /// What was signed is for another environment, or for none.
    #[error("the statement's `predicate.environment` must be the environment that the gate guards")]
    EnvironmentMismatch,
    /// The decision or an artifact was not signed.
    #[error("the statement's subjects must include the decision and all its artifacts")]
    SubjectMissing,
    /// Something was signed that the decision does not decide about.
    #[error("the statement must have no subjects but the decision and its artifacts")]
    SubjectUnexpected,
}

impl Fault {
    /// The code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::EnvelopeInvalid => "ENVELOPE_INVALID",
            Self::PayloadTypeInvalid => "PAYLOAD_TYPE_INVALID",
            Self::SignerUnknown => "SIGNER_UNKNOWN",
            Self::SignerMayNotApprove => "SIGNER_MAY_NOT_APPROVE",
            Self::SignatureInvalid => "SIGNATURE_INVALID",
            Self::StatementInvalid => "STATEMENT_INVALID",
            Self::PredicateTypeInvalid => "PREDICATE_TYPE_INVALID",
            Self::EnvironmentMismatch => "ENVIRONMENT_MISMATCH",
            Self::SubjectMissing => "SUBJECT_MISSING",
            Self::SubjectUnexpected => "SUBJECT_UNEXPECTED",
        }
    }
}

/// Verifies that the principal who decided signed the decision and exactly its artifacts, and may approve.
///
/// # Errors
///
/// Everything that does not hold, as far as it can be seen: the payload is not looked at before a signature of the
/// principal who decided verifies.
pub fn verify<'k>(
    envelope: &[u8],
    claim: &Claim<'_>,
    keys: &'k TrustedKeys,
) -> Result<Signed<'k>, BTreeSet<Fault>> {
    let mut faults = BTreeSet::new();
    let signer = keys.signer(claim.decided_by);
    match signer {
        None => drop(faults.insert(Fault::SignerUnknown)),
        Some(signer) if !signer.roles.iter().any(|role| APPROVERS.contains(&role.as_str())) => {
            faults.insert(Fault::SignerMayNotApprove);
        }
        Some(_) => {}
    }
    match Envelope::read(envelope) {
        None => drop(faults.insert(Fault::EnvelopeInvalid)),
        Some(envelope) => {
            let typed = envelope.payload_type == PAYLOAD_TYPE;
            if !typed {
                faults.insert(Fault::PayloadTypeInvalid);
            }
            match signer {
                Some(signer) if !envelope.is_signed_by(signer.key) => {
                    faults.insert(Fault::SignatureInvalid);
                }
                Some(_) if typed => faults.extend(statement::faults(&envelope.payload, claim)),
                _ => {}
            }
        }
    }
    match signer {
        Some(signer) if faults.is_empty() => {
            Ok(Signed { principal: signer.principal, roles: signer.roles })
        }
        _ => Err(faults),
    }
}

#[cfg(test)]
pub(super) mod tests;
