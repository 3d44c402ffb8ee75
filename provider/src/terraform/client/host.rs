//! A running provider: a task of this process, or a process of its own.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::process::{ExitStatus, Stdio};

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{Client, ClientError, Identity, tls};
use crate::terraform::plugin::{
    COOKIE_NAME, COOKIE_VALUE, Handshake, PluginEnvironment, ServeError, serve_until,
};
use crate::terraform::resource::Provider;

/// A running provider and what its host knows of it. Dropping it ends the provider.
pub struct Host {
    identity: Identity,
    handshake: Handshake,
    temp_dir: TempDir,
    running: Running,
}

enum Running {
    Task { task: JoinHandle<Result<(), ServeError>>, end: DropGuard },
    Process(Box<Child>),
}

impl Host {
    /// Serves `provider` in this process, over a real socket.
    ///
    /// # Errors
    /// The provider does not start.
    pub async fn in_process<P: Provider>(provider: P) -> Result<Self, ClientError> {
        let identity = Identity::generate()?;
        let temp_dir = tempfile::tempdir()?;
        let (sender, receiver) = oneshot::channel();
        let environment = PluginEnvironment {
            client_certificate: Some(identity.pem().to_owned()),
            temp_dir: temp_dir.path().to_owned(),
            output: Box::new(FirstLine { text: Vec::new(), sender: Some(sender) }),
        };
        let end = CancellationToken::new();
        let task = tokio::spawn(serve_until(provider, environment, end.clone()));
        let line = receiver.await.unwrap_or_default();
        let handshake = Handshake::parse(&line).ok_or(ClientError::NoHandshake(line))?;
        let running = Running::Task { task, end: end.drop_guard() };
        Ok(Self { identity, handshake, temp_dir, running })
    }

    /// Starts the provider's binary, as Terraform does. `command` may carry arguments and
    /// environment; standard error is inherited.
    ///
    /// # Errors
    /// The binary does not start or gives no handshake.
    pub async fn spawn(command: Command) -> Result<Self, ClientError> {
        Self::spawn_in(command, tempfile::tempdir()?).await
    }

    /// The same with a given directory for temporary files.
    ///
    /// # Errors
    /// As [`Host::spawn`].
    pub async fn spawn_in(mut command: Command, temp_dir: TempDir) -> Result<Self, ClientError> {
        let identity = Identity::generate()?;
        let mut child = command
            .env(COOKIE_NAME, COOKIE_VALUE)
            .env("PLUGIN_CLIENT_CERT", identity.pem())
            .env("PLUGIN_PROTOCOL_VERSIONS", "5,6")
            .env("TMPDIR", temp_dir.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.as_mut() {
            BufReader::new(stdout).read_line(&mut line).await?;
        }
        let handshake = Handshake::parse(&line).ok_or(ClientError::NoHandshake(line))?;
        Ok(Self { identity, handshake, temp_dir, running: Running::Process(Box::new(child)) })
    }

    /// Connects as the host.
    ///
    /// # Errors
    /// The provider refuses or does not answer.
    pub async fn connect(&self) -> Result<Client, ClientError> {
        self.connect_as(Some(&self.identity)).await
    }

    /// Connects as someone else, or as nobody.
    ///
    /// # Errors
    /// The provider refuses: it must.
    pub async fn connect_as(&self, identity: Option<&Identity>) -> Result<Client, ClientError> {
        Client::over(tls::connect(&self.handshake, identity).await?).await
    }

    /// Where the provider listens.
    pub fn socket(&self) -> &Path {
        &self.handshake.socket
    }

    /// Where the provider puts temporary files.
    pub fn temp_dir(&self) -> &Path {
        self.temp_dir.path()
    }

    /// The process id, if the provider is a process.
    pub fn process_id(&self) -> Option<u32> {
        match &self.running {
            Running::Task { .. } => None,
            Running::Process(child) => child.id(),
        }
    }

    /// Kills the provider's process, and returns the directory with whatever it left.
    ///
    /// # Errors
    /// It is no process, or cannot be killed.
    pub async fn kill(self) -> io::Result<TempDir> {
        match self.running {
            Running::Task { .. } => Err(io::Error::other("the provider is no process")),
            Running::Process(mut child) => {
                child.kill().await?;
                Ok(self.temp_dir)
            }
        }
    }

    /// Waits until the provider has ended by itself, and returns its directory for temporary
    /// files.
    ///
    /// # Errors
    /// It ended with an error.
    pub async fn ended(self) -> io::Result<TempDir> {
        match self.running {
            Running::Task { task, end: _held } => task.await?.map_err(io::Error::other)?,
            Running::Process(mut child) => {
                let status: ExitStatus = child.wait().await?;
                if !status.success() {
                    return Err(io::Error::other(status.to_string()));
                }
            }
        }
        Ok(self.temp_dir)
    }
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Host").field("handshake", &self.handshake).finish_non_exhaustive()
    }
}

/// Takes the handshake line that a provider writes. Dropped without one, it reports nothing.
struct FirstLine {
    text: Vec<u8>,
    sender: Option<oneshot::Sender<String>>,
}

impl Write for FirstLine {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.text.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if let Some(sender) = self.sender.take() {
            let line = String::from_utf8_lossy(&self.text).into_owned();
            // Nobody waits any more: the caller gave up.
            let _ = sender.send(line);
        }
        Ok(())
    }
}
