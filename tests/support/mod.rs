//! What several suites use.

pub(crate) mod sample_provider;
