//! The KFM provider, layer by layer.

pub mod terraform;
