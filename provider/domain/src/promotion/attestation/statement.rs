//! The in-toto statement: what the signer says, and about what.

use std::collections::BTreeSet;

use super::{Claim, Fault};
use crate::promotion::formats::is_sha256;
use crate::promotion::json::{Json, Limits};

/// The schema of the statement.
pub const STATEMENT_TYPE: &str = "https://in-toto.io/Statement/v1";

/// That the subjects are a decision and all artifacts that it decides about. It is of our own, so that a key which also
/// signs provenance or scans does not approve by that.
pub const PREDICATE_TYPE: &str = "kfm://attestation/promotion-decision/v1";

/// What is wrong with a payload whose signature has verified.
pub(super) fn faults(payload: &[u8], claim: &Claim<'_>) -> BTreeSet<Fault> {
    let mut faults = BTreeSet::new();
    let Ok(statement) = Json::read(payload, Limits::DOCUMENT) else {
        return BTreeSet::from([Fault::StatementInvalid]);
    };
    if !statement.get("_type").is_str(STATEMENT_TYPE) {
        faults.insert(Fault::StatementInvalid);
    }
    // A decision does not say where it holds: without this, that of one environment would do in another. All else that
    // it says is bound by its digest.
    if !statement.get("predicate").get("environment").is_str(claim.environment) {
        faults.insert(Fault::EnvironmentMismatch);
    }
    if !statement.get("predicateType").is_str(PREDICATE_TYPE) {
        faults.insert(Fault::PredicateTypeInvalid);
    }
    let Some(subjects) = subjects(statement.get("subject")) else {
        faults.insert(Fault::StatementInvalid);
        return faults;
    };
    let mut claimed: BTreeSet<_> = claim.artifact_digests.iter().copied().collect();
    claimed.insert(claim.decision_digest);
    if claimed.iter().any(|digest| !subjects.contains(*digest)) {
        faults.insert(Fault::SubjectMissing);
    }
    if subjects.iter().any(|digest| !claimed.contains(digest.as_str())) {
        faults.insert(Fault::SubjectUnexpected);
    }
    faults
}

/// The subjects' digests as `sha256:<hex>`; none unless there is at least one, and each has one. A subject is its
/// digest, says in-toto: names, and digests by other algorithms, are ignored.
fn subjects(list: &Json) -> Option<BTreeSet<String>> {
    let list = list.as_array().filter(|list| !list.is_empty())?;
    list.iter()
        .map(|subject| {
            let digest = format!("sha256:{}", subject.get("digest").get("sha256").as_str()?);
            is_sha256(&digest).then_some(digest)
        })
        .collect()
}
