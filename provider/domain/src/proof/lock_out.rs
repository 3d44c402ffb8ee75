//! Whether anybody can repair a bucket's policy after it is put.

use crate::administrators::Administrators;
use crate::evaluator::{Caller, Context, Decision, Identity, Policies, Request, evaluate};
use crate::policy_document::PolicyDocument;
use crate::principal::{PrincipalArn, PrincipalKind};

use super::ground::everything;
use super::literals::instance;

/// What repairing a policy takes.
const REPAIRS: [&str; 3] = ["s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"];

/// The administrators that can still read, replace and delete the policy of a bucket once `policy`
/// is in force, if their own policies let them. Of the others, the first thing that they could not
/// do. The account's root user always can.
pub fn keepers<'a>(
    policy: &PolicyDocument,
    bucket_arn: &str,
    account: &str,
    administrators: &'a Administrators,
) -> (Vec<&'a PrincipalArn>, Vec<(&'a PrincipalArn, &'static str)>) {
    let mut kept = Vec::new();
    let mut lost = Vec::new();
    for one in administrators.iter() {
        let may = |action: &&str| may(policy, bucket_arn, account, one, action);
        match REPAIRS.iter().find(|action| !may(action)) {
            None => kept.push(one),
            Some(action) => lost.push((one, *action)),
        }
    }
    (kept, lost)
}

/// By a signed request over TLS to the bucket itself: how Terraform calls.
fn may(
    policy: &PolicyDocument,
    bucket_arn: &str,
    account: &str,
    who: &PrincipalArn,
    action: &str,
) -> bool {
    let arn = instance(who.as_str());
    let caller = Caller::of(match who.kind() {
        PrincipalKind::Role => Identity::Role { arn, session: "session".to_owned() },
        PrincipalKind::User => Identity::User { arn },
    });
    let context = Context::signed();
    let request = Request {
        caller: &caller,
        action,
        resource: bucket_arn,
        resource_account: account,
        context: &context,
    };
    let policies =
        Policies { identity: vec![everything()], resource: Some(policy), ..Policies::default() };
    matches!(evaluate(&request, &policies), Decision::Allowed(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::fixture::{ACCOUNT, role, zone};
    use crate::bucket_policy;
    use crate::policy_document::{Actions, Effect, Principals, Resources, Statement};
    use crate::zone::ZoneKind;

    #[test]
    fn every_generated_policy_leaves_its_administrators_in() {
        for kind in ZoneKind::ALL {
            let access = zone(kind);
            let policy = bucket_policy::document(&access);
            let bucket = access.bucket.arn(&access.region);
            let (kept, lost) = keepers(&policy, &bucket, ACCOUNT, &access.administrators);
            assert_eq!((kept.len(), lost.len()), (access.administrators.iter().count(), 0));
        }
    }

    #[test]
    fn a_policy_that_denies_its_own_repair_to_everyone_locks_out() {
        let access = zone(ZoneKind::Raw);
        let bucket = access.bucket.arn(&access.region);
        let mut policy = bucket_policy::document(&access);
        policy.statements.push(Statement {
            sid: None,
            effect: Effect::Deny,
            principals: Some(Principals::everyone()),
            actions: Actions::only(["s3:PutBucketPolicy"]),
            resources: Some(Resources::Only([bucket.clone()].into())),
            conditions: Vec::new(),
        });
        let (kept, lost) = keepers(&policy, &bucket, ACCOUNT, &access.administrators);
        assert!(kept.is_empty());
        assert!(lost.iter().all(|(_, action)| *action == "s3:PutBucketPolicy"), "{lost:?}");
        let stranger = Administrators::new([role("stranger")]).unwrap();
        let (kept, lost) = keepers(&policy, &bucket, ACCOUNT, &stranger);
        assert!(kept.is_empty() && lost.len() == 1);
    }
}
