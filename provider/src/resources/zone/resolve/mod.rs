//! From a configuration to what it means: every rule that it breaks, all at once.

mod access;
mod desired;
mod inputs;
mod key;
mod lifecycle;
mod place;
mod retention;
mod timeouts;

pub(in crate::resources) use inputs::Inputs;
pub(in crate::resources) use key::KeyChoice;
pub(in crate::resources) use lifecycle::model as lifecycle_model;
pub(in crate::resources) use retention::{Retention, retention as parse_retention};
pub(in crate::resources) use timeouts::{Timeouts, timeouts};

use place::Place;

use super::model::ZoneModel;
use crate::configure::parse::{administrators, break_glass, invalid, parsed, tags};
use crate::configure::{Reader, Settings};
use crate::domain::names::NameError;
use crate::domain::tags::Tags;
use crate::domain::{
    AccountId, Administrators, BreakGlass, BucketName, Environment, LogSource, Region, ZoneKind,
};
use crate::terraform::diag::{AttributePath, Diag, Diags};
use crate::terraform::model::Set;
use crate::terraform::value::Value;

/// A zone as configured. `None` is what is not known yet.
#[derive(Clone, Debug)]
pub(in crate::resources) struct Resolved {
    pub(in crate::resources) kind: Option<ZoneKind>,
    pub(in crate::resources) inputs: Inputs,
    pub(in crate::resources) environment: Option<Environment>,
    pub(in crate::resources) bucket: Option<BucketName>,
    pub(in crate::resources) account: Option<AccountId>,
    pub(in crate::resources) region: Option<Region>,
    pub(in crate::resources) key: Option<KeyChoice>,
    pub(in crate::resources) administrators: Option<Administrators>,
    /// Whether nobody configured administrators: then the creating caller is the one.
    pub(in crate::resources) administrators_unset: bool,
    /// Known to be closed, known to be open, or not known.
    pub(in crate::resources) break_glass: Value<BreakGlass>,
    pub(in crate::resources) log_sources: Option<Vec<LogSource>>,
    pub(in crate::resources) tags: Option<Tags>,
    pub(in crate::resources) protected: bool,
    pub(in crate::resources) force: bool,
    /// Whether the endpoint is AWS's own and offers everything.
    pub(in crate::resources) certain: bool,
    /// Whether access logs go to the bucket that this environment's `logs` zone has by default.
    pub(in crate::resources) logs_to_own_stack: bool,
}

/// Checks a configuration without provider and network.
pub(in crate::resources) fn validate(config: &ZoneModel) -> Diags {
    let mut diags = Diags::new();
    let inputs = Inputs::parse(config, &mut diags);
    drop(parsed(&config.environment, path("environment"), Environment::parse, &mut diags));
    drop(parsed(&config.bucket, path("bucket"), BucketName::parse, &mut diags));
    drop(administrators(&config.administrators, &mut diags));
    let break_glass = break_glass(&config.break_glass, &mut diags);
    check_receipt_writers(&inputs, &break_glass, &mut diags);
    drop(tags(&config.tags, &path("tags"), &mut diags));
    if let (true, Some(kind)) = (inputs.force, inputs.kind)
        && !kind.may_force_destroy()
    {
        let rule = format!("is refused in `{kind}`: what is append-only is never emptied");
        diags.push(invalid(path("force_destroy"), &NameError::new("force_destroy", "true", rule)));
    }
    diags
}

/// Break-glass reads; whoever does both would be held to what both leave, which is nothing.
fn check_receipt_writers(inputs: &Inputs, break_glass: &Value<BreakGlass>, diags: &mut Diags) {
    let Value::Known(open) = break_glass else { return };
    let writers = inputs.receipt_writers.iter().flatten();
    for writer in writers.filter(|writer| open.principals.iter().any(|one| one.covers(writer))) {
        let rule = "is also in `break_glass`: name different roles";
        let error = NameError::new("receipt writer", writer.as_str(), rule);
        diags.push(invalid(path("receipt_writers"), &error));
    }
}

