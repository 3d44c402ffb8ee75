//! A release that passes, made from the rule book's example: for buckets of one's own, at a time of one's own, and with the
//! policy engine that the product ships. Acceptance includes it too.

use std::collections::BTreeMap;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use kfm_provider::domain::promotion::attestation::{PAYLOAD_TYPE, PREDICATE_TYPE, STATEMENT_TYPE};
use kfm_provider::domain::promotion::contract::policy_input_digest;
use kfm_provider::domain::promotion::json::{Json, Limits};
use kfm_provider::gate::PolicyEngine;
use serde_json::{Value, json};

#[path = "../../provider/domain/src/promotion/contract/tests/example.rs"]
#[expect(dead_code, reason = "the tests of the profile use all of it")]
mod example;

use example::{Example, digest_of};

/// The dataset, with the folder above it.
pub(crate) const DATASET: &str = "hydrology/example_gauges";
/// The version.
pub(crate) const VERSION: &str = "2026-05.572e3948";
/// When the example was evaluated.
const THEN: &str = "2026-05-05T00:00:00Z";
/// The artifact's key, in every zone.
pub(crate) const ARTIFACT: &str =
    "hydrology/example_gauges/2026-05.572e3948/artifacts/gauges.geojson";
/// The packet's key in the catalog.
pub(crate) const PACKET: &str = "hydrology/example_gauges/2026-05.572e3948/promotion.json";

/// What proves the approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Approval {
    /// Nothing.
    None,
    /// It is kept where only a steward may create.
    Kept,
    /// Who decided signed it with this seed's key.
    Signed(u8),
}

/// A release.
#[derive(Clone, Debug)]
pub(crate) struct Release {
    /// The packet.
    pub(crate) packet: Value,
    /// What it refers to, by URI.
    pub(crate) objects: BTreeMap<String, Vec<u8>>,
    /// The policy bundle.
    pub(crate) policy: String,
}

impl Release {
    /// A release that passes at a time, in an environment whose buckets are `<name>-<zone>-<account>`.
    pub(crate) fn new(
        now: jiff::Timestamp,
        environment: &str,
        bucket: &str,
        approval: Approval,
    ) -> Self {
        let mut example = Example::new();
        let move_to = |text: &str| {
            let mut text =
                text.replace("\"0.5.0\"", &format!("\"{}\"", PolicyEngine::identity().version));
            for zone in ["processed", "catalog", "audit"] {
                text = text.replace(&format!("kfm-example-{zone}/"), &bucket_of(bucket, zone));
            }
            text = text.replace("kfm-example-policy/", &bucket_of(bucket, "processed"));
            if approval == Approval::Kept {
                for name in ["decisions/promotion_decision.json", "promotion_manifest.json"] {
                    let at =
                        format!("{}{DATASET}/{VERSION}/{name}", bucket_of(bucket, "processed"));
                    let name = name.trim_start_matches("decisions/");
                    let to = format!("{}decisions/{VERSION}/{name}", bucket_of(bucket, "audit"));
                    text = text.replace(&at, &to);
                }
            }
            shifted(&text, now)
        };
        let names: Vec<String> = example.objects.keys().cloned().collect();
        for name in names {
            let Ok(text) = String::from_utf8(example.objects[&name].clone()) else { continue };
            // Policies and artifacts stay what they are.
            let moved = if name.ends_with("json") || name.ends_with("jsonld") {
                move_to(&text)
            } else {
                text.clone()
            };
            if moved != text && name != "gauges.geojson" {
                example.replace(&name, moved.into_bytes());
            }
        }
        let packet = example.packet.to_string();
        let mut packet: Value = serde_json::from_str(&move_to(&packet)).unwrap_or_default();
        packet["environment"] = environment.into();
        let objects = example
            .objects
            .keys()
            .map(|name| (move_to(example.uri(name)), example.objects[name].clone()));
        let mut release = Self {
            objects: objects.collect(),
            policy: String::from_utf8_lossy(&example.objects["promotion.rego"]).into_owned(),
            packet,
        };
        release.edit(|_| ());
        if let Approval::Signed(seed) = approval {
            release.sign(environment, seed);
        }
        release
    }

