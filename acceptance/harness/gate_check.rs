//! `gate check --storage` of the built binary: the rule book's example in buckets of the emulator, read over TLS as a
//! user whose permissions are enforced.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{BucketVersioningStatus, VersioningConfiguration};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;
use tokio::process::Command;

use crate::account::Account;
use crate::clients::{Clients, Identity, REGION};
use crate::emulator::Emulator;
use crate::error::{Context, Failure, Result};
use crate::places;

const PROFILE: &str = "kfm/promotion-contract/A-F/v1";
const BUCKETS: [&str; 4] =
    ["kfm-example-processed", "kfm-example-catalog", "kfm-example-audit", "kfm-example-policy"];
const ARTIFACT: (&str, &str) =
    ("kfm-example-processed", "hydrology/example_gauges/2026-05.572e3948/artifacts/gauges.geojson");

/// The example passes; what is missing, changed, denied or switched off does not, and says so.
///
/// # Errors
/// It is otherwise, or the emulator does not start.
pub async fn holds() -> Result<()> {
    let emulator = Emulator::start().await?;
    let account = Account::make(&emulator).await?;
    let mut desk = Desk::new(&emulator, &account.limited)?;
    for bucket in BUCKETS {
        make(&account.root, bucket).await?;
    }
    for (uri, bytes) in desk.objects()? {
        let (bucket, key) = place(&uri)?;
        put(&account.root, bucket, key, bytes).await?;
    }
    desk.ends("the example", 0, &["\"readiness\":\"APPROVE_READY\"", "\"level\":\"storage\""])
        .await?;

    account.limit(&["s3:GetObject".to_owned()]).await?;
    let denied = ["PC_A_OBJECT_UNREADABLE", "PC_X_OBJECT_UNREADABLE", "AccessDenied"];
    desk.ends("without s3:GetObject", 2, &denied).await?;
    account.limit(&["s3:ListBucket".to_owned()]).await?;
    desk.ends("without s3:ListBucket", 2, &["PC_X_EMERGENCY_DENY_UNREADABLE"]).await?;
    account.limit(&[]).await?;

    put(&account.root, "kfm-example-policy", "emergency_deny", Vec::new()).await?;
    desk.ends("switched off", 1, &["PC_X_EMERGENCY_DENY\"", "PC_F_POLICY_DENY"]).await?;
    let root = &account.root.s3;
    let switch = root.delete_object().bucket("kfm-example-policy").key("emergency_deny").send();
    switch.await.doing("switching on again")?;

    // Another object takes the artifact's place; the version that was reviewed is still there.
    let (bucket, key) = ARTIFACT;
    let reviewed = root.head_object().bucket(bucket).key(key).send().await;
    let reviewed = reviewed.doing("looking at the artifact")?;
    let reviewed = reviewed.version_id().doing("the artifact has no version")?.to_owned();
    put(&account.root, bucket, key, b"another".to_vec()).await?;
    desk.ends("another artifact", 1, &["PC_A_OBJECT_DIGEST_MISMATCH"]).await?;
    desk.name_version(&reviewed)?;
    desk.ends("the version that was reviewed", 0, &["APPROVE_READY"]).await?;
    let version = root.delete_object().bucket(bucket).key(key).version_id(&reviewed).send();
    version.await.doing("deleting the version")?;
    desk.ends("a version that is gone", 1, &["PC_A_OBJECT_MISSING"]).await
}

/// The files of a run, and how it is run.
struct Desk {
    folder: TempDir,
    packet: Value,
    options: Value,
    environment: Vec<(&'static str, String)>,
    endpoint: String,
}

impl Desk {
    fn new(emulator: &Emulator, identity: &Identity) -> Result<Self> {
        let authority = emulator.certificate().authority.display().to_string();
        Ok(Self {
            folder: TempDir::new().doing("making a directory")?,
            packet: read_json("packet.json")?,
            options: read_json("options.json")?,
            environment: vec![
                ("AWS_ACCESS_KEY_ID", identity.access_key.clone()),
                ("AWS_SECRET_ACCESS_KEY", identity.secret.clone()),
                ("AWS_CA_BUNDLE", authority),
                ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
            ],
            endpoint: emulator.endpoint().to_owned(),
        })
    }

