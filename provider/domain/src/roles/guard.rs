//! What keeps others than administrators from changing the roles of zones.

use std::collections::BTreeSet;

use crate::access::ZoneAccess;
use crate::policy_document::{Actions, Comparison, Condition, Effect, PolicyDocument, Statement};

/// Every action that makes, ends or changes a role: what it may do, who may become it, what
/// bounds it, and the tags that policies of zones read.
///
/// Source: AWS Service Authorization Reference, AWS Identity and Access Management, actions on the
/// resource type `role` (2026-11).
const ROLE_CHANGES: [&str; 13] = [
    "iam:AttachRolePolicy",
    "iam:CreateRole",
    "iam:DeleteRole",
    "iam:DeleteRolePermissionsBoundary",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
    "iam:TagRole",
    "iam:UntagRole",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateRole",
    "iam:UpdateRoleDescription",
];

/// Every action that makes, ends or changes a managed policy, as the boundary is one.
///
/// Source: as above, actions on the resource type `policy`.
const POLICY_CHANGES: [&str; 5] = [
    "iam:CreatePolicy",
    "iam:CreatePolicyVersion",
    "iam:DeletePolicy",
    "iam:DeletePolicyVersion",
    "iam:SetDefaultPolicyVersion",
];

/// The part of the proof that a bucket policy cannot hold: nobody but the zone's administrators
/// changes the roles below `/kfm/`, those that were granted access by ARN, and the boundaries
/// below `/kfm/`. Break-glass reaches data, not roles: it is not exempt.
///
/// The document only denies. Attach it as service control policy beside `FullAWSAccess`, or merge
/// its statements into the permissions boundaries of the account: by itself it allows nothing.
/// A service control policy does not reach the organization's management account.
///
/// It does not deny `iam:PassRole`: who may hand a role to a service is the business of who
/// deploys workloads.
///
/// A service control policy has at most 10,240 characters, about 100 granted roles. Source: AWS
/// Organizations User Guide, "Quotas and service limits" (5,120 before May 2026).
pub fn guard_policy(access: &ZoneAccess) -> PolicyDocument {
    let (partition, account) = (access.region.partition(), &access.account);
    let ours = format!("arn:{partition}:iam::{account}:role/kfm/");
    let granted = access.grants.iter().map(|grant| grant.role().to_string());
    let mut roles: BTreeSet<_> = granted.filter(|role| !role.starts_with(&ours)).collect();
    roles.insert(format!("{ours}*"));
    let policies = BTreeSet::from([format!("arn:{partition}:iam::{account}:policy/kfm/*")]);
    let deny = |sid: &'static str, actions: &[&str], resources: BTreeSet<String>| Statement {
        sid: Some(sid.into()),
        effect: Effect::Deny,
        principals: None,
        actions: Actions::only(actions.iter().copied()),
        resources: Some(resources.into()),
        conditions: vec![Condition::any(
            Comparison::ArnNotLike,
            "aws:PrincipalArn",
            access.administrators.arns(),
        )],
    };
    PolicyDocument::of(vec![
        deny("KfmRoles", &ROLE_CHANGES, roles),
        deny("KfmBoundaries", &POLICY_CHANGES, policies),
    ])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::ZoneKind;
    use crate::access::Persona;
    use crate::access::fixture::zone;

    #[test]
    fn only_administrators_change_the_roles_that_work_here() {
        let access = zone(ZoneKind::Raw)
            .granting(Persona::Ingest, "team/loader", &[], &[])
            .granting(Persona::Ingest, "kfm/dev/raw/x", &[], &[])
            .opened_to("medic");
        let document = guard_policy(&access);
        let [roles, policies] = document.statements.as_slice() else { panic!("{document:?}") };
        let administrators =
            json!({ "ArnNotLike": { "aws:PrincipalArn": "arn:aws:iam::123456789012:role/admin" } });
        for one in [roles, policies] {
            assert_eq!(one.effect, Effect::Deny);
            assert_eq!(one.json()["Condition"], administrators);
        }
        assert_eq!(
            roles.json()["Resource"],
            json!([
                "arn:aws:iam::123456789012:role/kfm/*",
                "arn:aws:iam::123456789012:role/team/loader",
            ])
        );
        assert_eq!(policies.json()["Resource"], "arn:aws:iam::123456789012:policy/kfm/*");
    }

    #[test]
    fn a_hundred_granted_roles_fit_a_service_control_policy() {
        let access = (0..100).fold(zone(ZoneKind::Raw), |access, n| {
            let role = format!("platform/data/loader-{n:03}");
            access.granting(Persona::Ingest, &role, &[], &[])
        });
        let bytes = guard_policy(&access).to_json().len();
        assert!(bytes <= 10_240, "{bytes}");
    }
}
