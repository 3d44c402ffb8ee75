//! Trust in what an OpenID Connect provider says about a workload.

use std::collections::BTreeSet;

use super::{Home, Parts, TrustFault};
use crate::policy_document::{Comparison, Condition, Principal};

const PROVIDER: &[&str] = &["oidc", "provider_arn"];
const SUBJECTS: &[&str] = &["oidc", "subjects"];
const AUDIENCES: &[&str] = &["oidc", "audiences"];

/// Workloads that an OpenID Connect provider of the role's account vouches for: of these
/// subjects, with a token meant for one of these audiences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OidcTrust {
    provider_arn: String,
    issuer: Issuer,
    subjects: BTreeSet<String>,
    audiences: BTreeSet<String>,
}

impl OidcTrust {
    /// Checks whom a role is to trust.
    ///
    /// # Errors
    /// All rules that are broken: the provider is not one of the role's account; there are no
    /// subjects or audiences; a subject would let strangers in; an audience is a pattern.
    pub fn new(
        provider_arn: &str,
        subjects: &BTreeSet<String>,
        audiences: &BTreeSet<String>,
        home: Home<'_>,
    ) -> Result<Self, Vec<TrustFault>> {
        let mut faults = Vec::new();
        let issuer = issuer_of(provider_arn, home);
        if let Err(rule) = &issuer {
            faults.push(TrustFault::new(PROVIDER, format!("`{provider_arn}` {rule}")));
        }
        if subjects.is_empty() {
            faults.push(TrustFault::new(
                SUBJECTS,
                "is empty: every workload that the provider knows could become the role",
            ));
        }
        for subject in subjects {
            let rule = match &issuer {
                Ok(issuer) => issuer.refuses(subject),
                Err(_) => open_subject(subject),
            };
            faults
                .extend(rule.map(|rule| TrustFault::new(SUBJECTS, format!("`{subject}` {rule}"))));
        }
        if audiences.is_empty() {
            faults.push(TrustFault::new(
                AUDIENCES,
                "is empty: name whom the tokens are meant for, e.g. sts.amazonaws.com",
            ));
        }
        for audience in audiences {
            let rule = open_audience(audience);
            faults.extend(
                rule.map(|rule| TrustFault::new(AUDIENCES, format!("`{audience}` {rule}"))),
            );
        }
        match issuer {
            Ok(issuer) if faults.is_empty() => Ok(Self {
                provider_arn: provider_arn.to_owned(),
                issuer,
                subjects: subjects.clone(),
                audiences: audiences.clone(),
            }),
            _ => Err(faults),
        }
    }

    /// Source: AWS IAM User Guide, "Create a role for OpenID Connect federation" (2026-11).
    pub(super) fn parts(&self) -> Parts {
        let patterns = self.subjects.iter().any(|subject| subject.contains(['*', '?']));
        let compared = if patterns { Comparison::StringLike } else { Comparison::StringEquals };
        let key = |claim: &str| format!("{}:{claim}", self.issuer.url);
        (
            [Principal::Federated(self.provider_arn.clone())].into(),
            vec!["sts:AssumeRoleWithWebIdentity"],
            vec![
                Condition::any(
                    Comparison::StringEquals,
                    key("aud"),
                    self.audiences.iter().cloned(),
                ),
                Condition::any(compared, key("sub"), self.subjects.iter().cloned()),
            ],
        )
    }
}

/// Whose word a provider gives: its URL without the scheme, as the context keys begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Issuer {
    url: String,
}

/// What the subjects of a provider look like, where that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Subjects {
    /// `repo:<organization>/<repository>:<what ran>`, shared by the whole of GitHub.
    GitHub,
    /// `system:serviceaccount:<namespace>:<name>`, of one cluster.
    Eks,
    /// Others.
    Any,
}

impl Issuer {
    pub(super) fn of_url(url: &str) -> Self {
        Self { url: url.to_owned() }
    }

    /// The context keys of its claims begin so, whatever the case.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Sources, of 2026-11: GitHub Docs, "OpenID Connect reference", issuers of github.com, of an
    /// enterprise and of GHE.com; Amazon EKS User Guide, "Create an IAM OIDC provider".
    fn subjects(&self) -> Subjects {
        let host = self.url.split('/').next().unwrap_or_default();
        let enterprise = host.starts_with("token.actions.") && host.ends_with(".ghe.com");
        if host == "token.actions.githubusercontent.com" || enterprise {
            Subjects::GitHub
        } else if host.starts_with("oidc.eks.") {
            Subjects::Eks
        } else {
            Subjects::Any
        }
    }

