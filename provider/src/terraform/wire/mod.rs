//! The wire: messages, the two encodings of values, schemas, diagnostics and paths.

pub(super) mod diagnostics;
pub(super) mod function;
pub(super) mod json;
pub(super) mod msgpack;
pub(super) mod proto;
pub(super) mod schema;
pub(super) mod types;
pub(super) mod value;
