//! What an open gate's role may do, between a catalog and a published zone with their policies.

use super::*;
use crate::bucket_policy;
use crate::evaluator::{Caller, Context, Decision, Policies, Request, evaluate};
use crate::policy_document::PolicyDocument;

const FROM: &str = "kfm-dev-catalog-123456789012/soils/2026-02.abcd1234/x";

/// A request that differs in one thing from what the role is made for.
#[derive(Clone)]
struct Ask {
    action: &'static str,
    bucket: &'static str,
    key: Option<&'static str>,
    context: Context,
}

fn now() -> Context {
    Context::signed().with("aws:CurrentTime", NOW).with("aws:TokenIssueTime", NOW)
}

fn put() -> Context {
    now().with("s3:ObjectCreationOperation", "true").with("s3:if-none-match", "*")
}

fn part() -> Context {
    now().with("s3:ObjectCreationOperation", "false")
}

fn from(context: Context, source: &str) -> Context {
    context.with("s3:x-amz-copy-source", source)
}

fn ask(action: &'static str, bucket: &'static str, key: &'static str, context: Context) -> Ask {
    Ask { action, bucket, key: Some(key), context }
}

fn copy() -> Ask {
    ask("s3:PutObject", "published", "soils/2026-02.abcd1234/x", from(put(), FROM))
}

fn put_with(context: Context) -> Ask {
    Ask { context, ..copy() }
}

fn read() -> Ask {
    ask("s3:GetObjectVersion", "catalog", "soils/2026-02.abcd1234/x", now())
}

fn list(prefix: &str) -> Ask {
    let context = now().with("s3:prefix", prefix);
    Ask { action: "s3:ListBucket", bucket: "catalog", key: None, context }
}

/// The role of an open gate.
fn role_of(gate: &Gate) -> (Caller, Vec<PolicyDocument>) {
    let open = Standing::default().after(gate, &opening(gate), &moment(NOW)).role.unwrap();
    let mut caller = Caller::role(gate.role_arn().to_string());
    caller.tags = open.tags;
    (caller, open.policies.into_values().collect())
}

fn decide(gate: &Gate, ask: &Ask) -> Decision {
    let (caller, own) = role_of(gate);
    decide_within(&bound_of(gate), &caller, &own, ask)
}

/// The boundary of an open gate's role.
fn bound_of(gate: &Gate) -> PolicyDocument {
    Standing::default().after(gate, &opening(gate), &moment(NOW)).boundary.unwrap()
}

/// Without the boundary of the gate: bounded as roles of zones are.
fn decide_for(caller: &Caller, own: &[PolicyDocument], ask: &Ask) -> Decision {
    let access = zone(ask.bucket.parse().unwrap());
    decide_within(&boundary(&access.account, &access.region), caller, own, ask)
}

fn decide_within(
    bound: &PolicyDocument,
    caller: &Caller,
    own: &[PolicyDocument],
    ask: &Ask,
) -> Decision {
    let access = zone(ask.bucket.parse().unwrap());
    let policy = bucket_policy::document(&access);
    let arn = access.bucket.arn(&access.region);
    let resource = ask.key.map_or(arn.clone(), |key| format!("{arn}/{key}"));
    let request = Request {
        caller,
        action: ask.action,
        resource: &resource,
        resource_account: ACCOUNT,
        context: &ask.context,
    };
    let policies = Policies {
        identity: own.iter().collect(),
        boundary: Some(bound),
        resource: Some(&policy),
        ..Policies::default()
    };
    evaluate(&request, &policies)
}

#[test]
fn an_open_role_copies_one_version_to_one_prefix_and_nothing_else() {
    let gate = gate();
    let sourced = |source: &str| put_with(from(put(), source));
    let keyed = |key| Ask { key: Some(key), ..copy() };
    for (what, ask, allowed) in [
        ("the copy", copy(), true),
        ("with a slash before", sourced(&format!("/{FROM}")), true),
        ("of a version of the object", sourced(&format!("{FROM}?versionId=1")), true),
        ("plain put", put_with(put()), false),
        ("another version", sourced(&FROM.replace("abcd1234", "abcd1235")), false),
        ("another bucket", sourced(&FROM.replace("catalog", "work")), false),
        ("the source's name as folder", sourced(&format!("x/{FROM}")), false),
        (
            "the access point of the source",
            sourced(
                "arn:aws:s3:us-east-1:123456789012:accesspoint/p/object/soils/2026-02.abcd1234/x",
            ),
            false,
        ),
        ("other target", keyed("soils/2026-02.abcd1235/x"), false),
        ("beside the folder", keyed("soils/2026-02.abcd1234"), false),
        (
            "over what is there",
            put_with(from(now().with("s3:ObjectCreationOperation", "true"), FROM)),
            false,
        ),
        ("a part of it", put_with(from(part(), FROM)), false),
        (
            "a part of it that is conditional",
            put_with(from(part().with("s3:if-none-match", "*"), FROM)),
            false,
        ),
        ("beginning an upload", put_with(part()), false),
        ("after its end", put_with(copy().context.with("aws:CurrentTime", EXPIRES)), false),
        (
            "a second before",
            put_with(copy().context.with("aws:CurrentTime", "2026-11-25T17:59:59Z")),
            true,
        ),
        ("into the source", Ask { bucket: "catalog", ..copy() }, false),
        ("delete", Ask { action: "s3:DeleteObject", ..copy() }, false),
        ("tag", Ask { action: "s3:PutObjectTagging", ..copy() }, false),
        ("end an upload", Ask { action: "s3:AbortMultipartUpload", ..copy() }, true),
        ("lock", Ask { action: "s3:PutObjectRetention", ..copy() }, false),
        ("read the target", Ask { bucket: "published", ..read() }, false),
    ] {
        let decision = decide(&gate, &ask);
        assert!(decision.is_allowed() || decision.is_refused(), "{what}: {decision:?}");
        assert_eq!(decision.is_allowed(), allowed, "{what}: {decision:?}");
    }
}

