//! Gate G: review, rollback and correction. The only clock is the packet's own: a review that ended after the
//! evaluation is not noticed here.

use super::codes;
use super::shape::{
    among, closed, identifier, is_object, non_empty, repeats, second, sha256, some_texts, sorted,
    texts, trimmed,
};
use crate::promotion::formats::Second;
use crate::promotion::json::Json;
use crate::promotion::verdict::Findings;

const SCOPE: &str = "release.promotion_gate";
const ROLES: [&str; 3] = ["steward", "reviewer", "auditor"];

const REVIEW: [&str; 9] = [
    "record",
    "author_identity",
    "reviewer_identity",
    "authority",
    "scope",
    "valid_until",
    "superseded_by_review_id",
    "spec_hash",
    "artifact_digests",
];
const RECORD: [&str; 7] = [
    "review_id",
    "subject_ref",
    "reviewer_role",
    "decision",
    "reasons",
    "obligations",
    "reviewed_at",
];
const IDENTITY: [&str; 4] = ["id", "kind", "issued_at", "issuer"];
const AUTHORITY: [&str; 8] = [
    "assignment_id",
    "assigned_to",
    "role",
    "scope",
    "status",
    "starts_at",
    "expires_at",
    "authority_basis_refs",
];

/// What a review is about.
struct Context<'p> {
    packet: &'p Json,
    /// The manifest's digests, sorted.
    digests: Vec<&'p str>,
    /// The time of the evaluation.
    evaluated: Second,
}

impl<'p> Context<'p> {
    fn of(packet: &'p Json) -> Option<Self> {
        let digests = packet.get("release_manifest").get("artifact_digests");
        let known = non_empty(packet.get("candidate_id"))
            && non_empty(packet.get("candidate_author"))
            && sha256(packet.get("spec_hash"));
        let digests = some_texts(digests, sha256).filter(|_| known).map(sorted)?;
        Some(Self { packet, digests, evaluated: second(packet.get("gate_evaluated_at"))? })
    }
}

pub(super) fn review(packet: &Json, findings: &mut Findings) {
    let Some(context) = Context::of(packet) else {
        findings.add(codes::G_REVIEW_CONTEXT_INVALID, "$.review");
        return;
    };
    let review = packet.get("review");
    if !is_object(review) {
        findings.add(codes::G_REVIEW_INVALID, "$.review");
        return;
    }
    closed(findings, review, &REVIEW, codes::G_UNDECLARED_FIELD, "$.review");
    let reviewed = record(findings, &context, review.get("record"));
    let [author, reviewer] = [
        ("author_identity", "$.review.author_identity"),
        ("reviewer_identity", "$.review.reviewer_identity"),
    ]
    .map(|(name, path)| identity(findings, review.get(name), reviewed, path));
    let differs = author != context.packet.get("candidate_author").as_str();
    findings.add_if(differs, codes::G_REVIEW_INVALID, "$.review.author_identity");
    authority(findings, &context, review, reviewer, reviewed);
    let same = author.is_some() && author == reviewer;
    let (code, path) = (codes::G_SEPARATION_OF_DUTIES_INVALID, "$.review.reviewer_identity");
    findings.add_if(same, code, path);
    let wrong = !review.get("scope").is_str(SCOPE);
    findings.add_if(wrong, codes::G_REVIEW_SCOPE_MISMATCH, "$.review.scope");
    validity(findings, &context, review, reviewed);
    bindings(findings, &context, review);
}

/// The time of the review, where it is known.
fn record(findings: &mut Findings, context: &Context<'_>, record: &Json) -> Option<Second> {
    let path = "$.review.record";
    if !is_object(record) {
        findings.add(codes::G_REVIEW_INVALID, path);
        return None;
    }
    closed(findings, record, &RECORD, codes::G_UNDECLARED_FIELD, path);
    let reviewed = second(record.get("reviewed_at"));
    let obligations = texts(record.get("obligations"), trimmed);
    let right = identifier(record.get("review_id")).is_some()
        && trimmed(record.get("subject_ref"))
        && among(record.get("reviewer_role"), &ROLES)
        && some_texts(record.get("reasons"), trimmed).is_some()
        && obligations.is_some()
        && reviewed.is_some();
    findings.add_if(!right, codes::G_REVIEW_INVALID, path);
    if !record.get("decision").is_str("approve") {
        findings.add(codes::G_REVIEW_NOT_APPROVED, "$.review.record.decision");
    } else if obligations.is_some_and(|obligations| !obligations.is_empty()) {
        findings.add(codes::G_REVIEW_OBLIGATIONS_OPEN, "$.review.record.obligations");
    }
    let differs = record.get("subject_ref") != context.packet.get("candidate_id");
    findings.add_if(differs, codes::G_REVIEW_SUBJECT_MISMATCH, "$.review.record.subject_ref");
    reviewed
}

