//! The parts of a gate that stand by themselves.

use std::collections::BTreeSet;
use std::time::Duration;

use super::super::model::PromotionGateModel;
use super::{broken, no_such, path, report};
use crate::configure::parse::parsed;
use crate::domain::ZoneKind;
use crate::domain::gate::{Candidate, Moment, Promoters, WantedCandidate};
use crate::domain::names::NameError;
use crate::domain::promotion::contract::DEFAULT_LIFETIME;
use crate::domain::promotion::{contract, readiness};
use crate::domain::roles::Home;
use crate::terraform::diag::Diags;
use crate::terraform::model::Set;
use crate::terraform::value::Value;

/// How long a gate is open where nothing else is said, and at most.
const OPEN: (Duration, Duration) = (Duration::from_hours(24), Duration::from_hours(168));

/// The rule book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::resources::promotion_gate) enum Profile {
    /// `kfm/promotion-contract/A-F/v1`.
    Contract,
    /// `kfm/promotion-readiness/A-G/v1`.
    Readiness,
}

/// What a verdict that is not `PASS` does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::resources::promotion_gate) enum OnBlock {
    /// The gate is closed, with a warning.
    Close,
    /// The gate is closed, with an error.
    Fail,
}

pub(super) fn candidate(config: &PromotionGateModel, diags: &mut Diags) -> Option<Candidate> {
    let model = config.candidate.known()?;
    let text = |value: &Value<String>| value.known().cloned();
    let given = |value: &Value<String>| match value {
        Value::Unknown => None,
        Value::Null => Some(None),
        Value::Known(text) => Some(Some(text.clone())),
    };
    let (dataset, version) = (text(&model.dataset)?, text(&model.version)?);
    let (from, to) = (text(&model.from)?, text(&model.to)?);
    let (source, target) = (given(&model.source_prefix)?, given(&model.target_prefix)?);
    let wanted = WantedCandidate {
        dataset: &dataset,
        version: &version,
        from: &from,
        to: &to,
        source_prefix: source.as_deref(),
        target_prefix: target.as_deref(),
    };
    Candidate::parse(&wanted).map_err(|problems| report(problems, diags)).ok()
}

/// The profile; `None` where it is not known, or no profile.
pub(super) fn profile(config: &PromotionGateModel, diags: &mut Diags) -> Option<Profile> {
    match &config.profile {
        Value::Null => Some(Profile::Contract),
        Value::Unknown => None,
        Value::Known(name) if name == contract::PROFILE => Some(Profile::Contract),
        Value::Known(name) if name == readiness::PROFILE => Some(Profile::Readiness),
        Value::Known(name) => {
            let known = [contract::PROFILE, readiness::PROFILE];
            diags.push(no_such("profile", name, path("profile"), &known));
            None
        }
    }
}

/// The readiness profile knows promotions to `published` alone.
pub(super) fn profile_way(
    profile: Option<Profile>,
    candidate: Option<&Candidate>,
    diags: &mut Diags,
) {
    let Some(candidate) = candidate.filter(|_| profile == Some(Profile::Readiness)) else { return };
    if candidate.to() != ZoneKind::Published {
        let rule = format!(
            "is `{}`, and `{}` is about promotions to `published`: use `{}`",
            candidate.to(),
            readiness::PROFILE,
            contract::PROFILE
        );
        diags.push(broken(path("candidate").then("to"), &rule));
    }
}

pub(super) fn promoters(
    config: &PromotionGateModel,
    home: Home<'_>,
    diags: &mut Diags,
) -> Option<Promoters> {
    let model = config.promoter.known()?;
    let arns = model.principals.known().and_then(Set::all_known)?;
    let external_id = match &model.external_id {
        Value::Unknown => return None,
        id => id.known().map(String::as_str),
    };
    let arns = arns.into_iter().collect::<BTreeSet<_>>();
    Promoters::new(&arns, external_id, home).map_err(|problems| report(problems, diags)).ok()
}

pub(super) fn expires(config: &PromotionGateModel, diags: &mut Diags) -> Value<Moment> {
    let Value::Known(text) = &config.expires else {
        return match config.expires {
            Value::Null => Value::Null,
            _ => Value::Unknown,
        };
    };
    match Moment::parse(text, &["expires"]) {
        Ok(moment) => Value::Known(moment),
        Err(problem) => {
            report(vec![problem], diags);
            Value::Unknown
        }
    }
}

pub(super) fn max_open(config: &PromotionGateModel, diags: &mut Diags) -> Duration {
    let read = |text: &str| {
        let time = time(text)?;
        let rule = "is longer than 168h: no gate is open for more than a week";
        (time <= OPEN.1).then_some(time).ok_or_else(|| NameError::new("time", text, rule))
    };
    parsed(&config.max_open, path("max_open"), read, diags).into_known().unwrap_or(OPEN.0)
}

/// In seconds.
pub(super) fn max_packet_lifetime(config: &PromotionGateModel, diags: &mut Diags) -> i64 {
    let read =
        |text: &str| time(text).map(|time| i64::try_from(time.as_secs()).unwrap_or(i64::MAX));
    let given = parsed(&config.max_packet_lifetime, path("max_packet_lifetime"), read, diags);
    given.into_known().unwrap_or(DEFAULT_LIFETIME)
}

fn time(text: &str) -> Result<Duration, NameError> {
    let time = text.parse::<jiff::SignedDuration>().ok();
    time.and_then(|time| Duration::try_from(time).ok())
        .filter(|time| time.as_secs() > 0 && time.subsec_nanos() == 0)
        .ok_or_else(|| NameError::new("time", text, "is not a time such as 90m, 24h or 168h"))
}

pub(super) fn on_block(config: &PromotionGateModel, diags: &mut Diags) -> OnBlock {
    match config.on_block.known().map(String::as_str) {
        None | Some("close") => OnBlock::Close,
        Some("fail") => OnBlock::Fail,
        Some(other) => {
            diags.push(no_such("word", other, path("on_block"), &["close", "fail"]));
            OnBlock::Fail
        }
    }
}
