//! What statements are written with.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use crate::access::ZoneAccess;
use crate::policy_document::{
    Actions, Comparison, Condition, Effect, Operator, Principals, Resources, Statement, Text,
};

/// A bucket policy being written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Draft<'a> {
    pub(super) access: &'a ZoneAccess,
}

impl Draft<'_> {
    /// A denial to everyone to whom the conditions apply.
    pub(super) fn deny(
        sid: impl Into<Text>,
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

    /// The bucket's ARN.
    pub(super) fn bucket(&self) -> String {
        self.access.bucket.arn(&self.access.region)
    }

    /// The bucket and all of its objects.
    pub(super) fn everything(&self) -> BTreeSet<String> {
        let arn = self.bucket();
        [format!("{arn}/*"), arn].into()
    }

    /// All objects.
    pub(super) fn objects(&self) -> BTreeSet<String> {
        self.below([""])
    }

    /// All objects whose keys begin so. The beginnings may hold policy variables.
    pub(super) fn below<'p>(&self, begins: impl IntoIterator<Item = &'p str>) -> BTreeSet<String> {
        let bucket = self.bucket();
        begins.into_iter().map(|begin| format!("{bucket}/{begin}*")).collect()
    }
}

/// To those principals.
pub(super) fn is_one_of(arns: impl IntoIterator<Item = String>) -> Condition {
    Condition::any(Comparison::ArnLike, "aws:PrincipalArn", arns)
}

/// To all but those principals. Whoever has no ARN, as a service, is among the others.
pub(super) fn is_none_of(arns: impl IntoIterator<Item = String>) -> Condition {
    Condition::any(Comparison::ArnNotLike, "aws:PrincipalArn", arns)
}

/// Not to AWS services that act for themselves. Without an Allow in the document they are refused
/// anyway, since they have no identity policy.
pub(super) fn is_no_service() -> Condition {
    let operator = Operator::from(Comparison::Bool).if_exists();
    Condition::one(operator, "aws:PrincipalIsAWSService", "false")
}

/// The first 8 hexadecimal digits of the SHA-256 of a text.
pub(super) fn short_hash(text: &str) -> String {
    let mut hash = hex::encode(Sha256::digest(text));
    hash.truncate(8);
    hash
}