/// The id, where the identity is one.
fn identity<'p>(
    findings: &mut Findings,
    identity: &'p Json,
    reviewed: Option<Second>,
    path: &'static str,
) -> Option<&'p str> {
    closed(findings, identity, &IDENTITY, codes::G_UNDECLARED_FIELD, path);
    let issuer = identity.member("issuer").is_none_or(trimmed);
    let actor = identity.get("kind").is_str("actor");
    let found = identifier(identity.get("id"))
        .zip(second(identity.get("issued_at")))
        .filter(|_| issuer && actor);
    let Some((id, issued)) = found else {
        findings.add(codes::G_REVIEW_INVALID, path);
        return None;
    };
    let late = reviewed.is_some_and(|reviewed| issued > reviewed);
    findings.add_if(late, codes::G_REVIEW_IDENTITY_NOT_CURRENT, path);
    Some(id)
}

fn authority(
    findings: &mut Findings,
    context: &Context<'_>,
    review: &Json,
    reviewer: Option<&str>,
    reviewed: Option<Second>,
) {
    let (authority, path) = (review.get("authority"), "$.review.authority");
    if authority.is_null() {
        findings.add(codes::G_REVIEW_AUTHORITY_MISSING, path);
        return;
    }
    if !is_object(authority) {
        findings.add(codes::G_REVIEW_AUTHORITY_INVALID, path);
        return;
    }
    closed(findings, authority, &AUTHORITY, codes::G_UNDECLARED_FIELD, path);
    let (starts, ends) = (second(authority.get("starts_at")), second(authority.get("expires_at")));
    // Two that are missing are the same: an id that could not be established has none assigned to it.
    let assigned = match reviewer {
        Some(id) => authority.get("assigned_to").is_str(id),
        None => authority.get("assigned_to").is_null(),
    };
    let right = identifier(authority.get("assignment_id")).is_some()
        && assigned
        && authority.get("role") == review.get("record").get("reviewer_role")
        && authority.get("scope").is_str(SCOPE)
        && authority.get("status").is_str("ACTIVE")
        && starts.is_some()
        && ends.is_some()
        && some_texts(authority.get("authority_basis_refs"), trimmed).is_some();
    findings.add_if(!right, codes::G_REVIEW_AUTHORITY_INVALID, path);
    let within =
        |time: Second| starts.zip(ends).is_some_and(|(starts, ends)| starts <= time && time < ends);
    if !reviewed.is_some_and(within) {
        findings.add(codes::G_REVIEW_INVALID, path);
    } else if !within(context.evaluated) {
        findings.add(codes::G_REVIEW_AUTHORITY_NOT_CURRENT, path);
    }
}

fn validity(
    findings: &mut Findings,
    context: &Context<'_>,
    review: &Json,
    reviewed: Option<Second>,
) {
    let path = "$.review.valid_until";
    let times = reviewed.zip(second(review.get("valid_until")));
    match times.filter(|(reviewed, _)| *reviewed <= context.evaluated) {
        None => findings.add(codes::G_REVIEW_INVALID, path),
        Some((reviewed, until)) => {
            let stale = reviewed >= until || context.evaluated >= until;
            findings.add_if(stale, codes::G_REVIEW_STALE, path);
        }
    }
    let path = "$.review.superseded_by_review_id";
    match review.member("superseded_by_review_id") {
        Some(Json::Null) => {}
        Some(other) if identifier(other).is_some() => {
            findings.add(codes::G_REVIEW_SUPERSEDED, path);
        }
        _ => findings.add(codes::G_REVIEW_INVALID, path),
    }
}

fn bindings(findings: &mut Findings, context: &Context<'_>, review: &Json) {
    let differs = review.get("spec_hash") != context.packet.get("spec_hash");
    findings.add_if(differs, codes::G_REVIEW_SPEC_HASH_UNBOUND, "$.review.spec_hash");
    let digests = some_texts(review.get("artifact_digests"), sha256).map(sorted);
    let bound = digests.is_some_and(|digests| !repeats(&digests) && digests == context.digests);
    let (code, path) = (codes::G_REVIEW_ARTIFACT_HASH_UNBOUND, "$.review.artifact_digests");
    findings.add_if(!bound, code, path);
}

pub(super) fn rollback(packet: &Json, findings: &mut Findings) {
    let rollback = packet.get("rollback");
    let known = ["card_ref", "target_spec_hash"];
    closed(findings, rollback, &known, codes::G_UNDECLARED_FIELD, "$.rollback");
    let target = rollback.get("target_spec_hash");
    if !(non_empty(rollback.get("card_ref")) && sha256(target)) {
        findings.add(codes::G_ROLLBACK_INVALID, "$.rollback");
    } else if target == packet.get("spec_hash") {
        findings.add(codes::G_ROLLBACK_TARGET_INVALID, "$.rollback.target_spec_hash");
    }
    let correction = packet.get("correction");
    let known = ["supersedes_prior", "notice_ref"];
    closed(findings, correction, &known, codes::G_UNDECLARED_FIELD, "$.correction");
    if !is_object(correction) {
        findings.add(codes::G_CORRECTION_LINK_MISSING, "$.correction");
        return;
    }
    let right = match correction.get("supersedes_prior").as_bool() {
        Some(true) => non_empty(correction.get("notice_ref")),
        Some(false) => true,
        None => false,
    };
    findings.add_if(!right, codes::G_CORRECTION_LINK_MISSING, "$.correction.notice_ref");
}
