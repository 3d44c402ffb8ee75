//! One emulator: started by `emulator/launcher.py`, ended when this value is dropped (or when this
//! process ends in any other way: the launcher follows its standard input).

use std::collections::BTreeMap;
use std::process::Stdio;

use serde::Deserialize;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::Mutex;

use crate::certificate::Certificate;
use crate::error::{Context, Failure, Result};
use crate::lesser::Lesser;
use crate::places;

/// A running emulator.
#[derive(Debug)]
pub struct Emulator {
    endpoint: String,
    plain_endpoint: String,
    certificate: Certificate,
    line: Mutex<Line>,
    // Ended and removed with this value.
    _process: Child,
    _directory: TempDir,
}

#[derive(Debug)]
struct Line {
    to: ChildStdin,
    from: Lines<BufReader<ChildStdout>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Message {
    Ready { https: u16, http: u16 },
    Done(String),
    Calls(BTreeMap<String, usize>),
    Held(serde::de::IgnoredAny),
    Unknown(String),
}

impl Emulator {
    /// Starts one that lacks nothing and waits until it accepts connections.
    pub async fn start() -> Result<Self> {
        Self::start_as(&Lesser::default()).await
    }

    /// Starts one that lacks what `lesser` says and waits until it accepts connections.
    pub async fn start_as(lesser: &Lesser) -> Result<Self> {
        let python = places::emulator_python()?;
        let directory = TempDir::new().doing("making a directory for the emulator")?;
        let certificate = Certificate::make(directory.path())?;
        let log_path = directory.path().join("emulator.log");
        let log = std::fs::File::create(&log_path).doing("making the emulator's log")?;
        let mut process = Command::new(python)
            .arg("-B")
            .arg(places::acceptance().join("emulator/launcher.py"))
            .arg("--certificate")
            .arg(&certificate.certificate)
            .arg("--key")
            .arg(&certificate.key)
            .args(lesser.arguments())
            .env("TMPDIR", directory.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            // Ctrl-C in a terminal ends the test, and thereby the emulator: not both at once.
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .doing("starting the emulator")?;
        let to = process.stdin.take().doing("the emulator has no standard input")?;
        let from = process.stdout.take().doing("the emulator has no standard output")?;
        let mut line = Line { to, from: BufReader::new(from).lines() };
        let (https, http) = match line.next().await {
            Ok(Message::Ready { https, http, .. }) => (https, http),
            other => {
                let log = std::fs::read_to_string(&log_path).unwrap_or_default();
                return Err(Failure::new(format!(
                    "the emulator did not start ({other:?}); it says:\n{log}"
                )));
            }
        };
        Ok(Self {
            endpoint: format!("https://127.0.0.1:{https}"),
            plain_endpoint: format!("http://127.0.0.1:{http}"),
            certificate,
            line: Mutex::new(line),
            _process: process,
            _directory: directory,
        })
    }

    /// The address of every service, over TLS.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The same services without TLS.
    pub fn plain_endpoint(&self) -> &str {
        &self.plain_endpoint
    }

    /// The certificate authority to trust.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// From now on keeps requests for `action`, e.g. `kms:CreateKey`, unanswered.
    pub async fn hold(&self, action: &str) -> Result<()> {
        self.command(&format!("hold {action}")).await
    }

    /// Waits until a request is held.
    pub async fn held(&self) -> Result<()> {
        match self.line.lock().await.next().await? {
            Message::Held(_) => Ok(()),
            other => Err(Failure::new(format!("the emulator said {other:?}, not that it holds"))),
        }
    }

    /// Executes what is held and holds nothing more.
    pub async fn release(&self) -> Result<()> {
        self.command("release").await
    }

    /// How often each IAM action was called since the last time that this was asked.
    pub async fn calls(&self) -> Result<BTreeMap<String, usize>> {
        let calls = {
            let mut line = self.line.lock().await;
            line.send("calls").await?;
            match line.next().await? {
                Message::Calls(calls) => calls,
                other => {
                    return Err(Failure::new(format!("the emulator answers {other:?} to `calls`")));
                }
            }
        };
        self.command("reset-calls").await?;
        Ok(calls)
    }

    async fn command(&self, text: &str) -> Result<()> {
        let mut line = self.line.lock().await;
        line.to.write_all(format!("{text}\n").as_bytes()).await.doing("writing to the emulator")?;
        line.to.flush().await.doing("writing to the emulator")?;
        loop {
            match line.next().await? {
                Message::Done(done) if done == text => return Ok(()),
                Message::Held(_) => {}
                Message::Unknown(what) => {
                    return Err(Failure::new(format!("the emulator knows no command `{what}`")));
                }
                other => {
                    return Err(Failure::new(format!(
                        "the emulator answers {other:?} to `{text}`"
                    )));
                }
            }
        }
    }
}

impl Line {
    async fn send(&mut self, text: &str) -> Result<()> {
        let text = format!("{text}\n");
        self.to.write_all(text.as_bytes()).await.doing("writing to the emulator")?;
        self.to.flush().await.doing("writing to the emulator")
    }

    async fn next(&mut self) -> Result<Message> {
        let text = self
            .from
            .next_line()
            .await
            .doing("reading from the emulator")?
            .doing("the emulator has ended")?;
        serde_json::from_str(&text).doing(format!("reading `{text}` from the emulator"))
    }
}
