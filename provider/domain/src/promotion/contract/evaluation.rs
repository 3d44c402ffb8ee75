//! What an evaluation comes to, derived from its findings.

use std::collections::BTreeMap;

use serde_json::json;

use crate::promotion::json::Json;
use crate::promotion::verdict::{
    Finding, Findings, Gate, Readiness, Status, findings_document, gates_document,
};

use super::PROFILE;
use super::facts::Facts;

/// How much was evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Level {
    /// The packet alone. Never opens a gate.
    Packet,
    /// The packet, every object that it refers to, and the policy.
    Storage,
}

impl Level {
    /// The word in result documents.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Packet => "packet",
            Self::Storage => "storage",
        }
    }
}

/// What the operator is advised to do with the candidate. The gate itself moves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Disposition {
    /// Nothing.
    None,
    /// Leave it where it is.
    Block,
    /// Move it to quarantine: rights, sensitivity or receipts are in doubt.
    Quarantine,
}

impl Disposition {
    /// The word in result documents.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::Block => "BLOCK",
            Self::Quarantine => "QUARANTINE",
        }
    }
}

/// The gates, in the order of result documents.
pub const GATES: [Gate; 7] = [Gate::A, Gate::B, Gate::C, Gate::D, Gate::E, Gate::F, Gate::Control];

/// The result of an evaluation. Everything in it follows from level and findings.
#[derive(Clone, Debug)]
pub struct Evaluation {
    level: Level,
    packet: Option<Json>,
    findings: Findings,
}

impl Evaluation {
    /// Of the packet alone; none where it could not be read.
    pub(super) const fn of_packet(packet: Option<Json>, findings: Findings) -> Self {
        Self { level: Level::Packet, packet, findings }
    }

    /// Of a packet that could be read.
    pub(super) const fn at(level: Level, packet: Json, findings: Findings) -> Self {
        Self { level, packet: Some(packet), findings }
    }

    /// How much was evaluated.
    #[must_use]
    pub const fn level(&self) -> Level {
        self.level
    }

    /// The packet, if it could be read.
    #[must_use]
    pub const fn packet(&self) -> Option<&Json> {
        self.packet.as_ref()
    }

    /// The hash of the candidate's specification, `sha256:<hex>`; none where the packet has no well-formed one.
    #[must_use]
    pub fn spec_hash(&self) -> Option<&str> {
        Facts::of(self.packet()?).spec_hash()
    }

    /// The artifacts' digests by path; none where one is malformed, or two have the same path.
    #[must_use]
    pub fn artifact_digests(&self) -> Option<BTreeMap<&str, &str>> {
        Facts::of(self.packet()?).artifact_digests_by_path()
    }

    /// What was found.
    #[must_use]
    pub const fn findings(&self) -> &Findings {
        &self.findings
    }

    /// The worst of all findings.
    #[must_use]
    pub fn status(&self) -> Status {
        self.findings.status()
    }

    /// The worst of a gate's findings; none where the packet could not be read, and no gate was evaluated.
    #[must_use]
    pub fn gate_status(&self, gate: Gate) -> Option<Status> {
        self.packet.as_ref().map(|_| self.findings.gate_status(gate))
    }

    /// What the packet is ready for.
    #[must_use]
    pub fn readiness(&self) -> Readiness {
        match (self.status(), self.level) {
            (Status::Pass, Level::Packet) => Readiness::PacketReady,
            (Status::Pass, Level::Storage) => Readiness::ApproveReady,
            _ => Readiness::Blocked,
        }
    }

    /// What the operator is advised to do.
    #[must_use]
    pub fn disposition(&self) -> Disposition {
        let doubtful = |finding: &Finding| {
            finding.code.status == Status::Deny
                && matches!(finding.code.gate, Gate::B | Gate::C | Gate::E)
        };
        if self.status() == Status::Pass {
            Disposition::None
        } else if self.findings.iter().any(doubtful) {
            Disposition::Quarantine
        } else {
            Disposition::Block
        }
    }

    /// The result document: one line, members sorted by name.
    #[must_use]
    pub fn to_json(&self) -> String {
        let gates = GATES.map(|gate| (gate, self.gate_status(gate)));
        json!({
            "disposition": self.disposition().word(),
            "findings": findings_document(&self.findings),
            "gates": gates_document(gates),
            "level": self.level.word(),
            "profile": PROFILE,
            "readiness": self.readiness().word(),
            "status": self.status().word(),
        })
        .to_string()
    }
}
