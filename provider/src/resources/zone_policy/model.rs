//! The attributes of `kfm_zone_policy`.

use crate::configure::model::BreakGlassModel;
use crate::model;
use crate::resources::zone::{ObjectLifecycleModel, RetentionModel, TimeoutsModel};
use crate::terraform::model::{List, Map, Set};

model! {
    /// The zone: a `kfm_zone` as it is, whose other attributes are dropped.
    pub struct ZoneRefModel {
        /// Kind of zone.
        zone: String => required;
        /// Name of the bucket.
        bucket: String => required;
        /// Environment of the zone. Default: the provider's.
        environment: String => optional;
        /// ARN of the bucket.
        arn: String => optional;
        /// Account that owns the bucket. Default: the provider's.
        account_id: String => optional;
        /// Region of the bucket. Default: the provider's.
        region: String => optional;
        /// ARN of the key that encrypts objects.
        key_arn: String => optional;
        /// Alias of the key, if the zone owns it.
        key_alias: String => optional;
        /// Whether the zone owns the key. Default: it does where `key_arn` is null.
        key_managed: bool => optional;
        /// ARNs of those who configure the zone.
        effective_administrators: Set<String> => optional;
        /// Emergency access to the data of the zone. Default: the provider's.
        break_glass: BreakGlassModel => optional;
        /// ARNs of the roles that write receipts below `apply/`, in `audit`.
        receipt_writers: Set<String> => optional;
        /// Buckets whose access logs the zone takes, in `logs`.
        log_sources: Set<String> => optional;
        /// How long objects are kept.
        retention: RetentionModel => optional;
        /// What happens to objects as they age: what lifecycle rules delete is among the lines of
        /// `access`.
        object_lifecycle: ObjectLifecycleModel => optional;
        /// Reserved.
        adopt: String => optional;
        /// Reserved.
        prefix: String => optional;
    }
}

model! {
    /// Trust in what an OpenID Connect provider of the account says about a workload.
    pub struct OidcModel {
        /// ARN of the provider in IAM.
        provider_arn: String => required;
        /// Subjects that may become the role, e.g. `repo:org/repository:ref:refs/heads/main` or
        /// `system:serviceaccount:namespace:name`. Patterns are taken where they cannot let
        /// strangers in.
        subjects: Set<String> => required;
        /// Audiences that tokens must be meant for, e.g. `sts.amazonaws.com`.
        audiences: Set<String> => required;
    }
}

model! {
    /// Trust in roles and users of the account.
    pub struct PrincipalsModel {
        /// ARNs of the roles or users that may become the role.
        arns: Set<String> => required;
        /// External id that they must name.
        external_id: String => optional;
    }
}

model! {
    /// Who may become a role. Exactly one form.
    pub struct TrustModel {
        /// An AWS service whose workloads become the role, e.g. `ecs-tasks.amazonaws.com`; bound to
        /// the account by the source that the service names.
        service: String => optional;
        /// Workloads that an OpenID Connect provider vouches for, e.g. of GitHub Actions or of
        /// Kubernetes service accounts.
        oidc: OidcModel => optional;
        /// Roles and users of the account.
        principals: PrincipalsModel => optional;
    }
}

model! {
    /// A role that is made for a grant, under the IAM path `/kfm/<environment>/<zone>/`.
    pub struct RoleModel {
        /// Name of the role. Default `kfm-<environment>-<zone>-<grant>-<hash>`. With a new name the
        /// new role is made before the old one goes.
        name: String => optional;
        /// Who may become the role.
        trust: TrustModel => required;
        /// ARN of a managed policy that is the role's permissions boundary. Default: one that is
        /// made here and allows the data actions of zones in this account, and keys through S3.
        permissions_boundary: String => optional;
        /// How long a session may last, in seconds, 3600 to 43200. Default 3600.
        max_session_duration: i64 => optional;
        /// Tags of the role, beside the provider's `default_tags`.
        tags: Map<String> => optional;
    }
}

