//! Options as a JSON document, for those who have no other configuration.

use std::collections::{BTreeMap, BTreeSet};

use crate::promotion::OptionProblem;
use crate::promotion::attestation::TrustedKey;
use crate::promotion::formats::Second;
use crate::promotion::json::{Json, Limits};

use super::options::{Options, PolicyPin, Settings};

/// Options that were read from a document, which may leave the clock to its reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionsFile {
    now: Option<Second>,
    settings: Options,
}

impl OptionsFile {
    /// The options, at the document's own time if it has one, else at the clock's.
    #[must_use]
    pub fn at(self, clock: Second) -> Options {
        Options { now: self.now.unwrap_or(clock), ..self.settings }
    }

    /// The options at that time, whatever the document's own is.
    #[must_use]
    pub fn exactly_at(self, time: Second) -> Options {
        Options { now: time, ..self.settings }
    }

    /// The policy that is trusted.
    #[must_use]
    pub const fn policy_pin(&self) -> &PolicyPin {
        self.settings.policy_pin()
    }

    /// The document's own time.
    #[must_use]
    pub const fn now(&self) -> Option<Second> {
        self.now
    }
}

struct Reader(Vec<OptionProblem>);

impl Reader {
    fn problem(&mut self, path: impl Into<String>, problem: &'static str) {
        self.0.push(OptionProblem::new(path, problem));
    }

    /// A member that may be absent; nothing else may be in its place.
    fn member<T>(
        &mut self,
        from: &Json,
        path: &str,
        problem: &'static str,
        read: impl FnOnce(&Json) -> Option<T>,
    ) -> Option<T> {
        let value = from.member(path.rsplit('.').next().unwrap_or_default())?;
        let read = read(value);
        if read.is_none() {
            self.problem(path, problem);
        }
        read
    }

    fn closed(&mut self, value: &Json, path: &str, names: &[&str]) {
        let Some(members) = value.as_object() else {
            return self.problem(path, "must be an object");
        };
        for name in members.keys().filter(|name| !names.contains(&name.as_str())) {
            self.problem(format!("{path}.{name}"), "is not an option");
        }
    }

    fn text(&mut self, from: &Json, path: &str) -> Option<String> {
        self.member(from, path, "must be a string", |value| value.as_str().map(str::to_owned))
    }

    fn pin(&mut self, from: &Json, otherwise: Option<&PolicyPin>) -> PolicyPin {
        const MEMBERS: [&str; 3] = ["bundle_digest", "engine_name", "engine_version"];
        let Some(pin) = from.member("policy_pin") else {
            return otherwise.cloned().unwrap_or_default();
        };
        self.closed(pin, "$.policy_pin", &MEMBERS);
        PolicyPin {
            bundle_digest: self.text(pin, "$.policy_pin.bundle_digest").unwrap_or_default(),
            engine_name: self.text(pin, "$.policy_pin.engine_name").unwrap_or_default(),
            engine_version: self.text(pin, "$.policy_pin.engine_version").unwrap_or_default(),
        }
    }

    fn zones(&mut self, from: &Json) -> Vec<(String, String)> {
        let Some(zones) = from.member("zone_map") else { return Vec::new() };
        let Some(zones) = zones.as_array() else {
            self.problem("$.zone_map", "must be a list of pairs of zone and URI prefix");
            return Vec::new();
        };
        let mut pairs = Vec::new();
        for (index, pair) in zones.iter().enumerate() {
            let pair = match pair.as_array() {
                Some([zone, prefix]) => zone.as_str().zip(prefix.as_str()),
                _ => None,
            };
            match pair {
                Some((zone, prefix)) => pairs.push((zone.to_owned(), prefix.to_owned())),
                None => self.problem(
                    format!("$.zone_map[{index}]"),
                    "must be a pair of zone and URI prefix",
                ),
            }
        }
        pairs
    }

    fn licenses(&mut self, from: &Json) -> BTreeMap<String, String> {
        let Some(licenses) = from.member("licenses") else { return BTreeMap::new() };
        let Some(members) = licenses.as_object() else {
            self.problem("$.licenses", "must be an object of licence ids and classes");
            return BTreeMap::new();
        };
        let mut classes = BTreeMap::new();
        for (id, class) in members {
            match class.as_str() {
                Some(class) => drop(classes.insert(id.clone(), class.to_owned())),
                None => self.problem(format!("$.licenses.{id}"), "must be a string"),
            }
        }
        classes
    }