    /// Why a subject is not one that a role should trust.
    pub(super) fn refuses(&self, subject: &str) -> Option<String> {
        open_subject(subject).or_else(|| match self.subjects() {
            Subjects::GitHub => (!names_a_repository(subject)).then(|| {
                "does not name organization and repository: GitHub's subjects are \
                 repo:<organization>/<repository>:<ref, environment or pull_request>, and of these \
                 only the last part may be a pattern"
                    .to_owned()
            }),
            Subjects::Eks => (!names_a_service_account(subject)).then(|| {
                "is not system:serviceaccount:<namespace>:<name>, both of them names and no \
                 patterns"
                    .to_owned()
            }),
            Subjects::Any => None,
        })
    }
}

/// The issuer of a provider of the role's account.
fn issuer_of(arn: &str, home: Home<'_>) -> Result<Issuer, String> {
    const FORM: &str = "is not the ARN of an OpenID Connect provider \
                        (arn:aws:iam::<account>:oidc-provider/<host and path of the issuer>)";
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", partition, "iam", "", account, resource] = parts.as_slice() else {
        return Err(FORM.to_owned());
    };
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"._-/~%+".contains(&byte);
    let url = resource
        .strip_prefix("oidc-provider/")
        .filter(|url| !url.is_empty() && !url.starts_with('/') && url.bytes().all(fits))
        .filter(|url| !url.contains("//"));
    let Some(url) = url.filter(|_| partition.starts_with("aws")) else {
        return Err(FORM.to_owned());
    };
    match home.refuses(partition, account) {
        Some(why) => Err(why),
        None => Ok(Issuer::of_url(url)),
    }
}

/// Why a subject of any provider would let strangers in. Before its first wildcard it must name
/// two whole parts: in `organization:acme:*` the wildcard stands within one organization, in
/// `organization:*` and `organization:a*` it stands for all of them.
pub(super) fn open_subject(subject: &str) -> Option<String> {
    let head = subject.split(['*', '?']).next().unwrap_or_default();
    if subject.is_empty() {
        Some("is empty".to_owned())
    } else if subject.contains("${") {
        Some("holds a policy variable: name the workload".to_owned())
    } else if head.is_empty() {
        Some("begins with a wildcard: whoever has a token of this provider is meant".to_owned())
    } else if head.len() < subject.len() && head.matches([':', '/']).count() < 2 {
        Some("has a wildcard where it has to say whose workload it is".to_owned())
    } else {
        None
    }
}

fn open_audience(audience: &str) -> Option<String> {
    if audience.is_empty() {
        Some("is empty".to_owned())
    } else if audience.contains(['*', '?', '$']) {
        Some("is a pattern: name the audience".to_owned())
    } else {
        None
    }
}

/// Source: GitHub Docs, "OpenID Connect reference", example subject claims (2026-11). An
/// organization or repository may carry its immutable id: `acme@1234/soils@5678`.
fn names_a_repository(subject: &str) -> bool {
    let plain = |name: &str| {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"._-@".contains(&byte);
        !name.is_empty() && name.bytes().all(fits)
    };
    let Some((repository, what)) =
        subject.strip_prefix("repo:").and_then(|rest| rest.split_once(':'))
    else {
        return false;
    };
    let named = repository.split_once('/').is_some_and(|(org, repo)| plain(org) && plain(repo));
    named && !what.is_empty()
}

/// Source: Amazon EKS User Guide, "Assign IAM roles to Kubernetes service accounts"; Kubernetes,
/// "Object Names and IDs": labels and subdomains of RFC 1123 (2026-11).
fn names_a_service_account(subject: &str) -> bool {
    let plain = |name: &str, more: &[u8]| {
        let fits = |byte: u8| {
            byte.is_ascii_lowercase()
                || byte.is_ascii_digit()
                || byte == b'-'
                || more.contains(&byte)
        };
        !name.is_empty() && name.bytes().all(fits)
    };
    subject
        .strip_prefix("system:serviceaccount:")
        .and_then(|rest| rest.split_once(':'))
        .is_some_and(|(namespace, name)| plain(namespace, b"") && plain(name, b"."))
}

#[cfg(test)]
mod tests;
