//! What made-up policies and requests are about: few names, so that they meet.

use kfm_provider::domain::evaluator::{Caller, Gatekeeper, Identity};

use super::dice::Dice;

pub(super) const ACCOUNT: &str = "111122223333";
pub(super) const PARTNER: &str = "444455556666";

/// The resources of one kind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ground {
    pub(super) gatekeeper: Gatekeeper,
    /// What is asked.
    pub(super) actions: &'static [&'static str],
    /// How policies name it.
    pub(super) action_patterns: &'static [&'static str],
    pub(super) resources: &'static [&'static str],
    pub(super) resource_patterns: &'static [&'static str],
}

const BUCKET: Ground = Ground {
    gatekeeper: Gatekeeper::Bucket,
    actions: &[
        "s3:GetObject",
        "s3:GetObject",
        "s3:GetObjectVersion",
        "s3:PutObject",
        "s3:PutObject",
        "s3:DeleteObject",
        "s3:ListBucket",
        "s3:GetBucketPolicy",
        "s3:PutBucketPolicy",
    ],
    action_patterns: &[
        "*",
        "s3:*",
        "s3:*",
        "s3:*",
        "s3:Get*",
        "s3:GetObject",
        "S3:gETobject",
        "s3:?etObject*",
        "s3:PutObject",
        "s3:*Object",
        "s3:ListBucket",
        "s3:DeleteObject",
        "s3:*Policy",
        "kms:*",
    ],
    resources: &[
        "arn:aws:s3:::zone",
        "arn:aws:s3:::zone/soils/a.csv",
        "arn:aws:s3:::zone/soils/2026/b:c.csv",
        "arn:aws:s3:::zone/Soils/a.csv",
        "arn:aws:s3:::zone/wells/aXcsv",
        "arn:aws:s3:::zone/Ana/ü.csv",
        "arn:aws:s3:::zones/soils/a.csv",
    ],
    resource_patterns: &[
        "*",
        "*",
        "arn:aws:s3:::*",
        "arn:aws:s3:::zone",
        "arn:aws:s3:::zone*",
        "arn:aws:s3:::zone/*",
        "arn:aws:s3:::zone/*",
        "arn:aws:s3:::zone/*.csv",
        "arn:aws:s3:::zone/soils/*",
        "arn:aws:s3:::zone/?oils/a.csv",
        "arn:aws:s3:::zone/*/a.c?v",
        "arn:*:s3:::zone/*",
        "arn:aws:s3:::zone/${aws:PrincipalTag/team}/*",
        "arn:aws:s3:::zone/${aws:PrincipalTag/team, 'wells'}/*",
        "arn:aws:s3:::zone/${aws:username}/*",
        "arn:aws:s3:::zone/${s3:prefix}a.csv",
    ],
};

const KEY: Ground = Ground {
    gatekeeper: Gatekeeper::Key,
    actions: &["kms:Decrypt", "kms:GenerateDataKey", "kms:PutKeyPolicy", "kms:DescribeKey"],
    action_patterns: &[
        "*",
        "kms:*",
        "kms:*",
        "kms:Decrypt",
        "kms:GenerateDataKey*",
        "kms:De*",
        "KMS:put*",
        "s3:*",
    ],
    resources: &["arn:aws:kms:us-east-1:111122223333:key/1234abcd"],
    resource_patterns: &[
        "*",
        "*",
        "arn:aws:kms:us-east-1:111122223333:key/1234abcd",
        "arn:aws:kms:us-east-1:111122223333:key/*",
        "arn:aws:kms:*:111122223333:key/1234*",
        "arn:aws:kms:us-east-1:444455556666:key/*",
    ],
};

const ROLE: Ground = Ground {
    gatekeeper: Gatekeeper::Role,
    actions: &["sts:AssumeRole", "sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
    action_patterns: &["sts:*", "sts:AssumeRole", "sts:AssumeRole*", "sts:TagSession", "STS:set*"],
    resources: &["arn:aws:iam::111122223333:role/data/reader"],
    resource_patterns: &[
        "*",
        "arn:aws:iam::111122223333:role/data/reader",
        "arn:aws:iam::111122223333:role/data/*",
        "arn:aws:iam::*:role/data/reader",
        "arn:aws:iam::111122223333:role/other",
    ],
};

const QUEUE: Ground = Ground {
    gatekeeper: Gatekeeper::Other,
    actions: &["sqs:SendMessage", "sqs:ReceiveMessage"],
    action_patterns: &["*", "sqs:*", "sqs:SendMessage", "sqs:*Message", "s3:*"],
    resources: &["arn:aws:sqs:us-east-1:111122223333:queue"],
    resource_patterns: &[
        "*",
        "arn:aws:sqs:us-east-1:111122223333:queue",
        "arn:aws:sqs:*:111122223333:queue",
        "arn:aws:sqs:us-east-1:111122223333:q*",
    ],
};

/// The actions by which a token of a provider is turned into a session.
const BY_TOKEN: Ground =
    Ground { actions: &["sts:AssumeRoleWithWebIdentity", "sts:TagSession"], ..ROLE };

/// What a caller is asked about.
pub(super) fn ground(dice: &mut Dice, caller: &Caller) -> Ground {
    if matches!(caller.identity, Identity::Federated { .. }) {
        return BY_TOKEN;
    }
    dice.weighted(&[(60, BUCKET), (20, KEY), (14, ROLE), (6, QUEUE)])
}

/// Who asks.
pub(super) fn caller(dice: &mut Dice) -> Caller {
    let role = |arn: &str| Identity::Role { arn: arn.to_owned(), session: "nightly".to_owned() };
    let user = |arn: &str| Identity::User { arn: arn.to_owned() };
    let root =
        |account: &str| Identity::Root { account: account.to_owned(), partition: "aws".to_owned() };
    let service = |name: &str| Identity::Service { name: name.to_owned() };
    let provider = "arn:aws:iam::111122223333:oidc-provider/token.example".to_owned();
    let identity = dice.weighted(&[
        (40, role("arn:aws:iam::111122223333:role/data/ingest")),
        (8, role("arn:aws:iam::111122223333:role/publish")),
        (18, user("arn:aws:iam::111122223333:user/Ana")),
        (4, user("arn:aws:iam::111122223333:user/people/Bo")),
        (4, root(ACCOUNT)),
        (2, root(PARTNER)),
        (8, role("arn:aws:iam::444455556666:role/data/ingest")),
        (4, user("arn:aws:iam::444455556666:user/Ana")),
        (4, service("logging.s3.amazonaws.com")),
        (2, service("cloudtrail.amazonaws.com")),
        (3, Identity::Federated { provider }),
        (3, Identity::Anonymous),
    ]);
    let mut caller = Caller::of(identity);
    if matches!(caller.identity, Identity::Role { .. } | Identity::User { .. }) && dice.chance(70) {
        let team = dice.of(&["soils", "soils", "wells", "*"]);
        caller.tags.insert("team".to_owned(), team.to_owned());
    }
    caller
}
