//! What several suites use.

pub(crate) mod access;
pub(crate) mod golden;
pub(crate) mod registry;
pub(crate) mod release;
pub(crate) mod sample_provider;
pub(crate) mod terraform;
pub(crate) mod worker;
pub(crate) mod zones;
