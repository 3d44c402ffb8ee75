//! The cloud port's conformance suite over the AWS adapter: what the in-memory cloud passes
//! offline, the adapter passes against the emulator, so that the one may stand for the other.

use std::path::{Path, PathBuf};

use kfm_provider::cloud::aws::AwsCloud;
use kfm_provider::cloud::conformance::{CASES, Config};
use kfm_provider::cloud::{
    CloudErrorKind, CloudSettings, ManagedPolicyFacets, Observation, Observe, RoleFacets,
};
use kfm_provider::domain::names::NameError;
use kfm_provider::domain::roles::RoleName;
use kfm_provider::domain::{AccountId, BucketName, Region};

use crate::account::{ACCOUNT, Account};
use crate::clients::Identity;
use crate::emulator::Emulator;
use crate::error::{Context, Failure, Result};

const REGION: &str = "us-east-1";
const FOREIGN: &str = "somebody-elses-bucket";
const ATTACHED: &str = "somebody-attached";
const MANAGED: &str = "arn:aws:iam::aws:policy/AdministratorAccess";

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
    let cloud = cloud_of(&emulator, directory.path(), "administrator", &account.administrator)?;
    let limited = cloud_of(&emulator, directory.path(), "limited", &account.limited)?;
    let missing = missing_permissions_are_named_at_once(&account, &cloud, &limited).await?;
    let config = config().map_err(|error| Failure::new(error.to_string()))?;
    let mut failed = missing;
    for case in &CASES {
        if let Err(why) = case.run(&cloud, &config).await {
            failed.push(format!("{}: {why}", case.name));
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(Failure::new(failed.join("\n"))) }
}

/// The provider's own adapter, as somebody whose keys are put into a file of that name.
pub(crate) fn cloud_of(
    emulator: &Emulator,
    directory: &Path,
    name: &str,
    identity: &Identity,
) -> Result<AwsCloud> {
    let credentials = directory.join(name);
    let text = format!(
        "[default]\naws_access_key_id = {}\naws_secret_access_key = {}\n",
        identity.access_key, identity.secret
    );
    std::fs::write(&credentials, text).doing("writing the credentials file")?;
    Ok(AwsCloud::new(settings(emulator, credentials)))
}

/// What the reads of a role and of a managed policy say to a caller who may not, against what they
/// say to one who may.
async fn missing_permissions_are_named_at_once(
    account: &Account,
    administrator: &AwsCloud,
    limited: &AwsCloud,
) -> Result<Vec<String>> {
    let role = RoleName::parse(ATTACHED).map_err(|error| Failure::new(error.to_string()))?;
    let expected = ["one", "two"].map(str::to_owned);
    let mut failed = Vec::new();
    for cloud in [administrator, limited] {
        let role = cloud.role(&role, &expected).await;
        let policy = cloud.managed_policy(MANAGED).await;
        if !matches!((&role, &policy), (Ok(Observation::Present(_)), Ok(Observation::Present(_)))) {
            failed.push(format!("what is there was not read: {role:?}, {policy:?}"));
        }
    }
    let of_role: Vec<_> = RoleFacets::READS.map(str::to_owned).into();
    let of_policy: Vec<_> = ManagedPolicyFacets::READS.map(str::to_owned).into();
    account.limit(&[of_role.clone(), of_policy.clone()].concat()).await?;
    for (expected, found) in [
        (of_role, limited.role(&role, &expected).await.map(drop)),
        (of_policy, limited.managed_policy(MANAGED).await.map(drop)),
    ] {
        let denied: Vec<_> = match &found {
            Ok(()) => Vec::new(),
            Err(errors) if errors.kind() == Some(CloudErrorKind::Denied) => {
                errors.iter().map(|error| error.action.to_owned()).collect()
            }
            Err(_) => Vec::new(),
        };
        if denied != expected {
            failed.push(format!("expected {expected:?} to be missing, found {found:?}"));
        }
    }
    account.limit(&[]).await?;
    Ok(failed)
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
    let attachment = iam.attach_role_policy().role_name(ATTACHED).policy_arn(MANAGED);
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
