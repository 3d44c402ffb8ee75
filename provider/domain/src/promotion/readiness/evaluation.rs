//! What the profile says of a packet, and its document.

use serde_json::json;

use crate::promotion::json::Json;
use crate::promotion::verdict::{
    Findings, Gate, Readiness, Status, findings_document, gates_document,
};

/// The gates in their order.
pub const GATES: [Gate; 7] = [Gate::A, Gate::B, Gate::C, Gate::D, Gate::E, Gate::F, Gate::G];

/// An evaluation: its findings, and what follows from them.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    packet: Option<Json>,
    findings: Findings,
}

impl Evaluation {
    /// Of a packet; none where it could not be read.
    pub(super) const fn new(packet: Option<Json>, findings: Findings) -> Self {
        Self { packet, findings }
    }

    /// The packet, if it could be read.
    #[must_use]
    pub const fn packet(&self) -> Option<&Json> {
        self.packet.as_ref()
    }

    /// What was found, in order.
    #[must_use]
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// The worst finding's.
    #[must_use]
    pub fn status(&self) -> Status {
        self.findings.status()
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
    pub fn gate_status(&self, gate: Gate) -> Option<Status> {
        self.packet.as_ref().map(|_| self.findings.gate_status(gate))
    }

    /// The result document: compact, members sorted by name.
    #[must_use]
    pub fn to_json(&self) -> String {
        let gates = GATES.map(|gate| (gate, self.gate_status(gate)));
        json!({
            "file": "external-input",
            "findings": findings_document(&self.findings),
            "gates": gates_document(gates),
            "readiness": self.readiness().word(),
            "scope": "release.promotion_gate",
            "status": self.status().word(),
        })
        .to_string()
    }
}
