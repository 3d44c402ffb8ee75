use std::collections::BTreeSet;

use super::*;
use crate::access::fixture::{ACCOUNT, sealed, zone};
use crate::bucket_policy;
use crate::iam_actions;
use crate::policy_document::{PolicyDocument, PolicyKind};
use crate::principal::PrincipalArn;
use crate::zone::ZoneKind;

const NOW: &str = "2026-11-24T00:00:00Z";
const BUCKET: &str = "reports";
const ARN: &str = "arn:aws:s3:::reports";

fn read(text: &str, kind: PolicyKind) -> PolicyDocument {
    PolicyDocument::parse(text, kind).unwrap()
}

fn bucket_policy(statements: &str) -> PolicyDocument {
    read(&format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#), PolicyKind::Bucket)
}

fn own(name: &str, statement: &str) -> Document {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#);
    Document { name: name.to_owned(), policy: read(&text, PolicyKind::Identity) }
}

fn arn(name: &str) -> PrincipalArn {
    PrincipalArn::parse(&format!("arn:aws:iam::{ACCOUNT}:{name}")).unwrap()
}

fn present(identity: Vec<Document>, unknown: Option<&str>) -> Standing {
    Standing::Present { identity, boundary: None, unknown: unknown.map(str::to_owned) }
}

fn role(name: &str, standing: Standing) -> Principal {
    Principal::of(&arn(name), None, [].into(), standing)
}

fn one(action: &str, keys: &[&str]) -> BTreeSet<Question> {
    let keys = keys.iter().map(|key| (*key).to_owned()).collect();
    questions(iam_actions::find(action), &keys)
}

fn answer(policy: Option<&PolicyDocument>, who: Principal, action: &str) -> Answer {
    let place = Place { bucket: BUCKET, arn: ARN, account: ACCOUNT, policy, now: NOW };
    let mut answers = ask(&place, &[who], &one(action, &["a/x"]));
    assert_eq!(answers.len(), 1, "{answers:#?}");
    answers.pop().unwrap()
}

const EVERYTHING: &str = r#"{"Sid":"All","Effect":"Allow","Action":"*","Resource":"*"}"#;
const NO_READS: &str = r#"{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::reports/*"}"#;

#[test]
fn the_usual_actions_are_of_s3_and_sorted() {
    assert!(USUAL_ACTIONS.is_sorted());
    for name in USUAL_ACTIONS {
        let action = iam_actions::find(name).unwrap();
        assert!(action.name == name && (action.on_bucket() || action.on_object()), "{name}");
    }
}

#[test]
fn everybody_whom_a_policy_names_is_a_principal_or_told() {
    let role = arn("role/data/reader");
    let user = arn("user/ana");
    let policy = bucket_policy(&format!(
        r#"{{"Effect":"Allow","Principal":{{"AWS":["{role}","210987654321","AROAEXAMPLE",
            "arn:aws:iam::{ACCOUNT}:root","arn:aws:sts::{ACCOUNT}:assumed-role/x/y"],
            "Service":"logging.s3.amazonaws.com"}},"Action":"s3:*","Resource":"*"}},
        {{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{{
            "ArnNotLike":{{"aws:principalarn":["{user}","arn:aws:iam::*:role/kfm/*"]}},
            "Null":{{"aws:PrincipalArn":"false"}}}}}}"#
    ));
    let Named { principals, others } = named(&policy);
    assert_eq!(principals, [role, user].into());
    assert_eq!(
        others,
        [
            Other::Pattern("arn:aws:iam::*:role/kfm/*".to_owned()),
            Other::Account("210987654321".to_owned()),
            Other::Account(format!("arn:aws:iam::{ACCOUNT}:root")),
            Other::Session(format!("arn:aws:sts::{ACCOUNT}:assumed-role/x/y")),
            Other::Gone("AROAEXAMPLE".to_owned()),
            Other::Service("logging.s3.amazonaws.com".to_owned()),
        ]
        .into()
    );
}

#[test]
fn each_place_that_a_document_names_has_a_key() {
    let policy = bucket_policy(
        r#"{"Effect":"Deny","Principal":"*","Action":"s3:*","NotResource":["arn:aws:s3:::reports",
            "arn:aws:s3:::reports/soils/*","arn:aws:s3:::reports/a?b/c.csv","arn:aws:s3:::reports/*",
            "arn:aws:s3:::reports/${aws:userid}/*","arn:aws:s3:::reports-old/x/*"]}"#,
    );
    let found = keys(ARN, [&policy]);
    let expected = ["axb/c.csv", "kfm-access-object", "soils/kfm-access-object"];
    assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}

