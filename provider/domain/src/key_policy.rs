//! The policy of a key that a zone owns: one static document, whatever the zone's grants are.
//!
//! Data is reached only through S3 and only for this bucket; the account's IAM decides who. The
//! key cannot be turned against the zone: its grants, its policy and its end are for
//! administrators.

use std::collections::BTreeSet;

use super::access::ZoneAccess;
use super::administrators::{Administrators, BreakGlass};
use super::names::{AccountId, BucketName, Region};
use super::policy_document::{
    Actions, Comparison, Condition, Effect, PolicyDocument, Principal, Statement,
};

/// What S3 does with the key for whoever reads and writes objects.
pub const DATA: [&str; 4] =
    ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"];

/// What configuring and looking at the key takes. No use of the key itself.
pub const ADMINISTRATION: [&str; 20] = [
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:CreateGrant",
    "kms:DeleteAlias",
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:DisableKeyRotation",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:List*",
    "kms:PutKeyPolicy",
    "kms:RetireGrant",
    "kms:RevokeGrant",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
];

/// What could open the key to others or end it.
pub const GUARDED: [&str; 12] = [
    "kms:CancelKeyDeletion",
    "kms:CreateGrant",
    "kms:DeleteAlias",
    "kms:DisableKey",
    "kms:DisableKeyRotation",
    "kms:EnableKey",
    "kms:PutKeyPolicy",
    "kms:RetireGrant",
    "kms:RevokeGrant",
    "kms:ScheduleKeyDeletion",
    "kms:UntagResource",
    "kms:UpdateAlias",
];

/// What a key policy is made from.
#[derive(Clone, Debug)]
pub struct KeyPolicy<'a> {
    /// The account that owns bucket and key.
    pub account: &'a AccountId,
    /// The region of both.
    pub region: &'a Region,
    /// The bucket that the key serves.
    pub bucket: &'a BucketName,
    /// Who configures the key.
    pub administrators: &'a Administrators,
    /// Who may repair it in an emergency.
    pub break_glass: Option<&'a BreakGlass>,
}

impl<'a> KeyPolicy<'a> {
    /// That of a zone's own key.
    pub const fn of(access: &'a ZoneAccess) -> Self {
        Self {
            account: &access.account,
            region: &access.region,
            bucket: &access.bucket,
            administrators: &access.administrators,
            break_glass: access.break_glass.as_ref(),
        }
    }

    /// The document. `"Resource": "*"` means "this key" in a key policy.
    pub fn document(&self) -> PolicyDocument {
        let mut statements = vec![self.data(), self.administration(), self.guard()];
        statements.extend(self.guard_end());
        PolicyDocument {
            id: Some(super::seal::ZONE_OWNER.into()),
            ..PolicyDocument::of(statements)
        }
    }

    fn root(&self) -> String {
        format!("arn:{}:iam::{}:root", self.region.partition(), self.account)
    }

    fn statement(
        &self,
        sid: &'static str,
        effect: Effect,
        principal: Principal,
        actions: &[&str],
        conditions: Vec<Condition>,
    ) -> Statement {
        Statement {
            sid: Some(sid.into()),
            effect,
            principals: Some(principal.into()),
            actions: Actions::only(actions.iter().copied()),
            resources: Some(BTreeSet::from(["*".to_owned()]).into()),
            conditions,
        }
    }

    /// The encryption context is the bucket with a bucket key and the object without one.
    ///
    /// Source: AWS "Using server-side encryption with AWS KMS keys", encryption context; AWS KMS
    /// condition keys `kms:ViaService`, `kms:CallerAccount`.
    fn data(&self) -> Statement {
        let arn = self.bucket.arn(self.region);
        self.statement(
            "KfmDataThroughS3",
            Effect::Allow,
            Principal::Aws(self.root()),
            &DATA,
            vec![
                Condition::one(
                    Comparison::StringEquals,
                    "kms:CallerAccount",
                    self.account.as_str(),
                ),
                Condition::one(
                    Comparison::StringEquals,
                    "kms:ViaService",
                    self.region.kms_via_s3(),
                ),
                Condition::any(
                    Comparison::StringLike,
                    "kms:EncryptionContext:aws:s3:arn",
                    [format!("{arn}/*"), arn],
                ),
            ],
        )
    }

