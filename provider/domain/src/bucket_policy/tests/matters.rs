//! No statement is there for nothing: without it, somebody could do something that is refused.

use super::*;
use crate::evaluator::Reason;

/// Actions of which at least one tells any two classes apart.
const ACTIONS: [&str; 13] = [
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:GetObject",
    "s3:GetObjectTagging",
    "s3:ListBucket",
    "s3:ListBucketMultipartUploads",
    "s3:ListBucketVersions",
    "s3:PutBucketPolicy",
    "s3:PutBucketTagging",
    "s3:PutObject",
    "s3:PutObjectAcl",
    "s3:PutObjectTagging",
    "s3:RestoreObject",
];

/// Keys of which every narrowed role reaches some and not others.
const INSIDE_AND_OUTSIDE: [&str; 4] = ["a/x", "b/x", "apply/x", "decisions/x"];

/// Statements that stand whether or not anybody writes, or reads, in a zone.
const GUARDS: [&str; 7] = [
    "KfmAccessPoint",
    "KfmCreateOnly",
    "KfmCustomerKey",
    "KfmEncryptionKey",
    "KfmPresigned",
    "KfmSecureTransport",
    "KfmTlsVersion",
];

/// Requests as they should not be made, beside those that are fine.
fn contexts() -> Vec<Context> {
    let fine = || put(true).with("s3:prefix", "a/");
    let mut all = vec![fine(), put(false), signed().with("s3:prefix", "x/")];
    for (key, value) in [
        ("aws:SecureTransport", "false"),
        ("s3:TlsVersion", "1.1"),
        ("s3:x-amz-server-side-encryption", "AES256"),
        ("s3:x-amz-server-side-encryption-customer-algorithm", "AES256"),
        ("s3:DataAccessPointArn", "arn:aws:s3:us-east-1:123456789012:accesspoint/other"),
        ("aws:CurrentTime", "2027-01-01T00:00:00Z"),
    ] {
        all.push(fine().with(key, value));
    }
    all.push(fine().with("s3:authType", "REST-QUERY-STRING").with("s3:signatureAge", "1000000"));
    all
}

#[test]
fn every_statement_is_missed() {
    let contexts = contexts();
    let mut guards: BTreeSet<&str> = GUARDS.into();
    for access in zones().into_iter().rev() {
        let whole = document(&access);
        let sid = |index: usize| whole.statements[index].sid.as_deref().unwrap();
        let mut idle: BTreeSet<usize> = (0..whole.statements.len())
            .filter(|index| !GUARDS.contains(&sid(*index)) || guards.contains(sid(*index)))
            .filter(|index| whole.statements[*index].effect == Effect::Deny)
            .collect();
        let mut callers = callers(&access);
        let anywhere = [(TARGET_TAG, ""), (SOURCE_TAG, "")];
        callers.extend(["catalog", "published"].map(|to| gate(to, &anywhere)));
        for request in asked(&callers, &contexts) {
            if idle.is_empty() {
                break;
            }
            let Decision::Denied(Reason { statement, .. }) = ask_of(&whole, &access, request)
            else {
                continue;
            };
            if idle.contains(&statement) {
                let mut less = whole.clone();
                less.statements.remove(statement);
                if ask_of(&less, &access, request).is_allowed() {
                    idle.remove(&statement);
                    guards.remove(sid(statement));
                }
            }
        }
        let idle: Vec<_> = idle.into_iter().map(sid).filter(|one| !guards.contains(one)).collect();
        assert!(idle.is_empty(), "{}: {idle:?}", access.kind);
    }
    assert!(guards.is_empty(), "{guards:?}");
}

/// Every action of every caller in every context.
fn asked<'a>(
    callers: &'a [Caller],
    contexts: &'a [Context],
) -> impl Iterator<Item = (&'a Caller, &'static str, Option<&'static str>, &'a Context)> {
    let pairs = callers.iter().flat_map(move |caller| contexts.iter().map(move |it| (caller, it)));
    pairs.flat_map(|(caller, context)| {
        ACTIONS.into_iter().flat_map(move |action| {
            let keys = if action.contains("Bucket") {
                vec![None]
            } else {
                INSIDE_AND_OUTSIDE.map(Some).to_vec()
            };
            keys.into_iter().map(move |key| (caller, action, key, context))
        })
    })
}
