//! The attributes of `kfm_zone`.

use crate::configure::model::BreakGlassModel;
use crate::model;
use crate::terraform::model::{Map, Set};

model! {
    /// How objects are encrypted.
    pub struct EncryptionModel {
        /// `aws:kms`, which is also the default. Others are refused: `AES256` leaves access to the
        /// bucket's policy alone, `aws:kms:dsse` has no bucket key.
        algorithm: String => optional;
        /// ARN of a KMS key that the zone uses and never touches. Default: the zone owns a key.
        kms_key_arn: String => optional;
    }
}

model! {
    /// A storage zone: one S3 bucket that admits nobody to its data from its first second, with
    /// the controls that its kind asks for. Every control is observed, drift shows as a change,
    /// and apply restores it. Destroying a zone that is protected or not empty is refused.
    pub struct ZoneModel {
        /// Kind of zone: `raw`, `work`, `quarantine`, `processed`, `catalog`, `triplet`,
        /// `published`, `audit`, `receipts`, `proofs` or `registry`.
        zone: String => required, replace;
        /// Environment of the zone. Default: the provider's.
        environment: String => optional, computed, replace;
        /// Name of the bucket. Default `<name_prefix>-<environment>-<zone>-<account_id>`.
        bucket: String => optional, computed, replace;
        /// Whether to replace the policy that an imported bucket carries by the zone's seal.
        /// Default false. Buckets that the provider makes are always sealed.
        seal: bool => optional;
        /// How objects are encrypted. Default: under a key that the zone owns.
        encryption: EncryptionModel => optional;
        /// ARNs of the roles or users that configure this zone. Default: the provider's, else the
        /// caller that creates the zone.
        administrators: Set<String> => optional;
        /// Emergency access to the data of this zone. Default: the provider's.
        break_glass: BreakGlassModel => optional;
        /// Whether a destroy is refused. Default true, for `work` false. Set it to false and apply
        /// before a destroy.
        deletion_protection: bool => optional;
        /// Whether a destroy removes all objects first. Default false; refused where objects are
        /// append-only (`raw`, `audit`, `receipts`, `proofs`).
        force_destroy: bool => optional;
        /// Tags of the bucket, beside the provider's `default_tags`.
        tags: Map<String> => optional;

        /// The bucket's name.
        id: String => computed;
        /// ARN of the bucket.
        arn: String => computed;
        /// Account that owns the bucket.
        account_id: String => computed;
        /// Region of the bucket.
        region: String => computed;
        /// `append_only`, `mutable` or `immutable_per_version`.
        mutability: String => computed;
        /// ARN of the key that encrypts objects.
        key_arn: String => computed;
        /// Alias of the key, if the zone owns it.
        key_alias: String => computed;
        /// Whether the zone owns the key.
        key_managed: bool => computed;
        /// Keys that the zone owned before it was given one. They stay until the bucket is gone,
        /// because objects may still be encrypted under them.
        retired_key_arns: Set<String> => computed;
        /// ARNs of those who configure the zone.
        effective_administrators: Set<String> => computed;
        /// The controls as observed, by name.
        controls: Map<String> => computed;
        /// Whether nobody reaches the zone's data by the bucket's own configuration: all
        /// public-access blocks are on, and the policy is a seal or a `kfm_zone_policy`.
        closed: bool => computed;
        /// The seal: the bucket policy of this zone while it has no grants.
        seal_policy_json: String => computed;
        /// All tags of the bucket but the provider's own (`kfm:*`).
        tags_all: Map<String> => computed;
    }
}
