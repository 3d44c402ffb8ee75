//! The part of `parity/README.md` that is written: what was compared, and the table of features.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use kfm_rego::VERSION;
use serde_json::Value;

use crate::Asked;
use crate::answer::{self, Answer};
use crate::bundle;
use crate::differences::{ALL, As, BUNDLE};
use crate::kept::Kept;

const BEGIN: &str = "<!-- written by `make parity` -->\n";
const END: &str = "<!-- end of what is written -->\n";

/// The longest value that is shown, in characters.
const WIDTH: usize = 60;

/// The text between the marks.
pub(crate) fn text(all: &[Asked], kept: &Kept) -> String {
    let mut text = counts(all, kept) + &inputs(all);
    let mut area = bundle::AREA;
    for one in all.iter().filter(|one| one.question.area != bundle::AREA) {
        if one.question.area != area {
            area = one.question.area;
            let _ = writeln!(
                text,
                "\n### {area}\n\n| feature | regorus | rego-cpp | note |\n|---|---|---|---|"
            );
        }
        let name = &one.question.name;
        let note = ALL.iter().find(|difference| difference.feature == name);
        let cells = [
            name.clone(),
            cell(&one.ours, &one.opa),
            cell(&one.theirs, &one.opa),
            note.map_or_else(String::new, |note| note.why.to_owned()),
        ];
        let cells = cells.map(|cell| cell.replace('|', "\\|"));
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
    text
}

fn counts(all: &[Asked], kept: &Kept) -> String {
    let (bundle, features): (Vec<_>, Vec<_>) =
        all.iter().partition(|one| one.question.area == bundle::AREA);
    let inputs = bundle.len();
    let alike = bundle.iter().filter(|one| one.difference().is_none()).count();
    let between_inputs = bundle.iter().filter(|one| one.ours.same(&one.theirs)).count();
    let allowed = bundle
        .iter()
        .filter(|one| one.ours.document().is_some_and(|document| document["allow"] == true))
        .count();
    let found: Vec<_> = features.iter().map(|one| one.difference()).collect();
    let between = features.iter().filter(|one| one.ours.same(&one.theirs)).count();
    let features = features.len();
    let count = |of| found.iter().filter(|one| **one == of).count();
    format!(
        "| | regorus {VERSION}, rego-cpp {}, OPA {} |\n|---|--:|\n\
         | inputs of the example bundle | {inputs} |\n\
         | allowed by regorus | {allowed} |\n\
         | answered alike by regorus and rego-cpp | {between_inputs} |\n\
         | answered alike by all three | {alike} |\n\
         | features | {features} |\n\
         | answered alike by regorus and rego-cpp | {between} |\n\
         | answered alike by all three | {} |\n\
         | answered as OPA does by regorus alone | {} |\n\
         | answered as OPA does by rego-cpp alone | {} |\n\
         | answered as OPA does by neither | {} |\n",
        kept.rego_cpp,
        kept.opa,
        count(None),
        count(Some(As::Ours)),
        count(Some(As::Theirs)),
        count(Some(As::Neither)),
    )
}

/// The inputs of the example bundle that are not answered alike: of each group, the first.
fn inputs(all: &[Asked]) -> String {
    let mut text = "\n### inputs of the example bundle\n\n\
        | inputs | such as | regorus | rego-cpp | note |\n|--:|---|---|---|---|\n"
        .to_owned();
    for group in BUNDLE {
        let first =
            all.iter().find(|one| Some(&one.question.name.as_str()) == group.inputs.first());
        let Some(Asked { question, ours, theirs, opa }) = first else { continue };
        let cells = [&question.name, &cell(ours, opa), &cell(theirs, opa), group.why];
        let cells = cells.map(|cell| cell.replace('|', "\\|"));
        let _ = writeln!(text, "| {} | {} |", group.inputs.len(), cells.join(" | "));
    }
    text
}

/// What an engine answers, by how it differs from what OPA answers.
fn cell(own: &Answer, opa: &Answer) -> String {
    if own.same(opa) {
        return match own {
            Answer::Defined(_) => "as OPA".to_owned(),
            other => other.text(),
        };
    }
    match (own, opa) {
        (Answer::Defined(Value::Object(own)), Answer::Defined(Value::Object(opa))) => {
            let names: std::collections::BTreeSet<_> = own.keys().chain(opa.keys()).collect();
            let differing = names.into_iter().filter_map(|name| {
                let (own, opa) = (own.get(name), opa.get(name));
                let alike = own.zip(opa).is_some_and(|(own, opa)| answer::same(own, opa));
                (!alike).then(|| format!("{name}: {}, OPA {}", value(own), value(opa)))
            });
            differing.collect::<Vec<_>>().join("; ")
        }
        (Answer::Defined(own), opa) => format!("{}, OPA {}", value(Some(own)), words(opa)),
        (own, opa) => format!("{}, OPA {}", own.text(), words(opa)),
    }
}

fn words(answer: &Answer) -> String {
    answer.document().map_or_else(|| answer.text(), |document| value(Some(document)))
}

fn value(value: Option<&Value>) -> String {
    let Some(value) = value else { return "undefined".to_owned() };
    let text = serde_json_canonicalizer::to_string(value).unwrap();
    if text.chars().count() <= WIDTH {
        return format!("`{text}`");
    }
    format!("`{}…`", text.chars().take(WIDTH).collect::<String>())
}

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("parity/README.md")
}

fn parts() -> [String; 3] {
    let text = std::fs::read_to_string(path()).unwrap();
    let (before, rest) =
        text.split_once(BEGIN).expect("README.md has a mark where the table begins");
    let (table, after) = rest.split_once(END).expect("README.md has a mark where the table ends");
    [before, table, after].map(ToOwned::to_owned)
}

pub(crate) fn read() -> String {
    let [_, table, _] = parts();
    table
}

pub(crate) fn write(table: &str) {
    let [before, _, after] = parts();
    std::fs::write(path(), [&before, BEGIN, table, END, &after].concat()).unwrap();
}
