//! Offline suites.

mod conformance;
