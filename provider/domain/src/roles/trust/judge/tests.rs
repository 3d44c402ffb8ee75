use super::*;
use crate::policy_document::{Actions, Operator};

const OIDC: &str = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
const SUB: &str = "token.actions.githubusercontent.com:sub";

fn statement(principals: impl Into<Principals>, conditions: &[(&str, &str, &str)]) -> Statement {
    let condition = |(operator, key, value): &(&str, &str, &str)| {
        let operator: Operator = operator.parse().unwrap();
        Condition::one(operator, (*key).to_owned(), *value)
    };
    Statement {
        sid: None,
        effect: Effect::Allow,
        principals: Some(principals.into()),
        actions: Actions::only(["sts:AssumeRole"]),
        resources: None,
        conditions: conditions.iter().map(condition).collect(),
    }
}

fn judged(statement: Statement) -> Vec<TrustRisk> {
    let account = AccountId::parse("123456789012").unwrap();
    let problems = judge_trust(&PolicyDocument::of(vec![statement]), &account);
    problems.iter().map(|one| one.risk).collect()
}

fn aws(name: &str, conditions: &[(&str, &str, &str)]) -> Vec<TrustRisk> {
    judged(statement(Principal::Aws(name.to_owned()), conditions))
}

fn federated(name: &str, conditions: &[(&str, &str, &str)]) -> Vec<TrustRisk> {
    judged(statement(Principal::Federated(name.to_owned()), conditions))
}

#[test]
fn principals_of_the_account_and_services_are_trusted() {
    for name in [
        "arn:aws:iam::123456789012:role/ci",
        "arn:aws:sts::123456789012:assumed-role/ci/run",
        "AROAEXAMPLE1234567890",
    ] {
        assert_eq!(aws(name, &[]), []);
    }
    let service = Principal::Service("ecs-tasks.amazonaws.com".to_owned());
    assert_eq!(judged(statement(service, &[])), []);
}

#[test]
fn everybody_is_nobody_to_trust() {
    let bound = [("StringEquals", "aws:PrincipalAccount", "123456789012")];
    assert_eq!(judged(statement(Principal::Everyone, &bound)), [TrustRisk::Everyone]);
    let ci = Principal::Aws("arn:aws:iam::123456789012:role/ci".to_owned());
    let but = Principals::AllBut([ci].into());
    assert_eq!(judged(statement(but, &[])), [TrustRisk::Everyone]);
    assert_eq!(aws("arn:aws:iam::123456789012:role/*", &[]), [TrustRisk::Everyone]);
}

#[test]
fn other_accounts_are_told() {
    for name in [
        "arn:aws:iam::210987654321:role/ci",
        "arn:aws:iam::210987654321:root",
        "210987654321",
        "arn:aws:sts::210987654321:federated-user/x",
    ] {
        assert_eq!(aws(name, &[]), [TrustRisk::OtherAccount], "{name}");
    }
    let provider = OIDC.replace("123456789012", "210987654321");
    let sub = [("StringEquals", SUB, "repo:acme/soils:*")];
    assert_eq!(federated(&provider, &sub), [TrustRisk::OtherAccount]);
    assert_eq!(aws("ci", &[]), [TrustRisk::Unclear]);
}

#[test]
fn the_whole_account_is_trusted_only_with_names() {
    for name in ["123456789012", "arn:aws:iam::123456789012:root"] {
        let named = |value| aws(name, &[("ArnLike", "aws:principalarn", value)]);
        assert_eq!(aws(name, &[]), [TrustRisk::WholeAccount]);
        assert_eq!(named("arn:aws:iam::123456789012:role/*"), [TrustRisk::WholeAccount]);
        assert_eq!(named("*"), [TrustRisk::WholeAccount]);
        assert_eq!(named("arn:aws:iam::123456789012:role/ci-*"), []);
        let but = [("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::123456789012:role/ci")];
        assert_eq!(aws(name, &but), [TrustRisk::WholeAccount]);
    }
    assert!(!TrustRisk::WholeAccount.is_grave() && TrustRisk::Subject.is_grave());
}

#[test]
fn a_provider_of_identities_is_trusted_with_a_subject() {
    for (operator, key, value) in [
        ("StringLike", SUB, "repo:acme/soils:*"),
        ("StringEquals", "token.actions.githubusercontent.com:Repository", "acme/soils"),
        ("ForAnyValue:StringEquals", SUB, "repo:acme/soils:ref:refs/heads/main"),
    ] {
        assert_eq!(federated(OIDC, &[(operator, key, value)]), [], "{operator} {key} {value}");
    }
    let saml = "arn:aws:iam::123456789012:saml-provider/acme";
    let audience = ("StringEquals", "SAML:aud", "https://signin.aws.amazon.com/saml");
    assert_eq!(federated(saml, &[audience]), []);
    assert_eq!(federated(saml, &[]), [TrustRisk::Subject]);
    for (operator, key, value) in [
        ("StringEquals", "token.actions.githubusercontent.com:aud", "sts.amazonaws.com"),
        ("StringLike", SUB, "repo:acme/*"),
        ("StringLike", SUB, "*"),
        ("StringLikeIfExists", SUB, "repo:acme/soils:*"),
        ("ForAllValues:StringLike", SUB, "repo:acme/soils:*"),
        ("StringNotLike", SUB, "repo:acme/soils:*"),
        ("StringLike", "token.actions.githubusercontent.com:repository", "acme/*"),
        ("StringEquals", "gitlab.com:sub", "repo:acme/soils:x"),
    ] {
        let found = federated(OIDC, &[(operator, key, value)]);
        assert_eq!(found, [TrustRisk::Subject], "{operator} {key} {value}");
    }
    assert_eq!(federated("accounts.google.com", &[]), [TrustRisk::Subject]);
    assert_eq!(federated("example.com", &[]), [TrustRisk::Unclear]);
}

#[test]
fn guests_are_anonymous() {
    const COGNITO: &str = "cognito-identity.amazonaws.com";
    const AUD: &str = "cognito-identity.amazonaws.com:aud";
    const AMR: &str = "cognito-identity.amazonaws.com:amr";
    let pool = ("StringEquals", AUD, "us-east-1:12345678-aaaa");
    let amr = |value| ("ForAnyValue:StringLike", AMR, value);
    assert_eq!(federated(COGNITO, &[pool, amr("authenticated")]), []);
    assert_eq!(federated(COGNITO, &[pool, amr("unauthenticated")]), [TrustRisk::Anonymous]);
    assert_eq!(federated(COGNITO, &[pool, amr("*")]), [TrustRisk::Anonymous]);
    assert_eq!(federated(COGNITO, &[pool]), [TrustRisk::Anonymous]);
    assert_eq!(federated(COGNITO, &[amr("authenticated")]), [TrustRisk::Subject]);
}

#[test]
fn a_problem_says_where_and_what() {
    let account = AccountId::parse("123456789012").unwrap();
    let fine = statement(Principal::Aws("arn:aws:iam::123456789012:role/ci".to_owned()), &[]);
    let open = statement(Principal::Everyone, &[]);
    let denied = Statement { effect: Effect::Deny, ..open.clone() };
    let named = Statement { sid: Some("Open".into()), ..open.clone() };
    let document = PolicyDocument::of(vec![fine, denied, open, named]);
    let words: Vec<_> = judge_trust(&document, &account).iter().map(ToString::to_string).collect();
    assert_eq!(
        words,
        [
            "statement 3: trusts everybody, of every account",
            "statement `Open`: trusts everybody, of every account",
        ]
    );
}
