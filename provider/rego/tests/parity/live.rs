//! The other engines themselves, by `parity/ask.py`.

use std::ffi::OsStr;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::thread;

use crate::answer::Answer;
use crate::kept::{self, Kept};
use crate::question::{self, Question};

/// Asks everything anew, and keeps the answers.
pub(crate) fn ask(python: &OsStr, questions: &[Question]) -> Kept {
    let lines: String = questions.iter().map(|one| one.line() + "\n").collect();
    let answers = |engine| -> Vec<Answer> {
        let text = run(python, &[engine], &lines);
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let version = |engine| run(python, &[engine, "version"], "").trim().to_owned();
    let kept = Kept {
        rego_cpp: version("rego-cpp"),
        opa: version("opa"),
        digest: question::digest(questions),
        answers: answers("rego-cpp").into_iter().zip(answers("opa")).collect(),
    };
    kept::write(questions, &kept);
    kept
}

fn run(python: &OsStr, arguments: &[&str], input: &str) -> String {
    let mut child = Command::new(python)
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/parity/ask.py"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let output = thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(input.as_bytes()));
        child.wait_with_output().unwrap()
    });
    assert!(output.status.success(), "ask.py {arguments:?} failed");
    String::from_utf8(output.stdout).unwrap()
}
