//! The guard of a promotion gate in IAM: from the role and its boundary as they are to a role that is exactly open, or
//! to neither. Pure, but for [`observe()`] and [`settle()`].
//!
//! A role that exists is never opened. What a crash left, what somebody changed, what was opened otherwise is closed to
//! its end first and made anew: its sessions are worth nothing then. A boundary that is as it should be is kept, since it
//! allows nothing; another is removed once no role has it. Every prefix of both orders is closed; the orders and the
//! documents are the domain's ([`gate`](crate::domain::gate)).

mod deviation;
mod next;
mod settle;
mod survey;

use crate::cloud::{ManagedPolicyFacets, RoleFacets};
use crate::domain::gate::{Gate, GateId, Moment};
use crate::domain::roles::RoleName;
use crate::domain::tags::Tags;

pub use deviation::{Deviation, deviations};
pub use next::{is_open, next, remaining};
pub use settle::{observe, settle};
pub use survey::{Undeclared, survey};

/// What the guard is to be.
#[derive(Clone, Copy, Debug)]
pub enum Wanted<'g> {
    /// A role as the gate has it.
    Open(&'g Gate),
    /// Neither role nor boundary.
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
    /// Tags that role and boundary carry besides the gate's own.
    pub tags: &'g Tags,
}

impl Guard<'_> {
    /// The role's name.
    pub fn role(&self) -> RoleName {
        self.id.role_name()
    }
}

/// The role and its boundary as they were observed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The role; `None` where there is none.
    pub role: Option<RoleFacets>,
    /// The managed policy that bounds the role, or would; `None` where there is none.
    pub boundary: Option<ManagedPolicyFacets>,
    /// Whether this run made the role: then it is opened further. One that was there is not.
    pub made: bool,
}

impl Standing {
    /// Whether there is nothing of the gate.
    pub const fn is_nothing(&self) -> bool {
        self.role.is_none() && self.boundary.is_none()
    }
}
