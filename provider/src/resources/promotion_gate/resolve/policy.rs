//! The policy bundle that is trusted.

use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::super::model::PromotionGateModel;
use super::rules::Pin;
use super::{broken, path};
use crate::configure::Reader;
use crate::configure::model::PolicyModel;
use crate::configure::trust::{digest, s3_object};
use crate::domain::promotion::bundle::MAX_STORED;
use crate::domain::promotion::contract::PolicyPin;
use crate::gate::PolicyEngine;
use crate::terraform::diag::{AttributePath, Diags};
use crate::terraform::value::Value;

/// Checks a policy as far as nothing is read. `at` is where it is configured.
pub(in crate::resources) fn check(
    policy: &Value<PolicyModel>,
    at: &AttributePath,
    diags: &mut Diags,
) {
    let Value::Known(model) = policy else { return };
    drop(s3_object(&model.uri, &at.clone().then("uri"), diags));
    drop(digest(&model.digest, &at.clone().then("digest"), diags));
    let places = [&model.uri, &model.path, &model.inline];
    let given = places.iter().filter(|place| place.known().is_some()).count();
    let known = places.iter().all(|place| !place.is_unknown());
    if given > 1 {
        let rule = "has more than one of `uri`, `path` and `inline`: a bundle is in one place";
        diags.push(broken(at.clone(), rule));
    } else if known && given == 0 && model.digest.is_null() {
        let rule = "names no bundle: give one of `uri`, `path` and `inline`, or its `digest`";
        diags.push(broken(at.clone(), rule));
    } else if model.inline.is_null() && known && model.digest.is_null() {
        let rule = "is missing: what is trusted is the bundle's bytes, not where they are. `inline` needs none";
        diags.push(broken(at.clone().then("digest"), rule));
    }
}

/// The pin: the gate's policy, else the provider's. Unknown while something of it is.
pub(super) fn pin(reader: &Reader, config: &PromotionGateModel, diags: &mut Diags) -> Value<Pin> {
    let (policy, at) = match (&config.policy, &reader.settings.policy_bundle) {
        (Value::Null, Value::Null) => {
            let rule = "is missing, and so is the provider's `policy_bundle`: the contract profile asks a policy, and \
                        trusts none that is not named here";
            diags.push(broken(path("policy"), rule));
            return Value::Unknown;
        }
        (Value::Null, default) => (default, path("policy")),
        (own, _) => (own, path("policy")),
    };
    let Value::Known(model) = policy else { return Value::Unknown };
    if config.policy.known().is_some() {
        check(policy, &at, diags);
    }
    let told = digest(&model.digest, &at.clone().then("digest"), &mut Diags::new());
    let computed = bundle(reader, model, &at, diags);
    let digest = match (told, computed) {
        (Value::Known(told), Value::Known(computed)) if told != computed => {
            let rule = format!("is `{told}`, and the bundle has the digest `{computed}`");
            diags.push(broken(at.then("digest"), &rule));
            return Value::Unknown;
        }
        (Value::Null, computed) => computed,
        (told, _) => told,
    };
    let engine = PolicyEngine::identity();
    let or = |value: &Value<String>, default: String| match value {
        Value::Null => Value::Known(default),
        other => other.clone(),
    };
    let (name, version) = (
        or(&model.engine_name, engine.name.clone()),
        or(&model.engine_version, engine.version.clone()),
    );
    let (Value::Known(digest), Value::Known(name), Value::Known(version)) = (digest, name, version)
    else {
        return Value::Unknown;
    };
    if name != engine.name || version != engine.version {
        let rule = format!(
            "pins the policy engine `{name} {version}`, and this provider has `{} {}`: a policy is decided by the \
             engine that it was tested with. Use a version of the provider that has it, or test the policy with this \
             one",
            engine.name, engine.version
        );
        diags.push(broken(path("policy"), &rule));
    }
    let pin = PolicyPin { bundle_digest: digest, engine_name: name, engine_version: version };
    Value::Known(Pin { pin, uri: model.uri.known().cloned() })
}

/// The digest of a bundle that is at hand.
fn bundle(
    reader: &Reader,
    model: &PolicyModel,
    at: &AttributePath,
    diags: &mut Diags,
) -> Value<String> {
    let of = |bytes: &[u8]| Value::Known(format!("sha256:{}", hex::encode(Sha256::digest(bytes))));
    match (&model.path, &model.inline) {
        (Value::Known(file), _) => match (reader.read)(Path::new(file)) {
            Ok(bytes) if bytes.len() > MAX_STORED => {
                let rule =
                    format!("`{file}` has more than {MAX_STORED} bytes, which no bundle may have");
                diags.push(broken(at.clone().then("path"), &rule));
                Value::Unknown
            }
            Ok(bytes) => of(&bytes),
            Err(error) => {
                let rule = format!("`{file}` cannot be read: {error}");
                diags.push(broken(at.clone().then("path"), &rule));
                Value::Unknown
            }
        },
        (_, Value::Known(text)) => of(text.as_bytes()),
        (Value::Unknown, _) | (_, Value::Unknown) => Value::Unknown,
        (Value::Null, Value::Null) => Value::Null,
    }
}
