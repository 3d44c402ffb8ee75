//! The seal: the bucket policy of a zone that admits nobody to its data.
//!
//! Allows live in role policies; the bucket policy only denies, as a closed world: everything but
//! a list is denied, so that an action that S3 gains tomorrow is denied today. With no grants the
//! list is the configuration reads, and what administrators need to configure the bucket.

mod judge;
mod receipts;

use std::collections::BTreeSet;

pub use judge::{PolicyState, judge, refuses_plain_http};

use super::access::actions::{
    CONFIGURATION, CONFIGURATION_READS, EMERGENCY_DELETES, EMERGENCY_READS, EMERGENCY_WRITES,
    EMPTYING, SURVEY,
};
use super::administrators::{Administrators, BreakGlass};
use super::log_sources::LogSource;
use super::names::{AccountId, BucketName, KeyArn, Region};
use super::policy_document::{
    Actions, Comparison, Condition, Effect, Operator, PolicyDocument, Principal, Principals,
    Resources, Statement,
};
use super::principal::PrincipalArn;
use super::zone::ZoneKind;

/// The `Id` of a seal that `kfm_zone` owns.
pub const ZONE_OWNER: &str = "kfm_zone";
/// The `Id` of a document that `kfm_zone_policy` owns.
pub const POLICY_OWNER: &str = "kfm_zone_policy";

