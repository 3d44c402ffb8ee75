//! Ends an apply in the middle: at a call that the emulator holds.

use std::fs;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use serde::Deserialize;
use tokio::time::timeout;

use crate::emulator::Emulator;
use crate::error::{Context, Failure, Result};
use crate::terraform::{Output, Running, Terraform};

/// How the apply is ended.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// SIGINT to terraform and its provider, as a terminal sends it.
    CtrlC,
    /// SIGKILL to the provider alone.
    KillProvider,
}

/// How long terraform may take to end by itself while the call is still held. One that waits for
/// the call to end is given its end after that: it decides nothing but the way.
const BEFORE_RELEASE: Duration = Duration::from_secs(10);

/// Applies, and ends the apply when it calls `action`.
pub async fn apply(
    terraform: &Terraform,
    emulator: &Emulator,
    action: &str,
    how: How,
) -> Result<Output> {
    emulator.hold(action).await?;
    let mut running = terraform.start(&["apply", "-auto-approve"])?;
    let early = tokio::select! {
        held = emulator.held() => { held?; false }
        _ = running.ended() => true,
    };
    if early {
        let output = running.end().await?;
        return Err(output.unexpected(&format!("it ended before it called `{action}`")));
    }
    let leader = running.process()?;
    match how {
        How::CtrlC => {
            kill_process_group(process(leader)?, Signal::INT).doing("interrupting terraform")?;
            running.says("Interrupt received").await?;
        }
        How::KillProvider => {
            for provider in providers(leader)? {
                kill_process(process(provider)?, Signal::KILL).doing("killing the provider")?;
            }
        }
    }
    finish(running, emulator).await
}

async fn finish(mut running: Running, emulator: &Emulator) -> Result<Output> {
    // Whether or not it ends while the call is held, both are good: see BEFORE_RELEASE.
    let _ended = timeout(BEFORE_RELEASE, running.ended()).await;
    emulator.release().await?;
    running.end().await
}

fn process(id: i32) -> Result<Pid> {
    Pid::from_raw(id).doing("a process id is never 0")
}

/// The provider processes that `parent` started. Reads `/proc`, so it works on Linux only.
fn providers(parent: i32) -> Result<Vec<i32>> {
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").doing("looking for the provider's process in `/proc`")? {
        let Ok(entry) = entry else { continue };
        let Some(id) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        // A process that ends meanwhile is none of ours.
        let Ok(stat) = fs::read_to_string(entry.path().join("stat")) else { continue };
        let Some((name, fields)) = stat.rsplit_once(')') else { continue };
        let started_by = fields.split_whitespace().nth(1).and_then(|field| field.parse().ok());
        if started_by == Some(parent) && name.contains("(terraform-pro") {
            found.push(id);
        }
    }
    if found.is_empty() {
        return Err(Failure::new("terraform has started no provider"));
    }
    Ok(found)
}
