//! The codes of the contract profile, and the generic ones by the part of the packet.

use crate::promotion::verdict::{Code, Gate, codes};

codes! {
    INPUT_JSON_INVALID = "PC_INPUT_JSON_INVALID", Input, Error, "the packet is strict JSON within its limits";
    INPUT_TOO_LARGE = "PC_INPUT_TOO_LARGE", Input, Error, "the packet has at most 1 000 000 bytes";
    INPUT_DOCUMENT_INVALID = "PC_INPUT_DOCUMENT_INVALID", Input, Error, "the packet is an object";
    A_FIELD_INVALID = "PC_A_FIELD_INVALID", A, Deny, "a member is there, in its format, and agrees with the members that bound it";
    A_REF_INVALID = "PC_A_REF_INVALID", A, Deny, "a reference names one object by URI, digest and media type";
    A_REF_ZONE_INVALID = "PC_A_REF_ZONE_INVALID", A, Deny, "a reference lies in a zone where its kind is kept";
    A_UNDECLARED_FIELD = "PC_A_UNDECLARED_FIELD", A, Deny, "an object has no members but those of the profile";
    A_SECTION_INVALID = "PC_A_SECTION_INVALID", A, Deny, "the section `identity` is an object";
    A_OBJECT_MISSING = "PC_A_OBJECT_MISSING", A, Deny, "a referenced object exists";
    A_OBJECT_UNREADABLE = "PC_A_OBJECT_UNREADABLE", A, Error, "a referenced object can be read";
    A_OBJECT_TOO_LARGE = "PC_A_OBJECT_TOO_LARGE", A, Error, "a referenced object is not larger than what is read";
    A_OBJECT_DIGEST_MISMATCH = "PC_A_OBJECT_DIGEST_MISMATCH", A, Deny, "a referenced object has the size and the digest of its reference";
    A_DOCUMENT_INVALID = "PC_A_DOCUMENT_INVALID", A, Deny, "a referenced document is strict JSON, and an object";
    A_RECORD_MISMATCH = "PC_A_RECORD_MISMATCH", A, Deny, "a stored record is the one that the packet carries";
    B_FIELD_INVALID = "PC_B_FIELD_INVALID", B, Deny, "a member is there, in its format, and agrees with the members that bound it";
    B_REF_INVALID = "PC_B_REF_INVALID", B, Deny, "a reference names one object by URI, digest and media type";
    B_REF_ZONE_INVALID = "PC_B_REF_ZONE_INVALID", B, Deny, "a reference lies in a zone where its kind is kept";
    B_UNDECLARED_FIELD = "PC_B_UNDECLARED_FIELD", B, Deny, "an object has no members but those of the profile";
    B_SECTION_INVALID = "PC_B_SECTION_INVALID", B, Deny, "the section `rights` is an object";
    B_OBJECT_MISSING = "PC_B_OBJECT_MISSING", B, Deny, "a referenced object exists";
    B_OBJECT_UNREADABLE = "PC_B_OBJECT_UNREADABLE", B, Error, "a referenced object can be read";
    B_OBJECT_TOO_LARGE = "PC_B_OBJECT_TOO_LARGE", B, Error, "a referenced object is not larger than what is read";
    B_OBJECT_DIGEST_MISMATCH = "PC_B_OBJECT_DIGEST_MISMATCH", B, Deny, "a referenced object has the size and the digest of its reference";
    B_DOCUMENT_INVALID = "PC_B_DOCUMENT_INVALID", B, Deny, "a referenced document is strict JSON, and an object";
    B_RECORD_MISMATCH = "PC_B_RECORD_MISMATCH", B, Deny, "a stored record is the one that the packet carries";
    C_FIELD_INVALID = "PC_C_FIELD_INVALID", C, Deny, "a member is there, in its format, and agrees with the members that bound it";
    C_REF_INVALID = "PC_C_REF_INVALID", C, Deny, "a reference names one object by URI, digest and media type";
    C_REF_ZONE_INVALID = "PC_C_REF_ZONE_INVALID", C, Deny, "a reference lies in a zone where its kind is kept";
    C_UNDECLARED_FIELD = "PC_C_UNDECLARED_FIELD", C, Deny, "an object has no members but those of the profile";
    C_SECTION_INVALID = "PC_C_SECTION_INVALID", C, Deny, "the section `sensitivity` is an object";
    C_OBJECT_MISSING = "PC_C_OBJECT_MISSING", C, Deny, "a referenced object exists";
    C_OBJECT_UNREADABLE = "PC_C_OBJECT_UNREADABLE", C, Error, "a referenced object can be read";
    C_OBJECT_TOO_LARGE = "PC_C_OBJECT_TOO_LARGE", C, Error, "a referenced object is not larger than what is read";
    C_OBJECT_DIGEST_MISMATCH = "PC_C_OBJECT_DIGEST_MISMATCH", C, Deny, "a referenced object has the size and the digest of its reference";
    C_DOCUMENT_INVALID = "PC_C_DOCUMENT_INVALID", C, Deny, "a referenced document is strict JSON, and an object";
    C_RECORD_MISMATCH = "PC_C_RECORD_MISMATCH", C, Deny, "a stored record is the one that the packet carries";
    D_FIELD_INVALID = "PC_D_FIELD_INVALID", D, Deny, "a member is there, in its format, and agrees with the members that bound it";
    D_REF_INVALID = "PC_D_REF_INVALID", D, Deny, "a reference names one object by URI, digest and media type";
    D_REF_ZONE_INVALID = "PC_D_REF_ZONE_INVALID", D, Deny, "a reference lies in a zone where its kind is kept";
    D_UNDECLARED_FIELD = "PC_D_UNDECLARED_FIELD", D, Deny, "an object has no members but those of the profile";
    D_SECTION_INVALID = "PC_D_SECTION_INVALID", D, Deny, "the section `catalogs` is an object";
    D_OBJECT_MISSING = "PC_D_OBJECT_MISSING", D, Deny, "a referenced object exists";
    D_OBJECT_UNREADABLE = "PC_D_OBJECT_UNREADABLE", D, Error, "a referenced object can be read";
    D_OBJECT_TOO_LARGE = "PC_D_OBJECT_TOO_LARGE", D, Error, "a referenced object is not larger than what is read";
    D_OBJECT_DIGEST_MISMATCH = "PC_D_OBJECT_DIGEST_MISMATCH", D, Deny, "a referenced object has the size and the digest of its reference";
    D_DOCUMENT_INVALID = "PC_D_DOCUMENT_INVALID", D, Deny, "a referenced document is strict JSON, and an object";
    D_RECORD_MISMATCH = "PC_D_RECORD_MISMATCH", D, Deny, "a stored record is the one that the packet carries";
    E_FIELD_INVALID = "PC_E_FIELD_INVALID", E, Deny, "a member is there, in its format, and agrees with the members that bound it";
    E_REF_INVALID = "PC_E_REF_INVALID", E, Deny, "a reference names one object by URI, digest and media type";
    E_REF_ZONE_INVALID = "PC_E_REF_ZONE_INVALID", E, Deny, "a reference lies in a zone where its kind is kept";
    E_UNDECLARED_FIELD = "PC_E_UNDECLARED_FIELD", E, Deny, "an object has no members but those of the profile";
    E_SECTION_INVALID = "PC_E_SECTION_INVALID", E, Deny, "the section `receipts` is an object";
    E_OBJECT_MISSING = "PC_E_OBJECT_MISSING", E, Deny, "a referenced object exists";
    E_OBJECT_UNREADABLE = "PC_E_OBJECT_UNREADABLE", E, Error, "a referenced object can be read";
    E_OBJECT_TOO_LARGE = "PC_E_OBJECT_TOO_LARGE", E, Error, "a referenced object is not larger than what is read";
    E_OBJECT_DIGEST_MISMATCH = "PC_E_OBJECT_DIGEST_MISMATCH", E, Deny, "a referenced object has the size and the digest of its reference";
    E_DOCUMENT_INVALID = "PC_E_DOCUMENT_INVALID", E, Deny, "a referenced document is strict JSON, and an object";
    E_RECORD_MISMATCH = "PC_E_RECORD_MISMATCH", E, Deny, "a stored record is the one that the packet carries";
    F_FIELD_INVALID = "PC_F_FIELD_INVALID", F, Deny, "a member is there, in its format, and agrees with the members that bound it";
    F_REF_INVALID = "PC_F_REF_INVALID", F, Deny, "a reference names one object by URI, digest and media type";
    F_REF_ZONE_INVALID = "PC_F_REF_ZONE_INVALID", F, Deny, "a reference lies in a zone where its kind is kept";
    F_UNDECLARED_FIELD = "PC_F_UNDECLARED_FIELD", F, Deny, "an object has no members but those of the profile";
    F_SECTION_INVALID = "PC_F_SECTION_INVALID", F, Deny, "the section `policy` is an object";
    F_OBJECT_MISSING = "PC_F_OBJECT_MISSING", F, Deny, "a referenced object exists";
    F_OBJECT_UNREADABLE = "PC_F_OBJECT_UNREADABLE", F, Error, "a referenced object can be read";
    F_OBJECT_TOO_LARGE = "PC_F_OBJECT_TOO_LARGE", F, Error, "a referenced object is not larger than what is read";
    F_OBJECT_DIGEST_MISMATCH = "PC_F_OBJECT_DIGEST_MISMATCH", F, Deny, "a referenced object has the size and the digest of its reference";
    F_DOCUMENT_INVALID = "PC_F_DOCUMENT_INVALID", F, Deny, "a referenced document is strict JSON, and an object";
    F_RECORD_MISMATCH = "PC_F_RECORD_MISMATCH", F, Deny, "a stored record is the one that the packet carries";
    X_FIELD_INVALID = "PC_X_FIELD_INVALID", Control, Deny, "a member is there, in its format, and agrees with the members that bound it";
    X_REF_INVALID = "PC_X_REF_INVALID", Control, Deny, "a reference names one object by URI, digest and media type";
    X_REF_ZONE_INVALID = "PC_X_REF_ZONE_INVALID", Control, Deny, "a reference lies in a zone where its kind is kept";
    X_UNDECLARED_FIELD = "PC_X_UNDECLARED_FIELD", Control, Deny, "an object has no members but those of the profile";
    X_OBJECT_MISSING = "PC_X_OBJECT_MISSING", Control, Deny, "a referenced object exists";
    X_OBJECT_UNREADABLE = "PC_X_OBJECT_UNREADABLE", Control, Error, "a referenced object can be read";
    X_OBJECT_TOO_LARGE = "PC_X_OBJECT_TOO_LARGE", Control, Error, "a referenced object is not larger than what is read";
    X_OBJECT_DIGEST_MISMATCH = "PC_X_OBJECT_DIGEST_MISMATCH", Control, Deny, "a referenced object has the size and the digest of its reference";
    X_DOCUMENT_INVALID = "PC_X_DOCUMENT_INVALID", Control, Deny, "a referenced document is strict JSON, and an object";
    X_RECORD_MISMATCH = "PC_X_RECORD_MISMATCH", Control, Deny, "a stored record is the one that the packet carries";
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

/// The codes that every part of the packet has of its own.
#[derive(Clone, Copy, Debug)]
pub struct Generic {
    /// A member is missing, or not in its format.
    pub field: Code,
    /// A reference is missing or malformed.
    pub reference: Code,
    /// A reference lies in a zone that its kind does not allow.
    pub zone: Code,
    /// An object has an unknown member.
    pub undeclared: Code,
    /// The part is not an object.
    pub section: Code,
    /// A referenced object does not exist.
    pub missing: Code,
    /// A referenced object cannot be read.
    pub unreadable: Code,
    /// A referenced object is too large.
    pub too_large: Code,
    /// A referenced object is another one.
    pub digest: Code,
    /// A referenced document is not strict JSON.
    pub document: Code,
    /// A stored record differs from the packet's.
    pub record: Code,
}

/// Of identity.
pub const A: Generic = Generic {
    field: A_FIELD_INVALID,
    reference: A_REF_INVALID,
    zone: A_REF_ZONE_INVALID,
    undeclared: A_UNDECLARED_FIELD,
    section: A_SECTION_INVALID,
    missing: A_OBJECT_MISSING,
    unreadable: A_OBJECT_UNREADABLE,
    too_large: A_OBJECT_TOO_LARGE,
    digest: A_OBJECT_DIGEST_MISMATCH,
    document: A_DOCUMENT_INVALID,
    record: A_RECORD_MISMATCH,
};

/// Of rights.
pub const B: Generic = Generic {
    field: B_FIELD_INVALID,
    reference: B_REF_INVALID,
    zone: B_REF_ZONE_INVALID,
    undeclared: B_UNDECLARED_FIELD,
    section: B_SECTION_INVALID,
    missing: B_OBJECT_MISSING,
    unreadable: B_OBJECT_UNREADABLE,
    too_large: B_OBJECT_TOO_LARGE,
    digest: B_OBJECT_DIGEST_MISMATCH,
    document: B_DOCUMENT_INVALID,
    record: B_RECORD_MISMATCH,
};

/// Of sensitivity.
pub const C: Generic = Generic {
    field: C_FIELD_INVALID,
    reference: C_REF_INVALID,
    zone: C_REF_ZONE_INVALID,
    undeclared: C_UNDECLARED_FIELD,
    section: C_SECTION_INVALID,
    missing: C_OBJECT_MISSING,
    unreadable: C_OBJECT_UNREADABLE,
    too_large: C_OBJECT_TOO_LARGE,
    digest: C_OBJECT_DIGEST_MISMATCH,
    document: C_DOCUMENT_INVALID,
    record: C_RECORD_MISMATCH,
};

/// Of catalogs.
pub const D: Generic = Generic {
    field: D_FIELD_INVALID,
    reference: D_REF_INVALID,
    zone: D_REF_ZONE_INVALID,
    undeclared: D_UNDECLARED_FIELD,
    section: D_SECTION_INVALID,
    missing: D_OBJECT_MISSING,
    unreadable: D_OBJECT_UNREADABLE,
    too_large: D_OBJECT_TOO_LARGE,
    digest: D_OBJECT_DIGEST_MISMATCH,
    document: D_DOCUMENT_INVALID,
    record: D_RECORD_MISMATCH,
};

/// Of receipts.
pub const E: Generic = Generic {
    field: E_FIELD_INVALID,
    reference: E_REF_INVALID,
    zone: E_REF_ZONE_INVALID,
    undeclared: E_UNDECLARED_FIELD,
    section: E_SECTION_INVALID,
    missing: E_OBJECT_MISSING,
    unreadable: E_OBJECT_UNREADABLE,
    too_large: E_OBJECT_TOO_LARGE,
    digest: E_OBJECT_DIGEST_MISMATCH,
    document: E_DOCUMENT_INVALID,
    record: E_RECORD_MISMATCH,
};

/// Of policy.
pub const F: Generic = Generic {
    field: F_FIELD_INVALID,
    reference: F_REF_INVALID,
    zone: F_REF_ZONE_INVALID,
    undeclared: F_UNDECLARED_FIELD,
    section: F_SECTION_INVALID,
    missing: F_OBJECT_MISSING,
    unreadable: F_OBJECT_UNREADABLE,
    too_large: F_OBJECT_TOO_LARGE,
    digest: F_OBJECT_DIGEST_MISMATCH,
    document: F_DOCUMENT_INVALID,
    record: F_RECORD_MISMATCH,
};

/// Of the header, and the actors of CONTROL.
pub const CONTROL: Generic = Generic {
    field: X_FIELD_INVALID,
    reference: X_REF_INVALID,
    zone: X_REF_ZONE_INVALID,
    undeclared: X_UNDECLARED_FIELD,
    section: X_FIELD_INVALID,
    missing: X_OBJECT_MISSING,
    unreadable: X_OBJECT_UNREADABLE,
    too_large: X_OBJECT_TOO_LARGE,
    digest: X_OBJECT_DIGEST_MISMATCH,
    document: X_DOCUMENT_INVALID,
    record: X_RECORD_MISMATCH,
};

/// Of the review: a malformed member makes the review invalid.
pub const REVIEW: Generic =
    Generic { field: X_REVIEW_INVALID, section: X_REVIEW_INVALID, ..CONTROL };

/// Of the rollback.
pub const ROLLBACK: Generic = Generic { section: X_ROLLBACK_INVALID, ..CONTROL };

/// The generic codes of a gate; none where the profile has no such gate.
#[must_use]
pub const fn generic(gate: Gate) -> Option<&'static Generic> {
    match gate {
        Gate::A => Some(&A),
        Gate::B => Some(&B),
        Gate::C => Some(&C),
        Gate::D => Some(&D),
        Gate::E => Some(&E),
        Gate::F => Some(&F),
        Gate::Control => Some(&CONTROL),
        Gate::Input | Gate::G => None,
    }
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
        for code in ALL {
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
        assert_eq!(ALL.iter().filter(|code| code.status == Status::Abstain).count(), 3);
    }

    #[test]
    fn names_are_unique_and_carry_their_gate() {
        let names: BTreeSet<_> = ALL.iter().map(|code| code.name).collect();
        assert_eq!(names.len(), ALL.len());
        for code in ALL {
            let letter = code.name.split('_').nth(1).unwrap();
            let letter = if letter == "X" { "CONTROL" } else { letter };
            assert_eq!(letter, code.gate.word(), "{}", code.name);
        }
    }

    #[test]
    fn every_gate_has_its_own_generic_codes() {
        let gates = [Gate::A, Gate::B, Gate::C, Gate::D, Gate::E, Gate::F, Gate::Control];
        for gate in gates {
            let own = generic(gate).unwrap();
            let all = [
                own.field,
                own.reference,
                own.zone,
                own.undeclared,
                own.section,
                own.missing,
                own.unreadable,
                own.too_large,
                own.digest,
                own.document,
                own.record,
            ];
            assert!(all.iter().all(|code| code.gate == gate), "{gate:?}");
        }
        assert!(generic(Gate::G).is_none() && generic(Gate::Input).is_none());
    }
}
