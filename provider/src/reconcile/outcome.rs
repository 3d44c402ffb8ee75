//! How carrying out ended, when it did not reach its end.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use crate::cloud::{CloudErrors, Facet, Operation};
use crate::domain::gate::GATE_TAG;
use crate::domain::roles::RoleName;

/// An apply that stopped before its end. What was done stays; what remains is done by the next.
#[derive(Debug)]
#[must_use]
pub struct Stopped {
    /// What was carried out.
    pub done: Vec<Operation>,
    /// What was not.
    pub remaining: Vec<Operation>,
    /// Why it stopped.
    pub cause: Cause,
}

/// Why an apply stopped.
#[derive(Debug)]
pub enum Cause {
    /// Terraform asked to stop.
    Cancelled,
    /// The time that the resource allows is up.
    TimedOut(Duration),
    /// The endpoint does not offer what was asked for.
    Lacking(BTreeSet<Facet>),
    /// A call failed.
    Cloud(CloudErrors),
    /// The service accepts what it is told and shows something else.
    NotSettled,
    /// The role of that name is not this gate's: it says so by its tag, or has none.
    ForeignRole(RoleName),
    /// The managed policy that would bound this gate's role is not this gate's: it says so by its
    /// tag, or has none.
    ForeignPolicy(String),
    /// Something was in the bucket before it was sealed.
    Planted(Vec<String>),
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cancelled => f.write_str("Terraform was asked to stop"),
            Self::TimedOut(time) => write!(
                f,
                "it was not done within {}, the time that `timeouts` allow",
                jiff::SignedDuration::try_from(*time)
                    .map_or_else(|_| format!("{time:?}"), |time| format!("{time:#}"))
            ),
            Self::Lacking(facets) => write!(
                f,
                "the endpoint does not offer {}, without which the zone is not what was asked \
                 for. If it is not AWS's own, name it in `endpoints.s3` of the provider block; \
                 leave out what it lacks, or use one that offers it",
                facets.iter().map(|facet| format!("`{facet}`")).collect::<Vec<_>>().join(", ")
            ),
            Self::Cloud(errors) => errors.fmt(f),
            Self::NotSettled => f.write_str(
                "the endpoint accepted every change, but still shows another configuration",
            ),
            Self::ForeignRole(name) => write!(
                f,
                "there is a role `{name}` that this gate did not make: its tag `{GATE_TAG}` does \
                 not name the gate. It is left as it is. Remove it, or the gate that it belongs to"
            ),
            Self::ForeignPolicy(arn) => write!(
                f,
                "there is a policy `{arn}` that this gate did not make: its tag `{GATE_TAG}` does \
                 not name the gate. It is left as it is, and no role is made that it would bound. \
                 Remove it, or the gate that it belongs to"
            ),
            Self::Planted(keys) => write!(
                f,
                "the new bucket already holds objects that were written before it was sealed: \
                 {}",
                keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
            ),
        }
    }
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}.", self.cause)?;
        writeln!(f, "\nDone: {}.", names(&self.done))?;
        write!(f, "Remaining: {}.", names(&self.remaining))
    }
}

fn names(operations: &[Operation]) -> String {
    match operations {
        [] => "nothing".to_owned(),
        some => some.iter().map(|operation| operation.action()).collect::<Vec<_>>().join(", "),
    }
}
