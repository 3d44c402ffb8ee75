//! The seal: the bucket policy of a zone that admits nobody to its data.
//!
//! Allows live in role policies; the bucket policy only denies, as a closed world: everything but
//! a list is denied, so that an action that S3 gains tomorrow is denied today. With no grants the
//! list is the configuration reads, and what administrators need to configure the bucket.

use std::collections::BTreeSet;

use super::administrators::{Administrators, BreakGlass};
use super::names::{BucketName, KeyArn, Region};
use super::policy_document::{
    Actions, Condition, Effect, PolicyDocument, Principal, Statement, same_meaning, statements,
};
use super::zone::ZoneKind;

/// The `Id` of a seal that `kfm_zone` owns.
pub const ZONE_OWNER: &str = "kfm_zone";
/// The `Id` of a document that `kfm_zone_policy` owns.
pub const POLICY_OWNER: &str = "kfm_zone_policy";

/// Reads of a bucket's configuration, open to every principal of the account whose IAM allows
/// them: AWS Config, Security Hub, Prowler and a read-only plan need them, and none of them shows
/// object data or keys. `HeadBucket` is not among them: it is authorised as `s3:ListBucket`.
///
/// Source: AWS Service Authorization Reference, Amazon S3, access level Read, bucket resource type
/// (2026-11).
pub const CONFIGURATION_READS: [&str; 24] = [
    "s3:GetAccelerateConfiguration",
    "s3:GetAnalyticsConfiguration",
    "s3:GetBucketAbac",
    "s3:GetBucketAcl",
    "s3:GetBucketCORS",
    "s3:GetBucketLocation",
    "s3:GetBucketLogging",
    "s3:GetBucketNotification",
    "s3:GetBucketObjectLockConfiguration",
    "s3:GetBucketOwnershipControls",
    "s3:GetBucketPolicy",
    "s3:GetBucketPolicyStatus",
    "s3:GetBucketPublicAccessBlock",
    "s3:GetBucketRequestPayment",
    "s3:GetBucketTagging",
    "s3:GetBucketVersioning",
    "s3:GetBucketWebsite",
    "s3:GetEncryptionConfiguration",
    "s3:GetIntelligentTieringConfiguration",
    "s3:GetInventoryConfiguration",
    "s3:GetLifecycleConfiguration",
    "s3:GetMetricsConfiguration",
    "s3:GetReplicationConfiguration",
    "s3:ListTagsForResource",
];

/// What an administrator may do beyond the configuration reads: configure the bucket and see which
/// keys it holds. No object content, no object write.
const ADMINISTRATION: [&str; 21] = [
    "s3:DeleteBucket",
    "s3:DeleteBucketPolicy",
    "s3:DeleteBucketWebsite",
    "s3:GetObjectLegalHold",
    "s3:GetObjectRetention",
    "s3:ListBucket",
    "s3:ListBucketMultipartUploads",
    "s3:ListBucketVersions",
    "s3:PutBucketAcl",
    "s3:PutBucketCORS",
    "s3:PutBucketLogging",
    "s3:PutBucketNotification",
    "s3:PutBucketObjectLockConfiguration",
    "s3:PutBucketOwnershipControls",
    "s3:PutBucketPolicy",
    "s3:PutBucketPublicAccessBlock",
    "s3:PutBucketTagging",
    "s3:PutBucketVersioning",
    "s3:PutEncryptionConfiguration",
    "s3:PutLifecycleConfiguration",
    "s3:TagResource",
];

const UNTAG: &str = "s3:UntagResource";

/// What emptying a zone takes beyond administration.
const EMPTYING: [&str; 3] =
    ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:DeleteObjectVersion"];

/// What break-glass may read.
const EMERGENCY_READS: [&str; 10] = [
    "s3:GetObject",
    "s3:GetObjectAttributes",
    "s3:GetObjectLegalHold",
    "s3:GetObjectRetention",
    "s3:GetObjectTagging",
    "s3:GetObjectVersion",
    "s3:GetObjectVersionAttributes",
    "s3:GetObjectVersionTagging",
    "s3:ListBucket",
    "s3:ListBucketVersions",
];
const EMERGENCY_DELETES: [&str; 3] =
    ["s3:BypassGovernanceRetention", "s3:DeleteObject", "s3:DeleteObjectVersion"];
const EMERGENCY_WRITES: [&str; 2] = ["s3:PutObject", "s3:PutObjectTagging"];

/// How long a presigned request may be valid where it is admitted at all, in milliseconds: the
/// unit of `s3:signatureAge`.
const PRESIGNED_MAX_AGE_MS: &str = "900000";