/// Resolves a configuration against the provider's settings and the prior state.
pub(in crate::resources) async fn resolve(
    reader: &Reader,
    config: &ZoneModel,
    prior: Option<&ZoneModel>,
    diags: &mut Diags,
) -> Resolved {
    let settings = &reader.settings;
    let inputs = Inputs::parse(config, diags);
    let kind = inputs.kind;
    let environment = environment(config, settings, diags);
    let region = match reader.region().await {
        Ok(region) => region,
        Err(error) => {
            diags.push(Diag::error(
                "No region",
                format!(
                    "{error}. A zone lies in a region: set `region` in the provider block, or \
                     AWS_REGION. Nothing was changed."
                ),
            ));
            None
        }
    };
    let account = match known(prior, |prior| &prior.account_id) {
        Some(account) => AccountId::parse(&account).ok(),
        None => reader.account().await,
    };
    let place = Place {
        settings,
        environment: environment.as_ref(),
        account: account.as_ref(),
        region: region.as_ref(),
    };
    let bucket = place.bucket(config, &inputs, diags);
    place.check_log_target(&inputs, diags);
    let configured = administrators(&config.administrators, diags);
    let configured = configured.or(settings.administrators.clone());
    let administrators_unset = configured.is_null();
    let kept = || {
        let kept = known(prior, |prior| &prior.effective_administrators)?;
        administrators(&Value::Known(kept), &mut Diags::new()).into_known()
    };
    let break_glass = break_glass(&config.break_glass, diags).or(settings.break_glass.clone());
    check_receipt_writers(&inputs, &break_glass, diags);
    Resolved {
        kind,
        log_sources: place.log_sources(&inputs),
        logs_to_own_stack: place.kind_of_log_target(&inputs) == Some(ZoneKind::Logs),
        bucket,
        key: inputs.key.clone(),
        administrators: if administrators_unset { kept() } else { configured.into_known() },
        administrators_unset,
        break_glass,
        tags: all_tags(config, settings, diags),
        protected: protected(config, kind),
        force: inputs.force,
        certain: settings.is_aws()
            && region.as_ref().is_none_or(|region| region.partition() == "aws"),
        inputs,
        environment,
        account,
        region,
    }
}

/// Whether a zone refuses to be destroyed.
pub(in crate::resources) fn protected(model: &ZoneModel, kind: Option<ZoneKind>) -> bool {
    match model.deletion_protection {
        Value::Known(protected) => protected,
        Value::Null | Value::Unknown => kind.is_none_or(ZoneKind::protected_by_default),
    }
}

fn path(name: &str) -> AttributePath {
    AttributePath::attribute(name)
}

/// A value of the prior state, where there is one.
pub(in crate::resources) fn known<T: Clone>(
    prior: Option<&ZoneModel>,
    field: impl FnOnce(&ZoneModel) -> &Value<T>,
) -> Option<T> {
    prior.and_then(|prior| field(prior).known().cloned())
}

fn environment(config: &ZoneModel, settings: &Settings, diags: &mut Diags) -> Option<Environment> {
    let own = parsed(&config.environment, path("environment"), Environment::parse, diags);
    let environment = own.or(settings.environment.clone());
    if environment.is_null() {
        diags.push(
            Diag::error(
                "Zone without an environment",
                "Neither the zone nor the provider block sets `environment`. Set it in one of \
                 them, e.g. `environment = \"dev\"`. Nothing was changed.",
            )
            .at(path("environment")),
        );
    }
    environment.into_known()
}

fn all_tags(config: &ZoneModel, settings: &Settings, diags: &mut Diags) -> Option<Tags> {
    let mut all = match &settings.default_tags {
        Value::Unknown => return None,
        default => default.known().cloned().unwrap_or_default(),
    };
    match tags(&config.tags, &path("tags"), diags) {
        Value::Unknown => return None,
        own => all.extend(own.into_known().unwrap_or_default()),
    }
    Some(all)
}

/// The set of ARNs as a state value.
pub(in crate::resources) fn arns(administrators: &Administrators) -> Set<String> {
    administrators.arns().into_iter().collect()
}
