//! What the binary does for people and pipelines: the gate's evaluation without Terraform.
//!
//! Results go to standard output; what is wrong with the usage, and beside JSON what else there is to say, to standard
//! error. Exit codes: 0 all is well, 1 something is not, 2 it
//! could not be evaluated, or the usage was wrong.

mod check;
mod close;
mod input;
mod problem;
mod receipt;
mod table;

use std::ffi::OsString;
use std::fmt;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Parser, Subcommand};

use crate::cloud::{CloudSettings, Mutate};

/// What is not pure and comes from `main`.
pub struct Edges {
    /// The time.
    pub now: fn() -> jiff::Timestamp,
    /// Makes a cloud.
    pub connect: Arc<dyn Fn(CloudSettings) -> Arc<dyn Mutate> + Send + Sync>,
    /// The program that serves as worker of the policy engine: the binary itself.
    pub worker: PathBuf,
    /// Standard input.
    pub input: Box<dyn Read + Send>,
    /// Standard output.
    pub output: Box<dyn Write + Send>,
    /// Standard error.
    pub errors: Box<dyn Write + Send>,
}

impl fmt::Debug for Edges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Edges").field("worker", &self.worker).finish_non_exhaustive()
    }
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// All is well.
    Good = 0,
    /// Something is not.
    Bad = 1,
    /// It could not be evaluated, or the usage was wrong.
    Error = 2,
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

#[derive(Debug, Parser)]
#[command(
    name = "terraform-provider-kfm",
    version,
    about = "Storage zones of the Kansas Frontier Matrix as controls: a Terraform provider.",
    long_about = "Storage zones of the Kansas Frontier Matrix as controls: a Terraform provider.\n\n\
                  Terraform starts this program without arguments. With a command, it evaluates evidence for a \
                  promotion as the provider does."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Evaluate evidence for a promotion
    #[command(subcommand)]
    Gate(Gate),
}

#[derive(Debug, Subcommand)]
enum Gate {
    /// Evaluate packets by a profile
    Check(check::CheckArguments),
    /// Check receipts of promotions
    Receipt(receipt::ReceiptArguments),
    /// Close a gate now, without Terraform
    Close(close::CloseArguments),
}

/// Does what the arguments say; the first is the program's name.
///
/// # Errors
/// Standard output or standard error cannot be written.
pub async fn run(
    arguments: impl IntoIterator<Item = OsString>,
    mut edges: Edges,
) -> io::Result<Exit> {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        // Help and version are what was asked for: they go to standard output.
        Err(answer) if !answer.use_stderr() => {
            write!(edges.output, "{answer}")?;
            return Ok(Exit::Good);
        }
        Err(error) => {
            write!(edges.errors, "{error}")?;
            return Ok(Exit::Error);
        }
    };
    let Command::Gate(gate) = arguments.command;
    let exit = match gate {
        Gate::Check(arguments) => check::run(arguments, &mut edges).await?,
        Gate::Receipt(arguments) => receipt::run(&arguments, &mut edges)?,
        Gate::Close(arguments) => close::run(&arguments, &mut edges).await?,
    };
    edges.output.flush()?;
    Ok(exit)
}
