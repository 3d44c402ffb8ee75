//! Cases from files. A case is one packet or many: the base packet with its `change`, without what it would `remove`,
//! or another `packet` altogether; and `at` one place or several, each of a list of values, or texts that are put
//! there `raw`. `text` and `bytes` (hexadecimal) are whole packets. A text is written in pieces: a string, a string
//! and how often it is repeated, `null` for the base packet, and how far it is padded with spaces.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::*;
use crate::promotion::verdict::Readiness;

const FILES: [(&str, &str); 12] = [
    ("vectors", include_str!("../cases/vectors.json")),
    ("reading", include_str!("../cases/reading.json")),
    ("gate_a", include_str!("../cases/gate_a.json")),
    ("gate_b", include_str!("../cases/gate_b.json")),
    ("gate_c", include_str!("../cases/gate_c.json")),
    ("gate_d", include_str!("../cases/gate_d.json")),
    ("gate_e", include_str!("../cases/gate_e.json")),
    ("gate_f", include_str!("../cases/gate_f.json")),
    ("gate_g", include_str!("../cases/gate_g.json")),
    ("undeclared", include_str!("../cases/undeclared.json")),
    ("predicates", include_str!("../cases/predicates.json")),
    ("deviations", include_str!("../cases/deviations.json")),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::promotion) struct Case {
    /// The row of the rule tables that it is about.
    pub(super) row: String,
    /// What of the row.
    #[serde(default)]
    clause: String,
    packet: Option<Value>,
    #[serde(default)]
    change: serde_json::Map<String, Value>,
    #[serde(default)]
    remove: Vec<String>,
    #[serde(default)]
    at: At,
    /// Whether a packet without the place is one more.
    #[serde(default)]
    absent: bool,
    #[serde(default)]
    each: Vec<Value>,
    #[serde(default)]
    raw: Vec<Text>,
    #[serde(default)]
    text: Vec<Text>,
    #[serde(default)]
    bytes: Vec<Text>,
    /// Whether nothing could be read at all.
    #[serde(default)]
    unread: bool,
    /// `DENY` where there are findings, else `PASS`.
    status: Option<String>,
    pub(super) findings: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum At {
    One(String),
    Many(Vec<String>),
}

impl Default for At {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Text {
    Whole(String),
    Pieces(Vec<Piece>),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Piece {
    Base(()),
    Plain(String),
    Repeated(String, usize),
    Padding { pad_to: usize },
}

impl Text {
    fn written(&self) -> String {
        let Self::Pieces(pieces) = self else {
            let Self::Whole(text) = self else { return String::new() };
            return text.clone();
        };
        let mut text = String::new();
        for piece in pieces {
            match piece {
                Piece::Base(()) => text.push_str(BASE),
                Piece::Plain(plain) => text.push_str(plain),
                Piece::Repeated(part, times) => text.push_str(&part.repeat(*times)),
                Piece::Padding { pad_to } => {
                    text.push_str(&" ".repeat(pad_to.checked_sub(text.len()).unwrap()));
                }
            }
        }
        text
    }
}

/// What stands where a raw text goes.
const HERE: &str = "here goes a text";

impl Case {
    fn changed(&self) -> Value {
        let mut packet = self.packet.clone().unwrap_or_else(base);
        for (path, value) in &self.change {
            set(&mut packet, &pointer(path), value.clone());
        }
        for path in &self.remove {
            remove(&mut packet, &pointer(path));
        }
        packet
    }

    fn places(&self) -> Vec<String> {
        match &self.at {
            At::One(path) => vec![pointer(path)],
            At::Many(paths) => paths.iter().map(|path| pointer(path)).collect(),
        }
    }

    fn with(&self, value: &Value) -> Value {
        let mut packet = self.changed();
        for place in self.places() {
            set(&mut packet, &place, value.clone());
        }
        packet
    }

    fn without(&self) -> Value {
        let mut packet = self.changed();
        for place in self.places() {
            remove(&mut packet, &place);
        }
        packet
    }

    fn texts(&self) -> Vec<Vec<u8>> {
        let mut texts: Vec<Vec<u8>> =
            self.text.iter().map(|text| text.written().into_bytes()).collect();
        texts.extend(self.bytes.iter().map(|bytes| hex::decode(bytes.written()).unwrap()));
        let here = Value::from(HERE);
        texts.extend(self.raw.iter().map(|raw| {
            let packet = self.with(&here).to_string();
            assert!(packet.contains(HERE));
            packet.replace(&here.to_string(), &raw.written()).into_bytes()
        }));
        texts.extend(self.each.iter().map(|value| self.with(value).to_string().into_bytes()));
        if self.absent {
            texts.push(self.without().to_string().into_bytes());
        }
        if texts.is_empty() && !self.unread {
            texts.push(self.changed().to_string().into_bytes());
        }
        texts
    }

    pub(in crate::promotion) fn evaluations(&self) -> Vec<Evaluation> {
        let mut evaluations: Vec<_> = self.texts().iter().map(|text| evaluate(text)).collect();
        if self.unread {
            evaluations.push(unreadable());
        }
        evaluations
    }

    fn status(&self) -> &str {
        let derived = if self.findings.is_empty() { "PASS" } else { "DENY" };
        self.status.as_deref().unwrap_or(derived)
    }
}

pub(in crate::promotion) fn cases() -> Vec<Case> {
    let read = |(name, text): (&str, &str)| -> Vec<Case> {
        serde_json::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"))
    };
    FILES.into_iter().flat_map(read).collect()
}

fn lines(evaluation: &Evaluation) -> Vec<String> {
    let line = |finding: &crate::promotion::verdict::Finding| {
        format!("{} {}", finding.code.name, finding.path)
    };
    evaluation.findings().iter().map(line).collect()
}

#[test]
fn cases_have_exactly_their_findings() {
    let (mut wrong, mut packets) = (Vec::new(), 0);
    for case in cases() {
        for (at, evaluation) in case.evaluations().iter().enumerate() {
            packets += 1;
            let found = lines(evaluation);
            let open = evaluation.readiness() == Readiness::ApproveReady;
            if found != case.findings
                || evaluation.status().word() != case.status()
                || open != case.findings.is_empty()
            {
                wrong.push(format!(
                    "{} {} (its packet {at})\n  found    {found:?} {}\n  expected {:?} {}",
                    case.row,
                    case.clause,
                    evaluation.status(),
                    case.findings,
                    case.status(),
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} packets:\n{}", wrong.len(), wrong.join("\n"));
    assert!(packets > 1_400, "only {packets}");
}

#[test]
fn no_packet_stands_twice_in_a_row() {
    let (mut seen, mut twice) = (BTreeSet::new(), Vec::new());
    for case in cases() {
        for (at, text) in case.texts().into_iter().enumerate() {
            if !seen.insert((case.row.clone(), text)) {
                twice.push(format!("{} {} (its packet {at})", case.row, case.clause));
            }
        }
    }
    assert!(twice.is_empty(), "{}", twice.join("\n"));
}
