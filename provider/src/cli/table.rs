//! An evaluation for people to read.

use std::io::{self, Write};

use crate::domain::promotion::verdict::{Findings, Gate, NOT_EVALUATED, Status};

/// What is told of a packet, whatever its profile.
#[derive(Debug)]
pub(super) struct Report<'e> {
    /// What the packet is called.
    pub(super) name: String,
    pub(super) status: Status,
    /// Words that follow from the status: what the packet is ready for, what to do with the candidate.
    pub(super) words: Vec<&'static str>,
    /// Each gate, and its status if it was evaluated.
    pub(super) gates: Vec<(Gate, Option<Status>)>,
    pub(super) findings: &'e Findings,
    /// Sentences below the findings: what could not be read and why, what a gate would say beyond the profile.
    pub(super) notes: Vec<String>,
}

impl Report<'_> {
    /// Writes it.
    pub(super) fn write(&self, output: &mut (dyn Write + Send)) -> io::Result<()> {
        writeln!(output, "{}: {} {}", self.name, self.status, self.words.join(" "))?;
        let gates = self.gates.iter().map(|(gate, status)| {
            format!("{} {}", gate.word(), status.map_or(NOT_EVALUATED, Status::word))
        });
        writeln!(output, "  {}", gates.collect::<Vec<_>>().join(", "))?;
        let codes = self.findings.iter().map(|found| found.code.name.len()).max().unwrap_or(0);
        let paths = self.findings.iter().map(|found| found.path.len()).max().unwrap_or(0);
        for finding in self.findings.iter() {
            let (code, path) = (finding.code, &finding.path);
            writeln!(
                output,
                "  {:7}  {:codes$}  {path:paths$}  {}",
                code.status.word(),
                code.name,
                code.rule
            )?;
        }
        for note in &self.notes {
            writeln!(output, "  {note}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::promotion::readiness;

    fn text(report: &Report<'_>) -> String {
        let mut output = Vec::new();
        report.write(&mut output).unwrap();
        String::from_utf8(output).unwrap()
    }

    #[test]
    fn a_finding_is_told_with_its_rule_and_its_place() {
        let evaluation = readiness::unreadable();
        let report = Report {
            name: "packet.json".to_owned(),
            status: evaluation.status(),
            words: vec![evaluation.readiness().word()],
            gates: readiness::GATES.map(|gate| (gate, evaluation.gate_status(gate))).to_vec(),
            findings: evaluation.findings(),
            notes: vec!["a note".to_owned()],
        };
        let rule = readiness::codes::INPUT_UNREADABLE.rule;
        let gates = ["A", "B", "C", "D", "E", "F", "G"].map(|gate| format!("{gate} NOT_EVALUATED"));
        let expected = format!(
            "packet.json: ERROR BLOCKED\n  {}\n  ERROR    FIXTURE_JSON_INVALID  $  {rule}\n  a note\n",
            gates.join(", ")
        );
        assert_eq!(text(&report), expected);
    }
}
