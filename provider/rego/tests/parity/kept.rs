//! The other engines' answers, kept in `parity/answers.ndjson`, so that tests compare with them without asking.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::question::Question;

/// Answers of rego-cpp and OPA.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Kept {
    /// The version of rego-cpp.
    pub(crate) rego_cpp: String,
    /// The version of OPA.
    pub(crate) opa: String,
    /// Of the questions.
    pub(crate) digest: String,
    /// By rego-cpp and by OPA, in the order of the questions.
    pub(crate) answers: Vec<(Answer, Answer)>,
}

/// The first line.
#[derive(Serialize, Deserialize)]
struct Head {
    digest: String,
    opa: String,
    #[serde(rename = "rego-cpp")]
    rego_cpp: String,
}

/// Every other line.
#[derive(Serialize, Deserialize)]
struct Line {
    of: String,
    /// Where it is not as rego-cpp's.
    #[serde(skip_serializing_if = "Option::is_none")]
    opa: Option<Answer>,
    #[serde(rename = "rego-cpp")]
    rego_cpp: Answer,
}

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("parity/answers.ndjson")
}

pub(crate) fn write(questions: &[Question], kept: &Kept) {
    std::fs::write(path(), text(questions.iter().map(|one| one.name.as_str()), kept)).unwrap();
}

fn text<'n>(names: impl Iterator<Item = &'n str>, kept: &Kept) -> String {
    let Kept { rego_cpp, opa, digest, answers } = kept.clone();
    let mut lines = vec![serde_json::to_string(&Head { digest, opa, rego_cpp }).unwrap()];
    for (of, (rego_cpp, opa)) in names.zip(answers) {
        let opa = (opa != rego_cpp).then_some(opa);
        let line = Line { of: of.to_owned(), opa, rego_cpp };
        lines.push(serde_json::to_string(&line).unwrap());
    }
    lines.join("\n") + "\n"
}

pub(crate) fn read() -> Kept {
    parse(&std::fs::read_to_string(path()).expect("no answers are kept: run make parity"))
}

fn parse(text: &str) -> Kept {
    let (head, lines) = text.split_once('\n').unwrap();
    let Head { digest, opa, rego_cpp } = serde_json::from_str(head).unwrap();
    let answers = lines.lines().map(|line| {
        let Line { opa, rego_cpp, .. } = serde_json::from_str(line).unwrap();
        (rego_cpp.clone(), opa.unwrap_or(rego_cpp))
    });
    Kept { rego_cpp, opa, digest, answers: answers.collect() }
}

#[test]
fn kept_answers_are_read_as_they_were_written() {
    let document = Answer::Defined(serde_json::json!({"a": ["é\n"]}));
    let answers = vec![(document, Answer::Undefined), (Answer::Died, Answer::Died)];
    let [rego_cpp, opa, digest] = ["1", "2", "3"].map(ToOwned::to_owned);
    let kept = Kept { rego_cpp, opa, digest, answers };
    assert_eq!(parse(&text(["a", "b"].into_iter(), &kept)), kept);
}
