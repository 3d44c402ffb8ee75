//! What is wrong with the trust of a role that was made elsewhere.

use std::fmt;

use super::oidc::{Issuer, open_subject};
use crate::names::AccountId;
use crate::policy_document::{
    Comparison, Condition, Effect, PolicyDocument, Principal, Principals, Quantifier, Statement,
};

/// Why a trust is not one to grant access by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TrustRisk {
    /// Everybody may become the role, of every account.
    Everyone,
    /// Guests may, who prove nothing.
    Anonymous,
    /// Somebody of another account may.
    OtherAccount,
    /// Strangers may, whom a provider of identities vouches for.
    Subject,
    /// What is trusted is not understood here.
    Unclear,
    /// Whoever the account's IAM lets assume roles may: the policies of others decide.
    WholeAccount,
}

impl TrustRisk {
    /// Whether somebody outside the account may become the role, as far as can be told.
    pub const fn is_grave(self) -> bool {
        !matches!(self, Self::WholeAccount)
    }
}

/// Something that is wrong with a trust policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustProblem {
    /// Which kind of thing it is.
    pub risk: TrustRisk,
    /// The statement: its Sid, or its number from 1.
    pub statement: String,
    /// Who is trusted, and why that is wrong.
    pub words: String,
}

impl fmt::Display for TrustProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "statement {}: {}", self.statement, self.words)
    }
}

/// What is wrong with the trust policy of a role of this account: whom it lets in that the account
/// does not answer for. Nothing where all is well.
///
/// It looks at each Allow by itself, and whatever its action is: a Deny beside it excuses nothing,
/// and neither does a condition on an Allow for everybody.
pub fn judge_trust(document: &PolicyDocument, account: &AccountId) -> Vec<TrustProblem> {
    let mut problems = Vec::new();
    for (index, statement) in document.statements.iter().enumerate() {
        if statement.effect == Effect::Deny {
            continue;
        }
        let name = match &statement.sid {
            Some(sid) if !sid.is_empty() => format!("`{sid}`"),
            _ => (index + 1).to_string(),
        };
        problems.extend(risks(statement, account).into_iter().map(|(risk, words)| TrustProblem {
            risk,
            statement: name.clone(),
            words,
        }));
    }
    problems
}

type Finding = (TrustRisk, String);

fn risks(statement: &Statement, account: &AccountId) -> Vec<Finding> {
    match &statement.principals {
        None => vec![(TrustRisk::Unclear, "names no principal".to_owned())],
        Some(Principals::AllBut(_)) => vec![(
            TrustRisk::Everyone,
            "trusts everybody but those that `NotPrincipal` names".to_owned(),
        )],
        Some(Principals::Only(principals)) => principals
            .iter()
            .filter_map(|principal| match principal {
                Principal::Everyone => {
                    Some((TrustRisk::Everyone, "trusts everybody, of every account".to_owned()))
                }
                Principal::Aws(name) => aws_risk(name, statement, account),
                Principal::Federated(name) => federated_risk(name, statement, account),
                Principal::Service(_) => None,
                Principal::CanonicalUser(id) => Some((
                    TrustRisk::Unclear,
                    format!("trusts canonical user `{id}`, whose account is not known"),
                )),
            })
            .collect(),
    }
}

/// Source: AWS IAM User Guide, "AWS JSON policy elements: Principal" (2026-11).
fn aws_risk(name: &str, statement: &Statement, account: &AccountId) -> Option<Finding> {
    if is_unique_id(name) {
        // What AWS leaves of a principal that was deleted: nobody can be it again.
        return None;
    }
    let parts: Vec<&str> = name.splitn(6, ':').collect();
    let (owner, resource) = match parts.as_slice() {
        ["arn", _, "iam" | "sts", _, owner, resource] => (*owner, *resource),
        [owner] if AccountId::parse(owner).is_ok() => (*owner, "root"),
        _ => return Some((TrustRisk::Unclear, format!("trusts `{name}`, which names nobody"))),
    };
    if name.contains(['*', '?']) {
        return Some((TrustRisk::Everyone, format!("trusts the pattern `{name}`")));
    }
    if owner != account.as_str() {
        let words = format!("trusts `{name}`, of another account than the role's, {account}");
        return Some((TrustRisk::OtherAccount, words));
    }
    let narrowed = demands(statement, "aws:PrincipalArn")
        .any(|one| one.values.iter().all(|arn| is_named(arn)));
    (resource == "root" && !narrowed).then(|| {
        let words = format!(
            "trusts the whole account {account}: whoever its IAM lets assume roles may become this \
             one; name the principals, or demand them by `aws:PrincipalArn`"
        );
        (TrustRisk::WholeAccount, words)
    })
}