model! {
    /// A role, as a persona.
    pub struct GrantModel {
        /// Who the role is: `ingest`, `workers`, `catalog_builder`, `promoter`, `api`, `steward`,
        /// `ops`, `auditor` or `gate_reader`. What each may do in which zone is fixed.
        persona: String => required;
        /// Rights of the persona to grant: `list`, `read`, `create`, `write`, `delete`. Default:
        /// all that the persona has in this zone. Never more.
        access: Set<String> => optional;
        /// Where: prefixes that end in `/`, at most 100, none inside another. Default: the whole
        /// zone.
        prefixes: Set<String> => optional;
        /// ARN of a role that exists. Exactly one of `role_arn` and `role`.
        role_arn: String => optional;
        /// A role to make.
        role: RoleModel => optional;
    }
}

model! {
    /// An AWS service that writes by itself, for named sources.
    pub struct ServiceModel {
        /// The service, e.g. `cloudtrail.amazonaws.com`.
        principal: String => required;
        /// ARNs, or patterns of ARNs, of what it writes for; of this account.
        source_arns: Set<String> => required;
        /// Where it writes. Default: the whole zone.
        prefixes: Set<String> => optional;
    }
}

model! {
    /// A role of a grant.
    pub struct RoleStateModel {
        /// ARN of the role.
        arn: String => computed;
        /// Name of the role.
        name: String => computed;
        /// Path of the role in IAM.
        path: String => computed;
        /// Unique id of the role, which another role of its name does not have.
        unique_id: String => computed;
        /// Whether the role is made here.
        managed: bool => computed;
    }
}

model! {
    /// Who may do what in a zone: a bucket policy that denies all but what is granted, and the
    /// policies of the granted roles, proved against the matrix of personas and zones before they
    /// are applied. While the bucket's policy, IAM under `/kfm/`, and the trust of every role granted
    /// by ARN are as declared, no principal outside the matrix is admitted at S3, whatever policies
    /// it holds. Destroying it seals the zone.
    pub struct ZonePolicyModel {
        /// The zone: `zone = kfm_zone.raw`.
        zone: ZoneRefModel => required;
        /// Who has access, by a name of your own (`[a-z][a-z0-9_-]{0,31}`). Default: nobody.
        grants: Map<GrantModel> => optional;
        /// AWS services that put objects. Default: none.
        services: Map<ServiceModel> => optional;
        /// Whether only promotion gates create here. Always true in `published`; may be true in
        /// `catalog`.
        gated: bool => optional;
        /// How old a presigned URL may be, in seconds. Default: 900; in `raw`, `work`,
        /// `quarantine`, `audit`, `receipts` and `proofs` presigned URLs are refused.
        presigned_max_seconds: i64 => optional;
        /// ARNs of the access points by which requests are admitted. Default: none.
        access_points: Set<String> => optional;
        /// ARNs of the roles or users that configure the zone. Default: the zone's.
        administrators: Set<String> => optional;
        /// Emergency access to the data of the zone. Default: the zone's.
        break_glass: BreakGlassModel => optional;
        /// How long operations may take.
        timeouts: TimeoutsModel => optional;

        /// The bucket's name.
        id: String => computed;
        /// The bucket policy.
        policy_json: String => computed;
        /// Digest of the bucket policy: `sha256:` and the SHA-256 of its canonical form (RFC 8785).
        policy_digest: String => computed;
        /// The inline policy of each grant's role.
        role_policies: Map<String> => computed;
        /// The role of each grant.
        roles: Map<RoleStateModel> => computed;
        /// Who may do what: one line a right, sorted. Lines that come and go in a plan are access
        /// that is gained and lost.
        access: List<String> => computed;
        /// What differs from what was applied, in words, since somebody changed it elsewhere. Empty
        /// in every plan: apply restores.
        drift: List<String> => computed;
        /// Who and what is outside of the proof: one sentence each.
        outside_proof: List<String> => computed;
        /// A policy that denies changes of the roles with access to all but administrators, for use
        /// as service control policy or permissions boundary.
        guard_policy_json: String => computed;
        /// Bytes that are left to each document: `bucket_policy`, `role/<grant>`, `trust/<grant>`.
        size_headroom: Map<i64> => computed;
    }
}
