//! What the gate is configured to trust: the clock, the environment, the zones, the pins, the keys and the kill
//! switch. Never taken from a packet.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::ZoneKind;
use crate::promotion::OptionProblem;
use crate::promotion::attestation::{TrustedKey, TrustedKeys};
use crate::promotion::formats::Second;

use super::formats::{is_digest, is_environment, is_s3_prefix, is_s3_uri, is_text};
use super::license::{self, LicenseClass};
use super::zones::{self, ZoneMap};

/// How long a packet may live, in seconds: 30 days.
pub const DEFAULT_LIFETIME: i64 = 2_592_000;

/// How large an object may be that is read whole: 5 GiB.
pub const DEFAULT_OBJECT_BYTES: u64 = 5 << 30;

/// How long reading one object may take, in seconds.
pub const DEFAULT_READ_TIMEOUT: u64 = 60;

/// The policy bundle and engine that alone are trusted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolicyPin {
    /// The digest of the bundle's bytes.
    pub bundle_digest: String,
    /// The engine's name.
    pub engine_name: String,
    /// The engine's version.
    pub engine_version: String,
}

/// The options as they are configured, not yet checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The environment that the gate guards.
    pub environment: String,
    /// Names of zones with the URI prefixes of what they hold.
    pub zone_map: Vec<(String, String)>,
    /// The policy that is trusted.
    pub policy_pin: PolicyPin,
    /// Whether everything is denied.
    pub emergency_deny: bool,
    /// An object whose existence denies everything.
    pub emergency_deny_object: Option<String>,
    /// How long a packet may live.
    pub max_lifetime_seconds: i64,
    /// How large an object may be.
    pub max_object_bytes: u64,
    /// How long reading one object may take, in seconds.
    pub read_timeout: u64,
    /// Names of classes for licence ids that the rule book does not list.
    pub licenses: BTreeMap<String, String>,
    /// Whose signatures count, by principal.
    pub trusted_keys: BTreeMap<String, TrustedKey>,
}

impl Default for Settings {
    /// Nothing is trusted: no environment, no zone, no policy, no key.
    fn default() -> Self {
        Self {
            environment: String::new(),
            zone_map: Vec::new(),
            policy_pin: PolicyPin::default(),
            emergency_deny: false,
            emergency_deny_object: None,
            max_lifetime_seconds: DEFAULT_LIFETIME,
            max_object_bytes: DEFAULT_OBJECT_BYTES,
            read_timeout: DEFAULT_READ_TIMEOUT,
            licenses: BTreeMap::new(),
            trusted_keys: BTreeMap::new(),
        }
    }
}

/// The trusted options of one evaluation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The clock.
    pub(super) now: Second,
    pub(super) environment: String,
    pub(super) zones: ZoneMap,
    pub(super) pin: PolicyPin,
    pub(super) emergency_deny: bool,
    pub(super) emergency_deny_object: Option<String>,
    pub(super) max_lifetime_seconds: i64,
    pub(super) max_object_bytes: u64,
    pub(super) read_timeout: Duration,
    pub(super) licenses: BTreeMap<String, LicenseClass>,
    pub(super) trusted_keys: TrustedKeys,
}

