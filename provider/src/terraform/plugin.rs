//! go-plugin.
