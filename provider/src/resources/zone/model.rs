//! The attributes of `kfm_zone`.

use crate::configure::model::BreakGlassModel;
use crate::model;
use crate::terraform::model::{List, Map, Set};

model! {
    /// How objects are encrypted.
    pub struct EncryptionModel {
        /// `aws:kms`, which is also the default; in `logs` always `AES256`, since S3 delivers logs
        /// under nothing else. Others are refused: `AES256` leaves access to the bucket's policy
        /// alone, `aws:kms:dsse` has no bucket key.
        algorithm: String => optional;
        /// ARN of a KMS key that the zone uses and never touches. Default: the zone owns a key.
        kms_key_arn: String => optional;
    }
}

model! {
    /// How long objects are kept. Retention only grows: neither days nor class nor mode is ever
    /// loosened again.
    pub struct RetentionModel {
        /// Retention class, `R0` (strictest) to `R5`. Default: that of the zone's kind; only a
        /// stricter one can be set. In `R0` to `R2` nothing expires.
        class: String => optional;
        /// For how many days Object Lock keeps each new version, 1 to 36500. Required in `raw`,
        /// `audit`, `receipts` and `proofs`; refused in `work`, `quarantine` and `logs`; elsewhere no
        /// object is locked without it.
        days: i64 => optional;
        /// `GOVERNANCE` (default) or `COMPLIANCE`, which nobody can shorten, the account's root
        /// user included, and which needs `acknowledge_irreversible`.
        mode: String => optional;
    }
}

model! {
    /// A move of objects to another storage class.
    pub struct TransitionModel {
        /// After how many days. `STANDARD_IA` and `ONEZONE_IA` take 30 or more, others 0 or more.
        days: i64 => required;
        /// `STANDARD_IA`, `INTELLIGENT_TIERING`, `ONEZONE_IA`, `GLACIER_IR`, `GLACIER` or
        /// `DEEP_ARCHIVE`; later moves go down in this order.
        storage_class: String => required;
        /// What the keys begin with; ends in `/`. Default: the whole zone.
        prefix: String => optional;
        /// Whether older versions move, not current objects. Default false.
        noncurrent: bool => optional;
    }
}

model! {
    /// What happens to objects as they age.
    pub struct ObjectLifecycleModel {
        /// After how many days the parts of an unfinished upload are removed. Default 7.
        abort_multipart_days: i64 => optional;
        /// After how many days older versions are removed. Default: never. Refused in retention
        /// classes `R0` to `R2`.
        noncurrent_days: i64 => optional;
        /// How many of the newest older versions stay all the same, 1 to 100. Needs
        /// `noncurrent_days`.
        noncurrent_versions: i64 => optional;
        /// Moves to other storage classes.
        transitions: List<TransitionModel> => optional;
        /// After how many days current objects are removed, by the beginning of their keys, each
        /// ending in `/`. Only in `work` and in `logs`, where `""` is the whole zone.
        expire_prefixes: Map<i64> => optional;
    }
}

model! {
    /// Where S3 delivers the server access logs.
    pub struct AccessLogModel {
        /// Name of a `kfm_zone` bucket of kind `logs`, in the same region and account.
        bucket: String => required;
        /// What the keys of the logs begin with. Default `<bucket>/`, the name of this zone's
        /// bucket.
        prefix: String => optional;
    }
}

model! {
    /// How long each operation may take, e.g. `90s`, `20m` or `1h30m`.
    pub struct TimeoutsModel {
        /// For a create. Default `20m`.
        create: String => optional;
        /// For a refresh. Default `5m`.
        read: String => optional;
        /// For an update. Default `20m`.
        update: String => optional;
        /// For a destroy. Default `60m`: emptying takes its time.
        delete: String => optional;
    }
}

model! {
    /// A storage zone: one S3 bucket that admits nobody to its data from its first second, with
    /// the controls that its kind asks for. Every control is observed, drift shows as a change,
    /// and apply restores it. Destroying a zone that is protected or not empty is refused.
    pub struct ZoneModel {
        /// Kind of zone: `raw`, `work`, `quarantine`, `processed`, `catalog`, `triplet`,
        /// `published`, `audit`, `receipts`, `proofs`, `registry` or `logs`.
        zone: String => required, replace;
        /// Environment of the zone. Default: the provider's.
        environment: String => optional, computed, replace;
        /// Name of the bucket. Default `<name_prefix>-<environment>-<zone>-<account_id>`, with
        /// `-<region>-an` at its end in the account-regional namespace.
        bucket: String => optional, computed, replace;
        /// Where the bucket's name must be unique: `global` (default), or `account-regional`,
        /// where no other account can take the name.
        bucket_namespace: String => optional;
        /// Reserved for zones that share a bucket. Anything but null is refused.
        prefix: String => optional;
        /// Reserved: `enforce`, which is also what null means.
        adopt: String => optional;
        /// Whether to replace the policy that an imported bucket carries by the zone's seal.
        /// Default false. Buckets that the provider makes are always sealed.
        seal: bool => optional;
        /// How long objects are kept. Required in `raw`, `audit`, `receipts` and `proofs`.
        retention: RetentionModel => optional;
        /// What happens to objects as they age. Default: the parts of unfinished uploads are
        /// removed after 7 days, nothing else.
        object_lifecycle: ObjectLifecycleModel => optional;
        /// Where S3 delivers the server access logs. Default: nowhere.
        access_log: AccessLogModel => optional;
        /// Buckets whose access logs this zone takes, in `logs` only: names, or beginnings of names
        /// followed by `*`. Default `["<name_prefix>-<environment>-*"]`.
        log_sources: Set<String> => optional;
        /// Whether events go to EventBridge, beside where they go already. Default true; false
        /// leaves them as they are.
        event_notifications: bool => optional;
        /// ARNs of the roles that write receipts below `apply/`, in `audit` only. They create, and
        /// do nothing else.
        receipt_writers: Set<String> => optional;
        /// Name of this zone's bucket, to agree to a step that nobody can take back: retention in
        /// `COMPLIANCE` mode, or enabling Object Lock on a bucket that exists.
        acknowledge_irreversible: String => optional;
        /// How objects are encrypted. Default: under a key that the zone owns.
        encryption: EncryptionModel => optional;
        /// ARNs of the roles or users that configure this zone. Default: the provider's, else the
        /// caller that creates the zone.
        administrators: Set<String> => optional;
        /// Emergency access to the data of this zone. Default: the provider's.
        break_glass: BreakGlassModel => optional;
        /// Whether a destroy is refused. Default true, for `work` and `logs` false. Set it to false and apply
        /// before a destroy.
        deletion_protection: bool => optional;
        /// Whether a destroy removes all objects first. Default false; refused where objects are
        /// append-only (`raw`, `audit`, `receipts`, `proofs`).
        force_destroy: bool => optional;
        /// Tags of the bucket, beside the provider's `default_tags`.
        tags: Map<String> => optional;
        /// How long operations may take.
        timeouts: TimeoutsModel => optional;

        /// The bucket's name.
        id: String => computed;
        /// ARN of the bucket.
        arn: String => computed;
        /// Account that owns the bucket.
        account_id: String => computed;
        /// Region of the bucket.
        region: String => computed;
        /// `append_only`, `mutable`, `immutable_per_version` or `service_written`.
        mutability: String => computed;
        /// ARN of the key that encrypts objects; null in `logs`.
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
        /// The controls as observed, by name. What the endpoint does not offer reads
        /// `unsupported`.
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