    /// The objects by their URIs. The rule book's were tested with another engine than ours: the report says ours, and
    /// the packet its digest.
    fn objects(&mut self) -> Result<Vec<(String, Vec<u8>)>> {
        let index = read_json("objects/index.json")?;
        let mut objects = Vec::new();
        for (name, uri) in index.as_object().doing("the index is an object")? {
            let uri = uri.as_str().doing("a URI is a text")?.to_owned();
            let mut bytes = read(&format!("objects/{name}"))?;
            if name == "policy_tests.json" {
                let old = digest(&bytes);
                bytes = shipped(&String::from_utf8_lossy(&bytes)).into_bytes();
                for document in [&mut self.packet, &mut self.options] {
                    let text = shipped(&document.to_string()).replace(&old, &digest(&bytes));
                    *document = serde_json::from_str(&text).doing("reading the example")?;
                }
            }
            objects.push((uri, bytes));
        }
        Ok(objects)
    }

    fn name_version(&mut self, version: &str) -> Result<()> {
        let artifact = self.packet.pointer_mut("/identity/artifacts/0");
        artifact.doing("the packet has an artifact")?["version_id"] = version.into();
        Ok(())
    }

    /// Runs the command; its exit code and parts of what it says have to be these.
    async fn ends(&self, what: &str, code: i32, said: &[&str]) -> Result<()> {
        let packet = self.write("packet.json", &self.packet)?;
        let options = self.write("options.json", &self.options)?;
        let output = Command::new(places::provider_binary()?)
            .args(["gate", "check", "--profile", PROFILE, "--storage", "--json"])
            .args(["--region", REGION, "--path-style", "--endpoint", &self.endpoint])
            .arg("--options")
            .args([&options, &packet])
            .env_clear()
            .envs(self.environment.iter().cloned())
            .stdin(Stdio::null())
            .output()
            .await
            .doing("running the command")?;
        let text = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
        let text = text.concat();
        let missing = said.iter().find(|part| !text.contains(**part));
        match missing {
            None if output.status.code() == Some(code) => Ok(()),
            _ => Err(Failure::new(format!(
                "{what}: expected exit code {code} and {said:?}, found {:?}:\n{text}",
                output.status.code()
            ))),
        }
    }

    fn write(&self, name: &str, document: &Value) -> Result<PathBuf> {
        let path = self.folder.path().join(name);
        std::fs::write(&path, document.to_string()).doing("writing a file")?;
        Ok(path)
    }
}

fn shipped(text: &str) -> String {
    text.replace("\"0.5.0\"", &format!("\"{}\"", kfm_rego::VERSION))
}

fn digest(bytes: &[u8]) -> String {
    format!("sha256:{}", hex::encode(Sha256::digest(bytes)))
}

/// A file of the rule book's example.
fn read(name: &str) -> Result<Vec<u8>> {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../provider/domain/src/promotion/contract/cases")
        .join(name);
    std::fs::read(&cases).doing(format!("reading `{}`", cases.display()))
}

fn read_json(name: &str) -> Result<Value> {
    serde_json::from_slice(&read(name)?).doing(format!("reading `{name}`"))
}

fn place(uri: &str) -> Result<(&str, &str)> {
    let place = uri.strip_prefix("s3://").and_then(|rest| rest.split_once('/'));
    place.doing(format!("`{uri}` is an object in S3"))
}

async fn make(root: &Clients, bucket: &str) -> Result<()> {
    let doing = format!("making `{bucket}`");
    root.s3.create_bucket().bucket(bucket).send().await.doing(&doing)?;
    let enabled =
        VersioningConfiguration::builder().status(BucketVersioningStatus::Enabled).build();
    let versioned = root.s3.put_bucket_versioning().bucket(bucket);
    versioned.versioning_configuration(enabled).send().await.doing(&doing)?;
    Ok(())
}

async fn put(root: &Clients, bucket: &str, key: &str, bytes: Vec<u8>) -> Result<()> {
    let put = root.s3.put_object().bucket(bucket).key(key).body(ByteStream::from(bytes));
    put.send().await.doing(format!("putting `{key}` into `{bucket}`"))?;
    Ok(())
}
