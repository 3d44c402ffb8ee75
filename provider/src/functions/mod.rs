//! The provider's functions: pure, offline, and served without a provider block.

pub mod can;

use crate::terraform::server::DynFunction;

/// All functions, in the order of the registry.
pub fn all() -> Vec<Box<dyn DynFunction>> {
    vec![Box::new(can::Can)]
}
