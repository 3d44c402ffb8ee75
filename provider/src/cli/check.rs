//! `gate check`: packets evaluated by a profile, as the provider does it at plan and at apply.

mod contract;
mod readiness;

use std::io;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::input::{self, InputFault};
use super::table::Report;
use super::{Edges, Exit, problem};
use crate::domain::promotion::formats::Second;
use crate::domain::promotion::json::Limits;
use crate::domain::promotion::verdict::Status;
use crate::domain::promotion::{contract as contract_profile, readiness as readiness_profile};

#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    /// The rule book
    #[arg(long, value_enum)]
    profile: Profile,
    /// The trusted options of the contract profile, in JSON: environment, zone map, policy pin, trusted keys, …
    #[arg(long, value_name = "FILE")]
    options: Option<PathBuf>,
    /// A policy bundle to ask about packets alone: one Rego module, or a gzip tar in OPA's layout
    #[arg(long, value_name = "FILE", requires = "digest", conflicts_with = "storage")]
    bundle: Option<PathBuf>,
    /// The digest of the bundle's bytes, `sha256:<hex>`: the pin
    #[arg(long, value_name = "DIGEST", requires = "bundle")]
    digest: Option<String>,
    /// The time of the evaluation, in RFC 3339, in place of the options' or the clock's
    #[arg(long, value_name = "TIME")]
    at: Option<jiff::Timestamp>,
    /// Read every object that a packet refers to, with credentials as for the AWS CLI, and ask the policy
    #[arg(long)]
    storage: bool,
    #[command(flatten)]
    connection: Connection,
    /// Write the profile's result document, one line a packet
    #[arg(long)]
    json: bool,
    /// Packets; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// Where objects are read, with `--storage`.
#[derive(Debug, Args)]
struct Connection {
    /// The region, in place of the environment's
    #[arg(long, requires = "storage")]
    region: Option<String>,
    /// The S3 endpoint, in place of AWS's
    #[arg(long, value_name = "URL", requires = "storage")]
    endpoint: Option<String>,
    /// Name buckets in the path, as endpoints other than AWS's may need it
    #[arg(long, requires = "storage")]
    path_style: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Profile {
    #[value(name = readiness_profile::PROFILE)]
    Readiness,
    #[value(name = contract_profile::PROFILE)]
    Contract,
}

/// What a packet came to.
struct Checked<'r> {
    report: Report<'r>,
    json: String,
    /// Something beyond the profile keeps a gate from opening that the user asked to be told of.
    unproven: bool,
}

impl Checked<'_> {
    fn exit(&self) -> Exit {
        match self.report.status {
            Status::Error => Exit::Error,
            Status::Pass if !self.unproven => Exit::Good,
            _ => Exit::Bad,
        }
    }

    /// Tells it. With JSON, the notes go where they do not end up in the document.
    fn tell(&self, json: bool, edges: &mut Edges) -> io::Result<()> {
        if !json {
            return self.report.write(&mut *edges.output);
        }
        for note in &self.report.notes {
            writeln!(edges.errors, "{}: {note}", self.report.name)?;
        }
        writeln!(edges.output, "{}", self.json)
    }
}

pub(super) async fn run(arguments: CheckArguments, edges: &mut Edges) -> io::Result<Exit> {
    let clock = Second::of(arguments.at.unwrap_or_else(edges.now));
    let mut problems = arguments.problems();
    let contract = match arguments.profile {
        Profile::Readiness => None,
        Profile::Contract => contract::Prepared::new(&arguments, clock, edges)
            .map_err(|more| problems.extend(more))
            .ok(),
    };
    if !problems.is_empty() {
        return problem::tell(&mut *edges.errors, &problems, "see `gate check --help`");
    }
    let mut exit = Exit::Good;
    for file in &arguments.files {
        let text = input::read(file, Limits::CONTRACT_PACKET.bytes, &mut *edges.input);
        let name = file.display().to_string();
        let ended = match &contract {
            None => readiness::check(name, text, clock).ended(arguments.json, edges)?,
            Some(prepared) => prepared.check(name, text).await.ended(arguments.json, edges)?,
        };
        exit = exit.max(ended);
    }
    Ok(exit)
}

impl CheckArguments {
    /// What does not go together.
    fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        let mut require = |holds: bool, problem: String| {
            if !holds {
                problems.push(problem);
            }
        };
        let files = self.files.iter().chain(&self.options).chain(&self.bundle);
        let standard_input = files.filter(|file| input::is_standard_input(file)).count();
        require(standard_input <= 1, "standard input (`-`) can be read once".to_owned());
        let of_contract = [
            ("--options", self.options.is_some()),
            ("--bundle", self.bundle.is_some()),
            ("--storage", self.storage),
        ];
        if self.profile == Profile::Readiness {
            for (name, given) in of_contract {
                let profile = contract_profile::PROFILE;
                require(
                    !given,
                    format!(
                        "{name} has a meaning for `{profile}` only: a readiness packet is complete in itself"
                    ),
                );
            }
        } else {
            let problem = "--options is missing: environment, zone map and policy pin are never taken from a packet";
            require(self.options.is_some(), problem.to_owned());
        }
        problems
    }
}

/// A sentence about a packet that could not be read, for people; the profile has a code for it.
fn unread(fault: &InputFault) -> String {
    format!("the packet: {fault}")
}