    fn administration(&self) -> Statement {
        self.statement(
            "KfmAdministration",
            Effect::Allow,
            Principal::Aws(self.root()),
            &ADMINISTRATION,
            Vec::new(),
        )
    }

    fn guard(&self) -> Statement {
        let mut exempt = self.administrators.arns();
        exempt.extend(self.break_glass.into_iter().flat_map(BreakGlass::arns));
        exempt.push(self.root());
        self.statement(
            "KfmGuard",
            Effect::Deny,
            Principal::Everyone,
            &GUARDED,
            vec![Condition::any(Comparison::ArnNotLike, "aws:PrincipalArn", exempt)],
        )
    }

    /// Break-glass ends for the key as it does for the bucket: in AWS, not at the next apply. An
    /// administrator stays one.
    fn guard_end(&self) -> Option<Statement> {
        let open = self.break_glass?;
        let principals = open.principals.iter();
        let ending: Vec<_> = principals.filter(|one| !self.administrators.include(one)).collect();
        if ending.is_empty() {
            return None;
        }
        let arns = ending.iter().map(ToString::to_string);
        let mut conditions = vec![Condition::any(Comparison::ArnLike, "aws:PrincipalArn", arns)];
        if ending.iter().any(|one| one.is_pattern()) {
            let administrators = self.administrators.arns();
            conditions.push(Condition::any(
                Comparison::ArnNotLike,
                "aws:PrincipalArn",
                administrators,
            ));
        }
        conditions.push(Condition::one(
            Comparison::DateGreaterThan,
            "aws:CurrentTime",
            open.until.clone(),
        ));
        let (everyone, deny) = (Principal::Everyone, Effect::Deny);
        Some(self.statement("KfmGuardEnd", deny, everyone, &GUARDED, conditions))
    }
}

#[cfg(test)]
mod tests {
    use super::super::access::fixture::sealed_as;
    use super::super::iam_actions;
    use super::super::policy_document::PolicyKind;
    use super::super::zone::ZoneKind;
    use super::*;

    #[test]
    fn data_is_reached_only_through_s3_and_for_this_bucket() {
        let document = KeyPolicy::of(&sealed_as(ZoneKind::Raw, "abc", "us-east-1")).document();
        let document = document.to_json();
        let read = PolicyDocument::parse(&document, PolicyKind::Key).unwrap().canonical();
        let of = |sid: &str| read.statement(sid).unwrap().json();
        let condition = &of("KfmDataThroughS3")["Condition"];
        assert_eq!(condition["StringEquals"]["kms:viaservice"], "s3.us-east-1.amazonaws.com");
        assert_eq!(
            condition["StringLike"]["kms:encryptioncontext:aws:s3:arn"],
            serde_json::json!(["arn:aws:s3:::abc", "arn:aws:s3:::abc/*"])
        );
        let administration = of("KfmAdministration")["Action"].to_string();
        assert!(!administration.contains("decrypt") && !administration.contains("kms:*"));
        assert_eq!(of("KfmGuard")["Effect"], "Deny");
        assert!(read.headroom(PolicyKind::Key).is_ok());
    }

    #[test]
    fn every_action_that_a_key_policy_names_is_one_of_kms_and_on_a_key() {
        let lists: [&[&str]; 3] = [&DATA, &ADMINISTRATION, &GUARDED];
        for pattern in lists.concat() {
            let meant: Vec<_> = iam_actions::expand(pattern).collect();
            assert!(
                meant.iter().any(|action| action.resources.contains(&iam_actions::Resource::Key)),
                "{pattern} means nothing that can be done to a key"
            );
            assert!(
                pattern.ends_with('*') || meant.iter().any(|action| action.name == pattern),
                "{pattern} is spelled otherwise"
            );
        }
    }
}
