use super::*;
use crate::policy_document::{Effect, PolicyKind, Statement};

const ADMIN: &str = "arn:aws:iam::123456789012:role/team/admin";

fn seal_of(kind: ZoneKind, break_glass: Option<&BreakGlass>, key: Option<&KeyArn>) -> [String; 2] {
    sealed(kind, break_glass, key, &[])
}

fn sealed(
    kind: ZoneKind,
    break_glass: Option<&BreakGlass>,
    key: Option<&KeyArn>,
    receipt_writers: &[PrincipalArn],
) -> [String; 2] {
    let account = AccountId::parse("123456789012").unwrap();
    let log_sources = [LogSource::parse("kfm-dev-*").unwrap()];
    let environment = Environment::parse("dev").unwrap();
    let bucket = BucketName::parse("kfm-dev-x-123456789012").unwrap();
    let region = Region::parse("us-east-1").unwrap();
    let administrators = Administrators::new([PrincipalArn::parse(ADMIN).unwrap()]).unwrap();
    let seal = Seal {
        kind,
        environment: &environment,
        bucket: &bucket,
        account: &account,
        region: &region,
        given_key: key,
        administrators: &administrators,
        break_glass,
        log_sources: &log_sources,
        receipt_writers,
    };
    [seal.document().to_json(), seal.emptying().to_json()]
}

fn open() -> BreakGlass {
    BreakGlass {
        principals: [PrincipalArn::parse("arn:aws:iam::123456789012:role/medic").unwrap()].into(),
        until: "2026-12-01T00:00:00Z".into(),
        reason: "restore".into(),
    }
}

fn read(document: &str) -> PolicyDocument {
    PolicyDocument::parse(document, PolicyKind::Bucket).unwrap().canonical()
}

/// A statement with its names in lower case.
fn statement(document: &str, sid: &str) -> Option<serde_json::Value> {
    read(document).statement(sid).map(Statement::json)
}

#[test]
fn a_seal_only_denies_but_for_the_delivery_of_logs() {
    for kind in ZoneKind::ALL {
        for document in seal_of(kind, Some(&open()), None) {
            let statements = read(&document).statements;
            assert!(statements.len() >= 6, "{document}");
            let grants: Vec<_> =
                statements.iter().filter(|statement| statement.effect != Effect::Deny).collect();
            match kind {
                ZoneKind::Logs => {
                    assert_eq!(grants.len(), 1, "{document}");
                    assert_eq!(grants[0].sid.as_deref(), Some("KfmLogDelivery"));
                }
                _ => assert_eq!(grants.len(), 0, "{document}"),
            }
        }
    }
}

#[test]
fn administrators_never_reach_object_content() {
    let [document, emptying] = seal_of(ZoneKind::Work, None, None);
    let allowed =
        |document: &str, sid: &str| statement(document, sid).unwrap()["NotAction"].to_string();
    let normal = allowed(&document, "KfmAdministrators");
    let while_emptying = allowed(&emptying, "KfmEmptying");
    for action in
        ["s3:getobject\"", "s3:putobject\"", "s3:deleteobject\"", "s3:deleteobjectversion"]
    {
        assert!(!normal.contains(action), "{action}");
    }
    assert!(normal.contains("s3:putbucketpolicy"));
    assert!(while_emptying.contains("s3:deleteobjectversion"));
    assert!(!while_emptying.contains("s3:getobject\""));
}

#[test]
fn a_seal_says_of_puts_only_what_matters() {
    let writer = [PrincipalArn::parse("arn:aws:iam::123456789012:role/ci/writer").unwrap()];
    let puts = ["KfmEncryptionKey", "KfmCustomerKey", "KfmCreateOnly"];
    let has = |document: &str| puts.map(|sid| statement(document, sid).is_some());
    for kind in ZoneKind::ALL {
        // Nobody puts, but S3 its logs, and how it encrypts them is its own affair.
        let [document, _] = seal_of(kind, None, None);
        assert_eq!(has(&document), [false, kind == ZoneKind::Logs, false], "{kind}");
        // Break-glass puts where it may, over what is there too.
        let [document, _] = seal_of(kind, Some(&open()), None);
        let writes = kind.break_glass_may_write();
        assert_eq!(has(&document), [writes, writes, false], "{kind}");
    }
    let [audit, _] = sealed(ZoneKind::Audit, None, None, &writer);
    assert_eq!(has(&audit), [true; 3]);
}

#[test]
fn break_glass_ends_and_never_writes_what_is_served() {
    let [published, _] = seal_of(ZoneKind::Published, Some(&open()), None);
    let class = statement(&published, "KfmBreakGlass").unwrap()["NotAction"].to_string();
    assert!(class.contains("s3:deleteobjectversion") && !class.contains("s3:putobject\""));
    let [audit, _] = seal_of(ZoneKind::Audit, Some(&open()), None);
    let class = statement(&audit, "KfmBreakGlass").unwrap()["NotAction"].to_string();
    assert!(class.contains("s3:getobject\"") && !class.contains("s3:deleteobject"));
    let end = statement(&audit, "KfmBreakGlassEnd").unwrap();
    assert_eq!(end["Condition"]["DateGreaterThan"]["aws:currenttime"], "2026-12-01T00:00:00Z");
}

