//! The bucket at one end of a promotion.

use crate::access::{Prefix, ZoneKey};
use crate::names::{BucketName, Region};
use crate::zone::ZoneKind;

/// A zone's bucket, as far as a gate needs to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The kind of the zone.
    pub kind: ZoneKind,
    /// The bucket.
    pub bucket: BucketName,
    /// Its region.
    pub region: Region,
    /// The key of its objects.
    pub key: ZoneKey,
}

impl Place {
    /// The bucket's ARN.
    pub(super) fn arn(&self) -> String {
        self.bucket.arn(&self.region)
    }

    /// The ARNs, as a pattern, of the objects below a prefix.
    pub(super) fn below(&self, prefix: &Prefix) -> String {
        format!("{}/{prefix}*", self.arn())
    }
}
