//! Who may do what in a zone: personas, rights, the matrix of both, and what they come to for one
//! zone. Policies are generated from this, proved against it, and put into words by it.

pub mod actions;
mod entitlement;
mod extent;
#[cfg(test)]
pub(crate) mod fixture;
mod grant;
mod holder;
mod lines;
mod matrix;
mod outside;
mod persona;
mod prefix;
mod problems;
mod right;
mod service;
mod words;
mod zone_access;

pub use entitlement::{Entitlement, Limit, Verb};
pub use extent::Extent;
pub use grant::{Grant, GrantName, GrantProblem, Wanted};
pub use holder::{Holder, SOURCE_TAG, TARGET_TAG};
pub use lines::difference;
pub use matrix::{APPLY, Cell, DECISIONS, POLICY_DECISIONS, RESERVED, cell};
pub use outside::outside_proof;
pub use persona::Persona;
pub use prefix::Prefix;
pub use problems::{AccessProblem, LONGEST_PRESIGNED};
pub use right::{Right, is_about_the_bucket};
pub use service::ServiceWriter;
pub use zone_access::{Presigned, ZoneAccess, ZoneKey};
