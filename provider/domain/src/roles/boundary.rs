//! The permissions boundary of the roles that are made for a zone.

use std::collections::BTreeSet;

use crate::access::Right;
use crate::names::{AccountId, Region};
use crate::policy_document::{Actions, Comparison, Condition, Effect, PolicyDocument, Statement};

/// The most that a role of ours may ever do: the data actions that a grant can give, on buckets
/// of its account, and use of keys through S3. Whatever is attached to such a role later, it does
/// nothing else. Which zones it reaches, and how far, is said by their bucket policies: one role
/// may serve several zones, in several regions.
///
/// A given key may belong to another account, so keys are not bound to one.
///
/// Source: AWS IAM User Guide, "Permissions boundaries for IAM entities" (2026-11).
pub fn boundary(account: &AccountId, region: &Region) -> PolicyDocument {
    let partition = region.partition();
    let allow = |sid: &'static str, actions: BTreeSet<&str>, resources, condition| Statement {
        sid: Some(sid.into()),
        effect: Effect::Allow,
        principals: None,
        actions: Actions::only(actions),
        resources: Some(BTreeSet::from_iter::<Vec<String>>(resources).into()),
        conditions: vec![condition],
    };
    let rights = Right::ALL.iter().flat_map(|right| right.actions()).copied();
    PolicyDocument::of(vec![
        allow(
            "KfmData",
            rights.chain(["s3:RestoreObject"]).collect(),
            vec![
                format!("arn:{partition}:s3:*:{account}:accesspoint/*"),
                format!("arn:{partition}:s3:::*"),
            ],
            Condition::one(Comparison::StringEquals, "aws:ResourceAccount", account.as_str()),
        ),
        allow(
            "KfmKeys",
            ["kms:Decrypt", "kms:GenerateDataKey"].into(),
            vec![format!("arn:{partition}:kms:*:*:key/*")],
            Condition::one(
                Comparison::StringLike,
                "kms:ViaService",
                region.kms_via_s3_of_any_region(),
            ),
        ),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ZoneKind;
    use crate::access::{Persona, cell};
    use crate::roles::fixture::{grant, zone};
    use crate::roles::role_policy;

    fn of_region(region: &str) -> PolicyDocument {
        let access = zone(ZoneKind::Raw, region);
        boundary(&access.account, &access.region)
    }

    fn actions(document: &PolicyDocument) -> BTreeSet<String> {
        let all = document.statements.iter().flat_map(|one| match &one.actions {
            Actions::Only(actions) => actions.clone(),
            Actions::AllBut(_) => panic!("open to what is invented tomorrow"),
        });
        all.collect()
    }

    #[test]
    fn the_boundary_leaves_room_for_every_grant_and_for_nothing_else() {
        let mut granted = BTreeSet::new();
        for kind in ZoneKind::ALL {
            let personas = Persona::ALL.into_iter();
            for persona in personas.filter(|one| !cell(*one, kind, false).is_empty()) {
                let grant = grant(persona, kind, &[], &[]);
                granted.extend(actions(&role_policy(&zone(kind, "us-east-1"), &grant)));
            }
        }
        assert_eq!(actions(&of_region("us-east-1")), granted);
    }

    #[test]
    fn keys_are_used_through_s3_only() {
        let document = of_region("cn-north-1");
        let keys = document.statements[1].json();
        assert_eq!(keys["Condition"]["StringLike"]["kms:ViaService"], "s3.*.amazonaws.com.cn");
        assert_eq!(keys["Resource"], "arn:aws-cn:kms:*:*:key/*");
    }

    #[test]
    fn the_boundary_fits_a_managed_policy() {
        let bytes = of_region("us-gov-west-1").to_json().len();
        assert!(bytes < 6144, "AWS IAM quotas: a managed policy has 6,144 characters; {bytes}");
    }
}
