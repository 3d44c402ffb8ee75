use super::*;
use crate::access::fixture::{role, sealed};
use crate::access::{ZoneAccess, ZoneKey};
use crate::bucket_policy;
use crate::log_sources::LogSource;
use crate::policy_document::{Effect, PolicyDocument, PolicyKind, Statement};
use crate::zone::ZoneKind;

/// The seal, and the one while a destroy empties the zone.
fn seals(access: ZoneAccess) -> [String; 2] {
    let sealed = ZoneAccess { log_sources: vec![LogSource::parse("kfm-dev-*").unwrap()], ..access };
    let emptying = ZoneAccess { emptying: true, ..sealed.clone() };
    [sealed, emptying].map(|access| bucket_policy::document(&access).to_json())
}

fn closed(kind: ZoneKind) -> [String; 2] {
    seals(sealed(kind))
}

/// With break-glass.
fn open(kind: ZoneKind) -> [String; 2] {
    seals(sealed(kind).opened_to("medic"))
}

/// With writers of receipts.
fn written(kind: ZoneKind, writers: &[&str]) -> [String; 2] {
    let receipt_writers = writers.iter().map(|name| role(name)).collect();
    seals(ZoneAccess { receipt_writers, ..sealed(kind) })
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
        for document in open(kind) {
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
    let [document, emptying] = closed(ZoneKind::Work);
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
    let puts = ["KfmEncryptionKey", "KfmCustomerKey", "KfmCreateOnly"];
    let has = |document: &str| puts.map(|sid| statement(document, sid).is_some());
    for kind in ZoneKind::ALL {
        // Nobody puts, but S3 its logs, and how it encrypts them is its own affair.
        let [document, _] = closed(kind);
        assert_eq!(has(&document), [false, kind == ZoneKind::Logs, false], "{kind}");
        // Break-glass puts where it may, over what is there too.
        let [document, _] = open(kind);
        let writes = kind.break_glass_may_write();
        assert_eq!(has(&document), [writes, writes, false], "{kind}");
    }
    let [audit, _] = written(ZoneKind::Audit, &["ci/writer"]);
    assert_eq!(has(&audit), [true; 3]);
}

#[test]
fn break_glass_ends_and_never_writes_what_is_served() {
    let [published, _] = open(ZoneKind::Published);
    let class = statement(&published, "KfmBreakGlass").unwrap()["NotAction"].to_string();
    assert!(class.contains("s3:deleteobjectversion") && !class.contains("s3:putobject\""));
    let [audit, _] = open(ZoneKind::Audit);
    let class = statement(&audit, "KfmBreakGlass").unwrap()["NotAction"].to_string();
    assert!(class.contains("s3:getobject\"") && !class.contains("s3:deleteobject"));
    let end = statement(&audit, "KfmBreakGlassEnd").unwrap();
    assert_eq!(end["Condition"]["DateGreaterThan"]["aws:currenttime"], "2026-12-01T18:00:00Z");
}

#[test]
fn a_given_key_is_pinned_and_an_own_key_is_left_to_the_bucket() {
    let given = sealed(ZoneKind::Raw).opened_to("medic").under_given_key();
    let ZoneKey::Given(key) = &given.key else { panic!("{given:?}") };
    let [given, _] = seals(given.clone());
    let [own, _] = open(ZoneKind::Raw);
    assert!(given.contains(key.as_str()));
    assert!(statement(&own, "KfmEncryptionKey").unwrap()["Condition"]["StringNotEquals"].is_null());
}

#[test]
fn a_policy_is_judged_by_its_mark_and_its_meaning() {
    let [wanted, emptying] = closed(ZoneKind::Work);
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
    let arn = "arn:aws:s3:::kfm-dev-work-123456789012";
    let [wanted, _] = closed(ZoneKind::Work);
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
        let [_, emptying] = open(kind);
        PolicyKind::Bucket.headroom(&emptying).unwrap().used
    };
    let largest = ZoneKind::ALL.map(used);
    assert!(largest.iter().all(|bytes| *bytes < 8_000), "{largest:?}");
}

#[test]
fn logs_are_delivered_by_s3_for_the_sources_of_this_account_only() {
    let [logs, _] = closed(ZoneKind::Logs);
    let delivery = statement(&logs, "KfmLogDelivery").unwrap();
    assert_eq!(delivery["Principal"]["Service"], "logging.s3.amazonaws.com");
    let conditions = delivery["Condition"].to_string();
    assert!(conditions.contains("123456789012") && conditions.contains("arn:aws:s3:::kfm-dev-*"));
    let [opened, _] = open(ZoneKind::Logs);
    let key = statement(&opened, "KfmEncryptionKey").unwrap()["Condition"].to_string();
    assert!(key.contains("principalisawsservice"), "{key}");
}

#[test]
fn receipt_writers_create_below_their_prefix_and_an_administrator_stays_one() {
    let writers = ["admin", "ci/writer"];
    let [admin, writer] = writers.map(|name| role(name).to_string());
    let [audit, emptying] = written(ZoneKind::Audit, &writers);
    let class = |sid: &str| statement(&audit, sid).unwrap();
    let only = class("KfmReceiptWriters");
    assert!(only["Condition"].to_string().contains(&writer));
    assert!(!only["Condition"].to_string().contains(&admin));
    assert!(!only["NotAction"].to_string().contains("s3:putbucketpolicy"));
    let both = class("KfmReceiptAdministrators")["NotAction"].to_string();
    assert!(both.contains("s3:putbucketpolicy") && both.contains("s3:putobject\""));
    assert!(!both.contains("s3:getobject\""));
    assert!(statement(&audit, "KfmAdministrators").is_none(), "it would hold nobody");
    let prefix = class("KfmReceiptPrefix");
    assert!(prefix["NotResource"].to_string().contains("/apply/*"));
    assert!(class("KfmMembership")["Condition"].to_string().contains(&writer));
    assert!(statement(&emptying, "KfmReceiptPrefix").is_some());
    let [raw, _] = written(ZoneKind::Raw, &writers);
    assert!(!raw.contains(&writer));
}
