//! The zone that a policy or a gate is for, as it is passed to them: a `kfm_zone` as it is.

use std::collections::BTreeSet;

use super::zone_policy::ZoneRefModel;
use crate::configure::Reader;
use crate::configure::parse::{invalid, parsed};
use crate::domain::access::{Presigned, ZoneAccess, ZoneKey};
use crate::domain::names::NameError;
use crate::domain::{
    AccountId, Administrators, BreakGlass, BucketName, Environment, KeyArn, LogSource,
    ObjectLifecycle, PrincipalArn, Region, RetentionClass, ZoneKind,
};
use crate::resources::zone::{
    EncryptionModel, Timeouts, TimeoutsModel, ZoneModel, resolve_zone, zone_timeouts,
};
use crate::terraform::diag::{AttributePath, Diag, Diags, Step};
use crate::terraform::value::Value;

/// A zone. `None` is what is not known yet.
pub(super) struct Place {
    pub(super) kind: Option<ZoneKind>,
    pub(super) environment: Option<Environment>,
    pub(super) bucket: Option<BucketName>,
    pub(super) account: Option<AccountId>,
    pub(super) region: Option<Region>,
    pub(super) key: Option<ZoneKey>,
    pub(super) administrators: Option<Administrators>,
    pub(super) break_glass: Value<BreakGlass>,
    pub(super) log_sources: Option<Vec<LogSource>>,
    pub(super) receipt_writers: Option<Vec<PrincipalArn>>,
    pub(super) lifecycle: Option<ObjectLifecycle>,
    pub(super) retention: RetentionClass,
    pub(super) exists: bool,
}

/// What stands in for what is not known, so that the rest can be judged.
pub(super) struct StandIn {
    environment: Environment,
    bucket: BucketName,
    account: AccountId,
    region: Region,
    administrators: Administrators,
}

impl StandIn {
    /// `account` is any that is named by the configuration.
    pub(super) fn new(account: Option<&AccountId>) -> Option<Self> {
        let account = match account {
            Some(account) => account.clone(),
            None => AccountId::parse("000000000000").ok()?,
        };
        let administrator = format!("arn:aws:iam::{account}:role/kfm-known-after-apply");
        Some(Self {
            environment: Environment::parse("known-after-apply").ok()?,
            bucket: BucketName::parse("kfm-known-after-apply").ok()?,
            region: Region::parse("us-east-1").ok()?,
            administrators: Administrators::new([PrincipalArn::parse(&administrator).ok()?])
                .ok()?,
            account,
        })
    }
}

impl Place {
    /// Whether everything is known that documents name places by.
    pub(super) const fn is_known(&self) -> bool {
        self.kind.is_some()
            && self.environment.is_some()
            && self.bucket.is_some()
            && self.account.is_some()
            && self.region.is_some()
            && self.key.is_some()
    }

    /// The zone sealed, with what stands in for what is not known.
    pub(super) fn sealed(
        &self,
        kind: ZoneKind,
        stand_in: &StandIn,
        administrators: Option<&Administrators>,
        break_glass: Option<&BreakGlass>,
    ) -> ZoneAccess {
        let environment = self.environment.as_ref().unwrap_or(&stand_in.environment);
        let bucket = self.bucket.as_ref().unwrap_or(&stand_in.bucket);
        let own = || match kind.takes_kms() {
            true => ZoneKey::Own { alias: bucket.key_alias(environment) },
            false => ZoneKey::None,
        };
        ZoneAccess {
            kind,
            environment: environment.clone(),
            bucket: bucket.clone(),
            account: self.account.as_ref().unwrap_or(&stand_in.account).clone(),
            region: self.region.as_ref().unwrap_or(&stand_in.region).clone(),
            key: self.key.clone().unwrap_or_else(own),
            administrators: administrators.unwrap_or(&stand_in.administrators).clone(),
            break_glass: break_glass.cloned(),
            log_sources: self.log_sources.clone().unwrap_or_default(),
            receipt_writers: self.receipt_writers.clone().unwrap_or_default(),
            grants: Vec::new(),
            services: Vec::new(),
            gated: false,
            granted: false,
            presigned: Presigned::usual(kind),
            access_points: BTreeSet::new(),
            emptying: false,
        }
    }
}

/// The kind of the zone; one that is not acceptable is reported.
pub(super) fn kind(
    zone: &ZoneRefModel,
    here: &AttributePath,
    diags: &mut Diags,
) -> Option<ZoneKind> {
    parsed(&zone.zone, here.clone().then("zone"), str::parse::<ZoneKind>, diags).into_known()
}

/// Reports names that are not acceptable, and what is reserved.
pub(super) fn names(zone: &ZoneRefModel, here: &AttributePath, diags: &mut Diags) {
    let at = |name: &str| here.clone().then(name);
    drop(parsed(&zone.bucket, at("bucket"), BucketName::parse, diags));
    drop(parsed(&zone.environment, at("environment"), Environment::parse, diags));
    drop(parsed(&zone.account_id, at("account_id"), AccountId::parse, diags));
    drop(parsed(&zone.region, at("region"), Region::parse, diags));
    drop(parsed(&zone.key_arn, at("key_arn"), KeyArn::parse, diags));
    if let Value::Known(prefix) = &zone.prefix {
        let rule = "is reserved for zones that share a bucket, which are not offered yet";
        diags.push(invalid(at("prefix"), &NameError::new("prefix", prefix, rule)));
    }
    if let Value::Known(adopt) = &zone.adopt
        && adopt != "enforce"
    {
        let rule = "is not `enforce`: the policy of a zone that is only observed is not changed";
        diags.push(invalid(at("adopt"), &NameError::new("adopt", adopt, rule)));
    }
}

