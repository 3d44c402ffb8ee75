//! What evidence comes to for one gate: the profile's verdict, and what the profile leaves to the gate.

use serde::{Deserialize, Serialize};

use crate::domain::promotion::verdict::{Findings, Gate, NOT_EVALUATED, Status};

/// The gate of findings that are no profile's.
pub const GUARD: &str = "GUARD";
/// The status of a gate whose evidence passes, while nothing proves its approval.
pub const UNPROVEN: &str = "APPROVAL_UNPROVEN";

/// A rule that the profile leaves to the gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its name in findings.
    pub code: &'static str,
    /// What a gate comes to that breaks it.
    pub status: &'static str,
    /// What has to hold.
    pub rule: &'static str,
}

/// The rules that the profile leaves to the gate.
pub mod rules {
    use super::{Rule, UNPROVEN};

    const DENY: &str = "DENY";
    const ERROR: &str = "ERROR";

    /// The packet is the one that is pinned.
    pub const NOT_PINNED: Rule = Rule {
        code: "evidence_not_pinned",
        status: DENY,
        rule: "the packet's bytes have the digest that is configured",
    };
    /// The packet is about the gate's candidate.
    pub const OTHER_CANDIDATE: Rule = Rule {
        code: "evidence_of_another_candidate",
        status: DENY,
        rule: "the packet is about the gate's dataset, version and zones",
    };
    /// The packet's end is known.
    pub const NO_END: Rule = Rule {
        code: "evidence_without_end",
        status: DENY,
        rule: "it can be told until when the evidence holds",
    };
    /// The packet's own clock is not ahead of ours, and nothing in it has ended.
    pub const LATE: Rule = Rule {
        code: "evidence_out_of_time",
        status: DENY,
        rule: "the packet was evaluated before now, and review and authority have not ended",
    };
    /// The bundle is the object that is configured.
    pub const OTHER_BUNDLE: Rule = Rule {
        code: "policy_elsewhere",
        status: DENY,
        rule: "the packet names the policy bundle at the URI that is configured",
    };
    /// Nobody switched everything off.
    pub const EMERGENCY: Rule = Rule {
        code: "emergency_deny",
        status: DENY,
        rule: "neither `emergency_deny` is true, nor the object at `emergency_deny_uri` exists",
    };
    /// Whether somebody switched everything off can be told.
    pub const EMERGENCY_UNREADABLE: Rule = Rule {
        code: "emergency_deny_unreadable",
        status: ERROR,
        rule: "it can be told whether the object at `emergency_deny_uri` exists",
    };
    /// Something proves the approval.
    pub const APPROVAL: Rule = Rule {
        code: "approval_unproven",
        status: UNPROVEN,
        rule: "the approval is signed, or kept where only a steward may create",
    };
    /// No promoter writes evidence.
    pub const WRITERS: Rule = Rule {
        code: "promoter_may_write_evidence",
        status: UNPROVEN,
        rule: "the live policies of the sources refuse every promoter to write evidence",
    };
    /// What lies in the target is what the evidence is about.
    pub const TARGET: Rule = Rule {
        code: "target_differs",
        status: DENY,
        rule: "every object below the target prefix is one of the evidence's",
    };
    /// What lies in the target can be told.
    pub const TARGET_UNREADABLE: Rule = Rule {
        code: "target_unreadable",
        status: ERROR,
        rule: "every object below the target prefix can be read",
    };
}

/// One rule that does not hold, and where: never content of evidence.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub struct Found {
    /// The profile's gate, or [`GUARD`].
    pub gate: String,
    /// What it comes to.
    pub status: String,
    /// The rule.
    pub code: String,
    /// A path in the packet, or a place.
    pub path: String,
}

impl Found {
    /// A finding of the gate itself.
    pub fn guard(rule: &Rule, path: impl Into<String>) -> Self {
        Self {
            gate: GUARD.to_owned(),
            status: rule.status.to_owned(),
            code: rule.code.to_owned(),
            path: path.into(),
        }
    }
}

