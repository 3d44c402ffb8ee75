//! What is asked.

use std::collections::BTreeSet;

use crate::iam_actions::Action;
use crate::policy_document::{PolicyDocument, Resources};

/// The actions that are asked for where none are given: what reads, writes and deletes data, what
/// loosens its protection, and what takes control of the bucket.
pub const USUAL_ACTIONS: [&str; 14] = [
    "s3:BypassGovernanceRetention",
    "s3:DeleteBucketPolicy",
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:GetObject",
    "s3:GetObjectVersion",
    "s3:ListBucket",
    "s3:ListBucketVersions",
    "s3:PutBucketPolicy",
    "s3:PutLifecycleConfiguration",
    "s3:PutObject",
    "s3:PutObjectLegalHold",
    "s3:PutObjectRetention",
    "s3:PutObjectTagging",
];

/// The name of an object that is made up.
const MADE_UP: &str = "kfm-access-object";

/// What an action is asked of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// The bucket. A listing is one of all keys.
    Bucket,
    /// The bucket, for a listing of the keys that begin so.
    Below(String),
    /// The object of this key.
    Object(String),
}

/// An action on a target.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Question {
    /// The action, in AWS's spelling.
    pub action: &'static str,
    /// What it is asked of.
    pub target: Target,
}

/// Each action on all that it can be asked of: the bucket; for listings the folder of each key too;
/// and the object of each key.
pub fn questions<'a>(
    actions: impl IntoIterator<Item = &'a Action>,
    keys: &BTreeSet<String>,
) -> BTreeSet<Question> {
    let mut all = BTreeSet::new();
    for action in actions {
        let mut add = |target| all.insert(Question { action: action.name, target });
        if action.on_bucket() {
            add(Target::Bucket);
        }
        if action.on_bucket() && action.takes_key("s3:prefix") {
            for folder in keys.iter().filter_map(|key| folder(key)) {
                add(Target::Below(folder.to_owned()));
            }
        }
        if action.on_object() {
            for key in keys {
                add(Target::Object(key.clone()));
            }
        }
    }
    all
}

/// Up to the last slash, that included.
fn folder(key: &str) -> Option<&str> {
    key.rsplit_once('/').and_then(|(folder, _)| key.get(..=folder.len()))
}

/// The keys that are asked about where none are given: one that is made up, and one for each
/// resource of the bucket that a document names, as that of a prefix.
pub fn keys<'a>(
    bucket_arn: &str,
    documents: impl IntoIterator<Item = &'a PolicyDocument>,
) -> BTreeSet<String> {
    let statements = documents.into_iter().flat_map(|document| &document.statements);
    let resources = statements.filter_map(|statement| statement.resources.as_ref());
    let named = resources.flat_map(|(Resources::Only(all) | Resources::AllBut(all))| all);
    let inside = named.filter_map(|arn| arn.strip_prefix(bucket_arn)?.strip_prefix('/'));
    let keys = inside.filter(|key| !key.is_empty() && !key.contains('$')).map(instance);
    keys.chain([MADE_UP.to_owned()]).collect()
}

/// A key that a pattern matches.
fn instance(pattern: &str) -> String {
    match pattern.strip_suffix('*') {
        Some(prefix) => format!("{}{MADE_UP}", plain(prefix)),
        None => plain(pattern),
    }
}

fn plain(pattern: &str) -> String {
    pattern.replace(['*', '?'], "x")
}
