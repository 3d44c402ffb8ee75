//! Which key encrypts a zone.

use super::path;
use crate::configure::parse::{invalid, parsed};
use crate::domain::names::NameError;
use crate::domain::{KeyArn, ZoneKind};
use crate::reconcile::controls::KeyUse;
use crate::resources::zone::model::ZoneModel;
use crate::terraform::diag::Diags;
use crate::terraform::value::Value;

/// Which key encrypts a zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::resources) enum KeyChoice {
    /// One that the zone owns.
    Own,
    /// One that it was given.
    Given(KeyArn),
    /// None: S3 encrypts by itself.
    Service,
}

impl KeyChoice {
    /// The given key.
    pub(in crate::resources) const fn given(&self) -> Option<&KeyArn> {
        match self {
            Self::Given(key) => Some(key),
            Self::Own | Self::Service => None,
        }
    }

    /// What the controls say of it.
    pub(in crate::resources) const fn in_use(&self) -> KeyUse {
        match self {
            Self::Own => KeyUse::Own,
            Self::Given(_) => KeyUse::Given,
            Self::Service => KeyUse::Service,
        }
    }
}

/// The key as configured; `None` while it is not known, or where it is not acceptable.
pub(super) fn choice(
    config: &ZoneModel,
    kind: Option<ZoneKind>,
    diags: &mut Diags,
) -> Option<KeyChoice> {
    let kind = kind?;
    let own = if kind.takes_kms() { KeyChoice::Own } else { KeyChoice::Service };
    let encryption = match &config.encryption {
        Value::Null => return Some(own),
        Value::Unknown => return None,
        Value::Known(encryption) => encryption,
    };
    let at = |name: &str| path("encryption").then(name);
    let (algorithm, why) = if kind.takes_kms() {
        ("aws:kms", "the one algorithm that ties access to a key with a bucket key")
    } else {
        ("AES256", "the one algorithm under which S3 delivers logs")
    };
    if let Value::Known(given) = &encryption.algorithm
        && given != algorithm
    {
        let rule = format!("is not `{algorithm}`, {why}");
        diags.push(invalid(at("algorithm"), &NameError::new("algorithm", given, rule)));
    }
    match parsed(&encryption.kms_key_arn, at("kms_key_arn"), KeyArn::parse, diags) {
        Value::Null => Some(own),
        Value::Unknown => None,
        Value::Known(key) if !kind.takes_kms() => {
            let rule = "is refused in `logs`: S3 delivers no logs under a KMS key";
            let error = NameError::new("key", key.as_str(), rule);
            diags.push(invalid(at("kms_key_arn"), &error));
            Some(own)
        }
        Value::Known(key) => Some(KeyChoice::Given(key)),
    }
}
