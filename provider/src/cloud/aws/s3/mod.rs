//! S3.

mod create;
mod facets;
mod objects;
mod read;
mod write;

pub(super) use facets::{bucket, bucket_tags};
pub(super) use objects::{object_versions, uploads};
pub(super) use write::execute;
