//! Condition keys, with values that meet often.

use super::dice::Dice;

/// How values of a key are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Text,
    Number,
    Date,
    Truth,
    Address,
    Arn,
    Bytes,
}

impl Sort {
    /// The operators that are meant for it.
    pub(super) const fn operators(self) -> &'static [&'static str] {
        match self {
            Self::Text => &[
                "StringEquals",
                "StringNotEquals",
                "StringEqualsIgnoreCase",
                "StringNotEqualsIgnoreCase",
                "StringLike",
                "StringNotLike",
            ],
            Self::Number => &[
                "NumericEquals",
                "NumericNotEquals",
                "NumericLessThan",
                "NumericLessThanEquals",
                "NumericGreaterThan",
                "NumericGreaterThanEquals",
            ],
            Self::Date => &[
                "DateEquals",
                "DateNotEquals",
                "DateLessThan",
                "DateLessThanEquals",
                "DateGreaterThan",
                "DateGreaterThanEquals",
            ],
            Self::Truth => &["Bool"],
            Self::Address => &["IpAddress", "NotIpAddress"],
            Self::Arn => &[
                "ArnEquals",
                "ArnLike",
                "ArnNotEquals",
                "ArnNotLike",
                "StringLike",
                "StringNotEquals",
            ],
            Self::Bytes => &["BinaryEquals"],
        }
    }
}

/// A condition key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) sort: Sort,
    /// Whether a request has several values.
    pub(super) many: bool,
    /// What requests say. None: it follows from the caller.
    pub(super) said: &'static [&'static str],
    /// What policies want.
    pub(super) wanted: &'static [&'static str],
}

const fn key(
    name: &'static str,
    sort: Sort,
    said: &'static [&'static str],
    wanted: &'static [&'static str],
) -> Key {
    Key { name, sort, many: false, said, wanted }
}

const fn many(
    name: &'static str,
    said: &'static [&'static str],
    wanted: &'static [&'static str],
) -> Key {
    Key { name, sort: Sort::Text, many: true, said, wanted }
}

const DATES: &[&str] = &[
    "2026-06-01T00:00:00Z",
    "2026-06-01T02:00:00+02:00",
    "2026-06-01",
    "2026-11-30T23:59:59Z",
    "2027-01-01T00:00:00.500Z",
];
const TRUTHS: &[&str] = &["true", "false"];
const GATES: &[&str] = &["open", "Open", "shut"];

/// Every key that policies ask for and requests may have.
pub(super) const KEYS: [Key; 24] = [
    key("aws:SecureTransport", Sort::Truth, TRUTHS, TRUTHS),
    key(
        "s3:prefix",
        Sort::Text,
        &["soils/", "soils/2026/", "Soils/", "wells/", "Ana/", "*", ""],
        &[
            "soils/",
            "soils/*",
            "so?ls/*",
            "wells/*",
            "*",
            "${aws:PrincipalTag/team}/*",
            "${aws:PrincipalTag/team, 'wells'}/",
            "${aws:username}/*",
            "${*}",
        ],
    ),
    key(
        "aws:SourceIp",
        Sort::Address,
        &["192.0.2.7", "203.0.113.9", "203.0.113.16", "2001:db8::1"],
        &["192.0.2.0/24", "203.0.113.9", "203.0.113.0/28", "128.0.0.0/1", "2001:db8::/32"],
    ),
    key("aws:CurrentTime", Sort::Date, DATES, DATES),
    key("aws:TokenIssueTime", Sort::Date, DATES, DATES),
    key("s3:TlsVersion", Sort::Number, &["1.1", "1.2", "1.3"], &["1.2", "1.20", "1.3"]),
    key("s3:max-keys", Sort::Number, &["0", "10", "1000"], &["10", "100", "-1"]),
    key(
        "aws:SourceArn",
        Sort::Arn,
        &[
            "arn:aws:s3:::logged",
            "arn:aws:cloudtrail:us-east-1:111122223333:trail/main",
            "arn:aws:cloudtrail:us-east-1:444455556666:trail/main",
        ],
        &[
            "arn:aws:s3:::*",
            "arn:aws:s3:::logged",
            "arn:aws:cloudtrail:*:111122223333:trail/*",
            "arn:aws:cloudtrail:us-east-?:111122223333:trail/main",
            "arn:aws:*:trail/main",
        ],
    ),
    key("aws:SourceVpce", Sort::Text, &["vpce-1a", "vpce-2b"], &["vpce-1a", "vpce-*", "VPCE-2B"]),
    key("s3:ExistingObjectTag/gate", Sort::Text, GATES, &["open", "OPEN", "o*", "sh??"]),
    key("aws:RequestTag/digest", Sort::Bytes, &["cXVhcnR6", "c2xhdGU="], &["cXVhcnR6", "Y2xheQ=="]),
    key(
        "kms:ViaService",
        Sort::Text,
        &["s3.us-east-1.amazonaws.com", "sqs.us-east-1.amazonaws.com"],
        &["s3.us-east-1.amazonaws.com", "s3.*.amazonaws.com"],
    ),
    many("aws:TagKeys", &["team", "Team", "cost", "gate"], &["team", "cost", "t*", "TEAM"]),
    many(
        "kms:ResourceAliases",
        &["alias/zone", "alias/other", "alias/third"],
        &["alias/zone", "alias/*", "alias/other"],
    ),
    many("aws:PrincipalOrgPaths", &["o-a/r-b/ou-c/", "o-a/r-b/ou-d/"], &["o-a/*", "o-a/r-b/ou-c/"]),
    key(
        "aws:PrincipalArn",
        Sort::Arn,
        &[],
        &[
            "arn:aws:iam::111122223333:role/data/ingest",
            "arn:aws:iam::111122223333:role/*",
            "arn:aws:iam::*:role/data/*",
            "arn:aws:iam::111122223333:user/Ana",
            "arn:aws:iam::444455556666:*",
            "arn:aws:iam::111122223333:root",
        ],
    ),
    key("aws:PrincipalAccount", Sort::Text, &[], &["111122223333", "444455556666", "1111*"]),
    key("aws:PrincipalTag/team", Sort::Text, &[], &["soils", "SOILS", "wells", "s*"]),
    key("aws:PrincipalType", Sort::Text, &[], &["AssumedRole", "User", "Account", "Anonymous"]),
    key("aws:PrincipalIsAWSService", Sort::Truth, &[], TRUTHS),
    key("aws:PrincipalServiceName", Sort::Text, &[], &["logging.s3.amazonaws.com", "*"]),
    key("aws:username", Sort::Text, &[], &["Ana", "ana", "B*", "*"]),
    key("aws:ResourceAccount", Sort::Text, &[], &["111122223333", "444455556666"]),
    key("kms:CallerAccount", Sort::Text, &[], &["111122223333", "444455556666"]),
];

/// What a request says under a key that it has.
pub(super) fn values(dice: &mut Dice, key: &Key) -> Vec<String> {
    let most = if key.many { 3 } else { 1 };
    dice.some(key.said, most).into_iter().map(str::to_owned).collect()
}
