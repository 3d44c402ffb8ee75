//! The commands of the binary: `gate check` and `gate receipt`.
#![cfg(test)]

mod approvals;
mod close;
mod contract;
mod readiness;
mod receipts;
mod storage;
mod support;
mod usage;