fn administration<'a>(more: &'a [&'static str]) -> impl Iterator<Item = &'static str> + 'a {
    CONFIGURATION_READS.into_iter().chain(CONFIGURATION).chain(SURVEY).chain(more.iter().copied())
}

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
    /// The account that owns it.
    pub account: &'a AccountId,
    /// Its region, for the partition of the ARNs.
    pub region: &'a Region,
    /// The key that every object must be encrypted with, if it is a given one. With an own key
    /// the bucket's default decides, and a put may not say anything about encryption.
    pub given_key: Option<&'a KeyArn>,
    /// Who configures the bucket.
    pub administrators: &'a Administrators,
    /// Who gets in in an emergency.
    pub break_glass: Option<&'a BreakGlass>,
    /// Which buckets have their access logs delivered here; counts in a `logs` zone only.
    pub log_sources: &'a [LogSource],
    /// Who writes receipts below `apply/`; counts in an `audit` zone only.
    pub receipt_writers: &'a [PrincipalArn],
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
        statements.extend(self.receipts(more));
        statements.extend(self.break_glass_class());
        statements.extend(self.break_glass_end());
        statements.extend(self.transport());
        statements.extend(self.encryption());
        statements.extend(self.create_only());
        statements.extend(self.side_doors());
        statements.extend(self.log_delivery());
        PolicyDocument { id: Some(ZONE_OWNER.into()), ..PolicyDocument::of(statements) }
    }

    fn deny(
        &self,
        sid: &'static str,
        actions: Actions,
        resources: impl Into<Resources>,
        conditions: Vec<Condition>,
    ) -> Statement {
        Statement {
            sid: Some(sid.into()),
            effect: Effect::Deny,
            principals: Some(Principals::everyone()),
            actions,
            resources: Some(resources.into()),
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
        members.extend(self.receipt_writers().iter().map(ToString::to_string));
        self.deny(
            "KfmMembership",
            Actions::all_but(CONFIGURATION_READS),
            self.everything(),
            vec![
                Condition::any(Comparison::ArnNotLike, "aws:PrincipalArn", members),
                // A service principal has no identity policy: without an Allow in this document it
                // is refused anyway, and server access logs need one where they are written.
                Condition::one(
                    Operator::from(Comparison::Bool).if_exists(),
                    "aws:PrincipalIsAWSService",
                    "false",
                ),
            ],
        )
    }

    fn administration(&self, sid: &'static str, more: &[&'static str]) -> Statement {
        let mut conditions = vec![Condition::any(
            Comparison::ArnLike,
            "aws:PrincipalArn",
            self.administrators.arns(),
        )];
        conditions.extend(self.not_those(&self.writing_administrators()));
        self.deny(sid, Actions::all_but(administration(more)), self.everything(), conditions)
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
                Condition::any(Comparison::ArnLike, "aws:PrincipalArn", open.arns()),
                Condition::any(
                    Comparison::ArnNotLike,
                    "aws:PrincipalArn",
                    self.administrators.arns(),
                ),
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
                Condition::any(Comparison::ArnLike, "aws:PrincipalArn", open.arns()),
                Condition::any(
                    Comparison::ArnNotLike,
                    "aws:PrincipalArn",
                    self.administrators.arns(),
                ),
                Condition::one(Comparison::DateGreaterThan, "aws:CurrentTime", open.until.clone()),
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
                vec![Condition::one(Comparison::Bool, "aws:SecureTransport", "false")],
            ),
            self.deny(
                "KfmTlsVersion",
                all(),
                self.everything(),
                vec![Condition::one(Comparison::NumericLessThan, "s3:TlsVersion", "1.2")],
            ),
        ]
    }

    /// Source: AWS "Specifying server-side encryption with AWS KMS": a put that names `aws:kms`
    /// without a key id uses the AWS managed key, not the bucket's.
    fn encryption(&self) -> [Statement; 2] {
        let mut key =
            vec![Condition::one(Comparison::Null, "s3:x-amz-server-side-encryption", "false")];
        if self.kind == ZoneKind::Logs {
            // How S3 asks for encryption when it delivers is its own affair.
            key.push(Condition::one(
                Operator::from(Comparison::Bool).if_exists(),
                "aws:PrincipalIsAWSService",
                "false",
            ));
        }
        key.extend(self.given_key.map(|key| {
            Condition::one(
                Comparison::StringNotEquals,
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
                    Comparison::Null,
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
                Condition::one(Comparison::Null, "s3:if-none-match", "true"),
                Condition::one(Comparison::Bool, "s3:ObjectCreationOperation", "true"),
            ];
            if let Some(open) = self.break_glass.filter(|_| self.kind.break_glass_may_write()) {
                conditions.push(Condition::any(
                    Comparison::ArnNotLike,
                    "aws:PrincipalArn",
                    open.arns(),
                ));
            }
            self.deny("KfmCreateOnly", Actions::only(["s3:PutObject"]), self.objects(), conditions)
        })
    }

    /// The only Allow: S3 delivers the access logs of these buckets of this account.
    ///
    /// Source: AWS "Enabling Amazon S3 server access logging", grant by bucket policy (2026-11).
    fn log_delivery(&self) -> Option<Statement> {
        (self.kind == ZoneKind::Logs && !self.log_sources.is_empty()).then(|| Statement {
            sid: Some("KfmLogDelivery".into()),
            effect: Effect::Allow,
            principals: Some(Principal::Service("logging.s3.amazonaws.com".to_owned()).into()),
            actions: Actions::only(["s3:PutObject"]),
            resources: Some(self.objects().into()),
            conditions: vec![
                Condition::one(
                    Comparison::StringEquals,
                    "aws:SourceAccount",
                    self.account.as_str(),
                ),
                Condition::any(
                    Comparison::ArnLike,
                    "aws:SourceArn",
                    self.log_sources.iter().map(|source| source.arn(self.region)),
                ),
            ],
        })
    }

    fn side_doors(&self) -> [Statement; 2] {
        let mut presigned =
            vec![Condition::one(Comparison::StringEquals, "s3:authType", "REST-QUERY-STRING")];
        if !self.kind.refuses_presigned() {
            presigned.push(Condition::one(
                Comparison::NumericGreaterThan,
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
                vec![Condition::one(Comparison::Null, "s3:DataAccessPointArn", "false")],
            ),
            self.deny("KfmPresigned", all(), self.everything(), presigned),
        ]
    }
}

#[cfg(test)]
mod tests;
