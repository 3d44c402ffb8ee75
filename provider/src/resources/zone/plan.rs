//! What an apply would do. Known planned values are a pure function of configuration, prior state
//! and provider block; the world is not asked, except for the account, and for warnings.

use super::Zone;
use super::destroy;
use super::irreversible;
use super::log_target;
use super::model::ZoneModel;
use super::private::{Leg, Private};
use super::resolve::{KeyChoice, Resolved, arns, known, resolve};
use crate::configure::Reader;
use crate::reconcile::controls::{CREATION, Controls, Planned, closed};
use crate::terraform::diag::{AttributePath, Diag, Diags};
use crate::terraform::model::{Map, Set};
use crate::terraform::resource::{PlanRequest, PlanResponse};
use crate::terraform::value::Value;

pub(super) async fn plan(reader: &Reader, request: PlanRequest<Zone>) -> PlanResponse<Zone> {
    let PlanRequest { prior, config, private, .. } = request;
    let Some(config) = config else { return destroy::plan(reader, prior, private).await };
    let mut diags = Diags::new();
    let zone = resolve(reader, &config, prior.as_ref(), &mut diags).await;
    check_key_region(&zone, &mut diags);
    check_break_glass(reader, &config, prior.as_ref(), &zone, &mut diags);
    let seals = seals(&config, prior.as_ref(), private.as_ref());
    let same = prior.as_ref().filter(|prior| !moved(prior, &config, &zone));
    match &prior {
        None => check_create(&zone, private.as_ref(), &mut diags),
        Some(prior) if same.is_none() => check_replacement(prior, &mut diags),
        Some(_) => {}
    }
    let before = known(same, |prior| &prior.controls).and_then(|controls| controls.all_known());
    irreversible::check_plan(same, &config, &zone, before.as_ref(), &mut diags);
    check_log_target(reader, prior.as_ref(), &config, &zone, &mut diags).await;
    let planned = planned(&config, prior.as_ref(), &zone, seals);
    let private = Private {
        leg: Some(if prior.is_some() { Leg::Update } else { Leg::Create }),
        nonce: prior.as_ref().and_then(|_| private.as_ref()?.nonce.clone()),
        seals,
        protected: zone.protected,
        lacks: private.map(|private| private.lacks).unwrap_or_default(),
        bucket: zone.bucket.as_ref().map(ToString::to_string),
    };
    PlanResponse { planned: Some(planned), private, replace: Vec::new(), diags }
}

/// Whether the zone seals its bucket: it made it, sealed it before, or is asked to. Private data
/// is lost when the provider dies in an apply, so an unfinished zone counts as one that it makes.
pub(super) fn seals(
    config: &ZoneModel,
    prior: Option<&ZoneModel>,
    private: Option<&Private>,
) -> bool {
    let unfinished =
        || known(prior, |prior| &prior.controls).is_some_and(|all| all.0.contains_key(CREATION));
    prior.is_none()
        || config.seal == Value::Known(true)
        || private.is_some_and(|private| private.seals)
        || unfinished()
}

fn planned(
    config: &ZoneModel,
    prior: Option<&ZoneModel>,
    zone: &Resolved,
    seals: bool,
) -> ZoneModel {
    let before = known(prior, |prior| &prior.controls).and_then(|controls| controls.all_known());
    let own_key = zone.key.as_ref().map(|key| *key == KeyChoice::Own);
    let controls = zone.wanted(seals).map(|wanted| wanted.controls(before.as_ref()));
    ZoneModel {
        environment: text(zone.environment.as_ref()),
        bucket: text(zone.bucket.as_ref()),
        id: text(zone.bucket.as_ref()),
        arn: unknown(
            zone.bucket.as_ref().zip(zone.region.as_ref()).map(|(name, region)| name.arn(region)),
        ),
        account_id: text(zone.account.as_ref()),
        region: text(zone.region.as_ref()),
        mutability: unknown(zone.kind.map(|kind| kind.mutability().as_str().to_owned())),
        key_arn: key_arn(prior, zone),
        key_alias: match own_key {
            Some(false) => Value::Null,
            Some(true) => unknown(zone.alias()),
            None => Value::Unknown,
        },
        key_managed: unknown(own_key),
        retired_key_arns: retired(prior, zone),
        effective_administrators: unknown(zone.administrators.as_ref().map(arns)),
        closed: unknown(controls.as_ref().and_then(all_known).as_ref().map(closed)),
        controls: unknown(controls.map(|controls| {
            Map(controls.into_iter().map(|(name, value)| (name, unknown(value))).collect())
        })),
        seal_policy_json: unknown(zone.seal()),
        tags_all: unknown(zone.tags.clone().map(|tags| tags.into_iter().collect::<Map<_>>())),
        ..config.clone()
    }
}

/// The ARN of an own key is AWS's to give: it is known once the key exists.
fn key_arn(prior: Option<&ZoneModel>, zone: &Resolved) -> Value<String> {
    match &zone.key {
        None => Value::Unknown,
        Some(KeyChoice::Given(key)) => Value::Known(key.to_string()),
        Some(KeyChoice::Service) => Value::Null,
        Some(KeyChoice::Own) => {
            let owned = known(prior, |prior| &prior.key_managed).unwrap_or_default();
            unknown(known(prior, |prior| &prior.key_arn).filter(|_| owned))
        }
    }
}

