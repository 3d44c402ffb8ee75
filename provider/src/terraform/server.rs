//! Erased resources and the RPC handlers.

/// A resource type behind its wire form.
pub trait DynResource<R, W>: Send + Sync {}
