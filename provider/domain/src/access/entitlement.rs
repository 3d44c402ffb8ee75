//! What somebody is entitled to: actions, on objects, with their limits.

use super::{Extent, Grant, Right, ZoneAccess};

/// What a line about access says somebody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// See keys.
    List,
    /// See content.
    Read,
    /// Add objects.
    Create,
    /// Put objects, also over others, and tag them.
    Overwrite,
    /// Delete objects.
    Delete,
    /// Have archived objects restored.
    Restore,
    /// Configure the bucket.
    Configure,
}

impl Verb {
    /// The word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Read => "read",
            Self::Create => "create",
            Self::Overwrite => "overwrite",
            Self::Delete => "delete",
            Self::Restore => "restore",
            Self::Configure => "configure",
        }
    }
}

impl From<Right> for Verb {
    fn from(right: Right) -> Self {
        match right {
            Right::List => Self::List,
            Right::Read => Self::Read,
            Right::Create => Self::Create,
            Right::Write => Self::Overwrite,
            Right::Delete => Self::Delete,
        }
    }
}

/// What ends or narrows an entitlement beyond its extent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Nothing.
    None,
    /// A time, as RFC 3339 in UTC with seconds: at it and before it the entitlement holds.
    Until(String),
}

/// What somebody may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entitlement {
    /// The word for it.
    pub verb: Verb,
    /// The S3 actions.
    pub actions: Vec<&'static str>,
    /// On which objects. Actions on the bucket itself need the whole zone, but for listings, which
    /// may name a prefix of it.
    pub extent: Extent,
    /// Whether a put must be one that creates (`If-None-Match: *`).
    pub create_only: bool,
    /// When it ends.
    pub limit: Limit,
}

impl Entitlement {
    /// One without a limit that puts as it likes.
    pub(super) fn of(verb: Verb, actions: &[&'static str], extent: Extent) -> Self {
        Self { verb, actions: actions.to_vec(), extent, create_only: false, limit: Limit::None }
    }
}

impl ZoneAccess {
    /// What a grant comes to in this zone.
    pub fn entitlements(&self, grant: &Grant) -> Vec<Entitlement> {
        of_grant(grant, self.reserved().as_ref())
    }
}

/// What a grant comes to. `reserved` is what only others may create below.
pub(super) fn of_grant(grant: &Grant, reserved: Option<&Extent>) -> Vec<Entitlement> {
    let whole = grant.prefixes().cloned().map_or(Extent::Everything, Extent::Below);
    let mut entitlements = Vec::new();
    for right in grant.rights() {
        let extent = match right {
            Right::Create => creates(grant, &whole, reserved),
            _ => whole.clone(),
        };
        let mut actions = right.actions().to_vec();
        if !extent.is_everything() {
            // S3 cannot bind it to a prefix.
            actions.retain(|action| *action != "s3:ListBucketMultipartUploads");
        }
        let create_only = grant.creates_only() && *right == Right::Create;
        let one = Entitlement::of((*right).into(), &actions, extent);
        entitlements.push(Entitlement { create_only, ..one });
    }
    if grant.restores() {
        entitlements.push(Entitlement::of(Verb::Restore, &["s3:RestoreObject"], whole));
    }
    entitlements
}

fn creates(grant: &Grant, whole: &Extent, reserved: Option<&Extent>) -> Extent {
    match (grant.creates_below(), grant.prefixes()) {
        (Some(bound), None) => Extent::Below([bound.clone()].into()),
        (Some(bound), Some(prefixes)) => {
            Extent::Below(prefixes.iter().filter(|one| bound.contains(one)).cloned().collect())
        }
        (None, None) => reserved.unwrap_or(whole).clone(),
        (None, Some(_)) => whole.clone(),
    }
}
