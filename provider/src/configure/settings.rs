//! The provider block, parsed.

use std::collections::BTreeMap;

use super::model::{PolicyModel, ProviderModel};
use super::parse::{administrators, break_glass, invalid, parsed, tags};
use super::trust::{s3_object, trusted_keys};
use crate::domain::names::NameError;
use crate::domain::principal::PrincipalKind;
use crate::domain::promotion::attestation::TrustedKey;
use crate::domain::tags::Tags;
use crate::domain::{
    AccountId, Administrators, BreakGlass, Environment, NamePrefix, PrincipalArn, Region,
};
use crate::terraform::diag::{AttributePath, Diag, Diags};
use crate::terraform::value::Value;

/// What the provider block says to the zones.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The region, where the block names one.
    pub region: Value<Region>,
    /// The default environment.
    pub environment: Value<Environment>,
    /// What bucket names begin with.
    pub name_prefix: Value<NamePrefix>,
    /// The account, where the block names it or allows only one.
    pub account: Value<AccountId>,
    /// The accounts in which an apply may happen; empty for any.
    pub allowed_accounts: Vec<AccountId>,
    /// The default administrators.
    pub administrators: Value<Administrators>,
    /// The default break-glass.
    pub break_glass: Value<BreakGlass>,
    /// The default tags.
    pub default_tags: Value<Tags>,
    /// Whose signatures prove approvals, where a gate names nobody.
    pub trusted_keys: Value<BTreeMap<String, TrustedKey>>,
    /// The policy bundle of gates that name none.
    pub policy_bundle: Value<PolicyModel>,
    /// Whether all gates are closed.
    pub emergency_deny: Value<bool>,
    /// The object whose existence closes all gates.
    pub emergency_deny_uri: Value<String>,
    /// Whether S3 is asked at an endpoint of its own choice.
    endpoint: Value<()>,
}

impl Settings {
    /// Parses the block: all that is wrong with it is in the messages.
    pub fn parse(model: &ProviderModel) -> (Self, Diags) {
        let mut diags = Diags::new();
        let path = AttributePath::attribute;
        let allowed = allowed_accounts(model, &mut diags);
        let declared = parsed(&model.account_id, path("account_id"), AccountId::parse, &mut diags);
        let account = match (declared, allowed.as_slice()) {
            (Value::Null, [only]) => Value::Known(only.clone()),
            (declared, _) => declared,
        };
        if let Value::Known(account) = &account
            && !allowed.is_empty()
            && !allowed.contains(account)
        {
            diags.push(
                Diag::error(
                    "`account_id` is not allowed",
                    format!(
                        "`account_id` is {account}, which is not in `allowed_account_ids`. Name \
                         an account that is, or add it. Nothing was changed."
                    ),
                )
                .at(path("account_id")),
            );
        }
        check_retry(model, &mut diags);
        check_gate_reader(model, &mut diags);
        let settings = Self {
            region: parsed(&model.region, path("region"), Region::parse, &mut diags),
            environment: parsed(
                &model.environment,
                path("environment"),
                Environment::parse,
                &mut diags,
            ),
            name_prefix: parsed(
                &model.name_prefix.clone().or(Value::Known("kfm".to_owned())),
                path("name_prefix"),
                NamePrefix::parse,
                &mut diags,
            ),
            account,
            allowed_accounts: allowed,
            administrators: administrators(&model.administrators, &mut diags),
            break_glass: break_glass(&model.break_glass, &mut diags),
            default_tags: tags(&model.default_tags, &path("default_tags"), &mut diags),
            trusted_keys: trusted_keys(&model.trusted_keys, &path("trusted_keys"), &mut diags),
            policy_bundle: model.policy_bundle.clone(),
            emergency_deny: model.emergency_deny.clone(),
            emergency_deny_uri: s3_object(
                &model.emergency_deny_uri,
                &path("emergency_deny_uri"),
                &mut diags,
            ),
            endpoint: match &model.endpoints {
                Value::Known(endpoints) => endpoints.s3.as_ref().map(|_| ()),
                other => other.as_ref().map(|_| ()),
            },
        };
        (settings, diags)
    }
}

impl Settings {
    /// Whether S3 is AWS's own: the block names no endpoint for it. One that only the environment
    /// names is not seen here; then what it lacks is found out by an apply, which says so.
    pub const fn is_aws(&self) -> bool {
        matches!(self.endpoint, Value::Null)
    }
}

fn allowed_accounts(model: &ProviderModel, diags: &mut Diags) -> Vec<AccountId> {
    let Value::Known(set) = &model.allowed_account_ids else { return Vec::new() };
    let path = || AttributePath::attribute("allowed_account_ids");
    set.0
        .iter()
        .filter_map(|item| parsed(item, path(), AccountId::parse, diags).into_known())
        .collect()
}

fn check_gate_reader(model: &ProviderModel, diags: &mut Diags) {
    let Value::Known(reader) = &model.gate_reader else { return };
    let path = AttributePath::attribute("gate_reader").then("role_arn");
    let role = |text: &str| {
        let arn = PrincipalArn::parse(text)?;
        let one = arn.kind() != PrincipalKind::User && !arn.is_pattern();
        let rule = "is not one role: evidence is read as a role";
        one.then_some(()).ok_or_else(|| NameError::new("role", text, rule))
    };
    let _ = parsed(&reader.role_arn, path, role, diags);
}

fn check_retry(model: &ProviderModel, diags: &mut Diags) {
    let Value::Known(retry) = &model.retry else { return };
    let path = |name: &str| AttributePath::attribute("retry").then(name);
    if let Value::Known(mode) = &retry.mode
        && !matches!(mode.as_str(), "standard" | "adaptive")
    {
        let error = NameError::new("retry mode", mode, "is neither `standard` nor `adaptive`");
        diags.push(invalid(path("mode"), &error));
    }
    if let Value::Known(attempts) = &retry.max_attempts
        && !(1..=25).contains(attempts)
    {
        let error =
            NameError::new("number of attempts", &attempts.to_string(), "is not between 1 and 25");
        diags.push(invalid(path("max_attempts"), &error));
    }
}