/// Sources, of 2026-11: AWS IAM User Guide, "Available keys for AWS OIDC federation" and "Available
/// keys for SAML-based federation"; Amazon Cognito Developer Guide, "IAM roles", role trust.
fn federated_risk(name: &str, statement: &Statement, account: &AccountId) -> Option<Finding> {
    let parts: Vec<&str> = name.splitn(6, ':').collect();
    let url = match parts.as_slice() {
        ["arn", _, "iam", _, owner, _] if *owner != account.as_str() => {
            let words = format!("trusts `{name}`, of another account than the role's, {account}");
            return Some((TrustRisk::OtherAccount, words));
        }
        ["arn", _, "iam", _, _, resource] => match resource.split_once('/') {
            Some(("oidc-provider", url)) if !name.contains(['*', '?']) => url,
            Some(("saml-provider", _)) if !name.contains(['*', '?']) => {
                return saml_risk(name, statement);
            }
            _ => {
                return Some((
                    TrustRisk::Unclear,
                    format!("trusts `{name}`, which is no provider"),
                ));
            }
        },
        ["cognito-identity.amazonaws.com"] => return cognito_risk(statement),
        [url @ ("accounts.google.com" | "graph.facebook.com" | "www.amazon.com")] => url,
        _ => return Some((TrustRisk::Unclear, format!("trusts `{name}`, which is no provider"))),
    };
    let issuer = Issuer::of_url(url);
    let closes = |claim: &str, condition: &Condition| {
        let refuses = |value: &String| match claim {
            "sub" => issuer.refuses(value),
            _ => open_subject(value),
        };
        condition.values.iter().all(|value| refuses(value).is_none())
    };
    let narrowed = SUBJECT_CLAIMS.iter().any(|claim| {
        let key = format!("{}:{claim}", issuer.url());
        demands(statement, &key).any(|condition| closes(claim, condition))
    });
    (!narrowed).then(|| {
        let words = format!(
            "trusts whom `{name}` vouches for, without a condition on `{url}:sub` that says whose \
             workloads those are"
        );
        (TrustRisk::Subject, words)
    })
}

/// The claims that say whose workload it is: the subject, as providers call it, and GitHub's
/// repository.
const SUBJECT_CLAIMS: [&str; 5] = ["sub", "id", "user_id", "repository", "repository_id"];

/// The company's own provider says which roles somebody may take; the token must at least be one
/// for AWS.
fn saml_risk(name: &str, statement: &Statement) -> Option<Finding> {
    let narrowed = statement.conditions.iter().any(|one| {
        let key = one.key.to_ascii_lowercase();
        key.starts_with("saml:") && is_demand(one)
    });
    (!narrowed).then(|| {
        let words = format!("trusts whom `{name}` vouches for, without a condition on `SAML:aud`");
        (TrustRisk::Subject, words)
    })
}

/// Every identity pool of every account speaks through this one provider, and a pool may have
/// guests.
fn cognito_risk(statement: &Statement) -> Option<Finding> {
    let named = |values: &Condition| values.values.iter().all(|one| open_subject(one).is_none());
    if !demands(statement, "cognito-identity.amazonaws.com:aud").any(named) {
        let words = "trusts Cognito without a condition on `cognito-identity.amazonaws.com:aud`: \
                     identity pools of every account are meant"
            .to_owned();
        return Some((TrustRisk::Subject, words));
    }
    let signed_in = |one: &Condition| {
        one.values
            .iter()
            .all(|value| value.starts_with("authenticated") || value.starts_with("cognito-idp."))
    };
    (!demands(statement, "cognito-identity.amazonaws.com:amr").any(signed_in)).then(|| {
        let words = "trusts the guests of a Cognito identity pool: demand `authenticated` of \
                     `cognito-identity.amazonaws.com:amr`"
            .to_owned();
        (TrustRisk::Anonymous, words)
    })
}

/// The conditions that demand a value of a key: an absent key does not satisfy them.
fn demands<'a>(
    statement: &'a Statement,
    key: &'a str,
) -> impl Iterator<Item = &'a Condition> + use<'a> {
    statement
        .conditions
        .iter()
        .filter(move |one| one.key.eq_ignore_ascii_case(key) && is_demand(one))
}

fn is_demand(condition: &Condition) -> bool {
    let operator = &condition.operator;
    let positive = matches!(
        operator.comparison,
        Comparison::StringEquals
            | Comparison::StringEqualsIgnoreCase
            | Comparison::StringLike
            | Comparison::ArnEquals
            | Comparison::ArnLike
    );
    positive
        && !operator.if_exists
        && operator.quantifier != Some(Quantifier::ForAllValues)
        && !condition.values.is_empty()
}

/// Whether an ARN, or pattern of ARNs, names some role or user rather than all.
fn is_named(arn: &str) -> bool {
    let resource = arn.splitn(6, ':').nth(5).unwrap_or_default();
    resource.split_once('/').is_some_and(|(kind, name)| {
        !kind.contains(['*', '?']) && !name.trim_matches(['*', '?', '/']).is_empty()
    })
}

/// Source: AWS IAM User Guide, "IAM identifiers", unique identifiers (2026-11).
fn is_unique_id(text: &str) -> bool {
    let known = ["AROA", "AIDA"].iter().any(|one| text.starts_with(one));
    known && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

#[cfg(test)]
mod tests;