/// How long operations may take.
pub(super) fn timeouts(timeouts: &Value<TimeoutsModel>, diags: &mut Diags) -> Timeouts {
    let model = ZoneModel { timeouts: timeouts.clone(), ..ZoneModel::default() };
    zone_timeouts(&model, diags)
}

/// The zone as `kfm_zone` resolves it: its defaults are the same here. `here` is where it is passed.
pub(super) async fn place(
    reader: &Reader,
    zone: &Value<ZoneRefModel>,
    here: &AttributePath,
    diags: &mut Diags,
) -> Place {
    let Value::Known(zone) = zone else { return Place::unknown() };
    let kind = kind(zone, here, diags);
    names(zone, here, diags);
    let mut inner = Diags::new();
    let mut resolved = resolve_zone(reader, &as_zone(zone, kind), None, &mut inner).await;
    diags.extend(inner.into_iter().filter_map(|diag| about_access(diag, here)));
    resolved.account = own(&zone.account_id, resolved.account, AccountId::parse);
    resolved.region = own(&zone.region, resolved.region, Region::parse);
    let bucket = zone.bucket.known().and_then(|name| BucketName::parse(name).ok());
    Place {
        kind,
        key: key(zone, kind, bucket.as_ref(), resolved.environment.as_ref()),
        environment: resolved.environment,
        bucket,
        account: resolved.account,
        region: resolved.region,
        administrators: resolved.administrators,
        break_glass: resolved.break_glass,
        receipt_writers: resolved.inputs.receipt_writers.clone(),
        retention: kind.map_or(RetentionClass::R5, |kind| {
            resolved.inputs.retention.map_or(kind.retention_class(), |retention| retention.class)
        }),
        lifecycle: resolved.inputs.lifecycle.clone(),
        log_sources: resolved.log_sources,
        exists: zone.key_arn.known().is_some(),
    }
}

impl Place {
    const fn unknown() -> Self {
        Self {
            kind: None,
            environment: None,
            bucket: None,
            account: None,
            region: None,
            key: None,
            administrators: None,
            break_glass: Value::Unknown,
            log_sources: None,
            receipt_writers: None,
            lifecycle: None,
            retention: RetentionClass::R5,
            exists: false,
        }
    }
}

/// What decides about access is judged here too, at the attributes that it stands in here; the rest
/// is the zone's to judge.
fn about_access(diag: Diag, here: &AttributePath) -> Option<Diag> {
    const JUDGED: [&str; 4] = ["environment", "break_glass", "receipt_writers", "log_sources"];
    match diag.path.steps().first() {
        None => Some(diag),
        Some(Step::Attribute(name)) if name == "administrators" => {
            Some(diag.at(here.clone().then("effective_administrators")))
        }
        Some(Step::Attribute(name)) if JUDGED.contains(&name.as_str()) => {
            Some(here.steps().iter().rev().cloned().fold(diag, Diag::inside))
        }
        Some(_) => None,
    }
}

/// What the zone says, else what the provider says.
fn own<T>(
    value: &Value<String>,
    default: Option<T>,
    parse: impl FnOnce(&str) -> Result<T, NameError>,
) -> Option<T> {
    match value {
        Value::Null => default,
        Value::Unknown => None,
        Value::Known(text) => parse(text).ok(),
    }
}

fn key(
    zone: &ZoneRefModel,
    kind: Option<ZoneKind>,
    bucket: Option<&BucketName>,
    environment: Option<&Environment>,
) -> Option<ZoneKey> {
    if !kind?.takes_kms() {
        return Some(ZoneKey::None);
    }
    let owned = match (&zone.key_managed, &zone.key_arn) {
        (Value::Known(owned), _) => *owned,
        (Value::Unknown, _) | (Value::Null, Value::Unknown) => return None,
        (Value::Null, arn) => arn.is_null(),
    };
    match (owned, &zone.key_alias, &zone.key_arn) {
        (true, Value::Known(alias), _) => Some(ZoneKey::Own { alias: alias.clone() }),
        (true, ..) => Some(ZoneKey::Own { alias: bucket?.key_alias(environment?) }),
        (false, _, Value::Known(arn)) => KeyArn::parse(arn).ok().map(ZoneKey::Given),
        (false, ..) => None,
    }
}

/// The zone's attributes as those of a `kfm_zone`. What it computes stands where it is configured.
fn as_zone(zone: &ZoneRefModel, kind: Option<ZoneKind>) -> ZoneModel {
    let given = match (&zone.key_managed, &zone.key_arn) {
        (Value::Known(false), Value::Known(_)) if kind.is_some_and(ZoneKind::takes_kms) => {
            Value::Known(EncryptionModel {
                kms_key_arn: zone.key_arn.clone(),
                ..EncryptionModel::default()
            })
        }
        _ => Value::Null,
    };
    ZoneModel {
        zone: zone.zone.clone(),
        environment: zone.environment.clone(),
        bucket: zone.bucket.clone(),
        administrators: zone.effective_administrators.clone(),
        break_glass: zone.break_glass.clone(),
        receipt_writers: zone.receipt_writers.clone(),
        log_sources: zone.log_sources.clone(),
        retention: zone.retention.clone(),
        object_lifecycle: zone.object_lifecycle.clone(),
        encryption: given,
        ..ZoneModel::default()
    }
}
