//! Whether what lies in the target after a promotion is what the evidence vouches for.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::Release;
use crate::promotion::formats::is_sha256;
use crate::promotion::verdict::Status;

/// What a packet vouches for, beside its artifacts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Vouched {
    /// An artifact lies at its path, and other objects of these digests may lie beside it. With each digest, the sizes
    /// that the packet states for it: an object has all of them.
    ByPath(BTreeMap<String, BTreeSet<u64>>),
    /// The artifacts lie anywhere, each as often as it is listed.
    ByDigest,
}

/// An object in the target.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Copied {
    /// Its key below the candidate's target prefix.
    pub path: String,
    /// Its size in bytes.
    pub size: u64,
    /// `sha256:` and the digest of its bytes, in lower case; none where it could not be read.
    pub digest: Option<String>,
}

/// What is wrong with an object in the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DifferenceKind {
    /// The evidence knows nothing of these bytes.
    NotInEvidence,
    /// It lies at an artifact's path, and is not that artifact.
    DigestDiffers,
    /// The digest is known, and was stated for bytes of another size.
    SizeDiffers,
    /// Its digest could not be read.
    Unreadable,
    /// The evidence knows these bytes, but not so many times.
    TooMany,
}

impl DifferenceKind {
    /// What it makes of a gate: what could not be read is an error, the rest a denial.
    #[must_use]
    pub const fn status(self) -> Status {
        match self {
            Self::Unreadable => Status::Error,
            Self::NotInEvidence | Self::DigestDiffers | Self::SizeDiffers | Self::TooMany => {
                Status::Deny
            }
        }
    }
}

impl fmt::Display for DifferenceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotInEvidence => "is nothing that the evidence knows",
            Self::DigestDiffers => "does not have the digest of the artifact of that path",
            Self::SizeDiffers => "does not have the size that the evidence states for its digest",
            Self::Unreadable => "has a digest that cannot be read",
            Self::TooMany => "is there more often than the evidence lists it",
        })
    }
}

/// An object in the target that is not as the evidence says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Difference {
    /// Its key below the candidate's target prefix.
    pub path: String,
    /// What is wrong with it.
    pub kind: DifferenceKind,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.path, self.kind)
    }
}

/// What lies in the target, beside what the evidence says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// What is not as the evidence says, by path.
    pub differences: BTreeSet<Difference>,
    /// How many of the artifacts are there.
    pub present: usize,
    /// How many artifacts there are to be; 0 where the packet does not say it well.
    pub expected: usize,
}

impl Comparison {
    /// What the differences make of a gate; `PASS` where there are none. That an artifact is not there yet is none.
    #[must_use]
    pub fn status(&self) -> Status {
        let statuses = self.differences.iter().map(|difference| difference.kind.status());
        statuses.max().unwrap_or(Status::Pass)
    }

    /// Whether every artifact is there, and there are any.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.expected > 0 && self.present == self.expected
    }
}

impl Release {
    /// Compares what lies below the target prefix with the evidence. `own` are further digests that may lie there any
    /// number of times, in the form of [`Copied::digest`]: of the packet, and of its decision's envelope.
    ///
    /// Contract: an object at an artifact's path has its digest and, if given, its size. Any other object has the
    /// digest of something that the packet refers to, and the size if given, or one of `own`. Readiness: the digests
    /// are among the manifest's, none more often than there, apart from `own`.
    #[must_use]
    pub fn compare(&self, copied: &[Copied], own: &[String]) -> Comparison {
        let own: BTreeSet<_> =
            own.iter().map(String::as_str).filter(|digest| is_sha256(digest)).collect();
        let mut copied: Vec<_> = copied.iter().collect();
        copied.sort_unstable();
        let (differences, present) = match &self.vouched {
            Vouched::ByPath(sizes) => by_path(&self.artifacts, sizes, &copied, &own),
            Vouched::ByDigest => by_digest(&self.artifacts, &copied, &own),
        };
        Comparison { differences, present, expected: self.artifacts.len() }
    }
}

/// The differences, and how many artifacts are there.
type Compared = (BTreeSet<Difference>, usize);

fn by_path(
    artifacts: &BTreeMap<String, String>,
    sizes: &BTreeMap<String, BTreeSet<u64>>,
    copied: &[&Copied],
    own: &BTreeSet<&str>,
) -> Compared {
    let of = |object: &Copied| {
        let Some(digest) = object.digest.as_deref() else {
            return Some(DifferenceKind::Unreadable);
        };
        match artifacts.get(&object.path) {
            Some(stated) if stated != digest => return Some(DifferenceKind::DigestDiffers),
            None if own.contains(digest) => return None,
            Some(_) | None => {}
        }
        match sizes.get(digest) {
            None => Some(DifferenceKind::NotInEvidence),
            Some(stated) => stated
                .iter()
                .any(|bytes| *bytes != object.size)
                .then_some(DifferenceKind::SizeDiffers),
        }
    };
    let differences = differences(copied, of);
    let differs: BTreeSet<_> = differences.iter().map(|one| one.path.as_str()).collect();
    let present: BTreeSet<_> = copied
        .iter()
        .map(|object| object.path.as_str())
        .filter(|path| artifacts.contains_key(*path) && !differs.contains(path))
        .collect();
    let present = present.len();
    (differences, present)
}

fn by_digest(
    artifacts: &BTreeMap<String, String>,
    copied: &[&Copied],
    own: &BTreeSet<&str>,
) -> Compared {
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    for digest in artifacts.values() {
        *left.entry(digest).or_default() += 1;
    }
    let mut present = 0;
    let differences = differences(copied, |object| {
        let Some(digest) = object.digest.as_deref() else {
            return Some(DifferenceKind::Unreadable);
        };
        let left = left.get_mut(digest);
        let known = left.is_some();
        if let Some(left) = left.filter(|left| **left > 0) {
            *left -= 1;
            present += 1;
            return None;
        }
        let kind = if known { DifferenceKind::TooMany } else { DifferenceKind::NotInEvidence };
        (!own.contains(digest)).then_some(kind)
    });
    (differences, present)
}

fn differences(
    copied: &[&Copied],
    mut of: impl FnMut(&Copied) -> Option<DifferenceKind>,
) -> BTreeSet<Difference> {
    let told = |object: &&Copied| of(object).map(|kind| (object.path.clone(), kind));
    copied.iter().filter_map(told).map(|(path, kind)| Difference { path, kind }).collect()
}