    /// Changes the packet, and what its policy was asked.
    pub(crate) fn edit(&mut self, change: impl FnOnce(&mut Value)) {
        change(&mut self.packet);
        let text = self.packet.to_string();
        if let Ok(read) = Json::read(text.as_bytes(), Limits::CONTRACT_PACKET) {
            self.packet["policy"]["decision"]["input_digest"] = policy_input_digest(&read).into();
        }
    }

    /// The packet's bytes.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.packet.to_string().into_bytes()
    }

    /// The packet's digest.
    pub(crate) fn digest(&self) -> String {
        digest_of(&self.bytes())
    }

    /// Who decided.
    pub(crate) fn decider(&self) -> &str {
        self.packet["review"]["promotion_decision"]["decided_by"].as_str().unwrap_or_default()
    }

    /// The object whose URI ends so.
    pub(crate) fn uri(&self, ending: &str) -> &str {
        self.objects.keys().find(|uri| uri.ends_with(ending)).map_or("", String::as_str)
    }

    /// Signs decision and artifact, beside the decision.
    fn sign(&mut self, environment: &str, seed: u8) {
        let subject = |digest: &Value| {
            let digest = digest.as_str().unwrap_or_default().trim_start_matches("sha256:");
            json!({"digest": {"sha256": digest}})
        };
        let decision = &self.packet["review"]["promotion_decision"]["ref"];
        let statement = json!({
            "_type": STATEMENT_TYPE,
            "subject": [
                subject(&decision["digest"]),
                subject(&self.packet["identity"]["artifacts"][0]["digest"]),
            ],
            "predicateType": PREDICATE_TYPE,
            "predicate": {"environment": environment},
        });
        let payload = statement.to_string();
        let signed =
            format!("DSSEv1 {} {PAYLOAD_TYPE} {} {payload}", PAYLOAD_TYPE.len(), payload.len());
        let Some(key) = key(seed) else { return };
        let envelope = json!({
            "payloadType": PAYLOAD_TYPE,
            "payload": BASE64_STANDARD.encode(&payload),
            "signatures": [{"sig": BASE64_STANDARD.encode(key.sign(signed.as_bytes()).as_ref())}],
        });
        let uri = format!("{}.dsse.json", decision["uri"].as_str().unwrap_or_default());
        self.objects.insert(uri, envelope.to_string().into_bytes());
    }
}

fn bucket_of(bucket: &str, zone: &str) -> String {
    let (name, account) = bucket.split_once("{zone}").unwrap_or((bucket, ""));
    format!("{name}{zone}{account}/")
}

fn key(seed: u8) -> Option<Ed25519KeyPair> {
    Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).ok()
}

/// The public key of a seed, as PEM.
pub(crate) fn public_key(seed: u8) -> String {
    // SubjectPublicKeyInfo of Ed25519, RFC 8410, section 4.
    const HEAD: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
    let key = key(seed).map(|key| key.public_key().as_ref().to_vec()).unwrap_or_default();
    let der = BASE64_STANDARD.encode([HEAD.as_slice(), &key].concat());
    format!("-----BEGIN PUBLIC KEY-----\n{der}\n-----END PUBLIC KEY-----\n")
}

/// Every time in a text, later by as much as `now` is later than the example.
pub(crate) fn shifted(text: &str, now: jiff::Timestamp) -> String {
    const LENGTH: usize = THEN.len();
    let then: jiff::Timestamp = THEN.parse().unwrap_or_default();
    let later = now.duration_since(then);
    let mut shifted = String::new();
    let mut rest = text;
    while let Some(one) = rest.chars().next() {
        let time = rest.get(..LENGTH).filter(|part| part.ends_with('Z'));
        let time = time.and_then(|part| part.parse::<jiff::Timestamp>().ok());
        if let Some(time) = time.and_then(|time| time.checked_add(later).ok()) {
            shifted += &time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
            rest = rest.get(LENGTH..).unwrap_or_default();
        } else {
            shifted.push(one);
            rest = rest.get(one.len_utf8()..).unwrap_or_default();
        }
    }
    shifted
}
