//! AWS's evaluation logic, offline: whether a request is allowed by a set of policies, and by which
//! statement.
//!
//! Three answers are certain: allowed, denied, not allowed by anything. What is not understood is
//! the fourth: it cannot be proved, and counts as the worse of what it could be.
//!
//! Source: AWS IAM User Guide, "Policy evaluation logic" (2026-11).

mod caller;
pub mod decide;
mod decision;
mod evaluate;
mod keys;
mod operators;
mod pattern;
mod request;
pub mod statement;
mod truth;
mod variables;

pub use caller::{Caller, Identity};
pub use decision::{Decision, Doubt, Layer, Reason};
pub use evaluate::evaluate;
pub use keys::{Keys, Values};
pub use request::{Context, Gatekeeper, Policies, Request};
pub use truth::Truth;
