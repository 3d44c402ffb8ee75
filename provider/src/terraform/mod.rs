//! The protocol edge: Terraform's plugin protocol 6, knowing nothing of KFM.

pub mod attribute;
pub mod checkpoint;
#[cfg(feature = "testkit")]
pub mod client;
pub mod data_source;
pub mod diag;
pub mod docs;
pub mod dynamic;
pub mod function;
pub mod log;
pub mod model;
pub mod plugin;
pub mod resource;
pub mod server;
pub mod value;
mod wire;
