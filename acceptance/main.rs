//! One test for each folder of `scenarios`; `examples`: every configuration that the documentation
//! shows; `port`: the cloud port's conformance suite over the AWS adapter; `enforcement`: the
//! emulator's answers against the policy evaluator's; `gate_check`: evidence in storage, by the
//! command line; `guard`: the role of an open gate; `promotion`: the life of a gate; and `closed`: who is admitted in
//! which zone.
//! `cargo test -p kfm-acceptance [NAME]`.

use std::process::ExitCode;
use std::sync::Arc;

use kfm_acceptance::mirror::Mirror;
use kfm_acceptance::{
    Context, Result, closed, enforcement, examples, gate_check, guard, port, promotion, scenario,
};
use libtest_mimic::{Arguments, Failed, Trial};
use tokio::runtime::{Builder, Runtime};

/// Scenarios at once: each runs an emulator, terraform and two or three providers.
const AT_ONCE: usize = 2;

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(AT_ONCE);
    // The mirror belongs to the trials; it is removed when the last of them has gone.
    match trials(arguments.list) {
        Ok(trials) => libtest_mimic::run(&arguments, trials).exit_code(),
        Err(failure) => {
            complain(&failure.to_string());
            ExitCode::FAILURE
        }
    }
}

fn trials(only_listed: bool) -> Result<Vec<Trial>> {
    let folders = scenario::folders()?;
    // What is only listed needs neither a built provider nor terraform.
    let mirror = match only_listed {
        true => None,
        false => Some(Arc::new(runtime()?.block_on(Mirror::make())?)),
    };
    let made = |mirror: Option<Arc<Mirror>>| mirror.ok_or_else(|| Failed::from("no mirror"));
    let trial = |folder: std::path::PathBuf| {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mirror = mirror.clone();
        Trial::test(name, move || {
            let mirror = made(mirror)?;
            let run = async { scenario::run(&folder, &mirror).await };
            Ok(runtime()?.block_on(run)?)
        })
    };
    let scenarios: Vec<_> = folders.into_iter().map(trial).collect();
    let closing = mirror.clone();
    let closed = Trial::test("closed", move || {
        let mirror = made(closing)?;
        Ok(runtime()?.block_on(async { closed::holds(&mirror).await })?)
    });
    let promoting = mirror.clone();
    let promotion = Trial::test("promotion", move || {
        let mirror = made(promoting)?;
        Ok(runtime()?.block_on(async { promotion::holds(&mirror).await })?)
    });
    let examples = Trial::test("examples", move || {
        let mirror = made(mirror)?;
        Ok(runtime()?.block_on(async { examples::hold(&mirror).await })?)
    });
    let port = Trial::test("port", || Ok(runtime()?.block_on(port::conforms())?));
    let gate_check = Trial::test("gate_check", || Ok(runtime()?.block_on(gate_check::holds())?));
    let guard = Trial::test("guard", || Ok(runtime()?.block_on(guard::holds())?));
    let enforcement =
        Trial::test("enforcement", || Ok(runtime()?.block_on(enforcement::agrees())?));
    Ok(scenarios
        .into_iter()
        .chain([closed, examples, gate_check, guard, promotion, port, enforcement])
        .collect())
}

fn runtime() -> Result<Runtime> {
    Builder::new_multi_thread().worker_threads(2).enable_all().build().doing("starting tokio")
}

#[expect(clippy::print_stderr, reason = "a test binary speaks to whoever runs it")]
fn complain(text: &str) {
    eprintln!("{text}");
}
