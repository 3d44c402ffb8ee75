//! The parent's side: a process for one evaluation.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::request::{Answer, Failure, Request};
use crate::worker::ARGUMENT;

/// The longest answer, in bytes: a decision is short.
const LONGEST_ANSWER: u64 = 4 << 20;

/// The engine behind a process boundary.
#[derive(Clone, Debug)]
pub struct Isolated {
    program: PathBuf,
    time: Duration,
}

impl Isolated {
    /// An engine whose worker is `program`, started with [`ARGUMENT`], and whose evaluations may take `time`.
    #[must_use]
    pub fn new(program: &Path, time: Duration) -> Self {
        Self { program: program.to_owned(), time }
    }

    /// Evaluates. None where the document is undefined; sets are lists.
    ///
    /// # Errors
    ///
    /// There is no answer, and why.
    pub fn evaluate(&self, request: &Request) -> Result<Option<Value>, Failure> {
        let request = serde_json::to_vec(request).map_err(|_| Failure::Start)?;
        let mut worker = self.start().map_err(|_| Failure::Start)?;
        let answer = self.answer(&mut worker, request);
        // It has ended, or it has to now. Both fail only for a child that has been waited for.
        let _ = worker.kill();
        let _ = worker.wait();
        match answer? {
            Answer::Defined(document) => Ok(Some(document)),
            Answer::Undefined => Ok(None),
            Answer::Failed(failure) => Err(failure),
        }
    }

    /// The child inherits nothing: no environment, no open files, and where it writes errors nobody reads.
    #[expect(
        clippy::disallowed_types,
        reason = "the one program that is started: the binary itself, as worker"
    )]
    fn start(&self) -> std::io::Result<Child> {
        std::process::Command::new(&self.program)
            .arg(ARGUMENT)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
    }

    fn answer(&self, worker: &mut Child, request: Vec<u8>) -> Result<Answer, Failure> {
        let mut input = worker.stdin.take().ok_or(Failure::Start)?;
        let output = worker.stdout.take().ok_or(Failure::Start)?;
        let (sender, receiver) = mpsc::channel();
        // Both threads end with the worker: its pipes close.
        thread::spawn(move || input.write_all(&request));
        thread::spawn(move || {
            let mut text = Vec::new();
            let read = output.take(LONGEST_ANSWER).read_to_end(&mut text);
            let _ = sender.send(read.map(|_| text));
        });
        match receiver.recv_timeout(self.time) {
            Ok(Ok(text)) => serde_json::from_slice(&text).map_err(|_| Failure::Died),
            Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => Err(Failure::Died),
            Err(RecvTimeoutError::Timeout) => Err(Failure::Time),
        }
    }
}