/// What a seal is made from.
#[derive(Clone, Debug)]
pub struct Seal<'a> {
    /// The zone's kind.
    pub kind: ZoneKind,
    /// The bucket.
    pub bucket: &'a BucketName,
    /// Its region, for the partition of the ARNs.
    pub region: &'a Region,
    /// The key that every object must be encrypted with, if it is a given one. With an own key
    /// the bucket's default decides, and a put may not say anything about encryption.
    pub given_key: Option<&'a KeyArn>,
    /// Who configures the bucket.
    pub administrators: &'a Administrators,
    /// Who gets in in an emergency.
    pub break_glass: Option<&'a BreakGlass>,
}

impl Seal<'_> {
    /// The seal in force.
    pub fn document(&self) -> PolicyDocument {
        self.with_administration("KfmAdministrators", &[])
    }

    /// The seal while a destroy empties the zone: administrators may delete too. It is still
    /// closed to everyone else.
    pub fn emptying(&self) -> PolicyDocument {
        self.with_administration("KfmEmptying", &EMPTYING)
    }

    fn with_administration(&self, sid: &'static str, more: &[&'static str]) -> PolicyDocument {
        let mut statements = vec![self.membership(), self.administration(sid, more)];
        statements.extend(self.break_glass_class());
        statements.extend(self.break_glass_end());
        statements.extend(self.transport());
        statements.extend(self.encryption());
        statements.extend(self.create_only());
        statements.extend(self.side_doors());
        PolicyDocument { id: ZONE_OWNER, statements }
    }

    fn deny(
        &self,
        sid: &'static str,
        actions: Actions,
        resources: BTreeSet<String>,
        conditions: Vec<Condition>,
    ) -> Statement {
        Statement {
            sid,
            effect: Effect::Deny,
            principal: Principal::Everyone,
            actions,
            resources,
            conditions,
        }
    }

    fn everything(&self) -> BTreeSet<String> {
        let arn = self.bucket.arn(self.region);
        [format!("{arn}/*"), arn].into()
    }

    fn objects(&self) -> BTreeSet<String> {
        [format!("{}/*", self.bucket.arn(self.region))].into()
    }

    /// Whoever is neither administrator nor break-glass reads configuration, and nothing else.
    fn membership(&self) -> Statement {
        let mut members = self.administrators.arns();
        members.extend(self.break_glass.into_iter().flat_map(BreakGlass::arns));
        self.deny(
            "KfmMembership",
            Actions::all_but(CONFIGURATION_READS),
            self.everything(),
            vec![
                Condition::any("ArnNotLike", "aws:PrincipalArn", members),
                // A service principal has no identity policy: without an Allow in this document it
                // is refused anyway, and server access logs need one where they are written.
                Condition::one("BoolIfExists", "aws:PrincipalIsAWSService", "false"),
            ],
        )
    }

    fn administration(&self, sid: &'static str, more: &[&'static str]) -> Statement {
        let allowed = CONFIGURATION_READS
            .into_iter()
            .chain(ADMINISTRATION)
            .chain([UNTAG])
            .chain(more.iter().copied());
        self.deny(
            sid,
            Actions::all_but(allowed),
            self.everything(),
            vec![Condition::any("ArnLike", "aws:PrincipalArn", self.administrators.arns())],
        )
    }

    fn break_glass_class(&self) -> Option<Statement> {
        let open = self.break_glass?;
        let mut allowed: Vec<_> = CONFIGURATION_READS.into_iter().chain(EMERGENCY_READS).collect();
        if self.kind.break_glass_may_delete() {
            allowed.extend(EMERGENCY_DELETES);
        }
        if self.kind.break_glass_may_write() {
            allowed.extend(EMERGENCY_WRITES);
        }
        Some(self.deny(
            "KfmBreakGlass",
            Actions::all_but(allowed),
            self.everything(),
            vec![
                Condition::any("ArnLike", "aws:PrincipalArn", open.arns()),
                Condition::any("ArnNotLike", "aws:PrincipalArn", self.administrators.arns()),
            ],
        ))
    }

    /// Break-glass ends in S3 itself, not at the next apply.
    fn break_glass_end(&self) -> Option<Statement> {
        let open = self.break_glass?;
        Some(self.deny(
            "KfmBreakGlassEnd",
            Actions::all_but(CONFIGURATION_READS),
            self.everything(),
            vec![
                Condition::any("ArnLike", "aws:PrincipalArn", open.arns()),
                Condition::any("ArnNotLike", "aws:PrincipalArn", self.administrators.arns()),
                Condition::one("DateGreaterThan", "aws:CurrentTime", open.until.clone()),
            ],
        ))
    }

    /// Source: AWS "Security best practices for Amazon S3" (HTTPS only, TLS 1.2 or later).
    fn transport(&self) -> [Statement; 2] {
        let all = || Actions::only(["s3:*"]);
        [
            self.deny(
                "KfmSecureTransport",
                all(),
                self.everything(),
                vec![Condition::one("Bool", "aws:SecureTransport", "false")],
            ),
            self.deny(
                "KfmTlsVersion",
                all(),
                self.everything(),
                vec![Condition::one("NumericLessThan", "s3:TlsVersion", "1.2")],
            ),
        ]
    }

    /// Source: AWS "Specifying server-side encryption with AWS KMS": a put that names `aws:kms`
    /// without a key id uses the AWS managed key, not the bucket's.
    fn encryption(&self) -> [Statement; 2] {
        let mut key = vec![Condition::one("Null", "s3:x-amz-server-side-encryption", "false")];
        key.extend(self.given_key.map(|key| {
            Condition::one(
                "StringNotEquals",
                "s3:x-amz-server-side-encryption-aws-kms-key-id",
                key.as_str(),
            )
        }));
        [
            self.deny("KfmEncryptionKey", Actions::only(["s3:PutObject"]), self.objects(), key),
            self.deny(
                "KfmCustomerKey",
                Actions::only(["s3:PutObject"]),
                self.objects(),
                vec![Condition::one(
                    "Null",
                    "s3:x-amz-server-side-encryption-customer-algorithm",
                    "false",
                )],
            ),
        ]
    }

    /// Source: AWS "Enforce conditional writes on Amazon S3 buckets": the parts of a multipart
    /// upload carry no condition and are told apart by `s3:ObjectCreationOperation`.
    fn create_only(&self) -> Option<Statement> {
        self.kind.create_only().then(|| {
            let mut conditions = vec![
                Condition::one("Null", "s3:if-none-match", "true"),
                Condition::one("Bool", "s3:ObjectCreationOperation", "true"),
            ];
            if let Some(open) = self.break_glass.filter(|_| self.kind.break_glass_may_write()) {
                conditions.push(Condition::any("ArnNotLike", "aws:PrincipalArn", open.arns()));
            }
            self.deny("KfmCreateOnly", Actions::only(["s3:PutObject"]), self.objects(), conditions)
        })
    }

    fn side_doors(&self) -> [Statement; 2] {
        let mut presigned =
            vec![Condition::one("StringEquals", "s3:authType", "REST-QUERY-STRING")];
        if !self.kind.refuses_presigned() {
            presigned.push(Condition::one(
                "NumericGreaterThan",
                "s3:signatureAge",
                PRESIGNED_MAX_AGE_MS,
            ));
        }
        let all = || Actions::only(["s3:*"]);
        [
            self.deny(
                "KfmAccessPoint",
                all(),
                self.everything(),
                vec![Condition::one("Null", "s3:DataAccessPointArn", "false")],
            ),
            self.deny("KfmPresigned", all(), self.everything(), presigned),
        ]
    }
}

