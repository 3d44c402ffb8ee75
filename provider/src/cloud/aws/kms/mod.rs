//! KMS.

mod read;
mod unnamed;
mod write;

pub(super) use read::key;
pub(super) use unnamed::unnamed_keys;
pub(super) use write::execute;
