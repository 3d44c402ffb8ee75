//! Whether promoters may write the evidence, by the policies of zones and by others.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::*;
use crate::access::{Persona, Right};
use crate::bucket_policy;

const BUCKET: &str = "kfm-dev-catalog-123456789012";
const KEY: &str = "soils/2026-02.abcd1234/stac.json";

/// What is told of promoters when the bucket of the evidence has this policy.
fn told_of(names: &[&str], policy: Option<String>) -> Vec<Writes> {
    let account = AccountId::parse(ACCOUNT).unwrap();
    let policies = BTreeMap::from([(BUCKET.to_owned(), policy)]);
    writing_promoters(&promoters(names, None), &account, &[(BUCKET, KEY)], &policies)
        .into_iter()
        .collect()
}

fn told(policy: Option<String>) -> Vec<Writes> {
    told_of(&["ci/promoter"], policy)
}

fn in_zone(access: &ZoneAccess) -> Vec<Writes> {
    assert_eq!(access.bucket.as_str(), BUCKET);
    told(Some(bucket_policy::document(access).to_json()))
}

fn evidence(name: &str) -> Writes {
    Writes::Evidence { role: role(name), bucket: BUCKET.to_owned() }
}

fn policy(name: &str) -> Writes {
    Writes::Policy { role: role(name), bucket: BUCKET.to_owned() }
}

/// A denial of everything but reads to everyone, with some members put over it.
fn denial(changes: &Value) -> Value {
    let mut statement = json!({
        "Effect": "Deny",
        "Principal": "*",
        "NotAction": ["s3:GetObject"],
        "Resource": [format!("arn:aws:s3:::{BUCKET}"), format!("arn:aws:s3:::{BUCKET}/*")],
    });
    for (name, value) in changes.as_object().unwrap() {
        statement[name] = value.clone();
    }
    statement
}

fn by_hand(statements: &[Value]) -> Vec<Writes> {
    told(Some(json!({"Version": "2012-10-17", "Statement": statements}).to_string()))
}

#[test]
fn a_promoter_that_a_zone_grants_nothing_writes_no_evidence() {
    let catalog = zone(ZoneKind::Catalog);
    assert_eq!(in_zone(&catalog), []);
    let built = catalog.granting(Persona::CatalogBuilder, "builder", &[], &[]);
    assert_eq!(in_zone(&built), []);
    assert_eq!(in_zone(&built.granting(Persona::Api, "ci/promoter", &[], &[])), [], "it reads");
}

#[test]
fn a_promoter_that_builds_the_catalog_is_told_where_it_builds() {
    let builds = |rights: &[Right], prefixes: &[&str]| {
        in_zone(&zone(ZoneKind::Catalog).granting(
            Persona::CatalogBuilder,
            "ci/promoter",
            rights,
            prefixes,
        ))
    };
    assert_eq!(builds(&[], &[]), [evidence("ci/promoter")]);
    assert_eq!(builds(&[Right::Create], &[]), [evidence("ci/promoter")], "only what is not there");
    assert_eq!(builds(&[], &["soils/"]), [evidence("ci/promoter")]);
    assert_eq!(builds(&[], &["water/"]), []);
    assert_eq!(builds(&[Right::Read], &[]), []);
}

#[test]
fn a_promoter_that_administers_the_bucket_may_change_its_policy() {
    let policy_text = bucket_policy::document(&zone(ZoneKind::Catalog)).to_json();
    let told = told_of(&["admin", "ci/promoter"], Some(policy_text));
    assert_eq!(told, [policy("admin")]);
    let sentence = told[0].to_string();
    assert!(sentence.contains("role/admin") && sentence.contains(BUCKET), "{sentence}");
    assert!(sentence.contains("change the policy"), "{sentence}");
}

