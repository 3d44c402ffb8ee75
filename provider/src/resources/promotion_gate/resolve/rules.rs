//! What a packet is judged by.

use std::collections::BTreeMap;

use super::super::model::PromotionGateModel;
use super::parts::{Profile, max_packet_lifetime};
use super::zones::Zones;
use super::{broken, path};
use crate::configure::Reader;
use crate::configure::trust::{s3_object, trusted_keys};
use crate::domain::promotion::OptionProblem;
use crate::domain::promotion::attestation::TrustedKeys;
use crate::domain::promotion::contract::{Options, PolicyPin, Settings, ZoneMap};
use crate::domain::promotion::formats::Second;
use crate::gate::{Rules, Trust};
use crate::terraform::diag::{AttributePath, Diags};
use crate::terraform::model::Map;
use crate::terraform::value::Value;

/// The policy that is trusted, and where it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::resources::promotion_gate) struct Pin {
    pub(in crate::resources::promotion_gate) pin: PolicyPin,
    pub(in crate::resources::promotion_gate) uri: Option<String>,
}

/// Checks what can be checked without the provider block.
pub(super) fn check(config: &PromotionGateModel, diags: &mut Diags) {
    drop(trusted_keys(&config.trusted_keys, &path("trusted_keys"), diags));
    drop(s3_object(&config.emergency_deny_uri, &path("emergency_deny_uri"), diags));
    licenses(config, diags);
}

/// The gate's own value, else the provider's, else what is usual; `None` while it is not known.
fn own_or<T: Clone>(own: &Value<T>, default: &Value<T>, usual: T) -> Option<T> {
    match (own, default) {
        (Value::Known(value), _) | (Value::Null, Value::Known(value)) => Some(value.clone()),
        (Value::Null, Value::Null) => Some(usual),
        _ => None,
    }
}

pub(super) fn rules(
    reader: &Reader,
    config: &PromotionGateModel,
    profile: Option<Profile>,
    pin: &Value<Pin>,
    zones: &Zones,
    diags: &mut Diags,
) -> Option<Rules> {
    let settings = &reader.settings;
    let own_keys = trusted_keys(&config.trusted_keys, &path("trusted_keys"), diags);
    let keys = own_or(&own_keys, &settings.trusted_keys, BTreeMap::new());
    let own_uri = s3_object(&config.emergency_deny_uri, &path("emergency_deny_uri"), diags);
    let switch = match (&own_uri, &settings.emergency_deny_uri) {
        (Value::Known(uri), _) | (Value::Null, Value::Known(uri)) => Some(Some(uri.clone())),
        (Value::Null, Value::Null) => Some(None),
        _ => None,
    };
    // Either closes: a gate cannot open what the provider closed.
    let off = own_or(&config.emergency_deny, &Value::Known(false), false)
        .zip(own_or(&settings.emergency_deny, &Value::Known(false), false))
        .map(|(own, all)| own || all);
    let licenses = licenses(config, diags);
    let lifetime = max_packet_lifetime(config, diags);
    let environment = zones.environment.as_ref()?;
    let all = zones.all.as_ref()?;
    let prefix = |bucket: &str| format!("s3://{bucket}/");
    match profile? {
        Profile::Contract => {
            let Pin { pin, uri } = pin.known()?;
            let places = all.iter();
            let settings = Settings {
                environment: environment.to_string(),
                zone_map: places
                    .map(|place| (place.kind.to_string(), prefix(place.bucket.as_str())))
                    .collect(),
                policy_pin: pin.clone(),
                emergency_deny: off?,
                emergency_deny_object: switch?,
                max_lifetime_seconds: lifetime,
                licenses: licenses?,
                trusted_keys: keys?,
                ..Settings::default()
            };
            if let Err(problems) = Options::new(Second::FIRST, settings.clone()) {
                // What has an attribute of its own was judged there.
                let rest = problems.into_iter().filter(|one| {
                    !["$.licenses.", "$.trusted_keys.", "$.emergency_deny_object"]
                        .iter()
                        .any(|known| one.path.starts_with(known))
                });
                for problem in rest {
                    diags.push(broken(attribute(&problem), problem.problem));
                }
                return None;
            }
            Some(Rules::Contract { settings: Box::new(settings), bundle: uri.clone() })
        }
        Profile::Readiness => {
            let zones = all.iter().map(|place| (place.kind, prefix(place.bucket.as_str())));
            Some(Rules::Readiness(Box::new(Trust {
                zones: ZoneMap::new(zones.collect()),
                keys: TrustedKeys::new(&keys?).ok()?,
                emergency_deny: off?,
                emergency_deny_object: switch?,
            })))
        }
    }
}

/// The attribute that an option comes from.
fn attribute(problem: &OptionProblem) -> AttributePath {
    let option = problem.path.trim_start_matches("$.");
    path(match option.split(['.', '[']).next().unwrap_or_default() {
        "environment" => "target",
        "zone_map" => "sources",
        "policy_pin" => "policy",
        "max_lifetime_seconds" => "max_packet_lifetime",
        _ => "evidence",
    })
}

/// Classes of licences; each that is not acceptable is told at its key.
fn licenses(config: &PromotionGateModel, diags: &mut Diags) -> Option<BTreeMap<String, String>> {
    let classes = match &config.licenses {
        Value::Null => return Some(BTreeMap::new()),
        licenses => licenses.known().and_then(Map::all_known)?,
    };
    let settings = Settings { licenses: classes.clone(), ..Settings::default() };
    let problems = Options::new(Second::FIRST, settings).err().unwrap_or_default();
    let mut good = true;
    for problem in &problems {
        let Some(id) = problem.path.strip_prefix("$.licenses.") else { continue };
        diags.push(broken(path("licenses").key(id), problem.problem));
        good = false;
    }
    good.then_some(classes)
}
