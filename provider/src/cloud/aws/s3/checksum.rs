//! Digests for which S3 vouches, in place of a download.
//!
//! Source: S3 User Guide, "Checking object integrity in Amazon S3", full object and composite checksum types (2026-11):
//! S3 stores a SHA-256 with an object that was uploaded with that algorithm, and compares it with the bytes that it
//! received. It is of the whole object only where that came in one part; SHA-256 of a multipart upload is composite, a
//! checksum of the parts' checksums. S3 API "HeadObject", `ChecksumMode` and `ChecksumType`: which of both it is.

use aws_sdk_s3::operation::head_object::HeadObjectOutput;
use aws_sdk_s3::types::ChecksumType;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The size and the SHA-256 of an object's bytes, where S3 vouches for it. Composite checksums, ETags and what is not
/// said to be of the full object are none.
pub(super) fn vouched(head: &HeadObjectOutput) -> Option<(u64, [u8; 32])> {
    if head.checksum_type() != Some(&ChecksumType::FullObject) {
        return None;
    }
    let size = u64::try_from(head.content_length()?).ok()?;
    let digest = STANDARD.decode(head.checksum_sha256()?).ok()?;
    Some((size, digest.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SHA-256 of `abc` in base64: FIPS 180-2, B.1.
    const ABC: &str = "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";

    fn head(of: ChecksumType, sha256: &str) -> HeadObjectOutput {
        HeadObjectOutput::builder()
            .content_length(3)
            .e_tag("\"900150983cd24fb0d6963f7d28e17f72\"")
            .checksum_type(of)
            .checksum_sha256(sha256)
            .build()
    }

    #[test]
    fn a_checksum_of_the_full_object_is_its_digest() {
        let (size, digest) = vouched(&head(ChecksumType::FullObject, ABC)).unwrap();
        assert_eq!((size, STANDARD.encode(digest).as_str()), (3, ABC));
    }

    #[test]
    fn nothing_else_is_a_digest() {
        for other in ["", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=-1", "ungWvw==", "%"] {
            assert_eq!(vouched(&head(ChecksumType::FullObject, other)), None, "{other}");
        }
        assert_eq!(vouched(&head(ChecksumType::Composite, ABC)), None);
        assert_eq!(vouched(&head(ChecksumType::from("LATER"), ABC)), None);
        let untyped = HeadObjectOutput::builder().content_length(3).checksum_sha256(ABC).build();
        assert_eq!(vouched(&untyped), None);
        let crc = HeadObjectOutput::builder()
            .content_length(3)
            .checksum_type(ChecksumType::FullObject)
            .checksum_crc64_nvme("AAAAAAAAAAA=");
        assert_eq!(vouched(&crc.build()), None);
        let full = HeadObjectOutput::builder().checksum_type(ChecksumType::FullObject);
        assert_eq!(vouched(&full.clone().checksum_sha256(ABC).build()), None, "of no size");
        let negative = full.content_length(-1).checksum_sha256(ABC).build();
        assert_eq!(vouched(&negative), None);
    }
}
