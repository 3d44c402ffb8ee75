//! What the role of an open gate may do.

use std::collections::BTreeSet;

use super::{Gate, Moment, Place};
use crate::policy_document::{
    Actions, Comparison, Condition, Effect, PolicyDocument, Statement, Text,
};
use crate::roles::use_of_key;

const COPY_SOURCE: &str = "s3:x-amz-copy-source";
const IF_NONE_MATCH: &str = "s3:if-none-match";
const CREATES: &str = "s3:ObjectCreationOperation";

/// The inline policy of an open gate's role. It only allows, until the gate expires, and only in
/// its account: see and read what lies below the source prefix, and copy it below the target
/// prefix to where there is nothing yet.
///
/// A copy names its source in a header that a policy can compare; a put of other bytes has no such
/// header, and is not allowed. Objects above 5 GB are copied in parts, and then this binding is
/// lost: beginning an upload and completing it name no source, and completing cannot be told from
/// a put. With `multipart_copy` the role can therefore create objects of any content below the
/// target prefix; that they are those of the evidence has to be found by comparing them afterwards.
/// Copies from elsewhere are refused either way.
///
/// The lists on which it rests are those by which the buckets' policies admit gate roles:
/// `GATE_READS` and `GATE_WRITES` of [`actions`](crate::access::actions). A copy that takes tags
/// along is refused, since the role may not tag: copy with `x-amz-tagging-directive: REPLACE`.
///
/// Sources, all of 2026-11: Amazon S3 User Guide, "Bucket policy examples using condition keys",
/// granting `s3:PutObject` with a restriction on the copy source,
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html>; "Enforce
/// conditional writes on Amazon S3 buckets" for `s3:if-none-match` and
/// `s3:ObjectCreationOperation`, which parts of an upload carry as `false`,
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html> (it says
/// of `CopyObject` that it is not conditional; since 2025-10 it is,
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html>); Amazon S3
/// API Reference, `CopyObject` and `UploadPartCopy`, permissions.
pub fn permissions(gate: &Gate) -> PolicyDocument {
    let mut statements = reads(gate);
    statements.extend(writes(gate));
    PolicyDocument::of(statements)
}

/// Until a moment, which is not included.
pub(super) fn until(moment: &Moment) -> Condition {
    Condition::one(Comparison::DateLessThan, "aws:CurrentTime", moment.as_str())
}

fn reads(gate: &Gate) -> Vec<Statement> {
    let (source, prefix) = (gate.source(), gate.candidate().source_prefix());
    let inside = Condition::one(Comparison::StringLike, "s3:prefix", format!("{prefix}*"));
    let reads = ["s3:GetObject", "s3:GetObjectTagging", "s3:GetObjectVersion"];
    let mut statements = vec![
        allow(gate, "KfmGateList", &["s3:ListBucket"], source.arn(), vec![inside]),
        allow(gate, "KfmGateRead", &reads, source.below(prefix), Vec::new()),
    ];
    statements.extend(key(gate, "KfmGateReadKey", source, &["kms:Decrypt"]));
    statements
}

fn writes(gate: &Gate) -> Vec<Statement> {
    let target = gate.target();
    let below = || target.below(gate.candidate().target_prefix());
    let puts = |sid, conditions| allow(gate, sid, &["s3:PutObject"], below(), conditions);
    let goes_on = ["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"];
    let mut statements = vec![
        puts("KfmGateCopy", vec![from_source(gate), creates(true), onto_nothing()]),
        allow(gate, "KfmGateUpload", &goes_on, below(), Vec::new()),
    ];
    if gate.multipart_copy() {
        let sourceless = || Condition::one(Comparison::Null, COPY_SOURCE, "true");
        statements.extend([
            puts("KfmGateCopyPart", vec![from_source(gate), creates(false)]),
            puts("KfmGateBeginUpload", vec![sourceless(), creates(false)]),
            puts("KfmGateCompleteUpload", vec![sourceless(), creates(true), onto_nothing()]),
        ]);
    }
    // What is put in parts is decrypted when it is completed.
    let actions = ["kms:Decrypt", "kms:GenerateDataKey"];
    statements.extend(key(gate, "KfmGateCopyKey", target, &actions));
    statements
}

/// The header is `<bucket>/<key>`, with or without a slash before it, and may end in
/// `?versionId=…`. An access point as source is spelled as an ARN, and so refused.
fn from_source(gate: &Gate) -> Condition {
    let source = format!("{}/{}*", gate.source().bucket, gate.candidate().source_prefix());
    Condition::any(Comparison::StringLike, COPY_SOURCE, [format!("/{source}"), source])
}

/// Whether the request makes an object, rather than a part of one or an upload.
fn creates(creates: bool) -> Condition {
    Condition::one(Comparison::Bool, CREATES, creates.to_string())
}

/// The request fails where there is an object already.
fn onto_nothing() -> Condition {
    Condition::one(Comparison::Null, IF_NONE_MATCH, "false")
}

fn allow(
    gate: &Gate,
    sid: impl Into<Text>,
    actions: &[&str],
    resource: String,
    conditions: Vec<Condition>,
) -> Statement {
    let account = gate.account().as_str();
    let mut all = vec![Condition::one(Comparison::StringEquals, "aws:ResourceAccount", account)];
    all.extend(conditions);
    all.push(until(gate.expires()));
    Statement {
        sid: Some(sid.into()),
        effect: Effect::Allow,
        principals: None,
        actions: Actions::only(actions.iter().copied()),
        resources: Some(BTreeSet::from([resource]).into()),
        conditions: all,
    }
}

fn key(gate: &Gate, sid: &'static str, place: &Place, actions: &[&str]) -> Option<Statement> {
    let actions = actions.iter().copied().collect();
    let mut statement =
        use_of_key(&place.key, &place.bucket, gate.account(), &place.region, actions)?;
    statement.sid = Some(sid.into());
    statement.conditions.push(until(gate.expires()));
    Some(statement)
}
