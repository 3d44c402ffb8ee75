//! The codes of the contract profile: those of single rules here, those that every part of the packet has in
//! `generic.rs`.

mod generic;

use crate::promotion::verdict::{Code, codes};

pub use generic::{A, B, C, CONTROL, D, E, F, Generic, REVIEW, ROLLBACK};

codes! {
    INPUT_JSON_INVALID = "PC_INPUT_JSON_INVALID", Input, Error, "the packet is strict JSON within its limits";
    INPUT_TOO_LARGE = "PC_INPUT_TOO_LARGE", Input, Error, "the packet has at most 1 000 000 bytes";
    INPUT_DOCUMENT_INVALID = "PC_INPUT_DOCUMENT_INVALID", Input, Error, "the packet is an object";
    A_DATASET_ID_MISMATCH = "PC_A_DATASET_ID_MISMATCH", A, Deny, "the id of the dataset is made of its slug";
    A_VERSION_NOT_DERIVED = "PC_A_VERSION_NOT_DERIVED", A, Deny, "the version carries the first digits of the specification's hash";
    A_SPEC_HASH_MISMATCH = "PC_A_SPEC_HASH_MISMATCH", A, Deny, "the hash is that of the canonical specification";
    A_ARTIFACT_PATH_UNVERSIONED = "PC_A_ARTIFACT_PATH_UNVERSIONED", A, Deny, "an artifact lies below slug and version, at its path";
    A_ARTIFACT_DUPLICATE = "PC_A_ARTIFACT_DUPLICATE", A, Deny, "no two artifacts share a path, a URI or a digest";
    A_MANIFEST_MISSING = "PC_A_MANIFEST_MISSING", A, Deny, "the promotion manifest is an object";
    A_MANIFEST_MISMATCH = "PC_A_MANIFEST_MISMATCH", A, Deny, "the promotion manifest says what the identity says";
    B_LICENSE_MISSING = "PC_B_LICENSE_MISSING", B, Deny, "a licence is named";
    B_RIGHTS_FIELD_MISSING = "PC_B_RIGHTS_FIELD_MISSING", B, Deny, "holder, source and attribution are named";
    B_TERMS_SNAPSHOT_MISSING = "PC_B_TERMS_SNAPSHOT_MISSING", B, Deny, "a snapshot of the terms is kept";
    B_REDISTRIBUTION_DENIED = "PC_B_REDISTRIBUTION_DENIED", B, Deny, "redistribution is allowed";
    B_LICENSE_CLASS_MISMATCH = "PC_B_LICENSE_CLASS_MISMATCH", B, Deny, "the licence class is that of the licence and the restrictions";
    B_LICENSE_UNKNOWN = "PC_B_LICENSE_UNKNOWN", B, Deny, "the licence is known";
    B_LICENSE_CLASS_DENIED = "PC_B_LICENSE_CLASS_DENIED", B, Deny, "the licence class may be promoted, by an exception at most";
    B_EXCEPTION_INVALID = "PC_B_EXCEPTION_INVALID", B, Deny, "an exception is approved by another person than the author, in a role that may";
    B_EXCEPTION_EXPIRED = "PC_B_EXCEPTION_EXPIRED", B, Deny, "the exception has not expired";
    B_SHARE_ALIKE_REVIEW_MISSING = "PC_B_SHARE_ALIKE_REVIEW_MISSING", B, Deny, "a share-alike licence was found compatible and enforceable by another person than the author";
    B_LICENSE_CONFLICT = "PC_B_LICENSE_CONFLICT", B, Deny, "the catalog names the same licence";
    C_LABEL_UNKNOWN = "PC_C_LABEL_UNKNOWN", C, Deny, "the policy label is of the vocabulary";
    C_LABEL_NOT_PROMOTABLE = "PC_C_LABEL_NOT_PROMOTABLE", C, Deny, "what is quarantined is not promoted";
    C_LABEL_AUDIENCE_DENIED = "PC_C_LABEL_AUDIENCE_DENIED", C, Deny, "the policy label admits the audience";
    C_PRECISE_LOCATION_EXPOSED = "PC_C_PRECISE_LOCATION_EXPOSED", C, Deny, "precise sensitive locations go to an authorized audience under a label that is not public";
    C_OBLIGATION_UNKNOWN = "PC_C_OBLIGATION_UNKNOWN", C, Deny, "an obligation is of the vocabulary";
    C_OBLIGATION_UNMET = "PC_C_OBLIGATION_UNMET", C, Deny, "an obligation is applied in its mode";
    C_OBLIGATION_MISSING = "PC_C_OBLIGATION_MISSING", C, Deny, "what is generalized carries an obligation";
    C_REDACTION_PLAN_MISSING = "PC_C_REDACTION_PLAN_MISSING", C, Deny, "what is generalized, sensitive or transformed has a redaction plan with a method";
    C_REDACTION_NOT_IN_PROV = "PC_C_REDACTION_NOT_IN_PROV", C, Deny, "the redaction is an activity of the provenance";
    C_EMBARGO_ACTIVE = "PC_C_EMBARGO_ACTIVE", C, Deny, "the embargo is over, without condition or open review";
    C_DECISION_MISSING = "PC_C_DECISION_MISSING", C, Deny, "a policy decision is carried";
    C_DECISION_NOT_ALLOWED = "PC_C_DECISION_NOT_ALLOWED", C, Deny, "the policy decision allows";
    C_OBLIGATION_MISMATCH = "PC_C_OBLIGATION_MISMATCH", C, Deny, "the policy decision has the same obligations";
    C_LABEL_MISMATCH = "PC_C_LABEL_MISMATCH", C, Deny, "the policy label is the same everywhere";
    C_DECISION_MISMATCH = "PC_C_DECISION_MISMATCH", C, Deny, "the manifest names the same policy decision";
    D_DCAT_MISSING = "PC_D_DCAT_MISSING", D, Deny, "a DCAT record is carried";
    D_STAC_MISSING = "PC_D_STAC_MISSING", D, Deny, "STAC records are carried, or the reason why they do not apply";
    D_PROV_MISSING = "PC_D_PROV_MISSING", D, Deny, "a PROV bundle is carried";
    D_IDENTITY_MISMATCH = "PC_D_IDENTITY_MISMATCH", D, Deny, "the DCAT record names the dataset and its version";
    D_VERSION_MISMATCH = "PC_D_VERSION_MISMATCH", D, Deny, "a catalog record is of the version that is promoted";
    D_DIGEST_MISMATCH = "PC_D_DIGEST_MISMATCH", D, Deny, "the catalog records name the artifacts";
    D_CROSSLINK_BROKEN = "PC_D_CROSSLINK_BROKEN", D, Deny, "the catalog records, the runs and the policy decision name each other";
    D_STAC_REQUIRED = "PC_D_STAC_REQUIRED", D, Deny, "spatial artifacts have STAC records";
    D_LINKCHECK_FAILED = "PC_D_LINKCHECK_FAILED", D, Deny, "links were checked, and none is broken";
    D_EVIDENCE_UNRESOLVED = "PC_D_EVIDENCE_UNRESOLVED", D, Deny, "evidence is referenced by known schemes, and resolves";
    D_MANIFEST_CATALOGS_MISMATCH = "PC_D_MANIFEST_CATALOGS_MISMATCH", D, Deny, "the manifest names the catalog documents";
    D_DCAT_INVALID = "PC_D_DCAT_INVALID", D, Deny, "the stored DCAT document is complete";
    D_STAC_INVALID = "PC_D_STAC_INVALID", D, Deny, "the stored STAC document is complete";
    D_PROV_INVALID = "PC_D_PROV_INVALID", D, Deny, "the stored PROV document is complete";
    D_FACT_MISMATCH = "PC_D_FACT_MISMATCH", D, Deny, "the stored document says what the packet says of it";
    E_RUN_RECEIPT_MISSING = "PC_E_RUN_RECEIPT_MISSING", E, Deny, "every run has a receipt";
    E_VERSION_MISMATCH = "PC_E_VERSION_MISMATCH", E, Deny, "a receipt is of the version that is promoted";
    E_VALIDATION_INCONCLUSIVE = "PC_E_VALIDATION_INCONCLUSIVE", E, Abstain, "the run's validation is conclusive";
    E_VALIDATION_FAILED = "PC_E_VALIDATION_FAILED", E, Deny, "the run's validation passed";
    E_DECISION_MISMATCH = "PC_E_DECISION_MISMATCH", E, Deny, "a run names the policy decision";
    E_RUN_DUPLICATE = "PC_E_RUN_DUPLICATE", E, Deny, "a run has one receipt";
    E_OUTPUT_MISMATCH = "PC_E_OUTPUT_MISMATCH", E, Deny, "the runs' outputs are the artifacts";
    E_OUTPUT_MULTIPLE_RUNS = "PC_E_OUTPUT_MULTIPLE_RUNS", E, Deny, "one run made an artifact, once";
    E_QA_FAILED = "PC_E_QA_FAILED", E, Deny, "quality assurance passed its thresholds";
    E_QA_MISMATCH = "PC_E_QA_MISMATCH", E, Deny, "the manifest carries the result of quality assurance";
    E_AUDIT_MISSING = "PC_E_AUDIT_MISSING", E, Deny, "every run's receipt is in the audit ledger";
    F_BUNDLE_MISSING = "PC_F_BUNDLE_MISSING", F, Deny, "a policy bundle is named";
    F_BUNDLE_PIN_MISMATCH = "PC_F_BUNDLE_PIN_MISMATCH", F, Deny, "the policy bundle is the pinned one";
    F_ENGINE_PIN_MISMATCH = "PC_F_ENGINE_PIN_MISMATCH", F, Deny, "the policy engine is the pinned one";
    F_ENTRYPOINT_INVALID = "PC_F_ENTRYPOINT_INVALID", F, Deny, "the entry point is that of the profile";
    F_PARITY_MISMATCH = "PC_F_PARITY_MISMATCH", F, Deny, "runtime and tests used the pinned bundle and engine";
    F_TESTS_FAILED = "PC_F_TESTS_FAILED", F, Deny, "the policy's tests ran, and none failed";
    F_CONTRACT_TESTS_FAILED = "PC_F_CONTRACT_TESTS_FAILED", F, Deny, "contract tests ran, and none failed";
    F_EVIDENCE_UNRESOLVED = "PC_F_EVIDENCE_UNRESOLVED", F, Deny, "contract tests resolved evidence";
    F_POLICY_UNDEFINED = "PC_F_POLICY_UNDEFINED", F, Deny, "the policy gives a result";
    F_POLICY_RESULT_INVALID = "PC_F_POLICY_RESULT_INVALID", F, Deny, "the policy's result has a truth value and a list of denials";
    F_POLICY_DENY = "PC_F_POLICY_DENY", F, Deny, "the policy allows, and denies nothing";
    F_POLICY_INPUT_MISMATCH = "PC_F_POLICY_INPUT_MISMATCH", F, Deny, "the policy decided on this packet";
    F_POLICY_EVALUATION_ERROR = "PC_F_POLICY_EVALUATION_ERROR", F, Error, "the policy can be evaluated";
    F_POLICY_OBLIGATION_UNCOVERED = "PC_F_POLICY_OBLIGATION_UNCOVERED", F, Deny, "the packet carries every obligation of the policy";
    X_PROFILE_INVALID = "PC_X_PROFILE_INVALID", Control, Deny, "packet version and profile are those of the profile";
    X_ENVIRONMENT_MISMATCH = "PC_X_ENVIRONMENT_MISMATCH", Control, Deny, "the packet is for the environment that the gate guards";
    X_EVALUATED_AT_INVALID = "PC_X_EVALUATED_AT_INVALID", Control, Deny, "the packet was evaluated, and not in the future";
    X_LIFETIME_INVALID = "PC_X_LIFETIME_INVALID", Control, Deny, "the packet lives for some time, and not for too long";
    X_PACKET_EXPIRED = "PC_X_PACKET_EXPIRED", Control, Deny, "the packet has not expired";
    X_ROLE_INVALID = "PC_X_ROLE_INVALID", Control, Deny, "an actor has a role that may do this, and no program approves";
    X_ZONE_UNKNOWN = "PC_X_ZONE_UNKNOWN", Control, Deny, "both zones are of the vocabulary";
    X_QUARANTINE_NOT_PROMOTABLE = "PC_X_QUARANTINE_NOT_PROMOTABLE", Control, Deny, "nothing is promoted out of quarantine";
    X_RAW_TO_SERVED_BLOCKED = "PC_X_RAW_TO_SERVED_BLOCKED", Control, Deny, "nothing raw or in work is promoted to what is served";
    X_TRANSITION_NOT_GATED = "PC_X_TRANSITION_NOT_GATED", Control, Deny, "the transition is one that this gate guards";
    X_TRANSITION_FORBIDDEN = "PC_X_TRANSITION_FORBIDDEN", Control, Deny, "the transition is on the way of promotion";
    X_EMERGENCY_DENY = "PC_X_EMERGENCY_DENY", Control, Deny, "no kill switch is on";
    X_EMERGENCY_DENY_UNREADABLE = "PC_X_EMERGENCY_DENY_UNREADABLE", Control, Error, "the kill switch can be read";
    X_REVIEW_INVALID = "PC_X_REVIEW_INVALID", Control, Deny, "the review is complete, and its times are in order";
    X_REVIEW_NOT_APPROVED = "PC_X_REVIEW_NOT_APPROVED", Control, Deny, "the review approves";
    X_REVIEW_OBLIGATIONS_OPEN = "PC_X_REVIEW_OBLIGATIONS_OPEN", Control, Abstain, "the review leaves no obligation open";
    X_REVIEW_EXPIRED = "PC_X_REVIEW_EXPIRED", Control, Deny, "the review is still valid";
    X_REVIEW_SUPERSEDED = "PC_X_REVIEW_SUPERSEDED", Control, Deny, "the review is not superseded";
    X_REVIEW_UNBOUND = "PC_X_REVIEW_UNBOUND", Control, Deny, "the review is of exactly this candidate";
    X_SEPARATION_OF_DUTIES = "PC_X_SEPARATION_OF_DUTIES", Control, Deny, "author, operator, approver and decider are different";
    X_APPROVAL_MISSING = "PC_X_APPROVAL_MISSING", Control, Deny, "the manifest carries the reviewer's approval";
    X_COUNCIL_REQUIRED = "PC_X_COUNCIL_REQUIRED", Control, Deny, "precise sensitive locations are approved by the council";
    X_DECISION_NOT_APPROVED = "PC_X_DECISION_NOT_APPROVED", Control, Deny, "the promotion decision approves";
    X_DECISION_ABSTAINED = "PC_X_DECISION_ABSTAINED", Control, Abstain, "the promotion decision does not abstain";
    X_DECISION_UNBOUND = "PC_X_DECISION_UNBOUND", Control, Deny, "the promotion decision is of exactly this candidate";
    X_ROLLBACK_INVALID = "PC_X_ROLLBACK_INVALID", Control, Deny, "the rollback is of this version, in a known mode";
    X_ROLLBACK_TARGET_INVALID = "PC_X_ROLLBACK_TARGET_INVALID", Control, Deny, "the rollback leads to another release, or withdraws";
}