    fn trusted_keys(&mut self, from: &Json) -> BTreeMap<String, TrustedKey> {
        let Some(keys) = from.member("trusted_keys") else { return BTreeMap::new() };
        let Some(members) = keys.as_object() else {
            self.problem("$.trusted_keys", "must be an object of principals and keys");
            return BTreeMap::new();
        };
        let mut trusted = BTreeMap::new();
        for (principal, key) in members {
            let path = format!("$.trusted_keys.{principal}");
            self.closed(key, &path, &["public_key", "roles"]);
            if key.as_object().is_none() {
                continue;
            }
            let public_key = self.text(key, &format!("{path}.public_key")).unwrap_or_default();
            let roles = format!("{path}.roles");
            let roles = self.member(key, &roles, "must be a list of strings", strings);
            let roles = roles.unwrap_or_default();
            trusted.insert(principal.clone(), TrustedKey { public_key, roles });
        }
        trusted
    }
}

fn strings(value: &Json) -> Option<BTreeSet<String>> {
    value.as_array()?.iter().map(|text| text.as_str().map(str::to_owned)).collect()
}

impl Options {
    /// Reads options from a JSON document.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with them, each with its path.
    pub fn from_json(text: &[u8]) -> Result<OptionsFile, Vec<OptionProblem>> {
        Self::from_json_or_pin(text, None)
    }

    /// The same, where the document may leave the pin to its reader.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with them, each with its path.
    pub fn from_json_or_pin(
        text: &[u8],
        pin: Option<&PolicyPin>,
    ) -> Result<OptionsFile, Vec<OptionProblem>> {
        const MEMBERS: [&str; 11] = [
            "now",
            "environment",
            "zone_map",
            "policy_pin",
            "emergency_deny",
            "emergency_deny_object",
            "max_lifetime_seconds",
            "max_object_bytes",
            "read_timeout",
            "licenses",
            "trusted_keys",
        ];
        let root = Json::read(text, Limits::DOCUMENT)
            .map_err(|_| vec![OptionProblem::new("$", "must be strict JSON")])?;
        let mut reader = Reader(Vec::new());
        reader.closed(&root, "$", &MEMBERS);
        let integer = |value: &Json| value.as_number()?.as_integer();
        let natural = |value: &Json| integer(value).and_then(|number| u64::try_from(number).ok());
        let defaults = Settings::default();
        let now = reader.member(&root, "$.now", "must be a second of UTC", |value| {
            value.as_str().and_then(Second::parse)
        });
        let settings = Settings {
            environment: reader.text(&root, "$.environment").unwrap_or_default(),
            zone_map: reader.zones(&root),
            policy_pin: reader.pin(&root, pin),
            emergency_deny: reader
                .member(&root, "$.emergency_deny", "must be true or false", Json::as_bool)
                .unwrap_or(defaults.emergency_deny),
            emergency_deny_object: reader
                .member(&root, "$.emergency_deny_object", "must be a string or null", |value| {
                    match value {
                        Json::Null => Some(None),
                        value => value.as_str().map(|uri| Some(uri.to_owned())),
                    }
                })
                .flatten(),
            max_lifetime_seconds: reader
                .member(&root, "$.max_lifetime_seconds", "must be an integer", integer)
                .unwrap_or(defaults.max_lifetime_seconds),
            max_object_bytes: reader
                .member(&root, "$.max_object_bytes", "must be an integer of at least 1", natural)
                .unwrap_or(defaults.max_object_bytes),
            read_timeout: reader
                .member(
                    &root,
                    "$.read_timeout",
                    "must be an integer of seconds, at least 1",
                    natural,
                )
                .unwrap_or(defaults.read_timeout),
            licenses: reader.licenses(&root),
            trusted_keys: reader.trusted_keys(&root),
        };
        let Reader(mut problems) = reader;
        match (Self::new(now.unwrap_or(Second::FIRST), settings), problems.is_empty()) {
            (Ok(settings), true) => Ok(OptionsFile { now, settings }),
            (checked, _) => {
                // What could not be read is not also reported as missing.
                let more = checked.err().unwrap_or_default();
                let more = more
                    .into_iter()
                    .filter(|other| !problems.iter().any(|known| known.path == other.path));
                let more: Vec<_> = more.collect();
                problems.extend(more);
                problems.sort();
                Err(problems)
            }
        }
    }
}
