//! What random documents are made of.

use super::cast::SESSION;
use super::random::PARTS;
use super::wish::KEY;
use crate::account::{ACCOUNT, OTHER_ACCOUNT};

/// What broad grants give.
pub(super) const BROAD_ACTIONS: [&str; 5] = ["s3:*", "*", "s3:Get*", "s3:*Object*", "s3:*Bucket*"];

/// Actions and patterns of them.
pub(super) const ACTIONS: [&str; 26] = [
    "s3:GetObject",
    "s3:GetObjectVersion",
    "s3:getobject",
    "s3:PutObject",
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:ListBucket",
    "s3:ListBucketVersions",
    "s3:GetObjectTagging",
    "s3:PutObjectTagging",
    "s3:GetBucketTagging",
    "s3:PutBucketTagging",
    "s3:GetBucketPolicy",
    "s3:PutBucketPolicy",
    "s3:GetBucketVersioning",
    "s3:PutBucketVersioning",
    "s3:GetBucketLocation",
    "s3:GetEncryptionConfiguration",
    "s3:GetLifecycleConfiguration",
    "s3:Get*",
    "s3:Put*",
    "s3:*Object",
    "s3:*Version*",
    "s3:List*",
    "s3:?etObject",
    "kms:*",
];

/// Actions that a statement leaves out.
pub(super) const NOT_ACTIONS: [&str; 8] = [
    "s3:GetObject*",
    "s3:PutObject",
    "s3:Delete*",
    "s3:ListBucket*",
    "s3:*Bucket*",
    "s3:Put*",
    "s3:Get*",
    "kms:*",
];

/// Resources and patterns of them.
pub(super) const RESOURCES: [&str; 16] = [
    "*",
    "*",
    "arn:aws:s3:::{bucket}",
    "arn:aws:s3:::{bucket}",
    "arn:aws:s3:::{bucket}/*",
    "arn:aws:s3:::{bucket}/*",
    "arn:aws:s3:::{bucket}*",
    "arn:aws:s3:::{bucket}/soils/*",
    "arn:aws:s3:::{bucket}/wells/*",
    "arn:aws:s3:::{bucket}/soils/kept",
    "arn:aws:s3:::{bucket}/*kept",
    "arn:aws:s3:::{bucket}/s?ils/*",
    "arn:aws:s3:::{bucket}/*/new",
    "arn:aws:s3:::another-bucket/*",
    "arn:aws:s3:::{bucket}/${aws:PrincipalTag/team}/*",
    "arn:aws:s3:::*",
];

/// Whom a bucket policy names.
pub(super) fn principals() -> Vec<String> {
    let mut named: Vec<_> = PARTS.iter().flat_map(|part| [part.arn(), part.arn()]).collect();
    for part in PARTS.iter().filter(|part| part.is_role) {
        let account = part.account();
        named.push(format!("arn:aws:sts::{account}:assumed-role/{}/{SESSION}", part.name));
    }
    named.extend([
        format!("arn:aws:iam::{ACCOUNT}:root"),
        ACCOUNT.to_owned(),
        format!("arn:aws:iam::{OTHER_ACCOUNT}:root"),
        OTHER_ACCOUNT.to_owned(),
        // The role has another path.
        format!("arn:aws:iam::{ACCOUNT}:role/reader"),
    ]);
    named
}

type Template = (&'static str, &'static str, &'static [&'static str]);

const FOREIGN: &str = "arn:aws:iam::210987654321:*";

