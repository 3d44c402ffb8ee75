//! The guard of a promotion: a role that exists only while its gate is open, that only the promoter
//! becomes, and that copies from exactly one dataset version to exactly one prefix, until a date.
//!
//! Who calls IAM, and whether the evidence passes, is not known here: here stand the names, the
//! documents, and the order in which they are put and taken away. Every proper beginning of that
//! order leaves the gate closed, which [`Standing`] shows with the evaluator.

mod boundary;
mod candidate;
mod definition;
mod id;
mod moment;
mod permissions;
mod place;
mod problem;
mod promoters;
mod revocation;
mod role_tags;
mod standing;
mod steps;
#[cfg(test)]
mod tests;
mod trust;
mod writers;

pub use boundary::NewBoundary;
pub use candidate::{Candidate, WantedCandidate};
pub use definition::{Gate, WantedGate};
pub use id::GateId;
pub use moment::Moment;
pub use permissions::permissions;
pub use place::Place;
pub use problem::GateProblem;
pub use promoters::Promoters;
pub use revocation::revocation;
pub use role_tags::GATE_TAG;
pub use standing::{RoleState, Standing};
pub use steps::{CLOSED_POLICY, MAX_SESSION_SECONDS, NewRole, OPEN_POLICY, Step, closing, opening};
pub use trust::{closed_trust, open_trust};
pub use writers::{Writes, writing_promoters};
