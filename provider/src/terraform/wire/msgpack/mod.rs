//! Values in msgpack, driven by their type.
//!
//! The format is go-cty's (`docs` of zclconf/go-cty, "msgpack"): lists, sets and tuples are
//! arrays; maps and objects are maps; a number is an integer, a float or, beyond both, decimal
//! text; any extension value is an unknown; a value of dynamic type is `[type as JSON, value]`.

mod decode;
mod encode;
#[cfg(test)]
mod tests;

pub(crate) use decode::{decode, decode_untyped};
pub(crate) use encode::encode;
#[cfg(test)]
pub(crate) use tests::types as test_types;