/// Conditions: operator, key, values.
pub(super) const CONDITIONS: [Template; 82] = [
    ("Bool", "aws:SecureTransport", &["true"]),
    ("Bool", "aws:SecureTransport", &["false"]),
    ("BoolIfExists", "AWS:securetransport", &["true"]),
    ("Null", "aws:SecureTransport", &["true"]),
    ("StringEquals", "aws:PrincipalTag/team", &["soils"]),
    ("StringEquals", "aws:principaltag/Team", &["wells", "lakes"]),
    ("StringEqualsIfExists", "aws:PrincipalTag/team", &["soils"]),
    ("StringNotEquals", "aws:PrincipalTag/team", &["soils", "lakes"]),
    ("StringEqualsIgnoreCase", "aws:PrincipalTag/team", &["SOILS"]),
    ("StringNotEqualsIgnoreCase", "aws:PrincipalTag/team", &["Wells"]),
    ("StringLike", "aws:PrincipalTag/team", &["s*", "?ells"]),
    ("StringNotLike", "aws:PrincipalTag/team", &["*o*"]),
    ("Null", "aws:PrincipalTag/team", &["true"]),
    ("Null", "aws:PrincipalTag/level", &["false"]),
    ("Null", "aws:PrincipalTag/level", &["true", "false"]),
    ("NumericGreaterThan", "aws:PrincipalTag/level", &["1"]),
    ("NumericLessThanEqualsIfExists", "aws:PrincipalTag/level", &["1.0"]),
    ("ForAllValues:StringEquals", "aws:PrincipalTag/team", &["soils"]),
    ("ForAnyValue:StringEquals", "aws:PrincipalTag/team", &["wells"]),
    ("ArnLike", "aws:PrincipalArn", &["arn:aws:iam::123456789012:role/team/*"]),
    ("ArnLike", "aws:PrincipalArn", &["arn:aws:iam::*:user/*"]),
    ("ArnEquals", "aws:PrincipalArn", &["arn:aws:iam::123456789012:*/reader"]),
    ("ArnNotLike", "aws:PrincipalArn", &["arn:aws:iam::123456789012:role/*", FOREIGN]),
    ("ArnNotEquals", "aws:PrincipalArn", &["arn:aws:iam::123456789012:user/team/ann"]),
    ("ArnLikeIfExists", "aws:PrincipalArn", &["arn:aws:iam::*:role/kfm/*"]),
    ("StringEquals", "aws:PrincipalArn", &["arn:aws:iam::123456789012:role/kfm/dev/writer"]),
    ("StringLike", "aws:PrincipalArn", &["*/reader", "*/zoe", "*/guest"]),
    ("Null", "aws:PrincipalArn", &["true"]),
    ("StringEquals", "s3:prefix", &["soils/"]),
    ("StringLike", "s3:prefix", &["soils/*", "wells/*"]),
    ("StringLikeIfExists", "s3:prefix", &["soils/*"]),
    ("StringNotLike", "s3:prefix", &["soils/*"]),
    ("StringNotEquals", "s3:prefix", &["wells/"]),
    ("StringLike", "s3:prefix", &["${aws:PrincipalTag/team}/*"]),
    ("Null", "s3:prefix", &["true"]),
    ("StringEquals", "s3:delimiter", &["/"]),
    ("Null", "s3:delimiter", &["false"]),
    ("NumericLessThanEquals", "s3:max-keys", &["10"]),
    ("NumericGreaterThanIfExists", "s3:max-keys", &["7"]),
    ("Null", "s3:if-none-match", &["true"]),
    ("Null", "s3:if-none-match", &["false"]),
    ("StringEquals", "s3:if-none-match", &["*"]),
    ("Bool", "s3:ObjectCreationOperation", &["true"]),
    ("BoolIfExists", "s3:ObjectCreationOperation", &["false"]),
    ("StringEquals", "s3:x-amz-server-side-encryption", &["aws:kms"]),
    ("StringNotEquals", "s3:x-amz-server-side-encryption", &["aws:kms"]),
    ("StringEqualsIfExists", "s3:x-amz-server-side-encryption", &["AES256"]),
    ("Null", "s3:x-amz-server-side-encryption", &["true"]),
    ("Null", "s3:x-amz-server-side-encryption", &["false"]),
    ("StringEquals", "s3:x-amz-server-side-encryption-aws-kms-key-id", &[KEY]),
    ("ArnNotEqualsIfExists", "s3:x-amz-server-side-encryption-aws-kms-key-id", &[KEY]),
    ("Null", "s3:x-amz-server-side-encryption-customer-algorithm", &["false"]),
    ("StringEquals", "s3:ExistingObjectTag/class", &["public"]),
    ("StringNotEquals", "s3:ExistingObjectTag/class", &["public"]),
    ("StringEqualsIfExists", "s3:ExistingObjectTag/class", &["secret"]),
    ("Null", "s3:ExistingObjectTag/class", &["true"]),
    ("StringEquals", "s3:RequestObjectTag/class", &["public"]),
    ("StringNotEqualsIfExists", "s3:RequestObjectTag/class", &["secret"]),
    ("ForAllValues:StringEquals", "s3:RequestObjectTagKeys", &["class", "team"]),
    ("ForAnyValue:StringLike", "s3:RequestObjectTagKeys", &["cl*"]),
    ("ForAllValues:StringNotEquals", "s3:RequestObjectTagKeys", &["class"]),
    ("IpAddress", "aws:SourceIp", &["127.0.0.0/8", "10.0.0.0/8"]),
    ("IpAddress", "aws:SourceIp", &["10.0.0.0/8"]),
    ("NotIpAddress", "aws:SourceIp", &["10.0.0.0/8", "192.168.0.1"]),
    ("DateLessThan", "aws:CurrentTime", &["2090-01-01T00:00:00Z"]),
    ("DateGreaterThan", "aws:CurrentTime", &["2090-01-01T00:00:00Z"]),
    ("DateGreaterThanEquals", "aws:TokenIssueTime", &["2020-01-01"]),
    ("NumericGreaterThan", "aws:EpochTime", &["1600000000"]),
    ("StringEquals", "aws:PrincipalType", &["User"]),
    ("StringNotEquals", "aws:PrincipalType", &["AssumedRole", "Anonymous"]),
    ("StringLike", "aws:username", &["a*", "zoe"]),
    ("StringLike", "aws:userid", &["*:enforcement", "anonymous"]),
    ("StringEquals", "aws:PrincipalAccount", &["123456789012"]),
    ("StringNotEquals", "aws:PrincipalAccount", &["123456789012"]),
    ("StringEquals", "aws:ResourceAccount", &["123456789012"]),
    ("Bool", "aws:PrincipalIsAWSService", &["false"]),
    ("StringEquals", "s3:authType", &["REST-HEADER"]),
    ("StringEquals", "s3:authType", &["REST-QUERY-STRING"]),
    ("NumericGreaterThan", "s3:signatureAge", &["600000"]),
    ("NumericLessThanIfExists", "s3:signatureAge", &["600000.5"]),
    ("BoolIfExists", "aws:MultiFactorAuthPresent", &["true"]),
    ("StringEquals", "aws:PrincipalOrgID", &["o-abcdefghij"]),
];
