//! Terraform starts this binary without arguments: it reads the environment, makes the edges and serves. With
//! arguments it is a tool, or the worker of its own policy engine.
#![expect(
    clippy::disallowed_methods,
    reason = "the one place that reads environment, clock and randomness"
)]

use std::io::{Write as _, stderr, stdin, stdout};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use kfm_provider::cli;
use kfm_provider::cloud::aws::AwsCloud;
use kfm_provider::cloud::traced::Traced;
use kfm_provider::cloud::{CloudSettings, Mutate};
use kfm_provider::configure::Edges;
use kfm_provider::resources::KfmProvider;
use kfm_provider::terraform::{log, plugin};

/// A worker's memory is limited; that of the provider and the tool is only counted.
#[global_allocator]
static ALLOCATOR: kfm_rego::Budget = kfm_rego::unlimited();

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1).peekable();
    let ended = match arguments.peek() {
        None => serve().map(|()| ExitCode::SUCCESS),
        Some(first) if first == kfm_rego::ARGUMENT => {
            let ended = kfm_rego::serve(&ALLOCATOR, stdin(), stdout());
            ended.map(|()| ExitCode::SUCCESS).map_err(Into::into)
        }
        Some(_) => Ok(tool()
            .unwrap_or_else(|error| {
                let _ = writeln!(stderr(), "{error}");
                // Nothing was evaluated to its end.
                cli::Exit::Error
            })
            .into()),
    };
    match ended {
        Ok(code) => code,
        Err(error) => {
            // Nobody is left to tell if standard error is closed.
            let _ = writeln!(stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The CA bundle of the AWS CLI.
fn ca_bundle() -> Option<PathBuf> {
    variable("AWS_CA_BUNDLE").map(PathBuf::from)
}

fn tool() -> Result<cli::Exit, Box<dyn std::error::Error>> {
    let bundle = ca_bundle();
    let edges = cli::Edges {
        now: jiff::Timestamp::now,
        connect: Arc::new(move |settings| connect(settings, bundle.clone())),
        worker: std::env::current_exe()?,
        input: Box::new(stdin()),
        output: Box::new(stdout()),
        errors: Box::new(stderr()),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    Ok(runtime.block_on(cli::run(std::env::args_os(), edges))?)
}

fn serve() -> Result<(), Box<dyn std::error::Error>> {
    plugin::check_cookie(variable(plugin::COOKIE_NAME).as_deref())?;
    let level = log::level(variable("TF_LOG_PROVIDER").as_deref(), variable("TF_LOG").as_deref());
    if let Some(level) = level {
        log::install(level, jiff::Timestamp::now, Box::new(stderr()));
    }
    let bundle = ca_bundle();
    let edges = Edges {
        connect: Arc::new(move |settings| connect(settings, bundle.clone())),
        now: jiff::Timestamp::now,
        nonce,
        read: |path| std::fs::read(path),
        worker: std::env::current_exe()?,
    };
    let environment = plugin::PluginEnvironment {
        client_certificate: variable("PLUGIN_CLIENT_CERT"),
        temp_dir: std::env::temp_dir(),
        output: Box::new(stdout()),
    };
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(plugin::serve(KfmProvider::new(edges), environment))?;
    Ok(())
}

/// The AWS CLI's variable for a CA bundle holds where the provider block names none.
fn connect(settings: CloudSettings, bundle: Option<PathBuf>) -> Arc<dyn Mutate> {
    let ca_bundle = settings.ca_bundle.clone().or(bundle);
    let cloud = AwsCloud::new(CloudSettings { ca_bundle, ..settings });
    Arc::new(Traced::new(Arc::new(cloud)))
}

/// Sixteen random bytes. Where the system has none, the time tells creates apart well enough.
fn nonce() -> String {
    let mut bytes = [0_u8; 16];
    match getrandom::fill(&mut bytes) {
        Ok(()) => hex::encode(bytes),
        Err(_) => format!("{:032x}", jiff::Timestamp::now().as_nanosecond()),
    }
}