#[test]
fn a_given_key_is_pinned_and_an_own_key_is_left_to_the_bucket() {
    let key = KeyArn::parse("arn:aws:kms:us-east-1:123456789012:key/1234").unwrap();
    let [given, _] = seal_of(ZoneKind::Raw, Some(&open()), Some(&key));
    let [own, _] = seal_of(ZoneKind::Raw, Some(&open()), None);
    assert!(given.contains(key.as_str()));
    assert!(statement(&own, "KfmEncryptionKey").unwrap()["Condition"]["StringNotEquals"].is_null());
}

#[test]
fn a_policy_is_judged_by_its_mark_and_its_meaning() {
    let [wanted, emptying] = seal_of(ZoneKind::Work, None, None);
    let judged = |observed| judge(observed, Some(&wanted));
    assert_eq!(judged(None), PolicyState::Missing);
    assert_eq!(judged(Some(&wanted)), PolicyState::Sealed);
    assert_eq!(judged(Some(&emptying)), PolicyState::Altered);
    assert_eq!(judged(Some(r#"{"Id":"kfm_zone_policy"}"#)), PolicyState::Granted);
    assert_eq!(judged(Some(r#"{"Statement":[]}"#)), PolicyState::Foreign);
    assert_eq!(judge(Some(&emptying), None), PolicyState::Sealed);
}

#[test]
fn the_seal_refuses_plain_http_and_weaker_policies_do_not() {
    let arn = "arn:aws:s3:::kfm-dev-x-123456789012";
    let [wanted, _] = seal_of(ZoneKind::Work, None, None);
    assert!(refuses_plain_http(Some(&wanted), arn));
    assert!(!refuses_plain_http(None, arn));
    assert!(!refuses_plain_http(Some(&wanted), "arn:aws:s3:::other"));
    for (from, to) in [
        ("\"s3:*\"", "\"s3:GetObject\""),
        ("\"Bool\":{\"aws:SecureTransport\"", "\"BoolIfExists\":{\"aws:SecureTransport\""),
        ("{\"aws:SecureTransport\":", "{\"aws:username\":\"x\",\"aws:SecureTransport\":"),
        ("\"Version\"", "\"Unknown\":1,\"Version\""),
    ] {
        assert!(wanted.contains(from), "{from}");
        assert!(!refuses_plain_http(Some(&wanted.replace(from, to)), arn), "{from} -> {to}");
    }
    let reordered = wanted.replace("\"s3:*\"", "[\"S3:*\"]").replace("\"*\"", "{\"AWS\":\"*\"}");
    assert!(refuses_plain_http(Some(&reordered), arn));
}

#[test]
fn the_largest_seal_is_far_below_the_limit_of_a_bucket_policy() {
    let used = |kind| {
        let [_, emptying] = seal_of(kind, Some(&open()), None);
        PolicyKind::Bucket.headroom(&emptying).unwrap().used
    };
    let largest = ZoneKind::ALL.map(used);
    assert!(largest.iter().all(|bytes| *bytes < 8_000), "{largest:?}");
}

#[test]
fn logs_are_delivered_by_s3_for_the_sources_of_this_account_only() {
    let [logs, _] = seal_of(ZoneKind::Logs, None, None);
    let delivery = statement(&logs, "KfmLogDelivery").unwrap();
    assert_eq!(delivery["Principal"]["Service"], "logging.s3.amazonaws.com");
    let conditions = delivery["Condition"].to_string();
    assert!(conditions.contains("123456789012") && conditions.contains("arn:aws:s3:::kfm-dev-*"));
    let [open, _] = seal_of(ZoneKind::Logs, Some(&open()), None);
    let key = statement(&open, "KfmEncryptionKey").unwrap()["Condition"].to_string();
    assert!(key.contains("principalisawsservice"), "{key}");
}

#[test]
fn receipt_writers_create_below_their_prefix_and_an_administrator_stays_one() {
    let arn = |text: &str| PrincipalArn::parse(text).unwrap();
    let writer = "arn:aws:iam::123456789012:role/ci/writer";
    let writers = [arn(ADMIN), arn(writer)];
    let [audit, emptying] = sealed(ZoneKind::Audit, None, None, &writers);
    let class = |sid: &str| statement(&audit, sid).unwrap();
    let only = class("KfmReceiptWriters");
    assert!(only["Condition"].to_string().contains(writer));
    assert!(!only["Condition"].to_string().contains(ADMIN));
    assert!(!only["NotAction"].to_string().contains("s3:putbucketpolicy"));
    let both = class("KfmReceiptAdministrators")["NotAction"].to_string();
    assert!(both.contains("s3:putbucketpolicy") && both.contains("s3:putobject\""));
    assert!(!both.contains("s3:getobject\""));
    assert!(statement(&audit, "KfmAdministrators").is_none(), "it would hold nobody");
    let prefix = class("KfmReceiptPrefix");
    assert!(prefix["NotResource"].to_string().contains("/apply/*"));
    assert!(class("KfmMembership")["Condition"].to_string().contains(writer));
    assert!(statement(&emptying, "KfmReceiptPrefix").is_some());
    let [raw, _] = sealed(ZoneKind::Raw, None, None, &writers);
    assert!(!raw.contains(writer));
}
