//! Who may become the role of an open gate.

use std::collections::BTreeSet;

use super::GateProblem;
use crate::principal::{PrincipalArn, PrincipalKind};
use crate::roles::{Home, PrincipalsTrust};

const PRINCIPALS: &[&str] = &["promoter", "principals"];
const EXTERNAL_ID: &[&str] = &["promoter", "external_id"];

/// Roles of the gate's account that may become its role, each by its own ARN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promoters {
    roles: BTreeSet<PrincipalArn>,
    external_id: Option<String>,
    pub(super) trust: PrincipalsTrust,
}

impl Promoters {
    /// Checks who is to promote.
    ///
    /// # Errors
    /// Every rule that is broken: there is none; an ARN is not that of one role of the gate's
    /// account; STS would not take the external id.
    pub fn new(
        arns: &BTreeSet<String>,
        external_id: Option<&str>,
        home: Home<'_>,
    ) -> Result<Self, Vec<GateProblem>> {
        let mut problems = Vec::new();
        let mut roles = BTreeSet::new();
        for principal in arns.iter().filter_map(|arn| PrincipalArn::parse(arn).ok()) {
            if principal.kind() == PrincipalKind::User {
                let rule = format!("`{principal}` is a user: promotions are made by roles");
                problems.push(GateProblem::new(PRINCIPALS, rule));
            }
            roles.insert(principal);
        }
        let trust = PrincipalsTrust::new(arns, external_id, home).map_err(|faults| {
            problems.extend(faults.into_iter().map(|fault| {
                let member =
                    if fault.attribute.contains(&"external_id") { EXTERNAL_ID } else { PRINCIPALS };
                GateProblem::new(member, fault.rule)
            }));
        });
        match trust {
            Ok(trust) if problems.is_empty() => {
                Ok(Self { roles, external_id: external_id.map(str::to_owned), trust })
            }
            _ => Err(problems),
        }
    }

    /// The roles, in order.
    pub fn roles(&self) -> impl Iterator<Item = &PrincipalArn> {
        self.roles.iter()
    }

    /// What a promoter must name when it becomes the role.
    pub fn external_id(&self) -> Option<&str> {
        self.external_id.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::{AccountId, Region};

    fn told(arns: &[&str], external_id: Option<&str>) -> Vec<String> {
        let account = AccountId::parse("123456789012").unwrap();
        let region = Region::parse("us-east-1").unwrap();
        let home = Home { account: Some(&account), region: Some(&region) };
        let arns = arns.iter().map(ToString::to_string).collect();
        let promoters = Promoters::new(&arns, external_id, home);
        promoters.err().unwrap_or_default().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn promoters_are_single_roles_of_the_account() {
        let good = "arn:aws:iam::123456789012:role/ci/promoter";
        assert_eq!(told(&[good], Some("ticket:42")), [""; 0]);
        for (arn, word) in [
            ("*", "wildcard"),
            ("arn:aws:iam::123456789012:role/ci/*", "wildcard"),
            ("arn:aws:iam::123456789012:role/*AWSReservedSSO_Admin_*", "pattern"),
            ("arn:aws:iam::123456789012:user/ann", "user"),
            ("arn:aws:iam::210987654321:role/promoter", "another account"),
            ("arn:aws:iam::123456789012:root", "root"),
            ("arn:aws:sts::123456789012:assumed-role/promoter/x", "session"),
        ] {
            let told = told(&[good, arn], None);
            assert_eq!(told.len(), 1, "{told:?}");
            assert!(told[0].starts_with("`promoter.principals` ") && told[0].contains(word));
        }
        assert!(told(&[], None)[0].contains("is empty"));
    }

    #[test]
    fn all_that_is_wrong_is_told_with_its_member() {
        let told = told(&["*", "arn:aws:iam::123456789012:user/ann"], Some("a b"));
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(told.iter().any(|one| one.starts_with("`promoter.external_id` ")), "{told:?}");
    }
}