#[test]
fn what_cannot_be_told_is_told() {
    let no_policy = Writes::NoPolicy { bucket: BUCKET.to_owned() };
    assert_eq!(told(None), std::slice::from_ref(&no_policy));
    let account = AccountId::parse(ACCOUNT).unwrap();
    let promoters = promoters(&["ci/promoter"], None);
    let of = |policies| writing_promoters(&promoters, &account, &[(BUCKET, KEY)], policies);
    assert_eq!(
        of(&BTreeMap::new()),
        BTreeSet::from([no_policy.clone()]),
        "a bucket nobody asked about"
    );
    assert!(no_policy.to_string().contains("no bucket policy"));
    for garbage in ["", "{", "[]", r#"{"Statement":[{"Effect":"Maybe"}]}"#] {
        let told = told(Some(garbage.to_owned()));
        assert_eq!(told, [Writes::NotUnderstood { bucket: BUCKET.to_owned() }], "{garbage}");
        assert!(told[0].to_string().contains("not understood"));
    }
}

#[test]
fn who_is_not_refused_may() {
    let both = [evidence("ci/promoter"), policy("ci/promoter")];
    let everyone = json!({"Effect": "Allow", "Principal": "*", "Action": "s3:*",
        "Resource": format!("arn:aws:s3:::{BUCKET}/*")});
    assert_eq!(by_hand(&[everyone]), both);
    let reads = json!({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
        "Resource": format!("arn:aws:s3:::{BUCKET}/*")});
    assert_eq!(by_hand(&[reads]), both, "its own policy suffices");
    assert_eq!(by_hand(&[denial(&json!({}))]), []);
    let another = json!({"Resource": "arn:aws:s3:::another/*"});
    assert_eq!(by_hand(&[denial(&another)]), both);
    let objects = json!({"Resource": format!("arn:aws:s3:::{BUCKET}/*")});
    assert_eq!(by_hand(&[denial(&objects)]), [policy("ci/promoter")]);
    let others = json!({"Resource": format!("arn:aws:s3:::{BUCKET}/water/*")});
    assert_eq!(by_hand(&[denial(&others)]), both);
    let bucket = json!({"Resource": format!("arn:aws:s3:::{BUCKET}")});
    assert_eq!(by_hand(&[denial(&bucket)]), [evidence("ci/promoter")]);
    let only_put = denial(&json!({"NotAction": ["s3:DeleteBucketPolicy"]}));
    assert_eq!(by_hand(&[only_put]), [policy("ci/promoter")], "to delete it is to change it");
}

