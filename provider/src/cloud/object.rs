//! Objects: what a list tells of one, and what one is given.

use std::fmt;

/// An object as a list tells of it: its current version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StoredObject {
    /// Its key.
    pub key: String,
    /// Its size in bytes.
    pub size: u64,
}

impl StoredObject {
    /// How many objects of one prefix are listed. More are an error: half a list is no list.
    pub const MOST: usize = 10_000;
}

/// What an object is given. Its debug form tells how much that is, and nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct ObjectContent(Vec<u8>);

impl ObjectContent {
    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for ObjectContent {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for ObjectContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_is_not_shown() {
        let content = ObjectContent::from(b"secret".to_vec());
        assert_eq!(format!("{content:?} {content:#?}"), "6 bytes 6 bytes");
        assert_eq!(content.bytes(), b"secret");
    }
}
