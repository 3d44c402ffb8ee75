//! Trust in roles and users of the same account.

use std::collections::BTreeSet;

use super::{Home, Parts, TrustFault};
use crate::policy_document::{Comparison, Condition, Principal};
use crate::principal::PrincipalArn;

const ARNS: &[&str] = &["principals", "arns"];
const EXTERNAL_ID: &[&str] = &["principals", "external_id"];

/// Roles and users of the role's account that may become it, each by its own name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrincipalsTrust {
    arns: BTreeSet<PrincipalArn>,
    external_id: Option<String>,
}

impl PrincipalsTrust {
    /// Checks whom a role is to trust.
    ///
    /// # Errors
    /// All rules that are broken: an ARN names everybody, a pattern, a session, a unique id, the
    /// root user, or somebody of another account; there is none; STS would not take the external
    /// id.
    pub fn new(
        arns: &BTreeSet<String>,
        external_id: Option<&str>,
        home: Home<'_>,
    ) -> Result<Self, Vec<TrustFault>> {
        let mut faults = Vec::new();
        let mut known = BTreeSet::new();
        if arns.is_empty() {
            faults.push(TrustFault::new(ARNS, "is empty: name the roles or users"));
        }
        for arn in arns {
            match PrincipalArn::parse(arn) {
                Err(error) => faults.push(TrustFault::new(ARNS, error.to_string())),
                Ok(principal) => match refusal(&principal, home) {
                    Some(why) => faults.push(TrustFault::new(ARNS, format!("`{arn}` {why}"))),
                    None => {
                        known.insert(principal);
                    }
                },
            }
        }
        let broken = external_id.and_then(broken_external_id);
        faults.extend(broken.map(|rule| TrustFault::new(EXTERNAL_ID, rule)));
        if faults.is_empty() {
            Ok(Self { arns: known, external_id: external_id.map(str::to_owned) })
        } else {
            Err(faults)
        }
    }

    /// Whoever becomes the role may say who they are by `sts:SourceIdentity`, which CloudTrail
    /// keeps, and sessions that carry one may become the role. Session tags are not taken: a role
    /// could be given the tags that policies of zones read.
    ///
    /// Source: AWS IAM User Guide, "Monitor and control actions taken with assumed roles"
    /// (2026-11).
    pub(super) fn parts(&self) -> Parts {
        let external_id = self
            .external_id
            .as_ref()
            .map(|id| Condition::one(Comparison::StringEquals, "sts:ExternalId", id.as_str()));
        (
            self.arns.iter().map(|arn| Principal::Aws(arn.to_string())).collect(),
            vec!["sts:AssumeRole", "sts:SetSourceIdentity"],
            external_id.into_iter().collect(),
        )
    }
}

fn refusal(principal: &PrincipalArn, home: Home<'_>) -> Option<String> {
    if principal.is_pattern() {
        return Some(
            "is a pattern, which a trust policy does not take: name the role itself, e.g. \
             role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_<permission set>_<16 digits>"
                .to_owned(),
        );
    }
    let partition = principal.as_str().split(':').nth(1).unwrap_or_default();
    home.refuses(partition, principal.account().as_str())
}

/// Source: AWS STS API Reference, `AssumeRole`, `ExternalId` (2026-11).
fn broken_external_id(id: &str) -> Option<String> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"_+=,.@:/-".contains(&byte);
    if !(2..=1224).contains(&id.len()) {
        return Some(format!("has {} characters, and STS takes 2 to 1,224", id.len()));
    }
    (!id.bytes().all(fits)).then(|| {
        "has characters that STS does not take; it takes A-Z a-z 0-9 _ + = , . @ : / -".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::names::{AccountId, Region};
    use crate::roles::trust::Trust;

    fn trust(arns: &[&str], id: Option<&str>) -> Result<PrincipalsTrust, Vec<TrustFault>> {
        let account = AccountId::parse("123456789012").unwrap();
        let region = Region::parse("us-east-1").unwrap();
        let home = Home { account: Some(&account), region: Some(&region) };
        PrincipalsTrust::new(&arns.iter().map(ToString::to_string).collect(), id, home)
    }

    #[test]
    fn named_principals_become_the_role_and_say_who_they_are() {
        let arns =
            ["arn:aws:iam::123456789012:role/ci/deploy", "arn:aws:iam::123456789012:user/ann"];
        let document = Trust::Principals(trust(&arns, Some("ticket:42")).unwrap());
        let account = AccountId::parse("123456789012").unwrap();
        let document = document.document(&account, &Region::parse("us-east-1").unwrap());
        assert_eq!(
            document.statements[0].json(),
            json!({
                "Sid": "KfmTrust", "Effect": "Allow",
                "Principal": { "AWS": arns },
                "Action": ["sts:AssumeRole", "sts:SetSourceIdentity"],
                "Condition": { "StringEquals": { "sts:ExternalId": "ticket:42" } },
            })
        );
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        for (arn, word) in [
            ("*", "wildcard"),
            ("arn:aws:iam::123456789012:role/ci/*", "wildcard"),
            ("arn:aws:iam::123456789012:role/AWSReservedSSO_Admin_*", "pattern"),
            ("arn:aws:sts::123456789012:assumed-role/ci/run", "session"),
            ("AROAEXAMPLE", "unique id"),
            ("arn:aws:iam::123456789012:root", "root"),
            ("123456789012", "not the ARN"),
            ("arn:aws:iam::210987654321:role/ci", "another account"),
            ("arn:aws-cn:iam::123456789012:role/ci", "partition"),
        ] {
            let faults = trust(&[arn, "*"], Some("x")).unwrap_err();
            let of = |attribute: &[&str]| {
                let rules = faults.iter().filter(|one| one.attribute == attribute);
                rules.map(|one| one.rule.as_str()).collect::<Vec<_>>().join("\n")
            };
            assert!(of(ARNS).contains(word) && of(ARNS).contains("`*`"), "{arn}: {faults:?}");
            assert!(of(EXTERNAL_ID).contains("1 characters"), "{faults:?}");
        }
        assert!(trust(&[], None).is_err());
    }

    #[test]
    fn external_ids_are_those_that_sts_takes() {
        let id = |id: &str| trust(&["arn:aws:iam::123456789012:role/ci"], Some(id)).is_ok();
        assert!(id("a1") && id("A_+=,.@:/-") && id(&"a".repeat(1224)));
        assert!(!id("") && !id("a b") && !id("a*") && !id("ää") && !id(&"a".repeat(1225)));
    }

    #[test]
    fn what_is_not_known_yet_is_not_checked() {
        let foreign = ["arn:aws-cn:iam::210987654321:role/ci".to_owned()].into();
        assert!(PrincipalsTrust::new(&foreign, None, Home::default()).is_ok());
    }
}
