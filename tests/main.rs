//! Offline suites: no network, no terraform binary.

mod architecture;
