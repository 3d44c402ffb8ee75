//! A release with its evidence: the rule book's example, in the zones of the emulator's account, made a few minutes ago.

use aws_sdk_s3::error::SdkError;
use aws_sdk_s3::operation::put_object::{PutObjectError, PutObjectOutput};
use aws_sdk_s3::primitives::ByteStream;
use jiff::{SignedDuration, Timestamp};
use kfm_provider::domain::promotion::contract::policy_input_digest;
use kfm_provider::domain::promotion::json::{Json, Limits};

use crate::account::ACCOUNT;
use crate::clients::Clients;
use crate::error::{Context, Result};

#[path = "../../tests/support/release.rs"]
#[expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a fixture of the tests"
)]
mod release;

use release::{Approval, PACKET, Release};

/// The dataset, with the folder above it.
pub const DATASET: &str = release::DATASET;
/// The version.
pub const VERSION: &str = release::VERSION;
/// The key of the version's one artifact, in every zone.
pub const ARTIFACT: &str = release::ARTIFACT;
/// How the URI of the decision ends.
pub const DECISION: &str = "/promotion_decision.json";
/// How the URI of the manifest ends, which is approved with it.
pub const MANIFEST: &str = "/promotion_manifest.json";

/// How long ago everything that the evidence tells of was done.
const AGE: SignedDuration = SignedDuration::from_mins(5);

/// A release and the packet that tells of it.
#[derive(Clone, Debug)]
pub struct Evidence {
    release: Release,
    at: Timestamp,
    environment: String,
}

/// What proves the approval of a release.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Proof {
    /// Nothing: the decision lies where workers put it.
    None,
    /// The decision is kept where only a steward creates.
    Kept,
    /// Who decided has signed it with the key of this seed.
    Signed(u8),
}

/// Where an object lies.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Place<'a> {
    /// The bucket.
    pub bucket: &'a str,
    /// The key.
    pub key: &'a str,
}

/// How a put ended.
pub type Answer = std::result::Result<PutObjectOutput, SdkError<PutObjectError>>;

/// The bucket of a zone of an environment.
pub fn bucket(environment: &str, zone: &str) -> String {
    format!("kfm-{environment}-{zone}-{ACCOUNT}")
}

/// The public key of a seed, as PEM.
pub fn public_key(seed: u8) -> String {
    release::public_key(seed)
}

impl Evidence {
    /// Evidence that passes at `now`, as far as its approval is proved.
    pub fn at(now: Timestamp, environment: &str, proof: Proof) -> Self {
        let approval = match proof {
            Proof::None => Approval::None,
            Proof::Kept => Approval::Kept,
            Proof::Signed(seed) => Approval::Signed(seed),
        };
        let buckets = bucket(environment, "{zone}");
        let release = Release::new(now - AGE, environment, &buckets, approval);
        Self { release, at: now, environment: environment.to_owned() }
    }

    /// The same release, with another proof of its approval.
    #[must_use]
    pub fn proved(&self, proof: Proof) -> Self {
        Self::at(self.at, &self.environment, proof)
    }

    /// The same with another packet, which ends earlier.
    #[must_use]
    pub fn shorter(&self) -> Self {
        let mut release = self.release.clone();
        let packet = &mut release.packet;
        if let Some(end) = packet.pointer_mut("/expires_at") {
            let ends: Timestamp = end.as_str().and_then(|it| it.parse().ok()).unwrap_or_default();
            *end = (ends - SignedDuration::from_hours(1)).to_string().into();
        }
        // The policy decides on the packet's end too.
        let read = Json::read(packet.to_string().as_bytes(), Limits::CONTRACT_PACKET).ok();
        if let Some(digest) = packet.pointer_mut("/policy/decision/input_digest") {
            *digest = read.as_ref().and_then(policy_input_digest).into();
        }
        Self { release, ..self.clone() }
    }

    /// The same with its decision in another zone.
    #[must_use]
    pub fn decided_in(&self, zone: &str) -> Self {
        let mut moved = self.clone();
        for uri in [self.uri(DECISION), self.uri(MANIFEST)] {
            let name = uri.rsplit_once('/').map_or(uri, |(_, name)| name);
            let to = format!("s3://{}/{DATASET}/{VERSION}/{name}", bucket(&self.environment, zone));
            let text = moved.release.packet.to_string().replace(uri, &to);
            moved.release.packet = serde_json::from_str(&text).unwrap_or_default();
            if let Some(bytes) = moved.release.objects.remove(uri) {
                moved.release.objects.insert(to, bytes);
            }
        }
        moved
    }

    /// The packet's bytes.
    pub fn packet(&self) -> Vec<u8> {
        self.release.bytes()
    }

    /// The packet's digest.
    pub fn digest(&self) -> String {
        self.release.digest()
    }

    /// The policy that the packet is judged by.
    pub fn policy(&self) -> &str {
        &self.release.policy
    }

    /// Who decided.
    pub fn decider(&self) -> &str {
        self.release.decider()
    }

    /// The URI that ends so; empty where none does.
    pub fn uri(&self, ending: &str) -> &str {
        self.release.uri(ending)
    }

    /// Where the packet lies: in the catalog.
    pub fn packet_uri(&self) -> String {
        format!("s3://{}/{PACKET}", bucket(&self.environment, "catalog"))
    }

    /// What the packet refers to, by URI.
    pub fn objects(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.release.objects.iter().map(|(uri, bytes)| (uri.as_str(), bytes.as_slice()))
    }

    /// The bytes of the object whose URI ends so; none where there is no such object.
    pub fn bytes(&self, ending: &str) -> Vec<u8> {
        self.release.objects.get(self.uri(ending)).cloned().unwrap_or_default()
    }
}

/// Bucket and key of a URI.
///
/// # Errors
/// It is none of S3.
pub fn place(uri: &str) -> Result<Place<'_>> {
    let place = uri.strip_prefix("s3://").and_then(|rest| rest.split_once('/'));
    let (bucket, key) = place.doing(format!("`{uri}` is an object in S3"))?;
    Ok(Place { bucket, key })
}

/// Puts an object, whatever is there: as the account's root.
///
/// # Errors
/// The emulator refuses it.
pub async fn put(root: &Clients, uri: &str, bytes: Vec<u8>) -> Result<()> {
    offer(root, uri, bytes, false).await?.doing(format!("putting `{uri}`")).map(drop)
}

/// Puts an object as whoever tries it: onto nothing, or whatever is there.
///
/// # Errors
/// The URI is none; whether the put is refused is the answer.
pub async fn offer(by: &Clients, uri: &str, bytes: Vec<u8>, onto_nothing: bool) -> Result<Answer> {
    let Place { bucket, key } = place(uri)?;
    let put = by.s3.put_object().bucket(bucket).key(key).body(ByteStream::from(bytes));
    Ok(put.set_if_none_match(onto_nothing.then(|| "*".to_owned())).send().await)
}

/// Puts an object where there is none: as whoever may.
///
/// # Errors
/// It is refused.
pub async fn create(by: &Clients, uri: &str, bytes: Vec<u8>) -> Result<()> {
    offer(by, uri, bytes, true).await?.doing(format!("creating `{uri}`")).map(drop)
}

/// Removes an object; its versions stay.
///
/// # Errors
/// The emulator refuses it.
pub async fn remove(root: &Clients, uri: &str) -> Result<()> {
    let Place { bucket, key } = place(uri)?;
    let removed = root.s3.delete_object().bucket(bucket).key(key).send().await;
    removed.doing(format!("removing `{uri}`")).map(drop)
}
