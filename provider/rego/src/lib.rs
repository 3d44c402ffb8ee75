//! The policy engine of promotion gates: Rego v1 by `regorus`, in a process of its own.
//!
//! A bundle is pinned by its digest, but who wrote it may err, and the packets that it judges come from others. The
//! engine's own limits are asked between steps: one built-in call can still take all memory or all time, and deep
//! nesting the stack. So the evaluation runs in a child process without an environment, whose memory is capped and
//! whose time is up when its parent says so; whatever happens to it, the answer is a [`Failure`] and the gate stays
//! closed.
//!
//! There is no network, clock or environment in it: the engine is built without those functions. `rand.intn`, which
//! it always has, is refused where a module names it.
//!
//! The engine has a fault that opens gates: see `heads`, which works around it.

mod evaluate;
mod heads;
mod isolated;
mod purity;
mod request;
mod syntax;
mod worker;

use std::alloc::System;

pub use isolated::Isolated;
pub use request::{Failure, Request};
pub use worker::{ARGUMENT, serve};

/// The engine's name, as pins and receipts have it.
pub const NAME: &str = "regorus";
/// The engine's version, as pins and receipts have it.
pub const VERSION: &str = "0.14.1";

/// The memory that an evaluation may take in all, in bytes.
pub const MEMORY: usize = 512 << 20;

/// The allocator of a binary that serves as worker: the system's, with a limit that [`serve`] sets.
pub type Budget = cap::Cap<System>;

/// A budget without a limit, for `#[global_allocator]`.
#[must_use]
pub const fn unlimited() -> Budget {
    cap::Cap::new(System, usize::MAX)
}
