//! The KFM provider, layer by layer.

pub mod domain;
pub mod terraform;
