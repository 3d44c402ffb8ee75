//! The KFM provider, layer by layer.

pub mod cli;
pub mod cloud;
pub mod configure;
pub mod functions;
pub mod gate;
pub mod reconcile;
pub mod resources;
pub mod terraform;

pub use kfm_domain as domain;