impl Options {
    /// Checks settings.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with them.
    pub fn new(now: Second, settings: Settings) -> Result<Self, Vec<OptionProblem>> {
        let mut problems = Vec::new();
        let mut require = |holds: bool, path: &str, problem| {
            if !holds {
                problems.push(OptionProblem::new(path, problem));
            }
        };
        let pin = &settings.policy_pin;
        require(
            is_environment(&settings.environment),
            "$.environment",
            "must be 1 to 32 lower-case letters, digits and hyphens, starting with a letter",
        );
        require(
            is_digest(&pin.bundle_digest),
            "$.policy_pin.bundle_digest",
            "must be `sha256:` and 64 lower-case hexadecimal digits, not all zeros",
        );
        let named = "must be a text of 1 to 1024 characters";
        require(is_text(&pin.engine_name), "$.policy_pin.engine_name", named);
        require(is_text(&pin.engine_version), "$.policy_pin.engine_version", named);
        require(
            settings.emergency_deny_object.as_deref().is_none_or(is_s3_uri),
            "$.emergency_deny_object",
            "must be the S3 URI of an object",
        );
        let positive = "must be at least 1";
        require(settings.max_lifetime_seconds >= 1, "$.max_lifetime_seconds", positive);
        require(settings.max_object_bytes >= 1, "$.max_object_bytes", positive);
        require(settings.read_timeout >= 1, "$.read_timeout", positive);
        let zones = zone_map(&settings.zone_map, &mut problems);
        let licenses = licenses(&settings.licenses, &mut problems);
        let trusted_keys = TrustedKeys::new(&settings.trusted_keys).unwrap_or_else(|more| {
            problems.extend(more);
            TrustedKeys::default()
        });
        if !problems.is_empty() {
            problems.sort();
            return Err(problems);
        }
        Ok(Self {
            now,
            environment: settings.environment,
            zones: ZoneMap::new(zones),
            pin: settings.policy_pin,
            emergency_deny: settings.emergency_deny,
            emergency_deny_object: settings.emergency_deny_object,
            max_lifetime_seconds: settings.max_lifetime_seconds,
            max_object_bytes: settings.max_object_bytes,
            read_timeout: Duration::from_secs(settings.read_timeout),
            licenses,
            trusted_keys,
        })
    }

    /// The environment that is guarded.
    #[must_use]
    pub fn environment(&self) -> &str {
        &self.environment
    }

    /// The object whose existence denies everything.
    #[must_use]
    pub fn emergency_deny_object(&self) -> Option<&str> {
        self.emergency_deny_object.as_deref()
    }

    /// How large an object may be that is read whole.
    #[must_use]
    pub const fn max_object_bytes(&self) -> u64 {
        self.max_object_bytes
    }

    /// How long reading one object may take.
    #[must_use]
    pub const fn read_timeout(&self) -> Duration {
        self.read_timeout
    }

    /// The policy that is trusted.
    #[must_use]
    pub const fn policy_pin(&self) -> &PolicyPin {
        &self.pin
    }

    /// Whose signatures count.
    #[must_use]
    pub const fn trusted_keys(&self) -> &TrustedKeys {
        &self.trusted_keys
    }

    /// Where zones lie.
    #[must_use]
    pub const fn zones(&self) -> &ZoneMap {
        &self.zones
    }

    /// The configured classes of licences, by id.
    #[must_use]
    pub const fn licenses(&self) -> &BTreeMap<String, LicenseClass> {
        &self.licenses
    }
}

fn zone_map(
    entries: &[(String, String)],
    problems: &mut Vec<OptionProblem>,
) -> Vec<(ZoneKind, String)> {
    let mut seen = BTreeSet::new();
    let mut zones = Vec::new();
    for (index, (name, prefix)) in entries.iter().enumerate() {
        let path = |part: usize| format!("$.zone_map[{index}][{part}]");
        let zone = zones::zone(name);
        if zone.is_none() {
            problems.push(OptionProblem::new(path(0), "must be a zone"));
        }
        if !is_s3_prefix(prefix) {
            let problem = "must be an S3 URI that ends in `/`";
            problems.push(OptionProblem::new(path(1), problem));
        }
        if !seen.insert(prefix) {
            problems.push(OptionProblem::new(path(1), "must be given once"));
        }
        zones.extend(zone.map(|zone| (zone, prefix.clone())));
    }
    zones
}

fn licenses(
    entries: &BTreeMap<String, String>,
    problems: &mut Vec<OptionProblem>,
) -> BTreeMap<String, LicenseClass> {
    let mut licenses = BTreeMap::new();
    for (id, class) in entries {
        let path = format!("$.licenses.{id}");
        if license::listed(id).is_some() {
            let problem = "is classified by the rule book, and cannot be configured";
            problems.push(OptionProblem::new(path.clone(), problem));
        } else if !license::is_spdx(id) && !license::is_reference(id) {
            let problem = "must be an SPDX licence id, or `LicenseRef-` and a name";
            problems.push(OptionProblem::new(path.clone(), problem));
        }
        match LicenseClass::parse(class) {
            Some(class) => drop(licenses.insert(id.clone(), class)),
            None => problems.push(OptionProblem::new(path, "must be one of L0 to L5")),
        }
    }
    licenses
}

#[cfg(test)]
mod tests;
