//! The provider's functions: pure, offline, and served without a provider block.

pub mod can;
pub mod policy_digest;
pub mod receipt_digest;
pub mod spec_hash;
pub mod zone_key;

use crate::terraform::server::DynFunction;
use crate::terraform::value::Value;

/// The text of an argument, which Terraform gives only once it is known.
fn text(argument: &Value<String>) -> &str {
    argument.known().map_or("", String::as_str)
}

/// All functions, in the order of the registry.
pub fn all() -> Vec<Box<dyn DynFunction>> {
    vec![
        Box::new(can::Can),
        Box::new(policy_digest::PolicyDigest),
        Box::new(receipt_digest::ReceiptDigest),
        Box::new(spec_hash::SpecHash),
        Box::new(zone_key::ZoneKey),
    ]
}

#[cfg(test)]
mod tests;
