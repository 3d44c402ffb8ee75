//! What is asked of one ground: every action on every resource in every context.

use super::dimension::Dimension;
use super::ground::Ground;
use super::resources::Resource;

/// How the actions begin that S3 takes for whoever reads and writes objects under a key.
const KEY_USES: [&str; 4] = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncrypt"];

/// An action, and in which dimensions its requests vary.
#[derive(Clone, Debug)]
pub(super) struct Action {
    pub(super) name: &'static str,
    /// Whether it is asked of the resource itself, a bucket or a key.
    pub(super) on_itself: bool,
    /// Whether it is asked of objects.
    pub(super) on_objects: bool,
}

impl Action {
    pub(super) fn puts(&self) -> bool {
        self.name == "s3:PutObject"
    }

    pub(super) fn lists(&self) -> bool {
        matches!(self.name, "s3:ListBucket" | "s3:ListBucketVersions")
    }

    /// Whether it encrypts or decrypts with a key.
    pub(super) fn uses_key(&self) -> bool {
        KEY_USES.iter().any(|begin| self.name.starts_with(begin))
    }
}

/// What is asked.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) ground: &'a Ground<'a>,
    pub(super) actions: &'a [Action],
    pub(super) resources: &'a [Resource],
    pub(super) dimensions: &'a [Dimension],
}
