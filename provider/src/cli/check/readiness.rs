//! A packet of `kfm/promotion-readiness/A-G/v1`.

use std::io;

use super::super::input::InputFault;
use super::super::table::Report;
use super::super::{Edges, Exit};
use super::{Checked, unread};
use crate::domain::promotion::formats::Second;
use crate::domain::promotion::readiness::{self, Clock, Evaluation, GATES};

/// An evaluation of one packet.
pub(super) struct Readiness {
    name: String,
    evaluation: Evaluation,
    notes: Vec<String>,
}

/// Evaluates a packet.
pub(super) fn check(name: String, text: Result<Vec<u8>, InputFault>, now: Second) -> Readiness {
    match text {
        Ok(text) => {
            let evaluation = readiness::evaluate(&text);
            let clock = evaluation.packet().map(|packet| Clock::check(packet, now));
            let late = clock.iter().flat_map(Clock::closed);
            let notes = late.map(|why| format!("clock: a gate stays closed: {why}")).collect();
            Readiness { name, evaluation, notes }
        }
        Err(fault) => {
            let notes = vec![unread(&fault)];
            Readiness { name, evaluation: readiness::unreadable(), notes }
        }
    }
}

impl Readiness {
    /// Tells it.
    pub(super) fn ended(self, json: bool, edges: &mut Edges) -> io::Result<Exit> {
        let evaluation = &self.evaluation;
        let report = Report {
            name: self.name,
            status: evaluation.status(),
            words: vec![evaluation.readiness().word()],
            gates: GATES.map(|gate| (gate, evaluation.gate_status(gate))).to_vec(),
            findings: evaluation.findings(),
            notes: self.notes,
        };
        let checked = Checked { report, json: evaluation.to_json(), unproven: false };
        checked.tell(json, edges)?;
        Ok(checked.exit())
    }
}
