//! What the profile says of a packet, and its document.

use serde_json::json;

use crate::promotion::verdict::{Findings, Gate, Status};

/// The gates in their order.
pub const GATES: [Gate; 7] = [Gate::A, Gate::B, Gate::C, Gate::D, Gate::E, Gate::F, Gate::G];

/// Whether the case may go to whoever decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Readiness {
    /// The packet is complete in itself.
    ApproveReady,
    /// It is not.
    Blocked,
}

impl Readiness {
    /// The word of the profile.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::ApproveReady => "APPROVE_READY",
            Self::Blocked => "BLOCKED",
        }
    }
}

/// An evaluation: its findings, and what follows from them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluation(Findings);

impl Evaluation {
    pub(super) fn new(findings: Findings) -> Self {
        Self(findings)
    }

    /// What was found, in order.
    #[must_use]
    pub fn findings(&self) -> &Findings {
        &self.0
    }

    /// The worst finding's.
    #[must_use]
    pub fn status(&self) -> Status {
        self.0.status()
    }

    /// Ready only if the status is `PASS`.
    #[must_use]
    pub fn readiness(&self) -> Readiness {
        match self.status() {
            Status::Pass => Readiness::ApproveReady,
            _ => Readiness::Blocked,
        }
    }

    /// A gate's status; none where the packet could not be read, so that no gate was evaluated.
    #[must_use]
    pub fn gate(&self, gate: Gate) -> Option<Status> {
        let read = self.0.gate_status(Gate::Input) == Status::Pass;
        read.then(|| self.0.gate_status(gate))
    }

    /// The result document: compact, members sorted by name.
    #[must_use]
    pub fn to_json(&self) -> String {
        let gates = GATES.map(|gate| {
            let status = self.gate(gate).map_or("NOT_EVALUATED", Status::word);
            json!({"gate": gate.word(), "status": status})
        });
        let findings: Vec<_> = self
            .0
            .iter()
            .map(|finding| {
                json!({
                    "code": finding.code.name,
                    "gate": finding.code.gate.word(),
                    "path": finding.path,
                    "status": finding.code.status.word(),
                })
            })
            .collect();
        json!({
            "file": "external-input",
            "findings": findings,
            "gates": gates,
            "readiness": self.readiness().word(),
            "scope": "release.promotion_gate",
            "status": self.status().word(),
        })
        .to_string()
    }
}
