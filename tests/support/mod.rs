//! What several suites use.

pub(crate) mod sample_provider;
pub(crate) mod terraform;
pub(crate) mod zones;
