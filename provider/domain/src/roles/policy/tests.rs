use serde_json::{Value, json};

use super::*;
use crate::ZoneKind;
use crate::access::{Persona, cell};
use crate::names::KeyArn;
use crate::roles::fixture::{grant, zone};

fn usual(kind: ZoneKind) -> ZoneAccess {
    zone(kind, "us-east-1")
}

fn statements(access: &ZoneAccess, grant: &Grant) -> Vec<Value> {
    role_policy(access, grant).statements.iter().map(Statement::json).collect()
}

fn sids(statements: &[Value]) -> Vec<&str> {
    statements.iter().filter_map(|one| one["Sid"].as_str()).collect()
}

#[test]
fn a_narrowed_reader_lists_and_reads_below_its_prefixes() {
    let reader = grant(Persona::Workers, ZoneKind::Raw, &[], &["soils/", "water/"]);
    let all = statements(&usual(ZoneKind::Raw), &reader);
    assert_eq!(sids(&all), ["KfmListing", "KfmListRead", "KfmKey"]);
    assert_eq!(
        all[0],
        json!({
            "Sid": "KfmListing", "Effect": "Allow",
            "Action": ["s3:ListBucket", "s3:ListBucketVersions"],
            "Resource": "arn:aws:s3:::abc",
            "Condition": {
                "StringEquals": { "aws:ResourceAccount": "123456789012" },
                "StringLike": { "s3:prefix": ["soils/*", "water/*"] },
            },
        })
    );
    assert_eq!(all[1]["Resource"], json!(["arn:aws:s3:::abc/soils/*", "arn:aws:s3:::abc/water/*"]));
    assert_eq!(all[2]["Action"], "kms:Decrypt");
}

#[test]
fn an_own_key_is_reached_by_its_alias_and_through_s3_only() {
    let creator = grant(Persona::Ingest, ZoneKind::Raw, &[], &[]);
    let all = statements(&zone(ZoneKind::Raw, "cn-north-1"), &creator);
    assert_eq!(
        all.last().unwrap(),
        &json!({
            "Sid": "KfmKey", "Effect": "Allow",
            "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
            "Resource": "arn:aws-cn:kms:cn-north-1:123456789012:key/*",
            "Condition": {
                "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/kfm/dev/abc" },
                "StringEquals": {
                    "aws:ResourceAccount": "123456789012",
                    "kms:ViaService": "s3.cn-north-1.amazonaws.com.cn",
                },
                "StringLike": {
                    "kms:EncryptionContext:aws:s3:arn":
                        ["arn:aws-cn:s3:::abc", "arn:aws-cn:s3:::abc/*"],
                },
            },
        })
    );
}

#[test]
fn a_given_key_is_named_with_the_account_that_owns_it() {
    let arn = "arn:aws:kms:us-east-1:210987654321:key/1234abcd";
    let key = ZoneKey::Given(KeyArn::parse(arn).unwrap());
    let access = ZoneAccess { key, ..usual(ZoneKind::Raw) };
    let reader = grant(Persona::Workers, ZoneKind::Raw, &[], &[]);
    let key = statements(&access, &reader).pop().unwrap();
    assert_eq!(key["Resource"], arn);
    assert_eq!(key["Condition"]["StringEquals"]["aws:ResourceAccount"], "210987654321");
    assert!(key["Condition"].get("ForAnyValue:StringEquals").is_none());
}

#[test]
fn who_uses_no_key_gets_none() {
    let lister = grant(Persona::Ops, ZoneKind::Raw, &[], &[]);
    let all = statements(&usual(ZoneKind::Raw), &lister);
    assert_eq!(sids(&all), ["KfmListing", "KfmListRestore"]);
    let reader = grant(Persona::Auditor, ZoneKind::Logs, &[], &[]);
    let all = statements(&usual(ZoneKind::Logs), &reader);
    assert_eq!(sids(&all), ["KfmListing", "KfmListRead"]);
}

#[test]
fn who_creates_elsewhere_than_it_reads_has_a_statement_for_it() {
    let steward = grant(Persona::Steward, ZoneKind::Audit, &[], &[]);
    let all = statements(&usual(ZoneKind::Audit), &steward);
    assert_eq!(sids(&all), ["KfmListing", "KfmListRead", "KfmCreate", "KfmKey"]);
    assert_eq!(all[1]["Resource"], "arn:aws:s3:::abc/*");
    assert_eq!(all[2]["Resource"], "arn:aws:s3:::abc/decisions/*");
}

#[test]
fn who_creates_in_a_whole_zone_lists_its_uploads_and_who_is_narrowed_does_not() {
    let ingest = |kind, prefixes| grant(Persona::Ingest, kind, &[], prefixes);
    let whole = statements(&usual(ZoneKind::Raw), &ingest(ZoneKind::Raw, &[]));
    assert_eq!(sids(&whole), ["KfmListing", "KfmCreate", "KfmKey"]);
    assert_eq!(whole[0]["Action"], "s3:ListBucketMultipartUploads");
    // In the audit zone some prefixes are reserved, so that nobody creates in all of it.
    for (kind, prefixes) in [(ZoneKind::Raw, ["soils/"].as_slice()), (ZoneKind::Audit, &[])] {
        let narrowed = statements(&usual(kind), &ingest(kind, prefixes));
        assert_eq!(sids(&narrowed), ["KfmCreate", "KfmKey"]);
    }
}

#[test]
fn admitted_access_points_are_other_doors_to_the_same_objects() {
    let point = "arn:aws:s3:us-east-1:123456789012:accesspoint/lab";
    let access = ZoneAccess { access_points: [point.to_owned()].into(), ..usual(ZoneKind::Raw) };
    let reader = grant(Persona::Workers, ZoneKind::Raw, &[], &["soils/"]);
    let all = statements(&access, &reader);
    assert_eq!(all[0]["Resource"], json!(["arn:aws:s3:::abc", point]));
    let objects = format!("{point}/object/soils/*");
    assert_eq!(all[1]["Resource"], json!(["arn:aws:s3:::abc/soils/*", objects]));
}

#[test]
fn a_policy_allows_what_its_grant_is_entitled_to_and_nothing_else() {
    for kind in ZoneKind::ALL {
        let access = usual(kind);
        let personas = Persona::ALL.into_iter();
        for persona in personas.filter(|one| !cell(*one, kind, false).is_empty()) {
            let grant = grant(persona, kind, &[], &[]);
            let entitlements = access.entitlements(&grant);
            let entitled: BTreeSet<&str> =
                entitlements.iter().flat_map(|one| one.actions.iter().copied()).collect();
            let document = role_policy(&access, &grant);
            let mut allowed = BTreeSet::new();
            for statement in &document.statements {
                assert_eq!(statement.effect, Effect::Allow);
                let bound = |one: &Condition| one.key == "aws:ResourceAccount";
                assert!(statement.conditions.iter().any(bound), "{:?}", statement.sid);
                let Actions::Only(actions) = &statement.actions else { panic!("{statement:?}") };
                allowed.extend(actions.iter().map(String::as_str));
            }
            allowed.retain(|action| action.starts_with("s3:"));
            assert_eq!(allowed, entitled, "{persona} in {kind}");
            let sids: BTreeSet<_> = document.statements.iter().map(|one| &one.sid).collect();
            assert_eq!(sids.len(), document.statements.len(), "{persona} in {kind}");
        }
    }
}
