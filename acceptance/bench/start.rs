//! From exec to the handshake, and the size of the binary.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use kfm_acceptance::{Context, Failure, Result};
use kfm_provider::terraform::client::{Host, Identity};
use kfm_provider::terraform::plugin::{COOKIE_NAME, COOKIE_VALUE};
use tokio::io::{AsyncBufReadExt as _, BufReader};

use crate::machine::{megabytes, time_of_threads};
use crate::process;
use crate::samples::Samples;
use crate::table::Row;

const STARTS: usize = 20;
const LIMIT: Duration = Duration::from_millis(40);
const SIZE_LIMIT: u64 = 25_000_000;

/// The rows.
pub(crate) async fn rows(binary: &Path) -> Result<Vec<Row>> {
    // The first start reads the binary from disk: it is not counted.
    handshake(binary).await?;
    let mut handshakes = Vec::new();
    let mut spent = Vec::new();
    let mut answers = Vec::new();
    for _ in 0..STARTS {
        let (elapsed, processors) = handshake(binary).await?;
        handshakes.push(elapsed);
        spent.push(processors);
        answers.push(answer(binary).await?);
    }
    let handshakes = Samples::of(handshakes).doing("no starts")?;
    let spent = Samples::of(spent).doing("no starts")?;
    let answers = Samples::of(answers).doing("no starts")?;
    let size = std::fs::metadata(binary).doing(binary.display())?.len();
    Ok(vec![
        Row::timed("start to handshake with mTLS", &handshakes, LIMIT, "≤ 40 ms, aim 15"),
        Row::plain("the same, time on the processors", spent.text()),
        Row::plain("start to the schema, received over mTLS", answers.text()),
        Row::judged("binary", megabytes(size), "≤ 25 MB", size <= SIZE_LIMIT),
    ])
}

/// Until the handshake line is there, and what of it was spent on the processors. What a host
/// prepares before is not counted.
async fn handshake(binary: &Path) -> Result<(Duration, Duration)> {
    let identity = Identity::generate().doing("making a certificate")?;
    let directory = tempfile::tempdir().doing("making a directory")?;
    let mut command = process::command(binary);
    command
        .env(COOKIE_NAME, COOKIE_VALUE)
        .env("PLUGIN_CLIENT_CERT", identity.pem())
        .env("TMPDIR", directory.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true);
    let start = Instant::now();
    let mut child = command.spawn().doing(format!("starting `{}`", binary.display()))?;
    let output = child.stdout.as_mut().doing("the provider has no standard output")?;
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line).await.doing("reading the handshake")?;
    let elapsed = start.elapsed();
    let spent = time_of_threads(child.id().doing("the provider has ended")?)?;
    child.kill().await.doing("ending the provider")?;
    match line.starts_with("1|6|unix|") {
        true => Ok((elapsed, spent)),
        false => Err(Failure::new(format!("the provider gave no handshake but `{line}`"))),
    }
}

/// Until the schema is there, the client's certificate included.
async fn answer(binary: &Path) -> Result<Duration> {
    let start = Instant::now();
    let host = Host::spawn(process::command(binary)).await.doing("starting the provider")?;
    host.connect().await.doing("connecting to the provider")?;
    let elapsed = start.elapsed();
    host.kill().await.doing("ending the provider")?;
    Ok(elapsed)
}
