//! Terraform starts this binary: it reads the environment, makes the edges and serves.
#![expect(
    clippy::disallowed_methods,
    reason = "the one place that reads environment, clock and randomness"
)]

use std::io::{Write as _, stderr, stdout};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use kfm_provider::cloud::Mutate;
use kfm_provider::cloud::aws::{AssumeRole, AwsCloud, AwsSettings, RetryMode};
use kfm_provider::cloud::traced::Traced;
use kfm_provider::configure::{CloudSettings, Edges};
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
    let roles = settings.assume_roles.into_iter().map(|role| AssumeRole {
        role_arn: role.role_arn,
        session_name: role.session_name,
        external_id: role.external_id,
        duration_seconds: role.duration_seconds,
    });
    let cloud = AwsCloud::new(AwsSettings {
        region: settings.region,
        profile: settings.profile,
        assume_roles: roles.collect(),
        s3_endpoint: settings.s3_endpoint,
        iam_endpoint: settings.iam_endpoint,
        kms_endpoint: settings.kms_endpoint,
        sts_endpoint: settings.sts_endpoint,
        use_path_style: settings.use_path_style,
        ca_bundle: settings.ca_bundle.or(bundle),
        retry_mode: settings.adaptive_retry.then_some(RetryMode::Adaptive),
        max_attempts: settings.max_attempts,
        ..AwsSettings::default()
    });
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
