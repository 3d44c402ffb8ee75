//! The receipt of one promotion attempt, `kfm/promotion-receipt/v1`: what it has to be, and its digest.
//!
//! Nobody checks here whether references resolve, whether the promotion happened, or whether the codes of a gate fit
//! its status.

mod canonical;
pub mod issue;
mod rules;
mod shape;

use super::json::{Json, Limits, Unreadable};

/// The most bytes of a receipt: it may be larger than a packet.
pub const MAX_BYTES: usize = 2_097_152;

/// The rule book bounds bytes and depth of a receipt. Of the values, a receipt of the profile has fewer than 2,000
/// (256 digests, 7 times 128 codes, 4 times 128 references and its own members): beyond this it is none, and is not
/// held in memory to be told so.
const LIMITS: Limits = Limits { bytes: MAX_BYTES, values: 65_536, safe_integers: false };

/// What is wrong with a receipt. Sorted by the word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// No regular file.
    NotFile,
    /// More than 2,097,152 bytes.
    TooLarge,
    /// A member name twice in one object.
    DuplicateKey,
    /// Not strict JSON.
    Invalid,
    /// It could be opened, and not read.
    Unreadable,
    /// The root is not an object.
    Root,
    /// A member is missing, unknown or malformed.
    Schema,
    /// The status is not the worst of the gates'.
    Status,
    /// The readiness does not follow from the gates.
    Readiness,
    /// The digest is another.
    Digest,
    /// Applied, though the gates do not pass.
    AppliedWhileBlocked,
    /// Applied without a decision.
    AppliedWithoutDecision,
    /// Applied without evidence, policy, review or attestation.
    AppliedWithoutSupport,
}

impl Fault {
    /// All of them.
    #[cfg(test)]
    const ALL: [Self; 13] = [
        Self::NotFile,
        Self::TooLarge,
        Self::DuplicateKey,
        Self::Invalid,
        Self::Unreadable,
        Self::Root,
        Self::Schema,
        Self::Status,
        Self::Readiness,
        Self::Digest,
        Self::AppliedWhileBlocked,
        Self::AppliedWithoutDecision,
        Self::AppliedWithoutSupport,
    ];

    /// The code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotFile => "INPUT_NOT_FILE",
            Self::TooLarge => "INPUT_TOO_LARGE",
            Self::DuplicateKey => "JSON_DUPLICATE_KEY",
            Self::Invalid => "JSON_INVALID",
            Self::Unreadable => "INPUT_UNREADABLE",
            Self::Root => "JSON_ROOT_INVALID",
            Self::Schema => "SCHEMA_INVALID",
            Self::Status => "OVERALL_STATUS_MISMATCH",
            Self::Readiness => "READINESS_MISMATCH",
            Self::Digest => "RECEIPT_DIGEST_MISMATCH",
            Self::AppliedWhileBlocked => "TRANSITION_APPLIED_WHILE_BLOCKED",
            Self::AppliedWithoutDecision => "TRANSITION_DECISION_REF_MISSING",
            Self::AppliedWithoutSupport => "TRANSITION_SUPPORT_INCOMPLETE",
        }
    }
}

/// A receipt that was read: an object of strict JSON, of whatever shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Receipt(Json);

impl Receipt {
    /// Reads one.
    ///
    /// # Errors
    ///
    /// The text is too large, not strict JSON, or no object.
    pub fn read(text: &[u8]) -> Result<Self, Fault> {
        let document = Json::read(text, LIMITS).map_err(|why| match why {
            Unreadable::TooLarge => Fault::TooLarge,
            Unreadable::DuplicateName => Fault::DuplicateKey,
            Unreadable::Invalid => Fault::Invalid,
        })?;
        if document.as_object().is_none() {
            return Err(Fault::Root);
        }
        Ok(Self(document))
    }

    /// The digest, `sha256:<hex>`, over the receipt without its member `integrity`, in sorted ASCII JSON: not the form
    /// of RFC 8785, which keeps other characters raw.
    ///
    /// None where there is a number in it: a receipt has none, and its form does not say how one would be written.
    #[must_use]
    pub fn digest(&self) -> Option<String> {
        canonical::digest(self.0.as_object()?)
    }

    /// Everything that is wrong with it, sorted by code. A wrong shape is told alone.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        if !shape::holds(&self.0) {
            return vec![Fault::Schema];
        }
        let mut faults = rules::faults(&self.0, self.digest().as_deref());
        faults.sort_unstable_by_key(|fault| fault.code());
        faults
    }
}

#[cfg(test)]
mod tests;
