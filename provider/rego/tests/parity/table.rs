//! The part of `parity/README.md` that is written: what was compared, and the table of features.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use kfm_rego::VERSION;
use serde_json::Value;

use crate::answer::{self, Answer};
use crate::bundle;
use crate::differences::{ALL, As};
use crate::kept::Kept;
use crate::{Asked, of_bundle, of_features};

const BEGIN: &str = "<!-- written by `make parity` -->\n";
const END: &str = "<!-- end of what is written -->\n";

/// The longest value that is shown, in characters.
const WIDTH: usize = 60;

/// The text between the marks.
pub(crate) fn text(all: &[Asked], kept: &Kept) -> String {
    let mut text = counts(kept);
    let mut area = bundle::AREA;
    for one in all.iter().filter(|one| one.question.area != bundle::AREA) {
        if one.question.area != area {
            area = one.question.area;
            let title = area[..1].to_uppercase() + &area[1..];
            let _ = writeln!(
                text,
                "\n### {title}\n\n| feature | regorus | rego-cpp | note |\n|---|---|---|---|"
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

fn counts(kept: &Kept) -> String {
    let inputs = of_bundle().count();
    let alike = of_bundle().filter(|one| one.difference().is_none()).count();
    let allowed = of_bundle()
        .filter(|one| one.ours.document().is_some_and(|document| document["allow"] == true))
        .count();
    let features = of_features().count();
    let found: Vec<_> = of_features().map(Asked::difference).collect();
    let count = |of| found.iter().filter(|one| **one == of).count();
    let between = of_features().filter(|one| one.ours.same(&one.theirs)).count();
    format!(
        "| | regorus {VERSION}, rego-cpp {}, OPA {} |\n|---|--:|\n\
         | inputs of the example bundle | {inputs} |\n\
         | answered alike by all three | {alike} |\n\
         | of these, allowed | {allowed} |\n\
         | features | {features} |\n\
         | answered alike by all three | {} |\n\
         | answered as OPA does by regorus alone | {} |\n\
         | answered as OPA does by rego-cpp alone | {} |\n\
         | answered as OPA does by neither | {} |\n\
         | answered alike by regorus and rego-cpp, whatever OPA says | {between} |\n",
        kept.rego_cpp,
        kept.opa,
        count(None),
        count(Some(As::Ours)),
        count(Some(As::Theirs)),
        count(Some(As::Neither)),
    )
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
