//! SDK clients of one identity at one emulator.

use aws_credential_types::Credentials;
use aws_sdk_s3::config::{BehaviorVersion, Region, SharedHttpClient};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_types::retry::RetryConfig;

use crate::emulator::Emulator;
use crate::error::{Context, Result};

/// The region of everything that does not say another.
pub const REGION: &str = "us-east-1";

/// Who calls: an ARN and the keys of it.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The ARN of the user or of the role; of the account for its root.
    pub arn: String,
    /// The access key's id.
    pub access_key: String,
    /// The access key's secret.
    pub secret: String,
    /// The token of a role's session.
    pub token: Option<String>,
}

/// Clients that call as one identity.
#[derive(Clone, Debug)]
pub struct Clients {
    /// Amazon S3.
    pub s3: aws_sdk_s3::Client,
    /// AWS KMS.
    pub kms: aws_sdk_kms::Client,
    /// AWS IAM.
    pub iam: aws_sdk_iam::Client,
    /// AWS STS.
    pub sts: aws_sdk_sts::Client,
}

impl Clients {
    /// Clients of `identity` in the usual region.
    pub fn new(emulator: &Emulator, identity: &Identity) -> Result<Self> {
        Self::in_region(emulator, identity, REGION)
    }

    /// Clients of `identity` in another region.
    pub fn in_region(emulator: &Emulator, identity: &Identity, region: &str) -> Result<Self> {
        let http = trusting(&emulator.certificate().authority_pem)?;
        let Identity { access_key, secret, token, .. } = identity.clone();
        let credentials = Credentials::from_keys(access_key, secret, token);
        let region = Region::new(region.to_owned());
        let endpoint = emulator.endpoint();
        // One attempt: what is refused once is refused, and a retry would hide what fails at times.
        let once = RetryConfig::disabled();
        let s3 = aws_sdk_s3::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .http_client(http.clone())
            .credentials_provider(credentials.clone())
            .region(region.clone())
            .endpoint_url(endpoint)
            .retry_config(once.clone())
            .force_path_style(true)
            .build();
        let kms = aws_sdk_kms::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .http_client(http.clone())
            .credentials_provider(credentials.clone())
            .region(region.clone())
            .endpoint_url(endpoint)
            .retry_config(once.clone())
            .build();
        let iam = aws_sdk_iam::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .http_client(http.clone())
            .credentials_provider(credentials.clone())
            .region(region.clone())
            .endpoint_url(endpoint)
            .retry_config(once.clone())
            .build();
        let sts = aws_sdk_sts::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .http_client(http)
            .credentials_provider(credentials)
            .region(region)
            .endpoint_url(endpoint)
            .retry_config(once)
            .build();
        Ok(Self {
            s3: aws_sdk_s3::Client::from_conf(s3),
            kms: aws_sdk_kms::Client::from_conf(kms),
            iam: aws_sdk_iam::Client::from_conf(iam),
            sts: aws_sdk_sts::Client::from_conf(sts),
        })
    }
}

fn trusting(authority: &str) -> Result<SharedHttpClient> {
    let trust = TrustStore::empty().with_pem_certificate(authority.as_bytes());
    let context = TlsContext::builder()
        .with_trust_store(trust)
        .build()
        .doing("trusting the emulator's certificate")?;
    Ok(Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
        .tls_context(context)
        .build_https())
}