#[test]
fn listings_are_asked_of_the_folders_too() {
    let asked = one("s3:ListBucket", &["a/b/x", "a/b/y", "z"]);
    let targets: Vec<_> = asked.into_iter().map(|one| one.target).collect();
    assert_eq!(targets, [Target::Bucket, Target::Below("a/b/".to_owned())]);
    let asked = one("s3:PutBucketPolicy", &["a/b/x"]);
    assert_eq!(asked.into_iter().map(|one| one.target).collect::<Vec<_>>(), [Target::Bucket]);
}

#[test]
fn the_statement_that_decides_is_named_with_its_document() {
    let reader = || role("role/reader", present(vec![own("role policy all", EVERYTHING)], None));
    let allowed = answer(None, reader(), "s3:GetObject");
    assert!(allowed.allowed);
    assert_eq!((allowed.decision, allowed.place.as_str()), ("allowed", "reports/a/x"));
    assert_eq!(allowed.document.as_deref(), Some("role policy all"));
    assert_eq!(allowed.statement.as_deref(), Some("All"));
    let denied = answer(Some(&bucket_policy(NO_READS)), reader(), "s3:GetObject");
    assert_eq!((denied.allowed, denied.decision), (false, "explicitly_denied"));
    assert_eq!(denied.document.as_deref(), Some("bucket policy"));
    assert_eq!(denied.statement.as_deref(), Some("Statement[0]"));
    assert_eq!(denied.why, "`Statement[0]` of the bucket policy denies it.");
    let nothing = answer(None, role("role/reader", present(Vec::new(), None)), "s3:GetObject");
    assert_eq!((nothing.decision, nothing.document), ("implicitly_denied", None));
}

#[test]
fn of_who_is_not_known_whole_only_refusals_are_sure() {
    let some = || role("user/ana", present(Vec::new(), Some("its own policies are not read")));
    let policy = bucket_policy(NO_READS);
    assert_eq!(answer(Some(&policy), some(), "s3:GetObject").decision, "explicitly_denied");
    let other = answer(Some(&policy), some(), "s3:DeleteObject");
    assert_eq!((other.allowed, other.decision), (false, "cannot_tell"));
    assert!(other.why.contains("its own policies are not read"), "{}", other.why);
    let elsewhere = PrincipalArn::parse("arn:aws:iam::210987654321:role/x").unwrap();
    let standing = present(Vec::new(), Some("its own policies are not read"));
    let foreign = Principal::of(&elsewhere, None, [].into(), standing);
    assert_eq!(answer(None, foreign, "s3:GetObject").decision, "implicitly_denied");
}

#[test]
fn who_is_not_there_is_allowed_nothing() {
    let gone = role("role/gone", Standing::Absent("IAM knows no such role".to_owned()));
    let answer = answer(None, gone, "s3:GetObject");
    assert_eq!((answer.allowed, answer.decision), (false, "no_such_principal"));
    assert_eq!(answer.why, "IAM knows no such role.");
}

#[test]
fn strangers_and_nobody_are_refused_by_every_zone() {
    for kind in ZoneKind::ALL {
        for access in [zone(kind), sealed(kind)] {
            let policy = bucket_policy::document(&access);
            let arn = access.bucket.arn(&access.region);
            let (bucket, policy) = (access.bucket.as_str(), Some(&policy));
            let place = Place { bucket, arn: &arn, account: ACCOUNT, policy, now: NOW };
            let keys = keys(&arn, policy);
            let asked =
                questions(USUAL_ACTIONS.iter().filter_map(|one| iam_actions::find(one)), &keys);
            let who = [Principal::stranger("aws", ACCOUNT), Principal::anonymous()];
            for answer in ask(&place, &who, &asked) {
                let refused = ["explicitly_denied", "implicitly_denied"].contains(&answer.decision);
                assert!(!answer.allowed && refused, "{kind}: {answer:#?}");
            }
        }
    }
}

#[test]
fn a_put_is_asked_as_a_create_and_what_it_lacks_is_told() {
    let policy = bucket_policy(
        r#"{"Sid":"CreateOnly","Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"*",
            "Condition":{"Bool":{"s3:ObjectCreationOperation":"true"},"Null":{"s3:if-none-match":"true"}}},
        {"Sid":"Network","Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"*",
            "Condition":{"IpAddress":{"aws:SourceIp":"198.51.100.0/24"}}},
        {"Sid":"Ended","Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"*",
            "Condition":{"DateGreaterThan":{"aws:CurrentTime":"2026-11-01T00:00:00Z"}}}"#,
    );
    let writer = || Principal::stranger("aws", ACCOUNT);
    let put = answer(Some(&policy), writer(), "s3:PutObject");
    assert_eq!(put.decision, "allowed");
    assert_eq!(put.absent_keys, ["aws:SourceIp"]);
    let get = answer(Some(&policy), writer(), "s3:GetObject");
    assert_eq!(get.statement.as_deref(), Some("Ended"));
}
