//! Offline suites.
