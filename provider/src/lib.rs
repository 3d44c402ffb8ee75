//! The KFM provider, layer by layer.

pub mod cloud;
pub mod domain;
pub mod terraform;
