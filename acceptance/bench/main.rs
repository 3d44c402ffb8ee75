//! `make bench`: measures what the provider costs, and prints a Markdown table of it beside the
//! budgets. It judges nothing by its exit code but whether the measuring itself worked.

mod arguments;
mod calls;
mod delay;
mod depth;
mod drive;
mod machine;
mod memory;
mod offline;
mod packets;
mod plans;
mod process;
mod proofs;
mod replay;
mod samples;
mod start;
mod table;
mod terraform;
mod zones;

use std::path::Path;
use std::process::ExitCode;

use kfm_acceptance::{Context, Failure, Result};
use tokio::runtime::Builder;

use arguments::{Arguments, Group, HELP, Wish};
use replay::stage::Stage;
use table::Row;

fn main() -> ExitCode {
    let arguments = match Arguments::parse(std::env::args().skip(1)) {
        Ok(Wish::Measure(arguments)) => arguments,
        Ok(Wish::Help) => {
            print(HELP);
            return ExitCode::SUCCESS;
        }
        Err(failure) => return complain(&failure),
    };
    match measure(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => complain(&failure),
    }
}

fn measure(arguments: &Arguments) -> Result<()> {
    let runtime = Builder::new_multi_thread().enable_all().build().doing("starting tokio")?;
    let binary = arguments.provider()?;
    let (rows, notes) = runtime.block_on(rows(arguments, &binary))?;
    print(&machine::describe(&binary));
    print(&format!("\n{}", table::markdown(&rows)));
    for note in notes {
        print(&format!("\n{note}"));
    }
    Ok(())
}

/// The rows, and notes to print after the table.
async fn rows(arguments: &Arguments, binary: &Path) -> Result<(Vec<Row>, Vec<String>)> {
    let mut rows = Vec::new();
    let mut notes = Vec::new();
    // Made by the first group that needs it.
    let mut stage: Option<Stage> = None;
    for group in arguments.groups() {
        progress(group.name());
        if group.needs_emulator() && !arguments.quick && stage.is_none() {
            stage = Some(Stage::prepare(binary).await?);
        }
        let stage = stage.as_ref();
        rows.extend(match group {
            Group::Start => start::rows(binary).await?,
            Group::Memory => memory::rows(binary, stage).await?,
            Group::Calls => {
                let (rows, note) = calls::rows(stage).await?;
                notes.extend(note);
                rows
            }
            Group::Depth => depth::rows(stage).await?,
            Group::Plan => plans::rows(stage).await?,
            Group::Proof => proofs::rows()?,
            Group::Packet => packets::rows(binary)?,
            Group::Terraform => match stage {
                Some(stage) => terraform::rows(stage, arguments.thousand).await?,
                None => Vec::new(),
            },
        });
    }
    match rows.is_empty() {
        false => Ok((rows, notes)),
        true => Err(Failure::new("nothing was measured: `--quick` left no rows of what was asked")),
    }
}

#[expect(clippy::print_stdout, reason = "the table is what the benchmark is for")]
fn print(text: &str) {
    println!("{text}");
}

/// Says on standard error what is under way.
#[expect(clippy::print_stderr, reason = "a benchmark speaks to whoever runs it")]
fn progress(text: &str) {
    eprintln!("{text}");
}

fn complain(failure: &Failure) -> ExitCode {
    progress(&format!("bench: {failure}"));
    ExitCode::FAILURE
}
