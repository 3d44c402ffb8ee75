//! Whether a gate can have made a role: pure.

use std::fmt;

use crate::cloud::RoleFacets;
use crate::domain::access::{SOURCE_TAG, TARGET_TAG};
use crate::domain::gate::{
    CLOSED_POLICY, GATE_TAG, GateId, GateProblem, MAX_SESSION_SECONDS, OPEN_POLICY,
};
use crate::domain::roles::IamPath;
use crate::domain::tags::key_marks;
use crate::domain::{Environment, ZoneKind};

/// In what a role differs from every role that a gate makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deviation {
    /// It stands below the path of gate roles, and not at it.
    Path(String),
    /// No tag names its gate.
    NoGate,
    /// The tag that names its gate is no id of a gate.
    NotAnId(Vec<GateProblem>),
    /// The gate that it names is of another environment.
    Environment(GateId),
    /// The gate that it names has a role of another name.
    Name(GateId),
    /// A tag of ownership is missing, or says something else than the gate's.
    Mark(String),
    /// A tag names a prefix that the gate cannot reach.
    Reach(&'static str),
    /// It has an inline policy of that name, which no gate puts on its role.
    Inline(String),
    /// It has an attached policy, which no gate's role has.
    Attached(String),
    /// It is not bounded by the policy of its own name and path; by which, if any.
    Boundary(Option<String>),
    /// Its sessions last longer than a gate lets them, in seconds.
    Sessions(u32),
}

impl Deviation {
    /// Whether it tells that no gate made the role. Else a gate did, and somebody changed the role since.
    pub const fn disowns(&self) -> bool {
        matches!(
            self,
            Self::Path(_) | Self::NoGate | Self::NotAnId(_) | Self::Environment(_) | Self::Name(_)
        )
    }
}

impl fmt::Display for Deviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => write!(f, "it stands at `{path}`, where no gate puts its role"),
            Self::NoGate => write!(f, "it has no tag `{GATE_TAG}`"),
            Self::NotAnId(problems) => {
                write!(f, "its tag `{GATE_TAG}` is no id of a gate: ")?;
                for (index, problem) in problems.iter().enumerate() {
                    let separator = if index == 0 { "" } else { ", " };
                    write!(f, "{separator}{}", problem.rule)?;
                }
                Ok(())
            }
            Self::Environment(id) => {
                write!(f, "it names the gate `{id}`, which is of another environment")
            }
            Self::Name(id) => {
                write!(f, "it names the gate `{id}`, whose role is `{}`", id.role_name())
            }
            Self::Mark(tag) => write!(f, "its tag `{tag}` is missing, or not that of its gate"),
            Self::Reach(tag) => {
                write!(f, "its tag `{tag}` is no prefix of the version that its gate is for")
            }
            Self::Inline(name) => write!(f, "it has an inline policy `{name}`"),
            Self::Attached(arn) => write!(f, "the policy `{arn}` is attached to it"),
            Self::Boundary(Some(arn)) => write!(f, "it is bounded by `{arn}`, not by its own"),
            Self::Boundary(None) => f.write_str("it has no permissions boundary"),
            Self::Sessions(seconds) => write!(
                f,
                "its sessions last up to {seconds} seconds, not up to {MAX_SESSION_SECONDS}"
            ),
        }
    }
}

/// In what a role below the path of the gates into a kind of zone differs from every role that such a gate of this
/// environment makes, open, closed or on the way; nothing where one can have made it. Inline policies are known by their
/// names: what they say is the business of the gate.
pub fn deviations(role: &RoleFacets, environment: &Environment, zone: ZoneKind) -> Vec<Deviation> {
    let mut found = Vec::new();
    let path = IamPath::of_gates(environment, zone);
    if role.arn.path() != path.as_str() {
        found.push(Deviation::Path(role.arn.path()));
    }
    match role.tags.get(GATE_TAG).map(|id| GateId::parse(id)) {
        None => found.push(Deviation::NoGate),
        Some(Err(problems)) => found.push(Deviation::NotAnId(problems)),
        Some(Ok(id)) => found.extend(of_gate(role, &id, environment, zone)),
    }
    let policies = role.inline.keys().chain(&role.others);
    let strange = policies.filter(|name| ![OPEN_POLICY, CLOSED_POLICY].contains(&name.as_str()));
    found.extend(strange.cloned().map(Deviation::Inline));
    found.extend(role.attached.iter().cloned().map(Deviation::Attached));
    // The policy of the same name and path.
    let own = role.arn.as_str().replacen(":role/", ":policy/", 1);
    if role.boundary.as_ref() != Some(&own) {
        found.push(Deviation::Boundary(role.boundary.clone()));
    }
    if role.max_session != MAX_SESSION_SECONDS {
        found.push(Deviation::Sessions(role.max_session));
    }
    found
}

/// In what it differs from the role of the gate that it names.
fn of_gate(
    role: &RoleFacets,
    id: &GateId,
    environment: &Environment,
    zone: ZoneKind,
) -> Vec<Deviation> {
    let mut found = Vec::new();
    if id.environment() != environment {
        found.push(Deviation::Environment(id.clone()));
    }
    if role.arn.name() != id.role_name().as_str() {
        found.push(Deviation::Name(id.clone()));
    }
    let marks = key_marks(zone, environment, id.target());
    let wrong = marks.into_iter().filter(|(tag, value)| role.tags.get(tag) != Some(value));
    found.extend(wrong.map(|(tag, _)| Deviation::Mark(tag)));
    // A role that was just made has none.
    let beyond = [TARGET_TAG, SOURCE_TAG]
        .into_iter()
        .filter(|tag| role.tags.get(*tag).is_some_and(|prefix| !id.can_reach(prefix)));
    found.extend(beyond.map(Deviation::Reach));
    found
}
