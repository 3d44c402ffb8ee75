//! What the policy decides on: the packet without its policy, and without a location or a clock, so that one packet
//! has one input wherever its objects lie.

use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use crate::promotion::json::Json;

/// Members that refer to an object: of these, only digest and media type are the policy's business.
const REFERENCES: [&str; 5] = ["ref", "spec_ref", "manifest_ref", "terms_snapshot", "text_ref"];

/// Members of an artifact that say where it lies.
const LOCATIONS: [&str; 3] = ["uri", "size_bytes", "version_id"];

/// The input of the policy. `emergency_deny` says whether any kill switch is on.
#[must_use]
pub fn policy_input(packet: &Json, emergency_deny: bool) -> Value {
    let mut members = match transformed(packet) {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    members.remove("policy");
    members.insert("kfm_policy_input_version".to_owned(), "kfm.promotion_input.v1".into());
    members.insert("emergency_deny".to_owned(), emergency_deny.into());
    Value::Object(members)
}

/// The digest of the input with no kill switch on: what was decided elsewhere is what is decided here.
#[must_use]
pub fn policy_input_digest(packet: &Json) -> Option<String> {
    canonical_digest(&policy_input(packet, false))
}

/// `sha256:` and the digest of the canonical form of RFC 8785; none where a value has none.
pub(super) fn canonical_digest(value: &Value) -> Option<String> {
    let canonical = serde_json_canonicalizer::to_vec(value).ok()?;
    Some(format!("sha256:{}", hex::encode(Sha256::digest(canonical))))
}

fn transformed(value: &Json) -> Value {
    match value {
        Json::Array(elements) => elements.iter().map(transformed).collect(),
        Json::Object(members) => Value::Object(
            members
                .iter()
                .map(|(name, value)| {
                    let value = match (name.as_str(), value) {
                        (name, Json::Object(members)) if REFERENCES.contains(&name) => {
                            let kept = |name: &str| {
                                members.get(name).map(|value| (name.to_owned(), value.into()))
                            };
                            Value::Object(
                                ["digest", "media_type"].into_iter().filter_map(kept).collect(),
                            )
                        }
                        ("artifacts", Json::Array(elements)) => {
                            elements.iter().map(without_location).collect()
                        }
                        _ => transformed(value),
                    };
                    (name.clone(), value)
                })
                .collect(),
        ),
        scalar => scalar.into(),
    }
}

fn without_location(artifact: &Json) -> Value {
    let mut artifact = transformed(artifact);
    if let Value::Object(members) = &mut artifact {
        members.retain(|name, _| !LOCATIONS.contains(&name.as_str()));
    }
    artifact
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promotion::json::Limits;

    #[test]
    fn locations_and_the_policy_are_left_out() {
        let text = br#"{
            "policy": {"a": 1},
            "kfm_policy_input_version": "mine",
            "deep": [{"policy": {"b": 2}, "ref": {"uri": "s3://x/y", "digest": "d", "media_type": "m"}}],
            "text_ref": null,
            "artifacts": [{"path": "p", "uri": "u", "size_bytes": 1, "version_id": "v"}, 7]
        }"#;
        let packet = Json::read(text, Limits::CONTRACT_PACKET).unwrap();
        let expected = serde_json::json!({
            "kfm_policy_input_version": "kfm.promotion_input.v1",
            "emergency_deny": true,
            "deep": [{"policy": {"b": 2}, "ref": {"digest": "d", "media_type": "m"}}],
            "text_ref": null,
            "artifacts": [{"path": "p"}, 7]
        });
        assert_eq!(policy_input(&packet, true), expected);
    }

    #[test]
    fn the_example_has_its_digests() {
        let text = include_bytes!("cases/packet.json");
        let packet = Json::read(text, Limits::CONTRACT_PACKET).unwrap();
        assert_eq!(
            policy_input_digest(&packet).as_deref(),
            Some("sha256:173c22423e7de59e680725fe2c60e7d5756c1e6ba710c7bd67c10ede65b1f804")
        );
        assert_eq!(
            canonical_digest(&packet.get("identity").get("spec").into()).as_deref(),
            Some("sha256:572e394852a9f5bad2cba45894e39a0b53fb847137116c238c9fae406932baf2")
        );
    }
}