/// Every code of the profile: those of single rules and those of parts.
pub fn all() -> impl Iterator<Item = Code> {
    let generic = [A, B, C, D, E, F, CONTROL].into_iter().flat_map(|part| part.codes());
    generic.chain(ALL.iter().copied())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::promotion::verdict::Status;

    #[test]
    fn the_status_follows_from_the_name() {
        const ABSTAINING: [&str; 3] = [
            "PC_X_REVIEW_OBLIGATIONS_OPEN",
            "PC_X_DECISION_ABSTAINED",
            "PC_E_VALIDATION_INCONCLUSIVE",
        ];
        for code in all() {
            let error = code.name.ends_with("_OBJECT_UNREADABLE")
                || code.name.ends_with("_OBJECT_TOO_LARGE")
                || code.name.starts_with("PC_INPUT_")
                || matches!(
                    code.name,
                    "PC_F_POLICY_EVALUATION_ERROR" | "PC_X_EMERGENCY_DENY_UNREADABLE"
                );
            let expected = match () {
                () if error => Status::Error,
                () if ABSTAINING.contains(&code.name) => Status::Abstain,
                () => Status::Deny,
            };
            assert_eq!(code.status, expected, "{}", code.name);
        }
        assert_eq!(all().filter(|code| code.status == Status::Abstain).count(), 3);
    }

    #[test]
    fn names_are_unique_and_carry_their_gate() {
        let names: BTreeSet<_> = all().map(|code| code.name).collect();
        assert_eq!(names.len(), all().count());
        for code in all() {
            let letter = code.name.split('_').nth(1).unwrap();
            let letter = if letter == "X" { "CONTROL" } else { letter };
            assert_eq!(letter, code.gate.word(), "{}", code.name);
        }
    }
}
