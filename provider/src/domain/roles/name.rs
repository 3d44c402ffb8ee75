//! What roles and their policies are called.

use sha2::{Digest, Sha256};

use crate::domain::names::BucketName;
use crate::domain::zone::ZoneKind;

/// The name of the inline policy that a zone keeps on each of its roles:
/// `kfm-<zone>-<hash8 of the bucket>`. A role that serves several zones has one of each.
pub fn policy_name(zone: ZoneKind, bucket: &BucketName) -> String {
    format!("kfm-{zone}-{}", hash8(bucket.as_str()))
}

/// The first 8 hexadecimal digits of the SHA-256 of a text.
fn hash8(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    hex::encode(digest).chars().take(8).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `printf abc | sha256sum` begins with ba7816bf.
    #[test]
    fn the_policy_of_a_zone_is_called_after_its_bucket() {
        let bucket = BucketName::parse("abc").unwrap();
        assert_eq!(policy_name(ZoneKind::Raw, &bucket), "kfm-raw-ba7816bf");
    }
}