/// What a denial that a request can be made to avoid is worth.
#[test]
fn only_who_asks_and_of_what_keeps_a_promoter_away() {
    let both = [evidence("ci/promoter"), policy("ci/promoter")];
    let ours = role("ci/promoter").to_string();
    for (what, conditions, kept_away) in [
        ("all others", json!({"ArnNotLike": {"aws:PrincipalArn": role("admin").as_str()}}), true),
        ("its ARN", json!({"ArnLike": {"AWS:principalarn": ours}}), true),
        ("not its ARN", json!({"ArnNotEquals": {"aws:PrincipalArn": ours}}), false),
        ("no service", json!({"BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}), true),
        ("the account", json!({"StringEquals": {"aws:PrincipalAccount": ACCOUNT}}), true),
        ("another account", json!({"StringNotEquals": {"aws:ResourceAccount": ACCOUNT}}), false),
        ("a network", json!({"StringNotEquals": {"aws:SourceVpc": "vpc-1"}}), false),
        ("a time", json!({"DateGreaterThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}), false),
        ("its tag", json!({"StringNotEquals": {"aws:PrincipalTag/team": "gis"}}), false),
        ("puts over", json!({"Null": {"s3:if-none-match": "true"}}), false),
        ("puts of parts", json!({"Bool": {"s3:ObjectCreationOperation": "false"}}), false),
        ("copies", json!({"StringLike": {"s3:x-amz-copy-source": "*"}}), false),
        ("plain HTTP", json!({"Bool": {"aws:SecureTransport": "false"}}), false),
        (
            "its ARN by its tag",
            json!({"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::1:role/${aws:PrincipalTag/x}"}}),
            false,
        ),
        ("its sessions", json!({"StringNotLike": {"aws:userid": "AROAEXAMPLE:*"}}), false),
        ("an operator of tomorrow", json!({"GraphEquals": {"aws:PrincipalArn": ours}}), false),
        (
            "its ARN, over a network",
            json!({"ArnLike": {"aws:PrincipalArn": ours}, "Null": {"aws:SourceVpc": "true"}}),
            false,
        ),
    ] {
        let told = by_hand(&[denial(&json!({"Condition": conditions}))]);
        assert_eq!(told, if kept_away { &[][..] } else { &both[..] }, "{what}");
    }
    let tagged = format!("arn:aws:s3:::{BUCKET}/${{aws:PrincipalTag/kfm:prefix, '-closed-'}}*");
    let mut elsewhere = denial(&json!({"NotResource": tagged}));
    elsewhere.as_object_mut().unwrap().remove("Resource");
    assert_eq!(by_hand(&[elsewhere]), both, "a tag may say anything");
}

#[test]
fn each_bucket_and_each_object_counts() {
    let catalog =
        zone(ZoneKind::Catalog).granting(Persona::CatalogBuilder, "ci/promoter", &[], &["water/"]);
    let processed = zone(ZoneKind::Processed);
    let policies = [&catalog, &processed]
        .map(|one| (one.bucket.to_string(), Some(bucket_policy::document(one).to_json())));
    let account = AccountId::parse(ACCOUNT).unwrap();
    let promoters = promoters(&["ci/promoter"], None);
    let of = |evidence: &[(&str, &str)]| {
        writing_promoters(&promoters, &account, evidence, &policies.clone().into())
    };
    let other = processed.bucket.as_str();
    assert_eq!(of(&[(BUCKET, KEY), (other, "water/x")]), BTreeSet::new());
    assert_eq!(of(&[(BUCKET, KEY), (BUCKET, "water/x")]), [evidence("ci/promoter")].into());
    assert_eq!(of(&[]), BTreeSet::new(), "what lies nowhere");
    let lost = Writes::NoPolicy { bucket: "lost".to_owned() };
    assert_eq!(of(&[(BUCKET, KEY), ("lost", KEY)]), [lost].into());
}

#[test]
fn other_partitions_have_other_arns() {
    let account = AccountId::parse(ACCOUNT).unwrap();
    let arns = BTreeSet::from([format!("arn:aws-us-gov:iam::{ACCOUNT}:role/promoter")]);
    let home = Home { account: Some(&account), region: None };
    let promoters = Promoters::new(&arns, None, home).unwrap();
    let told = |partition: &str| {
        let everything = format!("arn:{partition}:s3:::{BUCKET}");
        let denial = denial(&json!({"Resource": [everything.clone(), format!("{everything}/*")]}));
        let text = json!({"Version": "2012-10-17", "Statement": [denial]}).to_string();
        let policies = BTreeMap::from([(BUCKET.to_owned(), Some(text))]);
        writing_promoters(&promoters, &account, &[(BUCKET, KEY)], &policies).len()
    };
    assert_eq!((told("aws-us-gov"), told("aws")), (0, 2));
}

#[test]
fn a_promoter_of_another_account_is_told() {
    let other = AccountId::parse("210987654321").unwrap();
    let policies = BTreeMap::from([(
        BUCKET.to_owned(),
        Some(bucket_policy::document(&zone(ZoneKind::Catalog)).to_json()),
    )]);
    let promoters = promoters(&["ci/promoter"], None);
    let told = writing_promoters(&promoters, &other, &[(BUCKET, KEY)], &policies);
    assert_eq!(told, [evidence("ci/promoter"), policy("ci/promoter")].into());
}
