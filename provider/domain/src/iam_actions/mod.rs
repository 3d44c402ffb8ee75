//! Every action of S3 and KMS: what it does, which resources it is checked against, which
//! condition keys its requests may carry.
//!
//! The facts are those of AWS's Service Authorization Reference. They stand in `s3.tsv`, `kms.tsv`
//! and `resources.tsv`, which name their source and date; `make actions` writes them anew.

mod pattern;
mod resource;
mod table;

#[cfg(test)]
mod tests;

use std::sync::LazyLock;

pub use resource::Resource;

static S3: LazyLock<Vec<Action>> = LazyLock::new(|| table::actions(include_str!("s3.tsv")));
static KMS: LazyLock<Vec<Action>> = LazyLock::new(|| table::actions(include_str!("kms.tsv")));

/// How far an action reaches. AWS shows one level of each action, the one that says most: an action
/// that only changes tags or permissions does not count as a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AccessLevel {
    /// Shows which resources there are, not what they hold.
    List,
    /// Reads a resource.
    Read,
    /// Only changes tags.
    Tagging,
    /// Makes, changes or deletes a resource.
    Write,
    /// Changes who may do what.
    PermissionsManagement,
}

/// One action.
#[derive(Debug)]
#[non_exhaustive]
pub struct Action {
    /// Its name in AWS's spelling, with the service: `s3:GetObject`.
    pub name: &'static str,
    /// How far it reaches.
    pub level: AccessLevel,
    /// The types of resources that it is checked against, in alphabetic order of AWS's names.
    /// Empty: it has no resource, and only a statement about `"*"` grants it.
    pub resources: Box<[Resource]>,
    /// Whether it is checked against one resource of each of these types, as `kms:CreateAlias` is
    /// against alias and key, or else against one of any of them.
    pub needs_each: bool,
    /// The condition keys that AWS lists for it, in AWS's spelling, sorted. A part in `${…}` or
    /// `<…>` stands for any text: `s3:ExistingObjectTag/<key>`. Global keys (`aws:…`) are left to
    /// AWS's list of those, but for the keys of tags, which only some requests carry. What a
    /// request carries for the sake of its resource is in [`Resource::keys`].
    pub keys: Box<[&'static str]>,
}

impl Action {
    /// Whether it is checked against the ARN of a bucket.
    pub fn on_bucket(&self) -> bool {
        self.resources.contains(&Resource::Bucket)
    }

    /// Whether it is checked against the ARN of an object.
    pub fn on_object(&self) -> bool {
        self.resources.contains(&Resource::Object)
    }

    /// Whether it is checked against the ARN of a KMS key.
    pub fn on_key(&self) -> bool {
        self.resources.contains(&Resource::Key)
    }

    /// Whether AWS lists the condition key for this action or for a type of resource that it is
    /// checked against. The key is compared whatever its case. No is not a proof of absence for a
    /// global key.
    pub fn takes_key(&self, key: &str) -> bool {
        let of_resources = self.resources.iter().flat_map(|resource| resource.keys());
        self.keys.iter().chain(of_resources).any(|listed| pattern::key_fits(listed, key))
    }
}

/// Every action of S3, sorted by name. Those of S3 Express, Object Lambda, Outposts, Tables and
/// Vectors have prefixes of their own and are not among them.
pub fn s3() -> &'static [Action] {
    &S3
}

/// Every action of KMS, sorted by name.
pub fn kms() -> &'static [Action] {
    &KMS
}

/// The action of this name, whatever its case; `None` where AWS has no such action of S3 or KMS.
pub fn find(name: &str) -> Option<&'static Action> {
    all().find(|action| action.name.eq_ignore_ascii_case(name))
}

/// The actions that a pattern of a policy means, as `s3:Get*` or `*`: those of S3, then those of
/// KMS, each sorted by name. `*` stands for any run of characters and `?` for one; case does not
/// count. Empty where the pattern means nothing of these services.
pub fn expand(pattern: &str) -> impl Iterator<Item = &'static Action> {
    all().filter(move |action| pattern::fits(pattern, action.name))
}

fn all() -> impl Iterator<Item = &'static Action> {
    s3().iter().chain(kms())
}
