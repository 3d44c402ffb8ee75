//! What a profile says of a packet: findings, and what follows from them.
//!
//! There is no `Default` and no conversion from a truth value: a verdict is derived from findings, never set.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::fmt;

use serde_json::{Value, json};

/// What a finding, a gate or an evaluation comes to. The order is the precedence: the worst one wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Nothing was found.
    Pass,
    /// Somebody who may decide has not yet.
    Abstain,
    /// Something is missing, unknown, wrong or unverifiable.
    Deny,
    /// It could not be evaluated.
    Error,
}

impl Status {
    /// The word of the profiles.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pass => "PASS",
            Self::Abstain => "ABSTAIN",
            Self::Deny => "DENY",
            Self::Error => "ERROR",
        }
    }
}

/// The word of the profiles for a gate that was not evaluated, because the packet could not be read.
pub const NOT_EVALUATED: &str = "NOT_EVALUATED";

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// What an evaluation makes a packet ready for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Readiness {
    /// To be evaluated with its objects.
    PacketReady,
    /// To be handed to who decides.
    ApproveReady,
    /// For nothing.
    Blocked,
}

impl Readiness {
    /// The word of the profiles.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::PacketReady => "PACKET_READY",
            Self::ApproveReady => "APPROVE_READY",
            Self::Blocked => "BLOCKED",
        }
    }
}

/// The part of a profile that a finding belongs to. A letter means nothing without its profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gate {
    /// The packet could not be read.
    Input,
    /// Gate A.
    A,
    /// Gate B.
    B,
    /// Gate C.
    C,
    /// Gate D.
    D,
    /// Gate E.
    E,
    /// Gate F.
    F,
    /// Gate G.
    G,
    /// What belongs to no letter of the contract profile.
    Control,
}

impl Gate {
    /// The name in result documents.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Input => "INPUT",
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
            Self::E => "E",
            Self::F => "F",
            Self::G => "G",
            Self::Control => "CONTROL",
        }
    }
}

/// A rule's name, with the gate and the status that it stands for.
#[derive(Clone, Copy, Debug)]
pub struct Code {
    /// The name, as in result documents.
    pub name: &'static str,
    /// The gate that the rule belongs to.
    pub gate: Gate,
    /// What a finding of this code comes to.
    pub status: Status,
    /// The rule in words: what has to hold. Never a word of the packet.
    pub rule: &'static str,
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Code {}

impl PartialOrd for Code {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Code {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name.cmp(other.name)
    }
}

/// Declares the codes of a profile, and `ALL` of them in the order of the declaration.
macro_rules! codes {
    ($($constant:ident = $name:literal, $gate:ident, $status:ident, $rule:literal;)*) => {
        $(
            #[doc = concat!("`", $name, "`: ", $rule, ".")]
            pub const $constant: $crate::promotion::verdict::Code = $crate::promotion::verdict::Code {
                name: $name,
                gate: $crate::promotion::verdict::Gate::$gate,
                status: $crate::promotion::verdict::Status::$status,
                rule: $rule,
            };
        )*
        /// Every code that is declared here.
        pub const ALL: &[$crate::promotion::verdict::Code] = &[$($constant),*];
    };
}
pub(super) use codes;

/// One rule that does not hold, and where. It carries no value of the packet and no unknown member's name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The rule.
    pub code: Code,
    /// The member that it is about: `$`, then `.name` and `[index]`.
    pub path: Cow<'static, str>,
}

/// A set of findings in the order of codes, then paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings(BTreeSet<Finding>);

impl Findings {
    /// No findings.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one; the same one twice counts once.
    pub fn add(&mut self, code: Code, path: impl Into<Cow<'static, str>>) {
        self.0.insert(Finding { code, path: path.into() });
    }

    /// Adds one where `wrong` holds.
    pub fn add_if(&mut self, wrong: bool, code: Code, path: impl Into<Cow<'static, str>>) {
        if wrong {
            self.add(code, path);
        }
    }

    /// Adds all of others.
    pub fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// The findings, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.0.iter()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one has this code, wherever.
    #[must_use]
    pub fn has(&self, code: Code) -> bool {
        self.iter().any(|finding| finding.code == code)
    }

    /// Whether one has this code at this path.
    #[must_use]
    pub fn has_at(&self, code: Code, path: &str) -> bool {
        self.iter().any(|finding| finding.code == code && finding.path == path)
    }

    /// The worst of all, or `PASS`.
    #[must_use]
    pub fn status(&self) -> Status {
        worst(self.iter())
    }

    /// The worst of one gate's, or `PASS`.
    #[must_use]
    pub fn gate_status(&self, gate: Gate) -> Status {
        worst(self.iter().filter(|finding| finding.code.gate == gate))
    }
}

/// The list `findings` of a result document.
pub(super) fn findings_document(findings: &Findings) -> Value {
    let finding = |finding: &Finding| {
        json!({
            "code": finding.code.name,
            "gate": finding.code.gate.word(),
            "path": finding.path,
            "status": finding.code.status.word(),
        })
    };
    findings.iter().map(finding).collect()
}

/// The list `gates` of a result document.
pub(super) fn gates_document(gates: impl IntoIterator<Item = (Gate, Option<Status>)>) -> Value {
    let gate = |(gate, status): (Gate, Option<Status>)| json!({"gate": gate.word(), "status": status.map_or(NOT_EVALUATED, Status::word)});
    gates.into_iter().map(gate).collect()
}

fn worst<'f>(findings: impl Iterator<Item = &'f Finding>) -> Status {
    findings.map(|finding| finding.code.status).max().unwrap_or(Status::Pass)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: &str = "it holds";
    const LATE: Code = Code { name: "PX_B_Z", gate: Gate::B, status: Status::Abstain, rule: RULE };
    const EARLY: Code = Code { name: "PX_B_A", gate: Gate::B, status: Status::Deny, rule: RULE };
    const OTHER: Code = Code { name: "PX_A_A", gate: Gate::A, status: Status::Error, rule: RULE };

    #[test]
    fn findings_are_an_ordered_set() {
        let mut findings = Findings::new();
        for (code, path) in
            [(LATE, "$.b"), (EARLY, "$.z"), (LATE, "$.a"), (LATE, "$.b"), (EARLY, "$.Z")]
        {
            findings.add(code, path);
        }
        let order: Vec<_> =
            findings.iter().map(|found| (found.code.name, found.path.as_ref())).collect();
        let expected = [("PX_B_A", "$.Z"), ("PX_B_A", "$.z"), ("PX_B_Z", "$.a"), ("PX_B_Z", "$.b")];
        assert_eq!(order, expected);
    }

    #[test]
    fn the_worst_finding_decides() {
        let mut findings = Findings::new();
        assert_eq!(findings.status(), Status::Pass);
        findings.add(LATE, "$");
        assert_eq!(findings.status(), Status::Abstain);
        findings.add(EARLY, "$");
        assert_eq!(findings.status(), Status::Deny);
        findings.add(OTHER, "$");
        assert_eq!(findings.status(), Status::Error);
        assert_eq!(findings.gate_status(Gate::B), Status::Deny);
        assert_eq!(findings.gate_status(Gate::C), Status::Pass);
    }
}
