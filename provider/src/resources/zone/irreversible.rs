//! Steps that nobody can take back: asked at plan, and again at apply against what is there.

use super::model::ZoneModel;
use super::resolve::{Resolved, Retention, parse_retention};
use crate::cloud::{BucketFacets, Facet, ObjectLock};
use crate::domain::{BucketName, LockRule, ZoneKind};
use crate::reconcile::controls::{Controls, without_lock};
use crate::reconcile::{Desired, DesiredLock};
use crate::terraform::diag::{AttributePath, Diag, Diags};
use crate::terraform::value::Value;

/// Retention only grows, and what cannot be taken back is agreed to by name.
pub(super) fn check_plan(
    prior: Option<&ZoneModel>,
    config: &ZoneModel,
    zone: &Resolved,
    before: Option<&Controls>,
    diags: &mut Diags,
) {
    check_name(config, zone.bucket.as_ref(), diags);
    let Some(now) = zone.inputs.retention else { return };
    let earlier = prior.and_then(|prior| earlier(prior, zone.kind));
    if let Some(earlier) = earlier {
        check_growth(earlier, now, diags);
    }
    let Some(rule) = now.rule else { return };
    let agreed = match &config.acknowledge_irreversible {
        Value::Unknown => true,
        Value::Null => false,
        Value::Known(name) => zone.bucket.as_ref().is_none_or(|bucket| bucket.as_str() == name),
    };
    let name = zone.bucket.as_ref().map_or("<the bucket's name>", BucketName::as_str);
    let earlier = earlier.and_then(|earlier| earlier.rule);
    if !agreed {
        diags.append(unagreed(name, rule, earlier, before.is_some_and(without_lock)));
    }
}

/// The retention of the prior state, of the same bucket.
fn earlier(prior: &ZoneModel, kind: Option<ZoneKind>) -> Option<Retention> {
    parse_retention(prior, kind, &mut Diags::new())
}

fn check_name(config: &ZoneModel, bucket: Option<&BucketName>, diags: &mut Diags) {
    if let (Value::Known(name), Some(bucket)) = (&config.acknowledge_irreversible, bucket)
        && name != bucket.as_str()
    {
        diags.push(
            Diag::error(
                "Agreement for another bucket",
                format!(
                    "`acknowledge_irreversible` is `{name}`, but the bucket of this zone is \
                     `{bucket}`. Name the bucket that is meant, or leave it out. Nothing was \
                     changed."
                ),
            )
            .at(AttributePath::attribute("acknowledge_irreversible")),
        );
    }
}

fn check_growth(earlier: Retention, now: Retention, diags: &mut Diags) {
    let path = || AttributePath::attribute("retention");
    let shrinks = |what: String, wanted: String| {
        Diag::error(
            "Retention cannot be loosened",
            format!(
                "The zone keeps its objects by {what}; {wanted} was asked for. Retention only \
                 grows: set at least what there is. Nothing was changed."
            ),
        )
    };
    if now.class > earlier.class {
        let (what, wanted) = (format!("class {}", earlier.class), format!("class {}", now.class));
        diags.push(shrinks(what, wanted).at(path().then("class")));
    }
    if let Some(rule) = earlier.rule
        && now.rule.is_none_or(|now| !rule.grows_to(now))
    {
        let wanted = now.rule.map_or_else(|| "no rule".to_owned(), |now| now.to_string());
        diags.push(shrinks(rule.to_string(), wanted).at(path()));
    }
}

/// What an agreement is missing for.
fn unagreed(bucket: &str, rule: LockRule, earlier: Option<LockRule>, without_lock: bool) -> Diags {
    let mut diags = Diags::new();
    let mut ask = |summary: String, why: &str| {
        diags.push(
            Diag::error(
                summary,
                format!(
                    "{why} Nobody can take this back, the account's root user included. If it is \
                     meant, set `acknowledge_irreversible = \"{bucket}\"`. Nothing was changed."
                ),
            )
            .at(AttributePath::attribute("acknowledge_irreversible")),
        );
    };
    if rule.is_irreversible_after(earlier) {
        let why = format!(
            "`retention` asks for {rule}: no version that is written from then on can be removed \
             before its time."
        );
        ask(format!("`{bucket}` would be locked in COMPLIANCE mode"), &why);
    }
    if without_lock {
        let why = format!(
            "`retention` asks for {rule}, and the bucket exists without Object Lock. Enabling it \
             also keeps versioning on for good; objects that are there stay as they are."
        );
        ask(format!("Object Lock would be enabled on `{bucket}`"), &why);
    }
    diags
}

/// The same at apply: the bucket may have changed since the plan.
pub(super) fn check_apply(
    planned: &ZoneModel,
    desired: &Desired,
    found: Option<&BucketFacets>,
) -> Diags {
    let mut diags = Diags::new();
    let (Some(found), DesiredLock::Rule(rule)) = (found, desired.lock) else { return diags };
    let name = desired.bucket.name.as_str();
    let earlier = found.object_lock.rule();
    if let Some(earlier) = earlier.filter(|earlier| !earlier.grows_to(rule)) {
        diags.push(
            Diag::error(
                "Retention cannot be loosened",
                format!(
                    "The rule of `{name}` is {earlier} by now, {rule} was planned. Retention only \
                     grows: plan again, with at least what there is. Nothing was changed."
                ),
            )
            .at(AttributePath::attribute("retention")),
        );
    }
    if planned.acknowledge_irreversible.known().map(String::as_str) != Some(name) {
        // What the endpoint lacks cannot be enabled: that is said once it is tried.
        let offered = !found.lacks.contains(&Facet::ObjectLock);
        let without_lock = offered && found.object_lock == ObjectLock::Disabled;
        diags.append(unagreed(name, rule, earlier, without_lock));
    }
    diags
}
