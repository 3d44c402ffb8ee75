//! The oracle as a process: cases in, answers out, in order.

use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::sync_channel;
use std::thread;

use serde::Deserialize;

use super::answer::Answer;
use super::scene::Pair;

/// How many pairs may wait for their answers.
const WAITING: usize = 1_000;

/// What the oracle says of one case.
#[derive(Debug, Deserialize)]
pub(super) struct Verdict {
    pub(super) answer: Answer,
    /// Why it does not count.
    #[serde(default)]
    pub(super) why: String,
    /// What each layer says.
    #[serde(default)]
    pub(super) detail: serde_json::Value,
}

/// Where `make oracle` installs it.
fn installed() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"), PathBuf::from);
    target.join("oracle")
}

fn start() -> Child {
    let runner = Path::new(env!("CARGO_MANIFEST_DIR")).join("oracle/oracle.mjs");
    let mut node = Command::new("node");
    node.arg(runner).arg(installed()).stdin(Stdio::piped()).stdout(Stdio::piped());
    node.spawn().expect("node is needed: make oracle")
}

/// Asks the oracle of every pair, and hands each over with its answer.
pub(super) fn ask(pairs: impl Iterator<Item = Pair> + Send, mut take: impl FnMut(Pair, Verdict)) {
    let mut node = start();
    let mut cases = BufWriter::new(node.stdin.take().unwrap());
    let mut answers = BufReader::new(node.stdout.take().unwrap()).lines();
    let (asked, waiting) = sync_channel(WAITING);
    thread::scope(|scope| {
        scope.spawn(move || {
            for pair in pairs {
                writeln!(cases, "{}", pair.line).expect("the oracle has ended");
                asked.send(pair).expect("nobody waits for the answers");
                // The last thing that it writes is by being dropped.
            }
        });
        for pair in waiting {
            let line = answers.next().expect("an answer a case").unwrap();
            let verdict = serde_json::from_str(&line).expect("an answer as README.md says");
            take(pair, verdict);
        }
    });
    assert!(node.wait().unwrap().success());
}
