use serde_json::json;

use super::*;
use crate::access::actions::{GATE_READS, GATE_WRITES};
use crate::access::{SOURCE_TAG, TARGET_TAG, ZoneKey};
use crate::names::KeyArn;
use crate::policy_document::{Actions, PolicyDocument, PolicyKind};

fn multipart() -> Gate {
    Gate::new(WantedGate { multipart_copy: true, ..wanted(&words()) }).unwrap()
}

#[test]
fn a_copy_is_bound_to_source_target_and_time() {
    let document = permissions(&gate());
    assert_eq!(
        document.statement("KfmGateCopy").unwrap().json(),
        json!({
            "Sid": "KfmGateCopy", "Effect": "Allow", "Action": "s3:PutObject",
            "Resource": "arn:aws:s3:::kfm-dev-published-123456789012/soils/2026-02.abcd1234/*",
            "Condition": {
                "StringEquals": { "aws:ResourceAccount": "123456789012" },
                "StringLike": { "s3:x-amz-copy-source": [
                    "/kfm-dev-catalog-123456789012/soils/2026-02.abcd1234/*",
                    "kfm-dev-catalog-123456789012/soils/2026-02.abcd1234/*",
                ] },
                "Bool": { "s3:ObjectCreationOperation": "true" },
                "Null": { "s3:if-none-match": "false" },
                "DateLessThan": { "aws:CurrentTime": "2026-11-25T18:00:00Z" },
            },
        })
    );
    let key = document.statement("KfmGateReadKey").unwrap().json();
    assert_eq!(key["Action"], "kms:Decrypt");
    let alias = &key["Condition"]["ForAnyValue:StringEquals"]["kms:ResourceAliases"];
    assert_eq!(alias, "alias/kfm/dev/kfm-dev-catalog-123456789012");
}

#[test]
fn every_permission_is_dated() {
    for gate in [gate(), multipart()] {
        for statement in permissions(&gate).statements {
            let dates = &statement.json()["Condition"]["DateLessThan"];
            assert_eq!(dates["aws:CurrentTime"], EXPIRES, "{statement:?}");
        }
    }
}

/// Else a policy of a bucket would refuse what the role is made for, or admit what it never does.
#[test]
fn a_role_does_what_buckets_admit_gate_roles_for() {
    let mut actions = BTreeSet::new();
    for statement in permissions(&multipart()).statements {
        let Actions::Only(only) = statement.actions else { panic!("{:?}", statement.sid) };
        actions.extend(only);
    }
    let mut expected: BTreeSet<_> =
        GATE_READS.iter().chain(&GATE_WRITES).map(ToString::to_string).collect();
    expected.extend(["kms:Decrypt".to_owned(), "kms:GenerateDataKey".to_owned()]);
    assert_eq!(actions, expected);
}

#[test]
fn keys_are_those_of_the_zones() {
    let mut given = wanted(&words());
    let arn = "arn:aws:kms:us-east-1:210987654321:key/1234abcd";
    given.target.key = ZoneKey::Given(KeyArn::parse(arn).unwrap());
    given.source.key = ZoneKey::None;
    let document = permissions(&Gate::new(given).unwrap());
    assert_eq!(document.statement("KfmGateCopyKey").unwrap().json()["Resource"], arn);
    assert!(document.statement("KfmGateReadKey").is_none());
}

#[test]
fn trust_names_the_promoters_and_a_date_or_refuses_everybody() {
    let promoters = promoters(&["ci/promoter"], Some("ticket:42"));
    let gate = Gate::new(WantedGate { promoters, ..wanted(&words()) }).unwrap();
    let [open] = open_trust(&gate).statements.try_into().unwrap();
    assert_eq!(
        open.json(),
        json!({
            "Sid": "KfmTrust", "Effect": "Allow",
            "Principal": { "AWS": "arn:aws:iam::123456789012:role/ci/promoter" },
            "Action": ["sts:AssumeRole", "sts:SetSourceIdentity"],
            "Condition": {
                "StringEquals": { "sts:ExternalId": "ticket:42" },
                "DateLessThan": { "aws:CurrentTime": "2026-11-25T18:00:00Z" },
            },
        })
    );
    let [closed] = closed_trust().statements.try_into().unwrap();
    assert_eq!(
        closed.json(),
        json!({
            "Sid": "KfmGateClosed", "Effect": "Deny", "Principal": "*",
            "Action": "sts:AssumeRole",
        })
    );
}

#[test]
fn documents_are_read_as_they_are_written() {
    let gate = multipart();
    for (document, kind) in [
        (permissions(&gate), PolicyKind::RoleInline),
        (permissions(&gate), PolicyKind::Boundary),
        (revocation(gate.expires()), PolicyKind::RoleInline),
        (open_trust(&gate), PolicyKind::Trust),
        (closed_trust(), PolicyKind::Trust),
    ] {
        let read = PolicyDocument::parse(&document.to_json(), kind).unwrap();
        assert_eq!(read.canonical(), document.canonical());
        assert!(document.headroom(kind).is_ok());
    }
}

#[test]
fn a_role_is_marked_and_carries_the_tags_that_buckets_read() {
    let steps = opening(&gate());
    let [Step::CreateBoundary(bound), Step::CreateRole(new), ..] = steps.as_slice() else {
        panic!("{steps:?}")
    };
    let marks: Vec<_> = new.tags.iter().map(|(key, value)| format!("{key}={value}")).collect();
    assert_eq!(
        marks,
        [
            "kfm:bucket=kfm-dev-published-123456789012",
            "kfm:environment=dev",
            "kfm:gate=dev/kfm-dev-published-123456789012/soils/2026-02.abcd1234",
            "kfm:zone=published",
        ]
    );
    assert_eq!(new.max_session, 3_600);
    assert_eq!((&bound.tags, &bound.path), (&new.tags, &new.path));
    assert_eq!(bound.name, new.name.as_str());
    assert_eq!(bound.document, permissions(&gate()));
    assert_eq!(new.boundary, gate().boundary_arn());
    let moved = WantedCandidate { target_prefix: Some("p/soils/2026-02.abcd1234/"), ..words() };
    let steps = opening(&Gate::new(wanted(&moved)).unwrap());
    let Some(Step::Tag(tags)) = steps.get(2) else { panic!("{steps:?}") };
    assert_eq!(tags[TARGET_TAG], "p/soils/2026-02.abcd1234/");
    assert_eq!(tags[SOURCE_TAG], "soils/2026-02.abcd1234/");
}
