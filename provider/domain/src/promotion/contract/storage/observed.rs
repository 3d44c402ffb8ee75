//! What reading an object came to.

use sha2::{Digest as _, Sha256};

/// One object, or one version of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId {
    /// Its S3 URI.
    pub uri: String,
    /// Its version; without one, the current version.
    pub version: Option<String>,
}

impl ObjectId {
    /// Its bucket and its key; none where the URI is not that of an object in S3.
    #[must_use]
    pub fn place(&self) -> Option<(&str, &str)> {
        let (bucket, key) = self.uri.strip_prefix("s3://")?.split_once('/')?;
        (!bucket.is_empty() && !key.is_empty()).then_some((bucket, key))
    }
}

/// What reading an object came to. Only an answer that the object does not exist is [`Observed::Missing`]: S3 tells
/// callers without the right to list 403 instead, and that is [`Observed::Unreadable`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Observed {
    /// It does not exist.
    Missing,
    /// It could not be read: denied, throttled, no connection, too slow, or nobody tried.
    Unreadable,
    /// It has more bytes than are read.
    TooLarge,
    /// It was read whole.
    Read {
        /// Its size in bytes.
        size: u64,
        /// `sha256:` and the digest of its bytes.
        digest: String,
        /// Its bytes, if they are no more than were to be kept.
        content: Option<Vec<u8>>,
    },
}

impl Observed {
    /// The digest of its bytes, where it was read.
    #[must_use]
    pub fn digest(&self) -> Option<&str> {
        match self {
            Self::Read { digest, .. } => Some(digest),
            _ => None,
        }
    }

    /// The bytes, where they were kept.
    #[must_use]
    pub fn content(&self) -> Option<&[u8]> {
        match self {
            Self::Read { content, .. } => content.as_deref(),
            _ => None,
        }
    }
}

/// Whether an object exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It does not.
    Absent,
    /// It does.
    Present,
    /// Nobody can tell.
    Unknown,
}

/// Takes an object in as it is read, in constant memory beyond what is kept.
#[derive(Debug)]
pub struct Intake {
    most: u64,
    keep: usize,
    size: u64,
    hash: Sha256,
    kept: Vec<u8>,
}

impl Intake {
    /// Of an object of at most `most` bytes, whose content is kept if it has at most `keep`.
    #[must_use]
    pub fn new(most: u64, keep: usize) -> Self {
        Self { most, keep, size: 0, hash: Sha256::new(), kept: Vec::new() }
    }

    /// Whether so many bytes more are not too many.
    #[must_use]
    pub const fn admits(&self, bytes: u64) -> bool {
        self.size.saturating_add(bytes) <= self.most
    }

    /// Takes the next bytes. False where there are too many, and reading on is in vain.
    #[must_use]
    pub fn take(&mut self, bytes: &[u8]) -> bool {
        self.size = self.size.saturating_add(bytes.len() as u64);
        if self.size > self.most {
            return false;
        }
        self.hash.update(bytes);
        if self.size <= self.keep as u64 {
            self.kept.extend_from_slice(bytes);
        } else {
            self.kept = Vec::new();
        }
        true
    }

    /// Whether nothing has been taken and the bytes of no object are kept, so that its digest is all that is wanted.
    #[must_use]
    pub const fn is_of_digest_alone(&self) -> bool {
        self.keep == 0 && self.size == 0
    }

    /// What a read comes to in which the service that keeps the object vouches for its size and the SHA-256 of all its
    /// bytes. Bytes are not taken then.
    #[must_use]
    pub fn vouched(self, size: u64, digest: [u8; 32]) -> Observed {
        if !self.admits(size) {
            return Observed::TooLarge;
        }
        let content = (size == 0).then(Vec::new);
        Observed::Read { size, digest: format!("sha256:{}", hex::encode(digest)), content }
    }

    /// The whole object was taken.
    #[must_use]
    pub fn finish(self) -> Observed {
        if self.size > self.most {
            return Observed::TooLarge;
        }
        let content = (self.size <= self.keep as u64).then_some(self.kept);
        let digest = format!("sha256:{}", hex::encode(self.hash.finalize()));
        Observed::Read { size: self.size, digest, content }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn observed(most: u64, keep: usize, parts: &[&[u8]]) -> Observed {
        let mut intake = Intake::new(most, keep);
        for part in parts {
            if !intake.take(part) {
                break;
            }
        }
        intake.finish()
    }

    /// The digest of `abc` is the example of FIPS 180-2, B.1.
    const ABC: &str = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn an_object_is_hashed_in_parts() {
        let read = |content| Observed::Read { size: 3, digest: ABC.to_owned(), content };
        assert_eq!(observed(3, 3, &[b"a", b"", b"bc"]), read(Some(b"abc".to_vec())));
        assert_eq!(observed(3, 2, &[b"ab", b"c"]), read(None));
        assert_eq!(observed(3, 0, &[b"abc"]), read(None));
    }

    #[test]
    fn an_object_beyond_the_limit_is_not_read_on() {
        let mut intake = Intake::new(2, 2);
        assert!(intake.take(b"ab"));
        assert!(!intake.take(b"c"));
        assert_eq!(intake.finish(), Observed::TooLarge);
    }

    #[test]
    fn a_digest_that_is_vouched_for_is_as_one_that_was_taken() {
        for (size, content) in [(3, &b"abc"[..]), (0, b"")] {
            let digest = Sha256::digest(content).into();
            let intake = Intake::new(3, 0);
            assert!(intake.is_of_digest_alone());
            assert_eq!(intake.vouched(size, digest), observed(3, 0, &[content]));
        }
        assert_eq!(Intake::new(3, 0).vouched(4, [0; 32]), Observed::TooLarge);
        assert!(!Intake::new(3, 1).is_of_digest_alone());
        let mut begun = Intake::new(3, 0);
        assert!(begun.take(b"a") && !begun.is_of_digest_alone());
    }

    #[test]
    fn an_object_has_a_bucket_and_a_key() {
        let id = |uri: &str| ObjectId { uri: uri.to_owned(), version: None };
        assert_eq!(id("s3://b/a/c").place(), Some(("b", "a/c")));
        for other in ["s3://b", "s3://b/", "s3:///a", "https://b/a", ""] {
            assert_eq!(id(other).place(), None, "{other}");
        }
    }

    #[test]
    fn an_empty_object_is_one() {
        let Observed::Read { size: 0, content: Some(content), .. } = observed(1, 0, &[]) else {
            panic!("an empty object is read");
        };
        assert!(content.is_empty());
    }
}
