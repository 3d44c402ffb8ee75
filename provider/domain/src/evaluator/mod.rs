//! AWS's evaluation logic, offline: whether a request is allowed by a set of policies, and by which
//! statement.
//!
//! Three answers are certain: allowed, denied, not allowed by anything. What is not understood is
//! the fourth: it cannot be proved, and counts as the worse of what it could be.
//!
//! Source: AWS IAM User Guide, "Policy evaluation logic" (2026-11).

mod absent;
mod caller;
mod condition;
pub mod decide;
mod decision;
mod evaluate;
mod keys;
mod notes;
mod operators;
pub mod pattern;
mod principals;
mod request;
mod resources;
pub mod statement;
#[cfg(test)]
mod tests;
mod truth;
mod variables;
mod way;
mod words;

pub use absent::{absent_keys, is_derived};
pub use caller::{Caller, Identity};
pub use decision::{Decision, Doubt, Layer, Reason};
pub use evaluate::evaluate;
pub use keys::{Keys, Value, is_multivalued};
pub use request::{Context, Gatekeeper, Policies, Request};
pub use truth::Truth;
pub use variables::{Expanded, expand};
