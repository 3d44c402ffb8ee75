//! The clients, made on first use.

use std::time::Duration;

use aws_config::identity::IdentityCache;
use aws_config::retry::RetryConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, ConfigLoader, SdkConfig};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::tls::{self, TlsContext, TrustStore};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use thiserror::Error;

use crate::cloud::{AssumeRole, CloudSettings, RetryMode};
use crate::domain::Region;

/// How long the credentials of the environment may take: where there are none, the metadata
/// service of an instance is asked last, and does not answer elsewhere.
const CREDENTIALS: Duration = Duration::from_secs(5);

/// How long one more role may take.
const ROLE: Duration = Duration::from_secs(10);

/// Why no clients can be made.
#[derive(Debug, Error)]
pub(super) enum SetupError {
    #[error("no region is set: set the provider's `region`, or AWS_REGION, or one in the profile")]
    NoRegion,
    #[error("the region is not well formed")]
    Region(#[source] crate::domain::names::NameError),
    #[error("the CA bundle `{0}` cannot be read")]
    Bundle(String, #[source] std::io::Error),
    #[error("the CA bundle `{0}` holds no certificate in PEM, or a broken one")]
    Pem(String),
    #[error("the TLS settings cannot be used")]
    Tls(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// One client a service.
#[derive(Debug)]
pub(super) struct Clients {
    pub(super) region: Region,
    pub(super) s3: aws_sdk_s3::Client,
    pub(super) iam: aws_sdk_iam::Client,
    pub(super) kms: aws_sdk_kms::Client,
    pub(super) sts: aws_sdk_sts::Client,
}

impl Clients {
    pub(super) async fn new(settings: &CloudSettings) -> Result<Self, SetupError> {
        let config = with_roles(loader(settings).await?.load().await, settings).await;
        let region = config.region().ok_or(SetupError::NoRegion)?;
        let region = Region::parse(region.as_ref()).map_err(SetupError::Region)?;
        let mut s3 = aws_sdk_s3::config::Builder::from(&config);
        if settings.use_path_style {
            s3 = s3.force_path_style(true);
        }
        if let Some(url) = &settings.s3_endpoint {
            s3 = s3.endpoint_url(url);
        }
        let mut iam = aws_sdk_iam::config::Builder::from(&config);
        if let Some(url) = &settings.iam_endpoint {
            iam = iam.endpoint_url(url);
        }
        let mut kms = aws_sdk_kms::config::Builder::from(&config);
        if let Some(url) = &settings.kms_endpoint {
            kms = kms.endpoint_url(url);
        }
        let mut sts = aws_sdk_sts::config::Builder::from(&config);
        if let Some(url) = &settings.sts_endpoint {
            sts = sts.endpoint_url(url);
        }
        Ok(Self {
            region,
            s3: aws_sdk_s3::Client::from_conf(s3.build()),
            iam: aws_sdk_iam::Client::from_conf(iam.build()),
            kms: aws_sdk_kms::Client::from_conf(kms.build()),
            sts: aws_sdk_sts::Client::from_conf(sts.build()),
        })
    }
}

async fn loader(settings: &CloudSettings) -> Result<ConfigLoader, SetupError> {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(5))
        .operation_attempt_timeout(Duration::from_secs(30))
        .build();
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .timeout_config(timeouts)
        .identity_cache(IdentityCache::lazy().load_timeout(patience(settings)).build());
    let version = Some(env!("CARGO_PKG_VERSION"));
    if let Ok(name) = aws_config::FrameworkMetadata::new("terraform-provider-kfm", version) {
        loader = loader.framework_metadata(name);
    }
    if let Some(region) = &settings.region {
        loader = loader.region(aws_config::Region::new(region.clone()));
    }
    if let Some(profile) = &settings.profile {
        loader = loader.profile_name(profile);
    }
    if let Some(retry) = retry(settings) {
        loader = loader.retry_config(retry);
    }
    if settings.shared_config_file.is_some() || settings.shared_credentials_file.is_some() {
        loader = with_files(loader, settings);
    }
    if let Some(path) = &settings.ca_bundle {
        let name = path.display().to_string();
        let pem = tokio::fs::read(path).await;
        let pem = pem.map_err(|error| SetupError::Bundle(name.clone(), error))?;
        loader = loader.http_client(trusting(&name, &pem)?);
    }
    Ok(loader)
}

fn patience(settings: &CloudSettings) -> Duration {
    settings.assume_roles.iter().fold(CREDENTIALS, |sum, _| sum + ROLE)
}

/// `None` leaves both mode and attempts to environment and profile.
fn retry(settings: &CloudSettings) -> Option<RetryConfig> {
    let retry = match settings.retry_mode {
        Some(RetryMode::Adaptive) => RetryConfig::adaptive(),
        Some(RetryMode::Standard) => RetryConfig::standard(),
        None => {
            settings.max_attempts?;
            RetryConfig::standard()
        }
    };
    Some(match settings.max_attempts {
        Some(attempts) => retry.with_max_attempts(attempts.max(1)),
        None => retry,
    })
}

#[expect(deprecated, reason = "the new name is in a crate that the SDK does not mean for use")]
fn with_files(loader: ConfigLoader, settings: &CloudSettings) -> ConfigLoader {
    use aws_config::profile::profile_file::{ProfileFileKind, ProfileFiles};
    let files = ProfileFiles::builder();
    let files = match &settings.shared_config_file {
        Some(path) => files.with_file(ProfileFileKind::Config, path),
        None => files.include_default_config_file(true),
    };
    let files = match &settings.shared_credentials_file {
        Some(path) => files.with_file(ProfileFileKind::Credentials, path),
        None => files.include_default_credentials_file(true),
    };
    loader.profile_files(files.build())
}

fn trusting(
    name: &str,
    pem: &[u8],
) -> Result<aws_smithy_runtime_api::client::http::SharedHttpClient, SetupError> {
    // The HTTP client panics on what it cannot parse, so it is parsed here first.
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let certificates = certificates.map_err(|_| SetupError::Pem(name.to_owned()))?;
    let mut roots = rustls::RootCertStore::empty();
    let (_, broken) = roots.add_parsable_certificates(certificates);
    if roots.is_empty() || broken > 0 {
        return Err(SetupError::Pem(name.to_owned()));
    }
    let context = TlsContext::builder()
        .with_trust_store(TrustStore::default().with_pem_certificate(pem))
        .build()
        .map_err(|error| SetupError::Tls(error.into()))?;
    Ok(aws_smithy_http_client::Builder::new()
        .tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::AwsLc))
        .tls_context(context)
        .build_https())
}

/// Replaces the credentials by those of the last role of the chain.
async fn with_roles(mut config: SdkConfig, settings: &CloudSettings) -> SdkConfig {
    for role in &settings.assume_roles {
        let mut sts = config.clone().into_builder();
        if let Some(url) = &settings.sts_endpoint {
            sts = sts.endpoint_url(url);
        }
        let provider = role_provider(role).configure(&sts.build()).build().await;
        config = config
            .into_builder()
            .credentials_provider(SharedCredentialsProvider::new(provider))
            .build();
    }
    config
}

fn role_provider(role: &AssumeRole) -> aws_config::sts::AssumeRoleProviderBuilder {
    let mut provider = AssumeRoleProvider::builder(&role.role_arn);
    if let Some(name) = &role.session_name {
        provider = provider.session_name(name);
    }
    if let Some(id) = &role.external_id {
        provider = provider.external_id(id);
    }
    if let Some(seconds) = role.duration_seconds {
        provider = provider.session_length(Duration::from_secs(seconds.into()));
    }
    provider
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_without_a_sound_certificate_is_refused() {
        let broken = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        for pem in [&b""[..], b"text", broken] {
            assert!(matches!(trusting("ca.pem", pem), Err(SetupError::Pem(_))));
        }
    }

    #[test]
    fn attempts_and_mode_are_set_apart() {
        let with = |retry_mode, max_attempts| {
            retry(&CloudSettings { retry_mode, max_attempts, ..CloudSettings::default() })
        };
        assert!(with(None, None).is_none());
        assert_eq!(with(None, Some(7)).unwrap().max_attempts(), 7);
        assert_eq!(with(None, Some(0)).unwrap().max_attempts(), 1);
        let adaptive = with(Some(RetryMode::Adaptive), None).unwrap();
        assert_eq!(adaptive.mode(), aws_config::retry::RetryMode::Adaptive);
    }

    #[test]
    fn each_role_may_take_its_time() {
        let roles = vec![AssumeRole::default(), AssumeRole::default()];
        let settings = CloudSettings { assume_roles: roles, ..CloudSettings::default() };
        assert_eq!(patience(&settings), CREDENTIALS + ROLE + ROLE);
    }
}
