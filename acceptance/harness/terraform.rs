//! The real `terraform`, run in one directory with an environment of its own.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::error::{Context, Failure, Result};

/// A run that takes longer than this hangs: it is ended, and the test with it.
const PATIENCE: Duration = Duration::from_secs(600);
const HOW_TO_GET_TERRAFORM: &str = "terraform 1.8 or newer is needed on the PATH: \
     https://developer.hashicorp.com/terraform/install";

/// The environment that a run starts from; nothing else of this process's environment reaches it,
/// so no `AWS_` or `TF_` variable and no shared AWS file of the machine has a say.
#[derive(Clone, Debug)]
pub struct Terraform {
    directory: PathBuf,
    environment: BTreeMap<String, OsString>,
}

/// What a run left behind.
#[derive(Clone, Debug)]
pub struct Output {
    /// The command line.
    pub command: String,
    /// 0, 1, or 2 for a plan that has changes; -1 when a signal ended the run.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard output and standard error as a user sees them.
    pub text: String,
}

/// A run under way.
#[derive(Debug)]
pub struct Running {
    command: String,
    child: Child,
    stdout: Stream,
    stderr: Stream,
}

#[derive(Debug)]
struct Stream {
    text: watch::Receiver<String>,
    reader: tokio::task::JoinHandle<()>,
}

impl Terraform {
    /// Runs in `directory` with the CLI configuration file `configuration`.
    pub fn new(directory: &Path, configuration: &Path) -> Self {
        let mut environment = BTreeMap::new();
        for kept in ["PATH", "TMPDIR"] {
            if let Some(value) = std::env::var_os(kept) {
                environment.insert(kept.to_owned(), value);
            }
        }
        for (name, value) in [
            ("HOME", directory.as_os_str()),
            ("TF_CLI_CONFIG_FILE", configuration.as_os_str()),
            ("TF_CLI_ARGS", "-no-color".as_ref()),
            ("TF_IN_AUTOMATION", "1".as_ref()),
            ("TF_INPUT", "0".as_ref()),
            ("CHECKPOINT_DISABLE", "1".as_ref()),
            ("AWS_EC2_METADATA_DISABLED", "true".as_ref()),
        ] {
            environment.insert(name.to_owned(), value.to_owned());
        }
        Self { directory: directory.to_owned(), environment }
    }

    /// The same with one more variable.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.environment.insert(name.to_owned(), value.into());
        self
    }

    /// Runs to the end.
    pub async fn run(&self, arguments: &[&str]) -> Result<Output> {
        self.start(arguments)?.end().await
    }

    /// Runs to the end and fails unless it exits with 0.
    pub async fn succeed(&self, arguments: &[&str]) -> Result<Output> {
        let output = self.run(arguments).await?;
        if output.code == 0 { Ok(output) } else { Err(output.unexpected("it failed")) }
    }

    /// What `terraform show -json` says of the state, or of a saved plan.
    pub async fn show(&self, plan: Option<&str>) -> Result<Value> {
        let mut arguments = vec!["show", "-json"];
        arguments.extend(plan);
        let output = self.succeed(&arguments).await?;
        serde_json::from_str(&output.stdout).doing("reading `terraform show -json`")
    }

    /// Starts a run, in a process group of its own as a shell would.
    pub fn start(&self, arguments: &[&str]) -> Result<Running> {
        let mut child = Command::new("terraform")
            .args(arguments)
            .current_dir(&self.directory)
            .env_clear()
            .envs(&self.environment)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .doing(HOW_TO_GET_TERRAFORM)?;
        let stdout = child.stdout.take().doing("terraform has no standard output")?;
        let stderr = child.stderr.take().doing("terraform has no standard error")?;
        Ok(Running {
            command: format!("terraform {}", arguments.join(" ")),
            child,
            stdout: Stream::of(stdout),
            stderr: Stream::of(stderr),
        })
    }
}

impl Running {
    /// The process, which leads its process group.
    pub fn process(&self) -> Result<i32> {
        let id = self.child.id().doing("terraform has already ended")?;
        i32::try_from(id).doing("the process id of terraform")
    }

    /// Waits until `text` has been printed.
    pub async fn says(&mut self, text: &str) -> Result<()> {
        let said = timeout(PATIENCE, self.stdout.text.wait_for(|all| all.contains(text))).await;
        match said {
            Ok(Ok(_)) => Ok(()),
            _ => Err(Failure::new(format!("`{}` never said `{text}`", self.command))),
        }
    }

    /// Waits for the end.
    pub async fn end(mut self) -> Result<Output> {
        match timeout(PATIENCE, self.ended()).await {
            Ok(status) => Ok(self.output(status?).await),
            Err(_) => Err(Failure::new(format!(
                "`{}` did not end:\n{}",
                self.command,
                self.stdout.text.borrow().as_str()
            ))),
        }
    }

    /// Waits for the end, which may already be.
    pub async fn ended(&mut self) -> Result<ExitStatus> {
        self.child.wait().await.doing("waiting for terraform")
    }

    async fn output(self, status: ExitStatus) -> Output {
        let stdout = self.stdout.all().await;
        let stderr = self.stderr.all().await;
        Output {
            command: self.command,
            code: status.code().unwrap_or(-1),
            text: format!("{stdout}{stderr}"),
            stdout,
        }
    }
}

impl Stream {
    fn of(mut source: impl AsyncRead + Send + Unpin + 'static) -> Self {
        let (sender, text) = watch::channel(String::new());
        let reader = tokio::spawn(async move {
            let mut bytes = Vec::new();
            while let Ok(1..) = source.read_buf(&mut bytes).await {
                sender.send_replace(String::from_utf8_lossy(&bytes).into_owned());
            }
        });
        Self { text, reader }
    }

    async fn all(self) -> String {
        // A reader that panicked has no more to say.
        let _ended = self.reader.await;
        self.text.borrow().clone()
    }
}

impl Output {
    /// A failure that shows the whole output.
    pub fn unexpected(&self, what: &str) -> Failure {
        Failure::new(format!(
            "`{}`: {what} (exit code {}); it says:\n{}",
            self.command, self.code, self.text
        ))
    }
}

/// The platform as terraform calls it, e.g. `linux_amd64`.
pub async fn platform() -> Result<String> {
    let output = Command::new("terraform")
        .args(["version", "-json"])
        .env("CHECKPOINT_DISABLE", "1")
        .env_remove("TF_CLI_CONFIG_FILE")
        .output()
        .await
        .doing(HOW_TO_GET_TERRAFORM)?;
    let version: Value =
        serde_json::from_slice(&output.stdout).doing("reading `terraform version -json`")?;
    let platform = version.get("platform").and_then(Value::as_str);
    Ok(platform.doing("`terraform version -json` names no platform")?.to_owned())
}