fn retired(prior: Option<&ZoneModel>, zone: &Resolved) -> Value<Set<String>> {
    let mut keys =
        prior.map(|prior| super::state::members(&prior.retired_key_arns)).unwrap_or_default();
    let owned = known(prior, |prior| &prior.key_managed).unwrap_or_default();
    match &zone.key {
        None => return Value::Unknown,
        Some(KeyChoice::Given(_)) if owned => keys.extend(known(prior, |prior| &prior.key_arn)),
        Some(_) => {}
    }
    keys.sort();
    keys.dedup();
    Value::Known(keys.into_iter().collect())
}

fn check_create(zone: &Resolved, private: Option<&Private>, diags: &mut Diags) {
    // INVARIANT: private data without a prior state is the second plan of `-replace`.
    if let Some(private) = private.filter(|private| private.protected) {
        diags.push(refused_replacement(private.bucket.as_deref().unwrap_or("?")));
    }
    if zone.administrators_unset {
        let name = zone.bucket.as_ref().map_or("a zone", |bucket| bucket.as_str());
        diags.push(
            Diag::warning(
                format!("`{name}`: whoever applies becomes its only administrator"),
                "Neither the zone nor the provider block sets `administrators`, so the seal is \
                 known only after apply, and one principal alone can change the zone. Name at \
                 least two roles.",
            )
            .at(AttributePath::attribute("administrators")),
        );
    }
}

/// What decides whether the bucket is closed, if all of it is known.
fn all_known(controls: &Planned) -> Option<Controls> {
    let known = controls.iter().map(|(name, value)| Some((name.clone(), value.clone()?)));
    known.collect()
}

/// Whether the plan is for another bucket: a changed kind, environment or name replaces it.
fn moved(prior: &ZoneModel, config: &ZoneModel, zone: &Resolved) -> bool {
    prior.zone != config.zone
        || prior.bucket != text(zone.bucket.as_ref())
        || prior.environment != text(zone.environment.as_ref())
}

/// The delete leg of a replacement asks no one, so a protected zone refuses here.
fn check_replacement(prior: &ZoneModel, diags: &mut Diags) {
    let kind = known(Some(prior), |prior| &prior.zone).and_then(|kind| kind.parse().ok());
    if super::resolve::protected(prior, kind) {
        let bucket = known(Some(prior), |prior| &prior.bucket).unwrap_or_default();
        diags.push(refused_replacement(&bucket));
    }
}

/// A new target of access logs is looked at, once a process for all zones that name it. The one
/// that a stack makes itself needs no look: its name says that it is a `logs` zone.
async fn check_log_target(
    reader: &Reader,
    prior: Option<&ZoneModel>,
    config: &ZoneModel,
    zone: &Resolved,
    diags: &mut Diags,
) {
    let unchanged = prior.is_some_and(|prior| prior.access_log == config.access_log);
    if unchanged || zone.logs_to_own_stack {
        return;
    }
    if let Some(cloud) = reader.cloud()
        && let Some((bucket, target)) = log_target::look(cloud, zone).await
    {
        diags.append(log_target::judge(zone, &bucket, &target, false));
    }
}

fn refused_replacement(bucket: &str) -> Diag {
    Diag::error(
        format!("`{bucket}` is protected and cannot be replaced"),
        format!(
            "This plan would destroy the bucket `{bucket}` and make another, but its \
             `deletion_protection` is on. Nothing was changed. To keep the bucket, undo the \
             change. To give it up, set `deletion_protection = false`, apply, and try again."
        ),
    )
}

fn check_key_region(zone: &Resolved, diags: &mut Diags) {
    if let (Some(KeyChoice::Given(key)), Some(region)) = (&zone.key, &zone.region)
        && key.region() != region.as_str()
    {
        diags.push(
            Diag::error(
                "Key in another region",
                format!(
                    "`{key}` lies in {}, the zone in {region}. S3 encrypts with keys of the \
                     bucket's own region. Name one. Nothing was changed.",
                    key.region()
                ),
            )
            .at(AttributePath::attribute("encryption").then("kms_key_arn")),
        );
    }
}

/// An end in the past is an error only when it is new: what was opened once may end in peace.
fn check_break_glass(
    reader: &Reader,
    config: &ZoneModel,
    prior: Option<&ZoneModel>,
    zone: &Resolved,
    diags: &mut Diags,
) {
    let is_new = prior.is_none_or(|prior| prior.break_glass != config.break_glass);
    if let (true, Value::Known(open), Value::Known(_)) =
        (is_new, &zone.break_glass, &config.break_glass)
        && open.has_ended((reader.now)())
    {
        diags.push(
            Diag::error(
                "Break-glass that has already ended",
                format!(
                    "`until` is {}, which is past. Set a time to come, or leave `break_glass` \
                     out. Nothing was changed.",
                    open.until
                ),
            )
            .at(AttributePath::attribute("break_glass").then("until")),
        );
    }
}

fn unknown<T>(value: Option<T>) -> Value<T> {
    value.map_or(Value::Unknown, Value::Known)
}

fn text<T: ToString>(value: Option<&T>) -> Value<String> {
    unknown(value.map(ToString::to_string))
}