#[test]
fn an_open_role_reads_and_lists_the_source_version_only() {
    let gate = gate();
    for (what, ask, allowed) in [
        ("read a version", read(), true),
        ("read", Ask { action: "s3:GetObject", ..read() }, true),
        ("read tags", Ask { action: "s3:GetObjectTagging", ..read() }, true),
        ("another version", Ask { key: Some("soils/2026-02.abcd1235/x"), ..read() }, false),
        ("another dataset", Ask { key: Some("water/2026-02.abcd1234/x"), ..read() }, false),
        ("another zone", Ask { bucket: "processed", ..read() }, false),
        ("after its end", Ask { context: now().with("aws:CurrentTime", EXPIRES), ..read() }, false),
        ("list", list("soils/2026-02.abcd1234/"), true),
        ("list more", list("soils/"), false),
        ("list all", Ask { context: now(), ..list("") }, false),
        ("delete", Ask { action: "s3:DeleteObject", ..read() }, false),
    ] {
        let decision = decide(&gate, &ask);
        assert!(decision.is_allowed() || decision.is_refused(), "{what}: {decision:?}");
        assert_eq!(decision.is_allowed(), allowed, "{what}: {decision:?}");
    }
}

#[test]
fn copying_in_parts_opens_puts_of_any_bytes_but_no_other_source() {
    let gate = Gate::new(WantedGate { multipart_copy: true, ..wanted(&words()) }).unwrap();
    let elsewhere = FROM.replace("soils", "water");
    for (what, ask, allowed) in [
        ("the copy", copy(), true),
        ("begin", put_with(part()), true),
        ("copy a part", put_with(from(part(), FROM)), true),
        // The one thing that is lost: it cannot be told from a put.
        ("complete", put_with(put()), true),
        ("copy from elsewhere", put_with(from(put(), &elsewhere)), false),
        ("copy a part from elsewhere", put_with(from(part(), &elsewhere)), false),
        (
            "complete over what is there",
            put_with(now().with("s3:ObjectCreationOperation", "true")),
            false,
        ),
        (
            "copy over what is there",
            put_with(from(now().with("s3:ObjectCreationOperation", "true"), FROM)),
            false,
        ),
        ("begin elsewhere", Ask { key: Some("water/x"), ..put_with(part()) }, false),
    ] {
        let decision = decide(&gate, &ask);
        assert_eq!(decision.is_allowed(), allowed, "{what}: {decision:?}");
    }
}

/// Whatever a role under the gates' path is allowed by its own policies, the buckets hold it to its
/// tags; and whatever its tags are, its own policy holds it to its gate.
#[test]
fn each_line_of_defence_holds_alone() {
    let gate = gate();
    let (caller, own) = role_of(&gate);
    let all = [crate::gate::standing::anything()];
    let elsewhere = Ask { key: Some("water/2026-02.abcd1234/x"), ..copy() };
    assert!(decide_for(&caller, &all, &copy()).is_allowed());
    assert!(decide_for(&caller, &all, &elsewhere).is_refused());
    let mut retagged = caller.clone();
    retagged
        .tags
        .extend([(crate::access::TARGET_TAG.to_owned(), "water/2026-02.abcd1234/".to_owned())]);
    assert!(decide_for(&retagged, &all, &elsewhere).is_allowed());
    assert!(decide_for(&retagged, &own, &elsewhere).is_refused());
    let untagged = Caller::role(gate.role_arn().to_string());
    assert!(decide_for(&caller, &own, &copy()).is_allowed());
    assert!(decide_for(&untagged, &own, &copy()).is_refused());
    // Not yet in a bucket's policy: that puts of gate roles are copies.
    assert!(decide_for(&caller, &all, &put_with(put())).is_allowed());
}

/// The boundary says what the role's own policy says: another policy adds nothing, whatever it allows.
#[test]
fn what_others_put_on_the_role_adds_nothing() {
    let all = crate::gate::standing::anything();
    for multipart_copy in [false, true] {
        let gate = Gate::new(WantedGate { multipart_copy, ..wanted(&words()) }).unwrap();
        let (caller, own) = role_of(&gate);
        let more: Vec<_> = own.iter().cloned().chain([all.clone()]).collect();
        for ask in [
            copy(),
            read(),
            list("soils/2026-02.abcd1234/"),
            put_with(put()),
            put_with(part()),
            put_with(from(put(), &FROM.replace("soils", "water"))),
            put_with(copy().context.with("aws:CurrentTime", EXPIRES)),
            Ask { action: "s3:DeleteObject", ..copy() },
            Ask { action: "s3:PutBucketPolicy", key: None, ..copy() },
            Ask { action: "iam:CreateUser", ..copy() },
            Ask { bucket: "processed", ..read() },
            list("soils/"),
        ] {
            let bound = bound_of(&gate);
            let alone = decide_within(&bound, &caller, &own, &ask);
            let with_more = decide_within(&bound, &caller, &more, &ask);
            assert_eq!(alone.is_allowed(), with_more.is_allowed(), "{} {:?}", ask.action, ask.key);
            assert_eq!(alone.is_refused(), with_more.is_refused(), "{} {:?}", ask.action, ask.key);
        }
    }
}
