//! The harness of the acceptance tests and of the demonstration: an emulator that enforces
//! policies, users in it, a filesystem mirror with the built provider, the real `terraform`
//! binary, and the step language of the scenarios. See `acceptance/README.md`.

pub mod access;
pub mod account;
pub mod assertions;
pub mod certificate;
pub mod clients;
pub mod closed;
pub mod doors;
pub mod drift;
pub mod emulator;
pub mod encryption;
pub mod enforcement;
pub mod error;
pub mod evidence;
pub mod examples;
pub mod expected;
pub mod facts;
pub mod gate_check;
pub mod guard;
pub mod interrupt;
pub mod lesser;
pub mod lifecycle;
pub mod lock;
pub mod made;
pub mod marks;
pub mod mirror;
pub mod objects;
pub mod places;
pub mod port;
pub mod promotion;
mod role_drift;
pub mod scenario;
pub mod steps;
pub mod terraform;
pub mod workspace;

#[cfg(test)]
mod drift_tests;
#[cfg(test)]
mod emulator_tests;

pub use error::{Context, Failure, Result};
