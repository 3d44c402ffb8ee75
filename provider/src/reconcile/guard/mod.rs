//! The guard of a promotion gate in IAM: from the role as it is to a role that is exactly open, or to none. Pure, but
//! for [`settle()`].
//!
//! A role that exists is never opened. What a crash left, what somebody changed, what was opened otherwise is closed to
//! its end first and made anew: its sessions are worth nothing then. Every prefix of both orders is closed; the orders
//! and the documents are the domain's ([`gate`](crate::domain::gate)).

mod next;
mod settle;

use crate::cloud::RoleFacets;
use crate::domain::gate::{Gate, GateId, Moment};
use crate::domain::roles::RoleName;
use crate::domain::tags::Tags;

pub use next::{is_open, next, remaining};
pub use settle::{observe, settle};

/// What the guard is to be.
#[derive(Clone, Copy, Debug)]
pub enum Wanted<'g> {
    /// A role as the gate has it.
    Open(&'g Gate),
    /// No role.
    Closed,
}

/// The guard of one gate.
#[derive(Clone, Copy, Debug)]
pub struct Guard<'g> {
    /// Whose role it is.
    pub id: &'g GateId,
    /// What it is to be.
    pub wanted: Wanted<'g>,
    /// When sessions end to count, where it is closed: the time of this run.
    pub at: &'g Moment,
    /// Tags that the role carries besides the gate's own.
    pub tags: &'g Tags,
}

impl Guard<'_> {
    /// The role's name.
    pub fn role(&self) -> RoleName {
        self.id.role_name()
    }
}

/// The role as it was observed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The role; `None` where there is none.
    pub role: Option<RoleFacets>,
    /// Whether this run made it: then it is opened further. One that was there is not.
    pub made: bool,
}
