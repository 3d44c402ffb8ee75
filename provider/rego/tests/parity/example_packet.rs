//! The rule book's example, as the domain's tests have it.

#[expect(dead_code, reason = "the stored objects are not asked about")]
#[path = "../../../domain/src/promotion/contract/tests/example.rs"]
mod example;

pub(crate) use example::{Example, digest_of, pointer, remove, set};
