//! What a caller may set. What is not set comes from environment and profile, as for the AWS CLI.

use std::path::PathBuf;

/// How to reach AWS, and as whom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CloudSettings {
    /// The region of all calls.
    pub region: Option<String>,
    /// The profile of the shared files.
    pub profile: Option<String>,
    /// A configuration file in place of `~/.aws/config`.
    pub shared_config_file: Option<PathBuf>,
    /// A credentials file in place of `~/.aws/credentials`.
    pub shared_credentials_file: Option<PathBuf>,
    /// Roles to assume, each with the credentials of the one before.
    pub assume_roles: Vec<AssumeRole>,
    /// An endpoint in place of AWS's own for S3.
    pub s3_endpoint: Option<String>,
    /// An endpoint for IAM.
    pub iam_endpoint: Option<String>,
    /// An endpoint for KMS.
    pub kms_endpoint: Option<String>,
    /// An endpoint for STS, where roles are assumed too.
    pub sts_endpoint: Option<String>,
    /// Whether buckets are named in the path rather than in the host.
    pub use_path_style: bool,
    /// A PEM file of certificates to trust beside the system's.
    pub ca_bundle: Option<PathBuf>,
    /// How calls are repeated.
    pub retry_mode: Option<RetryMode>,
    /// How often a call is tried at most, the first time included.
    pub max_attempts: Option<u32>,
}

/// A role to assume.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AssumeRole {
    /// Its ARN.
    pub role_arn: String,
    /// The session's name; one with the time where it is not set.
    pub session_name: Option<String>,
    /// The external id that the role's trust policy asks for.
    pub external_id: Option<String>,
    /// The session's length in seconds.
    pub duration_seconds: Option<u32>,
}

/// How failed calls are repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryMode {
    /// With a growing pause.
    Standard,
    /// Also with a rate that follows throttling.
    Adaptive,
}
