//! Terraform starts this binary: it reads the environment, makes the edges and serves.
#![expect(
    clippy::disallowed_methods,
    reason = "the one place that reads environment, clock and randomness"
)]

use std::io::{Write as _, stderr, stdout};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use kfm_provider::cloud::aws::AwsCloud;
use kfm_provider::cloud::traced::Traced;
use kfm_provider::cloud::{CloudSettings, Mutate};
use kfm_provider::configure::Edges;
use kfm_provider::resources::KfmProvider;
use kfm_provider::terraform::{log, plugin};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell if standard error is closed.
            let _ = writeln!(stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let variable = |name: &str| std::env::var(name).ok();
    plugin::check_cookie(variable(plugin::COOKIE_NAME).as_deref())?;
    let level = log::level(variable("TF_LOG_PROVIDER").as_deref(), variable("TF_LOG").as_deref());
    if let Some(level) = level {
        log::install(level, jiff::Timestamp::now, Box::new(stderr()));
    }
    let bundle = variable("AWS_CA_BUNDLE").map(PathBuf::from);
    let edges = Edges {
        connect: Arc::new(move |settings| connect(settings, bundle.clone())),
        now: jiff::Timestamp::now,
        nonce,
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
