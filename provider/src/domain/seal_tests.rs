use super::super::principal::PrincipalArn;
use super::*;

const ADMIN: &str = "arn:aws:iam::123456789012:role/team/admin";

fn seal_of(kind: ZoneKind, break_glass: Option<&BreakGlass>, key: Option<&KeyArn>) -> [String; 2] {
    let bucket = BucketName::parse("kfm-dev-x-123456789012").unwrap();
    let region = Region::parse("us-east-1").unwrap();
    let administrators = Administrators::new([PrincipalArn::parse(ADMIN).unwrap()]).unwrap();
    let seal = Seal {
        kind,
        bucket: &bucket,
        region: &region,
        given_key: key,
        administrators: &administrators,
        break_glass,
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

fn statement(document: &str, sid: &str) -> Option<serde_json::Value> {
    statements(document).into_iter().find(|statement| statement["Sid"] == sid)
}

#[test]
fn every_statement_of_a_seal_denies() {
    for kind in ZoneKind::ALL {
        for document in seal_of(kind, Some(&open()), None) {
            let statements = statements(&document);
            assert!(statements.len() >= 9, "{document}");
            assert!(statements.iter().all(|statement| statement["Effect"] == "Deny"));
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
fn immutable_and_append_only_zones_are_create_only() {
    for kind in ZoneKind::ALL {
        let [document, _] = seal_of(kind, None, None);
        assert_eq!(
            statement(&document, "KfmCreateOnly").is_some(),
            !matches!(kind, ZoneKind::Work | ZoneKind::Quarantine),
            "{kind}"
        );
    }
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
    assert_eq!(
        end["Condition"]["DateGreaterThan"]["aws:currenttime"],
        serde_json::json!(["2026-12-01T00:00:00Z"])
    );
}

#[test]
fn a_given_key_is_pinned_and_an_own_key_is_left_to_the_bucket() {
    let key = KeyArn::parse("arn:aws:kms:us-east-1:123456789012:key/1234").unwrap();
    let [given, _] = seal_of(ZoneKind::Raw, None, Some(&key));
    let [own, _] = seal_of(ZoneKind::Raw, None, None);
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
    assert!(!refuses_plain_http(Some(&wanted.replace("\"s3:*\"", "\"s3:GetObject\"")), arn));
}

#[test]
fn the_largest_seal_is_far_below_the_limit_of_a_bucket_policy() {
    // 20,480 bytes: AWS "Bucket policies", size limit.
    let longest = ZoneKind::ALL.map(|kind| seal_of(kind, Some(&open()), None)[1].len());
    assert!(longest.iter().all(|length| *length < 8_000), "{longest:?}");
}
