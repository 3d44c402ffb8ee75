//! How requests must be made, whoever makes them.

use super::draft::{Draft, is_no_service, is_none_of, is_one_of};
use crate::access::{Entitlement, Grant, Presigned, ZoneKey};
use crate::policy_document::{Actions, Comparison, Condition, Statement};

impl Draft<'_> {
    /// Source: AWS "Security best practices for Amazon S3" (HTTPS only, TLS 1.2 or later).
    pub(super) fn transport(&self) -> [Statement; 2] {
        let plain = Condition::one(Comparison::Bool, "aws:SecureTransport", "false");
        let old = Condition::one(Comparison::NumericLessThan, "s3:TlsVersion", "1.2");
        [self.refuse("KfmSecureTransport", vec![plain]), self.refuse("KfmTlsVersion", vec![old])]
    }

    /// With an own key the bucket's default decides, and a put may not say anything about
    /// encryption. A given key may be named, and no other. Where nobody puts there is nothing to
    /// say.
    ///
    /// Source: AWS "Specifying server-side encryption with AWS KMS": a put that names `aws:kms`
    /// without a key id uses the AWS managed key, not the bucket's.
    pub(super) fn encryption(&self) -> Vec<Statement> {
        const ALGORITHM: &str = "s3:x-amz-server-side-encryption";
        const KEY: &str = "s3:x-amz-server-side-encryption-aws-kms-key-id";
        const CUSTOMER: &str = "s3:x-amz-server-side-encryption-customer-algorithm";
        let mut named = vec![Condition::one(Comparison::Null, ALGORITHM, "false")];
        if let ZoneKey::Given(key) = &self.access.key {
            named.push(Condition::one(Comparison::StringNotEquals, KEY, key.as_str()));
        }
        let bound =
            self.a_principal_puts() || (self.a_service_puts() && self.access.kind.takes_kms());
        if !self.access.kind.takes_kms() {
            // How S3 asks for encryption when it delivers is its own affair.
            named.push(is_no_service());
        }
        let customer = vec![Condition::one(Comparison::Null, CUSTOMER, "false")];
        let puts = |sid, conditions| {
            Self::deny(sid, Actions::only(["s3:PutObject"]), self.objects(), conditions)
        };
        let mut statements = Vec::new();
        statements.extend(bound.then(|| puts("KfmEncryptionKey", named)));
        let anyone = self.a_principal_puts() || self.a_service_puts();
        statements.extend(anyone.then(|| puts("KfmCustomerKey", customer)));
        statements
    }

    /// Who only creates puts nothing where something is. Where nobody may overwrite, that holds for
    /// everyone but break-glass, and services, which cannot say `If-None-Match`.
    ///
    /// Source: AWS "Enforce conditional writes on Amazon S3 buckets": the parts of a multipart
    /// upload carry no condition and are told apart by `s3:ObjectCreationOperation`.
    pub(super) fn create_only(&self) -> Option<Statement> {
        let mut conditions = vec![
            Condition::one(Comparison::Null, "s3:if-none-match", "true"),
            Condition::one(Comparison::Bool, "s3:ObjectCreationOperation", "true"),
        ];
        if !self.anyone_creates() {
            return None;
        }
        if self.access.kind.create_only() {
            conditions.extend(self.emergency_writers().map(is_none_of));
            conditions.extend((!self.access.services.is_empty()).then(is_no_service));
        } else {
            let creators = self.access.grants.iter().filter(|grant| Grant::creates_only(grant));
            conditions.push(is_one_of(creators.map(|grant| grant.role().to_string())));
        }
        let puts = Actions::only(["s3:PutObject"]);
        Some(Self::deny("KfmCreateOnly", puts, self.objects(), conditions))
    }

    /// Whether a principal of IAM puts objects.
    fn a_principal_puts(&self) -> bool {
        let puts = |one: &Entitlement| one.actions.contains(&"s3:PutObject");
        self.access.holdings().iter().any(|(_, all)| all.iter().any(puts))
    }

    /// Whether an AWS service does.
    fn a_service_puts(&self) -> bool {
        !self.access.services.is_empty() || self.log_delivery().is_some()
    }

    /// Whether anybody puts objects only where there are none.
    fn anyone_creates(&self) -> bool {
        let creates = |one: &Entitlement| one.create_only;
        self.access.holdings().iter().any(|(_, all)| all.iter().any(creates))
    }

    /// Ways in beside a signed request to the bucket: access points, and presigned URLs.
    pub(super) fn side_doors(&self) -> [Statement; 2] {
        const ACCESS_POINT: &str = "s3:DataAccessPointArn";
        let mut point = vec![Condition::one(Comparison::Null, ACCESS_POINT, "false")];
        if self.access.admits_access_points() {
            let admitted = self.access.access_points.iter().cloned();
            point.push(Condition::any(Comparison::ArnNotLike, ACCESS_POINT, admitted));
        }
        let mut presigned =
            vec![Condition::one(Comparison::StringEquals, "s3:authType", "REST-QUERY-STRING")];
        if let Presigned::Within(seconds) = self.access.presigned {
            // The key is in milliseconds.
            let age = (u64::from(seconds) * 1000).to_string();
            presigned.push(Condition::one(Comparison::NumericGreaterThan, "s3:signatureAge", age));
        }
        [self.refuse("KfmAccessPoint", point), self.refuse("KfmPresigned", presigned)]
    }

    fn refuse(&self, sid: &'static str, conditions: Vec<Condition>) -> Statement {
        Self::deny(sid, Actions::only(["s3:*"]), self.everything(), conditions)
    }
}
