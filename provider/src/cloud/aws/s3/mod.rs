//! S3.

mod checksum;
mod content;
mod create;
mod events;
mod facets;
mod lifecycle;
mod lock;
mod objects;
mod read;
mod write;

pub(super) use content::{object, object_exists};
pub(super) use facets::{bucket, bucket_policy, bucket_region, bucket_tags};
pub(super) use lock::version_lock;
pub(super) use objects::{object_versions, objects, uploads};
pub(super) use write::execute;
