//! The provider block's attributes.

use crate::model;
use crate::terraform::model::{List, Map, Set};

model! {
    /// Emergency access to the data of zones. It ends in S3 itself at `until`, not at the next
    /// apply. It never configures a zone, never writes to `published`, and only reads `audit`,
    /// `receipts` and `proofs`.
    pub struct BreakGlassModel {
        /// ARNs of the roles or users that get in.
        principals: Set<String> => required;
        /// When it ends, as RFC 3339, e.g. `2026-12-01T18:00:00Z`.
        until: String => required;
        /// Why it is open. For whoever reads the plan.
        reason: String => required;
    }
}

model! {
    /// Endpoints of the AWS services, for S3-compatible stores and emulators.
    pub struct EndpointsModel {
        /// URL of Amazon S3.
        s3: String => optional;
        /// URL of AWS IAM.
        iam: String => optional;
        /// URL of AWS KMS.
        kms: String => optional;
        /// URL of AWS STS.
        sts: String => optional;
    }
}

model! {
    /// A role to assume.
    pub struct AssumeRoleModel {
        /// ARN of the role.
        role_arn: String => required;
        /// Name of the session.
        session_name: String => optional;
        /// External id that the role's trust asks for.
        external_id: String => optional;
        /// How long the session lasts, in seconds, 900 to 43200.
        duration_seconds: i64 => optional;
    }
}

model! {
    /// How failed calls are tried again.
    pub struct RetryModel {
        /// `standard` (the default) or `adaptive`, which also slows down when AWS throttles.
        mode: String => optional;
        /// How often a call is tried at most, 1 to 25. Default 3.
        max_attempts: i64 => optional;
    }
}

model! {
    /// The key of somebody whose signature counts.
    pub struct TrustedKeyModel {
        /// The public key, as a PEM block `PUBLIC KEY`: Ed25519 or ECDSA P-256.
        public_key: String => required;
        /// The roles that the principal is trusted in, e.g. `steward`.
        roles: Set<String> => required;
    }
}

model! {
    /// The role as which evidence is read. It is granted as `gate_reader` in the zones' policies.
    pub struct GateReaderModel {
        /// ARN of the role.
        role_arn: String => required;
        /// External id that the role's trust asks for.
        external_id: String => optional;
    }
}

model! {
    /// The policy bundle that alone is trusted, and the engine that it was tested with. A packet
    /// names the bundle that it was decided by: one with another digest is not evaluated.
    pub struct PolicyModel {
        /// Where the bundle is kept, as an S3 URI: a packet must name that object. It needs
        /// `digest`.
        uri: String => optional;
        /// A file with the bundle. It needs `digest`, which the file must have.
        path: String => optional;
        /// The bundle itself, one Rego module, whose digest is the pin.
        inline: String => optional;
        /// Digest of the bundle, `sha256:<hex>`. Default: that of `inline`.
        digest: String => optional;
        /// Name of the policy engine. Default: the one in this provider, `regorus`.
        engine_name: String => optional;
        /// Version of the policy engine. Default: that of the one in this provider.
        engine_version: String => optional;
    }
}

model! {
    /// Provisions the storage zones of the Kansas Frontier Matrix as closed S3 buckets.
    /// Credentials come from the AWS environment, as for the AWS CLI; none are needed to validate,
    /// and none to plan zones that do not exist yet.
    pub struct ProviderModel {
        /// AWS region of the zones. Default: that of the environment or the profile.
        region: String => optional;
        /// Default environment of the zones, e.g. `dev`: a lower-case letter, then letters, digits
        /// and hyphens, 32 characters at most.
        environment: String => optional;
        /// What bucket names begin with. Default `kfm`.
        name_prefix: String => optional;
        /// AWS account of the zones. With it, or with one member in `allowed_account_ids`, bucket
        /// names are known at plan without credentials. An apply by another account is refused.
        account_id: String => optional;
        /// Accounts in which this configuration may be applied. Default: any.
        allowed_account_ids: Set<String> => optional;
        /// ARNs of the roles or users that configure the zones; name at least two. They never
        /// read or write objects. One pattern is allowed, for a permission set of IAM Identity
        /// Center: `arn:aws:iam::<account>:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_<set>_*`.
        /// Default: the caller that creates a zone.
        administrators: Set<String> => optional;
        /// Emergency access to the data of zones. Default: none.
        break_glass: BreakGlassModel => optional;
        /// The role as which gates read evidence, objects and the kill switch. Default: the caller,
        /// whom the zones' policies refuse objects unless they grant it `gate_reader`.
        gate_reader: GateReaderModel => optional;
        /// Whose signatures prove approvals, by principal, e.g. `user:release-1`. Default: nobody's;
        /// then an approval must be kept where only a steward may create.
        trusted_keys: Map<TrustedKeyModel> => optional;
        /// The policy bundle of gates that do not name their own.
        policy_bundle: PolicyModel => optional;
        /// Whether all gates are closed, whatever the evidence says. Default false.
        emergency_deny: bool => optional;
        /// S3 URI of an object whose existence closes all gates. Default: none.
        emergency_deny_uri: String => optional;
        /// Endpoints of the AWS services, for S3-compatible stores and emulators.
        endpoints: EndpointsModel => optional;
        /// Whether S3 is addressed by path rather than by host name. Default false.
        use_path_style: bool => optional;
        /// PEM file with certificate authorities to trust beside those of the system.
        ca_bundle: String => optional;
        /// Profile of the shared AWS configuration files.
        profile: String => optional;
        /// Roles to assume, one from the other.
        assume_role: List<AssumeRoleModel> => optional;
        /// How failed calls are tried again.
        retry: RetryModel => optional;
        /// Tags of every zone's bucket.
        default_tags: Map<String> => optional;
    }
}