/// What a bucket's policy is to its zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyState {
    /// There is none.
    Missing,
    /// It is this zone's seal, as wanted.
    Sealed,
    /// It is marked as this zone's seal, but says something else.
    Altered,
    /// It belongs to a `kfm_zone_policy`.
    Granted,
    /// It was written by somebody else.
    Foreign,
}

/// Judges the observed policy of a bucket against the wanted seal. `wanted` is `None` while the
/// seal is not known; then a document that carries the zone's mark counts as the seal.
pub fn judge(observed: Option<&str>, wanted: Option<&str>) -> PolicyState {
    let Some(observed) = observed else { return PolicyState::Missing };
    match owner(observed).as_deref() {
        Some(ZONE_OWNER) if wanted.is_none_or(|wanted| same_meaning(observed, wanted)) => {
            PolicyState::Sealed
        }
        Some(ZONE_OWNER) => PolicyState::Altered,
        Some(POLICY_OWNER) => PolicyState::Granted,
        _ => PolicyState::Foreign,
    }
}

fn owner(document: &str) -> Option<String> {
    let document: serde_json::Value = serde_json::from_str(document).ok()?;
    document.get("Id")?.as_str().map(str::to_owned)
}

/// Whether a policy refuses plain HTTP to everyone, on the bucket and on its objects.
pub fn refuses_plain_http(policy: Option<&str>, bucket_arn: &str) -> bool {
    let statements = statements(policy.unwrap_or_default());
    let refuses = |resource: &str| {
        statements.iter().any(|statement| {
            let has = |member: &str, value: &str| {
                statement
                    .pointer(member)
                    .and_then(serde_json::Value::as_array)
                    .is_some_and(|items| items.iter().any(|item| item.as_str() == Some(value)))
            };
            statement.get("Effect").and_then(serde_json::Value::as_str) == Some("Deny")
                && has("/Principal/AWS", "*")
                && (has("/Action", "s3:*") || has("/Action", "*"))
                && (has("/Resource", resource) || has("/Resource", "*"))
                && has("/Condition/Bool/aws:securetransport", "false")
                && statement
                    .get("Condition")
                    .and_then(|c| c.as_object())
                    .is_some_and(|c| c.len() == 1)
        })
    };
    refuses(bucket_arn) && refuses(&format!("{bucket_arn}/*"))
}

#[cfg(test)]
#[path = "seal_tests.rs"]
mod tests;
