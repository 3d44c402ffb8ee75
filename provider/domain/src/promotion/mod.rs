//! Evidence for a promotion, judged by a named profile: what is missing has failed, what is unknown is denied, what
//! cannot be verified is denied, what cannot be evaluated is an error, and nothing but `PASS` opens a gate.
//!
//! Pure and offline: bytes and trusted options go in, findings come out. Nothing here copies, decides or approves.

pub mod approval;
pub mod attestation;
pub mod bundle;
pub mod contract;
pub mod formats;
pub mod json;
mod principals;
mod problem;
pub mod readiness;
pub mod receipt;
pub mod release;
pub mod verdict;

pub use problem::OptionProblem;