/// What evidence comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Verdict {
    /// `PASS` alone opens.
    pub status: String,
    /// The profile's.
    pub readiness: String,
    /// The profile's advice, where it has one.
    pub disposition: Option<String>,
    /// The profile's gates, each with its status.
    pub gates: Vec<(String, String)>,
    /// What keeps the gate closed: the profile's in its order, then the gate's own.
    pub findings: Vec<Found>,
    /// The digest of the packet's bytes; none where they could not be read.
    pub packet: Option<String>,
    /// The moment at which the evidence ends, exclusive.
    pub ends: Option<String>,
}

impl Verdict {
    /// A profile's verdict, with no finding of the gate yet.
    pub(super) fn of_profile(
        findings: &Findings,
        readiness: &str,
        disposition: Option<&str>,
        gates: &[(Gate, Option<Status>)],
    ) -> Self {
        let found = findings.iter().map(|finding| Found {
            gate: finding.code.gate.word().to_owned(),
            status: finding.code.status.word().to_owned(),
            code: finding.code.name.to_owned(),
            path: finding.path.to_string(),
        });
        let gate = |(gate, status): &(Gate, Option<Status>)| {
            (gate.word().to_owned(), status.map_or(NOT_EVALUATED, Status::word).to_owned())
        };
        Self {
            status: findings.status().word().to_owned(),
            readiness: readiness.to_owned(),
            disposition: disposition.map(ToOwned::to_owned),
            gates: gates.iter().map(gate).collect(),
            findings: found.collect(),
            ..Self::default()
        }
    }

    /// The same, with more findings: the worst of all decides.
    #[must_use]
    pub fn with(mut self, more: impl IntoIterator<Item = Found>) -> Self {
        self.findings.extend(more);
        let worst = self.findings.iter().map(|found| found.status.as_str()).max_by_key(|s| rank(s));
        let worst = worst.into_iter().chain([self.status.as_str()]).max_by_key(|s| rank(s));
        self.status = worst.unwrap_or("ERROR").to_owned();
        self
    }

    /// Whether it opens a gate.
    pub fn opens(&self) -> bool {
        self.status == "PASS"
            && self.findings.is_empty()
            && self.packet.is_some()
            && self.ends.is_some()
    }
}

/// The worst wins. What is not known is the worst.
fn rank(status: &str) -> u8 {
    match status {
        "PASS" => 0,
        UNPROVEN => 1,
        "ABSTAIN" => 2,
        "DENY" => 3,
        "ERROR" => 4,
        _ => 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passing() -> Verdict {
        let text = |text: &str| Some(text.to_owned());
        Verdict {
            packet: text("sha256:00"),
            ends: text("2026-12-01T00:00:00Z"),
            ..Verdict::of_profile(&Findings::new(), "APPROVE_READY", None, &[])
        }
    }

    #[test]
    fn a_verdict_opens_only_if_everything_passes() {
        assert!(passing().opens());
        assert!(!Verdict::default().opens());
        assert!(!Verdict { packet: None, ..passing() }.opens());
        assert!(!Verdict { ends: None, ..passing() }.opens());
        assert!(!passing().with([Found::guard(&rules::APPROVAL, "$")]).opens());
    }

    #[test]
    fn the_worst_finding_decides() {
        let found = |rule| Found::guard(rule, "$");
        let unproven = passing().with([found(&rules::APPROVAL)]);
        assert_eq!(unproven.status, "APPROVAL_UNPROVEN");
        let denied = unproven.with([found(&rules::TARGET)]);
        assert_eq!(denied.status, "DENY");
        let failed = denied.with([found(&rules::TARGET_UNREADABLE), found(&rules::APPROVAL)]);
        assert_eq!(failed.status, "ERROR");
        assert_eq!(failed.with([]).status, "ERROR");
        assert_eq!(failed_by("WORSE").status, "WORSE");
    }

    fn failed_by(status: &str) -> Verdict {
        passing().with([Found { status: status.to_owned(), ..Found::default() }])
    }
}
