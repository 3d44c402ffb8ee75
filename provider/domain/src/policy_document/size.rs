//! How large a document is as AWS counts it, and how large it may be.
//!
//! Limits in bytes, with what they are taken from (all of 2026-11):
//!
//! - managed policy and permissions boundary: 6,144; the inline policies of a role together:
//!   10,240; trust policy: 2,048, which an account can have raised. White space outside the texts
//!   of the JSON is not counted. AWS IAM User Guide, "IAM and AWS STS quotas" and "Grammar of the
//!   IAM JSON policy language".
//! - the policies of a session together: 2,048 of plain text. AWS STS API Reference, "AssumeRole".
//! - bucket policy: 20 KB. Amazon S3 User Guide, "Bucket policies and user policies".
//! - key policy: 32,768. AWS KMS Developer Guide, "Create a key policy".
//! - service control policy: 10,240, and 5,120 until 2026-05-15; all characters count. AWS
//!   Organizations User Guide, "SCP syntax" and "Quotas and service limits".
//!
//! Where AWS speaks of characters, bytes of UTF-8 are counted: IAM's own errors speak of bytes,
//! and there are never fewer of them. S3, KMS and STS do not say that they leave white space out,
//! so it is counted there. What this provider writes has none: its size is the same either way.

use thiserror::Error;

use super::{PolicyDocument, PolicyKind};

/// How much of its limit a document uses, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Headroom {
    /// Bytes that count.
    pub used: usize,
    /// Bytes that there may be.
    pub limit: usize,
}

impl Headroom {
    /// Bytes that are left.
    pub const fn left(self) -> usize {
        self.limit.saturating_sub(self.used)
    }
}

/// A document, or documents with a common limit, that AWS refuses for their size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{kind} of {used} bytes: at most {limit} are allowed")]
pub struct TooLarge {
    /// What they are.
    pub kind: PolicyKind,
    /// Bytes that count.
    pub used: usize,
    /// Bytes that there may be.
    pub limit: usize,
}

impl PolicyKind {
    /// How many bytes a document may have; of the inline policies of a role and of the policies
    /// of a session, all of them together.
    pub const fn limit(self) -> usize {
        match self {
            Self::Identity | Self::Boundary => 6_144,
            Self::RoleInline | Self::Guard => 10_240,
            Self::Session | Self::Trust => 2_048,
            Self::Bucket => 20_480,
            Self::Key => 32_768,
        }
    }

    /// Whether white space outside the texts of the JSON counts.
    const fn counts_white_space(self) -> bool {
        match self {
            Self::Identity | Self::RoleInline | Self::Boundary | Self::Trust => false,
            Self::Session | Self::Bucket | Self::Key | Self::Guard => true,
        }
    }

    /// The bytes of a text that count.
    pub fn size_of(self, text: &str) -> usize {
        if self.counts_white_space() { text.len() } else { without_white_space(text) }
    }

    /// How much of the limit one document uses.
    ///
    /// # Errors
    /// It is over the limit.
    pub fn headroom(self, text: &str) -> Result<Headroom, TooLarge> {
        self.headroom_of_all([text])
    }

    /// How much of the limit several documents use together: the inline policies of one role, the
    /// policies of one session.
    ///
    /// # Errors
    /// They are over the limit.
    pub fn headroom_of_all<'a>(
        self,
        texts: impl IntoIterator<Item = &'a str>,
    ) -> Result<Headroom, TooLarge> {
        let used = texts.into_iter().map(|text| self.size_of(text)).sum();
        let limit = self.limit();
        if used > limit {
            Err(TooLarge { kind: self, used, limit })
        } else {
            Ok(Headroom { used, limit })
        }
    }
}

impl PolicyDocument {
    /// How much of its limit the document uses as [`Self::to_json`] writes it.
    ///
    /// # Errors
    /// It is over the limit.
    pub fn headroom(&self, kind: PolicyKind) -> Result<Headroom, TooLarge> {
        kind.headroom(&self.to_json())
    }
}

/// The bytes of a JSON text but for the white space outside its strings (RFC 8259, section 2).
fn without_white_space(text: &str) -> usize {
    let mut counted = 0;
    let mut quoted = false;
    let mut escaped = false;
    for byte in text.bytes() {
        if quoted || !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
            counted += 1;
        }
        if escaped {
            escaped = false;
        } else if quoted && byte == b'\\' {
            escaped = true;
        } else if byte == b'"' {
            quoted = !quoted;
        }
    }
    counted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iam_counts_no_white_space_but_that_of_texts() {
        let spaced = "{\n\t\"a b\" : \"\\\" c\\\\\" ,\r\n \"d\" : [ 1 ] }";
        let bare = r#"{"a b":"\" c\\","d":[1]}"#;
        assert_eq!(PolicyKind::Identity.size_of(spaced), bare.len());
        assert_eq!(PolicyKind::Trust.size_of(spaced), bare.len());
        assert_eq!(PolicyKind::Identity.size_of(bare), bare.len());
        assert_eq!(PolicyKind::Bucket.size_of(spaced), spaced.len());
        assert_eq!(PolicyKind::Guard.size_of(spaced), spaced.len());
    }

    #[test]
    fn bytes_are_counted_not_characters() {
        assert_eq!(PolicyKind::RoleInline.size_of("\"é\""), 4);
        assert_eq!(PolicyKind::Key.size_of("\"é\""), 4);
    }

    #[test]
    fn a_document_may_reach_its_limit_and_not_pass_it() {
        for kind in PolicyKind::ALL {
            let limit = kind.limit();
            let full = "x".repeat(limit);
            let headroom = kind.headroom(&full).unwrap();
            assert_eq!((headroom.used, headroom.left()), (limit, 0), "{kind}");
            let error = kind.headroom(&format!("{full}x")).unwrap_err();
            assert_eq!(error, TooLarge { kind, used: limit + 1, limit });
            let message = error.to_string();
            assert!(message.contains(&limit.to_string()), "{message}");
            assert!(message.contains(&(limit + 1).to_string()), "{message}");
        }
    }

    #[test]
    fn policies_of_one_role_share_a_limit() {
        let half = "x".repeat(5_120);
        let both = PolicyKind::RoleInline.headroom_of_all([half.as_str(), half.as_str()]);
        assert_eq!(both.map(Headroom::left), Ok(0));
        let three = PolicyKind::RoleInline.headroom_of_all([half.as_str(), half.as_str(), "y"]);
        assert_eq!(three.map_err(|error| error.used), Err(10_241));
    }

    #[test]
    fn a_written_document_has_one_size_however_it_is_counted() {
        let document = PolicyDocument::of(Vec::new());
        let length = document.to_json().len();
        for kind in PolicyKind::ALL {
            assert_eq!(document.headroom(kind).map(|headroom| headroom.used), Ok(length));
        }
    }
}
