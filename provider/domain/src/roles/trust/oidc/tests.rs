use serde_json::{Value, json};

use super::*;
use crate::names::{AccountId, Region};
use crate::roles::trust::Trust;

const GITHUB: &str = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
const EKS: &str =
    "arn:aws:iam::123456789012:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/0A1B2C3D";
const GITLAB: &str = "arn:aws:iam::123456789012:oidc-provider/gitlab.com";

fn set(texts: &[&str]) -> BTreeSet<String> {
    texts.iter().map(ToString::to_string).collect()
}

fn trust(provider: &str, subjects: &[&str], audiences: &[&str]) -> Result<Value, Vec<TrustFault>> {
    let account = AccountId::parse("123456789012").unwrap();
    let region = Region::parse("us-east-1").unwrap();
    let home = Home { account: Some(&account), region: Some(&region) };
    let trust = OidcTrust::new(provider, &set(subjects), &set(audiences), home)?;
    Ok(Trust::Oidc(trust).document(&account, &region).statements[0].json())
}

fn subject(provider: &str, subject: &str) -> Result<Value, String> {
    trust(provider, &[subject], &["sts.amazonaws.com"])
        .map_err(|faults| faults.iter().map(|one| one.rule.clone()).collect::<Vec<_>>().join("\n"))
}

#[test]
fn a_workload_is_told_by_subject_and_audience() {
    let one = "repo:acme/soils:environment:prod";
    assert_eq!(
        subject(GITHUB, one).unwrap(),
        json!({
            "Sid": "KfmTrust", "Effect": "Allow",
            "Principal": { "Federated": GITHUB },
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": { "StringEquals": {
                "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                "token.actions.githubusercontent.com:sub": one,
            } },
        })
    );
    let two = ["repo:acme/soils:ref:refs/heads/*", one];
    let condition = &trust(GITHUB, &two, &["sts.amazonaws.com"]).unwrap()["Condition"];
    assert_eq!(
        condition["StringLike"]["token.actions.githubusercontent.com:sub"],
        json!([one, two[0]])
    );
}

#[test]
fn github_names_organization_and_repository() {
    for good in [
        "repo:acme/soils:ref:refs/heads/main",
        "repo:acme/soils:*",
        "repo:acme@12/soils.io@34:pull_request",
    ] {
        assert!(subject(GITHUB, good).is_ok(), "{good}");
        let enterprise = format!("{GITHUB}/acme");
        assert!(subject(&enterprise, good).is_ok(), "{good}");
    }
    for bad in [
        "repo:acme/*",
        "repo:acme/soils*",
        "repo:acme/soil?:ref:x",
        "repo:*/soils:ref:x",
        "repo:acme:ref:x",
        "repo:acme/soils",
        "repo:acme/soils:",
        "repo:a/b/c:ref:x",
        "repository_owner_id:12:*",
    ] {
        assert!(subject(GITHUB, bad).is_err(), "{bad}");
        let hosted = "arn:aws:iam::123456789012:oidc-provider/token.actions.acme.ghe.com";
        assert!(subject(hosted, bad).is_err(), "{bad}");
    }
}

#[test]
fn eks_names_namespace_and_service_account() {
    assert!(subject(EKS, "system:serviceaccount:soils:worker.v1-2").is_ok());
    for bad in [
        "system:serviceaccount:soils:*",
        "system:serviceaccount:*:worker",
        "system:serviceaccount:so?ls:worker",
        "system:serviceaccount:soils",
        "system:serviceaccount::worker",
        "system:serviceaccount:soils:a:b",
        "worker",
    ] {
        assert!(subject(EKS, bad).is_err(), "{bad}");
    }
}

#[test]
fn no_subject_of_any_provider_is_open_to_strangers() {
    for good in ["1234567890", "project_path:acme/soils:ref_type:branch:ref:*", "a/b/c?"] {
        assert!(subject(GITLAB, good).is_ok(), "{good}");
    }
    for bad in ["", "*", "?x", "*:acme", "project_path:*", "project_path:a*", "auth0|*", "${x}"] {
        for provider in [GITLAB, GITHUB, EKS, "x"] {
            assert!(subject(provider, bad).is_err(), "{bad} of {provider}");
        }
    }
}

#[test]
fn a_provider_is_one_of_the_roles_account() {
    let good = "repo:acme/soils:*";
    for (provider, word) in [
        (GITHUB.replace("123456789012", "210987654321"), "another account"),
        (GITHUB.replace("arn:aws:", "arn:aws-cn:"), "partition"),
        (GITHUB.replace("oidc-provider", "saml-provider"), "OpenID Connect provider"),
        (GITHUB.replace("token", "https://token"), "OpenID Connect provider"),
        (GITHUB.replace("token.actions", "*"), "OpenID Connect provider"),
        ("token.actions.githubusercontent.com".to_owned(), "OpenID Connect provider"),
    ] {
        let words = subject(&provider, good).unwrap_err();
        assert!(words.contains(word), "{provider}: {words}");
    }
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let faults = trust("x", &["*"], &["*"]).unwrap_err();
    let attributes: Vec<_> = faults.iter().map(|one| one.attribute).collect();
    assert_eq!(attributes, [PROVIDER, SUBJECTS, AUDIENCES]);
    let faults = trust(EKS, &[], &[]).unwrap_err();
    assert!(faults.iter().all(|one| one.rule.starts_with("is empty")), "{faults:?}");
    assert_eq!(faults.len(), 2);
}
