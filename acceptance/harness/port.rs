//! The cloud port's conformance suite over the AWS adapter: what the in-memory cloud passes
//! offline, the adapter passes against the emulator, so that the one may stand for the other.

use std::path::PathBuf;

use kfm_provider::cloud::CloudSettings;
use kfm_provider::cloud::aws::AwsCloud;
use kfm_provider::cloud::conformance::{CASES, Config};
use kfm_provider::domain::names::NameError;
use kfm_provider::domain::roles::RoleName;
use kfm_provider::domain::{AccountId, BucketName, Region};

use crate::account::{ACCOUNT, Account};
use crate::emulator::Emulator;
use crate::error::{Context, Failure, Result};

const REGION: &str = "us-east-1";
const FOREIGN: &str = "somebody-elses-bucket";
const ATTACHED: &str = "somebody-attached";

/// Runs every case; all that fail are named.
///
/// # Errors
/// A case fails, or the emulator does not start.
pub async fn conforms() -> Result<()> {
    let emulator = Emulator::start().await?;
    let account = Account::make(&emulator).await?;
    let bucket = account.other_root.s3.create_bucket().bucket(FOREIGN).send().await;
    bucket.doing("making somebody else's bucket")?;
    attach(&account).await?;
    let directory = tempfile::tempdir().doing("making a directory")?;
    let credentials = directory.path().join("credentials");
    let identity = &account.administrator;
    let text = format!(
        "[default]\naws_access_key_id = {}\naws_secret_access_key = {}\n",
        identity.access_key, identity.secret
    );
    std::fs::write(&credentials, text).doing("writing the credentials file")?;
    let cloud = AwsCloud::new(settings(&emulator, credentials));
    let config = config().map_err(|error| Failure::new(error.to_string()))?;
    let mut failed = Vec::new();
    for case in &CASES {
        if let Err(why) = case.run(&cloud, &config).await {
            failed.push(format!("{}: {why}", case.name));
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(Failure::new(failed.join("\n"))) }
}

/// Makes a role with an attached policy, which the port cannot.
async fn attach(account: &Account) -> Result<()> {
    let doing = "making a role with an attached policy";
    let trust = serde_json::json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": {"Service": "ec2.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }],
    });
    let iam = &account.root.iam;
    let role = iam.create_role().role_name(ATTACHED).assume_role_policy_document(trust.to_string());
    role.send().await.doing(doing)?;
    let policy = "arn:aws:iam::aws:policy/AdministratorAccess";
    let attachment = iam.attach_role_policy().role_name(ATTACHED).policy_arn(policy);
    attachment.send().await.doing(doing)?;
    Ok(())
}

fn config() -> std::result::Result<Config, NameError> {
    Ok(Config {
        prefix: "conformance".to_owned(),
        region: Region::parse(REGION)?,
        account: AccountId::parse(ACCOUNT)?,
        foreign_bucket: Some(BucketName::parse(FOREIGN)?),
        attached_role: Some(RoleName::parse(ATTACHED)?),
        // The emulator stores policies that are no JSON.
        strict: false,
    })
}

fn settings(emulator: &Emulator, credentials: PathBuf) -> CloudSettings {
    let endpoint = || Some(emulator.endpoint().to_owned());
    CloudSettings {
        region: Some(REGION.to_owned()),
        profile: Some("default".to_owned()),
        shared_credentials_file: Some(credentials),
        s3_endpoint: endpoint(),
        iam_endpoint: endpoint(),
        kms_endpoint: endpoint(),
        sts_endpoint: endpoint(),
        use_path_style: true,
        ca_bundle: Some(emulator.certificate().authority.clone()),
        ..CloudSettings::default()
    }
}
