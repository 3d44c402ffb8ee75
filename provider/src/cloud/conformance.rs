//! The port behaves the same over every adapter.
