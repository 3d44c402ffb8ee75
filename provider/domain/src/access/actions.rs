//! The actions that are given to others than grants.

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

/// How administrators configure the bucket. No object content, no object write.
pub const CONFIGURATION: [&str; 17] = [
    "s3:DeleteBucket",
    "s3:DeleteBucketPolicy",
    "s3:DeleteBucketWebsite",
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
    "s3:UntagResource",
];

/// How administrators see which keys there are, and until when they are kept.
pub const SURVEY: [&str; 5] = [
    "s3:GetObjectLegalHold",
    "s3:GetObjectRetention",
    "s3:ListBucket",
    "s3:ListBucketMultipartUploads",
    "s3:ListBucketVersions",
];

/// What emptying a zone takes beyond administration.
pub const EMPTYING: [&str; 3] =
    ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:DeleteObjectVersion"];

/// What break-glass may read.
pub const EMERGENCY_READS: [&str; 10] = [
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

/// What break-glass may delete, where it may.
pub const EMERGENCY_DELETES: [&str; 3] =
    ["s3:BypassGovernanceRetention", "s3:DeleteObject", "s3:DeleteObjectVersion"];

/// What break-glass may write, where it may.
pub const EMERGENCY_WRITES: [&str; 2] = ["s3:PutObject", "s3:PutObjectTagging"];

/// What writes a receipt: an object, in one piece or in parts.
pub const RECEIPT_WRITES: [&str; 3] =
    ["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts", "s3:PutObject"];

/// What a gate role does where it promotes to.
pub const GATE_WRITES: [&str; 3] = RECEIPT_WRITES;

/// What a gate role does where it promotes from.
pub const GATE_READS: [&str; 4] =
    ["s3:GetObject", "s3:GetObjectTagging", "s3:GetObjectVersion", "s3:ListBucket"];

/// What a service does that writes into a zone.
pub const SERVICE_WRITES: [&str; 1] = ["s3:PutObject"];

#[cfg(test)]
mod tests {
    use super::super::{Right, is_about_the_bucket};
    use super::*;
    use crate::iam_actions::{self, AccessLevel};

    #[test]
    fn every_action_that_anybody_is_given_is_one_of_s3() {
        let lists: [&[&str]; 10] = [
            &CONFIGURATION_READS,
            &CONFIGURATION,
            &SURVEY,
            &EMPTYING,
            &EMERGENCY_READS,
            &EMERGENCY_DELETES,
            &EMERGENCY_WRITES,
            &RECEIPT_WRITES,
            &GATE_READS,
            &SERVICE_WRITES,
        ];
        let rights = Right::ALL.iter().flat_map(|right| right.actions()).copied();
        for name in lists.concat().into_iter().chain(rights) {
            assert_eq!(iam_actions::find(name).map(|action| action.name), Some(name));
        }
    }

    #[test]
    fn configuration_reads_only_read_and_only_the_bucket() {
        for name in CONFIGURATION_READS {
            let action = iam_actions::find(name).unwrap();
            assert!(action.on_bucket() && !action.on_object(), "{name}");
            assert!(action.level <= AccessLevel::Read, "{name}: {:?}", action.level);
        }
    }

    #[test]
    fn rights_are_about_what_the_reference_says() {
        for name in Right::ALL.iter().flat_map(|right| right.actions()) {
            let action = iam_actions::find(name).unwrap();
            assert_eq!(is_about_the_bucket(name), action.on_bucket(), "{name}");
            assert_eq!(is_about_the_bucket(name), !action.on_object(), "{name}");
        }
    }
}
