//! The zones of a gate.

use super::super::model::PromotionGateModel;
use super::{broken, path};
use crate::cloud::BucketRef;
use crate::configure::Reader;
use crate::configure::parse::parsed;
use crate::domain::access::APPLY;
use crate::domain::gate::{Candidate, Place};
use crate::domain::names::NameError;
use crate::domain::promotion::contract::storage::ObjectId;
use crate::domain::{AccountId, BucketName, Environment, ZoneKind};
use crate::gate::Evidence;
use crate::resources::place::{self, Place as Zone};
use crate::terraform::diag::{AttributePath, Diags};
use crate::terraform::value::Value;

/// The zones of a gate, as far as they are known.
pub(super) struct Zones {
    pub(super) environment: Option<Environment>,
    pub(super) account: Option<AccountId>,
    pub(super) target: Option<Place>,
    /// The one that is copied from.
    pub(super) source: Option<Place>,
    /// Target and sources.
    pub(super) all: Option<Vec<Place>>,
}

/// Kind and bucket of each zone.
pub(super) fn named(all: &[Place]) -> Vec<(ZoneKind, BucketName)> {
    all.iter().map(|place| (place.kind, place.bucket.clone())).collect()
}

/// The zones' kinds and buckets, as far as they are written; all of them or `None`.
pub(super) fn check(
    config: &PromotionGateModel,
    candidate: Option<&Candidate>,
    diags: &mut Diags,
) -> Option<Vec<(ZoneKind, BucketName)>> {
    let mut all = Some(Vec::new());
    let mut kinds = Some(Vec::new());
    for (zone, at) in refs(config) {
        let Some(zone) = zone.known() else {
            (all, kinds) = (None, None);
            continue;
        };
        let kind = place::kind(zone, &at, diags);
        place::names(zone, &at, diags);
        let bucket = zone.bucket.known().and_then(|name| BucketName::parse(name).ok());
        kinds = kinds.zip(kind).map(|(mut kinds, kind)| {
            kinds.push(kind);
            kinds
        });
        all = all.zip(kind.zip(bucket)).map(|(mut all, one)| {
            all.push(one);
            all
        });
    }
    if config.sources.known().is_none() {
        (all, kinds) = (None, None);
    }
    if let (Some(kinds), Some(candidate)) = (kinds, candidate) {
        check_kinds(&kinds, candidate, diags);
    }
    all
}

/// The target is first.
fn check_kinds(kinds: &[ZoneKind], candidate: &Candidate, diags: &mut Diags) {
    let Some((target, sources)) = kinds.split_first() else { return };
    if *target != candidate.to() {
        let rule = format!(
            "is a zone of kind `{target}`, and the candidate goes to one of kind `{}`",
            candidate.to()
        );
        diags.push(broken(path("target"), &rule));
    }
    match sources.iter().filter(|kind| **kind == candidate.from()).count() {
        1 => {}
        0 => {
            let rule = format!(
                "has no zone of kind `{}`, which the candidate is copied from",
                candidate.from()
            );
            diags.push(broken(path("sources"), &rule));
        }
        many => {
            let rule = format!(
                "has {many} zones of kind `{}`, and a candidate is copied from one",
                candidate.from()
            );
            diags.push(broken(path("sources"), &rule));
        }
    }
    for (index, kind) in sources.iter().enumerate() {
        if matches!(kind, ZoneKind::Raw | ZoneKind::Work | ZoneKind::Quarantine | ZoneKind::Logs) {
            let rule = format!(
                "is a zone of kind `{kind}`, in which neither evidence nor artifacts may lie"
            );
            diags.push(broken(path("sources").index(index), &rule));
        }
    }
}

/// Target and sources, each with its place in the configuration.
fn refs(
    config: &PromotionGateModel,
) -> Vec<(&Value<crate::resources::zone_policy::ZoneRefModel>, AttributePath)> {
    let sources = config.sources.known().map(|list| list.0.as_slice()).unwrap_or_default();
    let sources =
        sources.iter().enumerate().map(|(index, zone)| (zone, path("sources").index(index)));
    std::iter::once((&config.target, path("target"))).chain(sources).collect()
}

pub(super) async fn resolve(
    reader: &Reader,
    config: &PromotionGateModel,
    candidate: Option<&Candidate>,
    diags: &mut Diags,
) -> Zones {
    // Names and kinds are told here, once.
    let written = check(config, candidate, diags);
    let mut found = Vec::new();
    for (zone, at) in refs(config) {
        let mut more = Diags::new();
        let zone = place::place(reader, zone, &at, &mut more).await;
        let known: Vec<_> = diags.iter().map(|diag| diag.detail.clone()).collect();
        diags.extend(more.into_iter().filter(|diag| !known.contains(&diag.detail)));
        found.push((zone, at));
    }
    let Some(((target, _), sources)) = found.split_first() else {
        return Zones { environment: None, account: None, target: None, source: None, all: None };
    };
    for (zone, at) in sources {
        same_home(target, zone, at, diags);
    }
    let places: Option<Vec<_>> = found.iter().map(|(zone, _)| as_place(zone)).collect();
    let all = places.filter(|_| written.is_some());
    let source = all.as_ref().zip(candidate).and_then(|(all, candidate)| {
        all.iter().skip(1).find(|place| place.kind == candidate.from()).cloned()
    });
    Zones {
        environment: target.environment.clone(),
        account: target.account.clone(),
        target: as_place(target),
        source,
        all,
    }
}

/// A gate lives in one account and one environment.
fn same_home(target: &Zone, zone: &Zone, at: &AttributePath, diags: &mut Diags) {
    if let (Some(one), Some(other)) = (&target.account, &zone.account)
        && one != other
    {
        let rule =
            format!("is of account {other}, and the target of {one}: a gate lives in one account");
        diags.push(broken(at.clone(), &rule));
    }
    if let (Some(one), Some(other)) = (&target.environment, &zone.environment)
        && one != other
    {
        let rule = format!(
            "is of environment `{other}`, and the target of `{one}`: nothing is promoted between environments"
        );
        diags.push(broken(at.clone(), &rule));
    }
}

fn as_place(zone: &Zone) -> Option<Place> {
    Some(Place {
        kind: zone.kind?,
        bucket: zone.bucket.clone()?,
        region: zone.region.clone()?,
        key: zone.key.clone()?,
    })
}

/// The packet lies in a zone of the gate.
pub(super) fn holds_evidence(
    evidence: Option<&Evidence>,
    zones: Option<&[(ZoneKind, BucketName)]>,
    diags: &mut Diags,
) {
    let (Some(uri), Some(zones)) = (evidence.and_then(Evidence::uri), zones) else { return };
    let object = ObjectId { uri: uri.to_owned(), version: None };
    let Some((bucket, _)) = object.place() else { return };
    if !zones.iter().any(|(_, name)| name.as_str() == bucket) {
        let names: Vec<_> = zones.iter().map(|(_, name)| format!("`{name}`")).collect();
        let rule = format!(
            "lies in `{bucket}`, which is neither the target nor one of `sources`, but evidence lies in one of: {}",
            names.join(", ")
        );
        diags.push(broken(path("evidence").then("uri"), &rule));
    }
}

/// Where receipts go; unknown while it is not known or not acceptable.
pub(super) fn receipt_to(
    config: &PromotionGateModel,
    zones: Option<&[(ZoneKind, BucketName)]>,
    account: Option<&AccountId>,
    diags: &mut Diags,
) -> Value<(BucketRef, String)> {
    let at = path("receipt_to");
    let place = match parsed(&config.receipt_to, at.clone(), folder, diags) {
        Value::Null => return Value::Null,
        Value::Unknown => return Value::Unknown,
        Value::Known(place) => place,
    };
    let Some(zones) = zones else { return Value::Unknown };
    let takes = zones.iter().any(|(kind, name)| *name == place.0 && kind.takes_receipts());
    if !takes || !place.1.starts_with(APPLY) {
        let rule = format!(
            "must lie below `{APPLY}` of an `audit` zone among `sources`, where writers of receipts create and nobody \
             changes anything"
        );
        diags.push(broken(at, &rule));
        return Value::Unknown;
    }
    match account {
        Some(owner) => Value::Known((BucketRef { name: place.0, owner: owner.clone() }, place.1)),
        None => Value::Unknown,
    }
}

fn folder(text: &str) -> Result<(BucketName, String), NameError> {
    let rule = "is not `s3://<bucket>/<prefix>/`";
    let wrong = || NameError::new("place of receipts", text, rule);
    let (bucket, prefix) =
        text.strip_prefix("s3://").and_then(|rest| rest.split_once('/')).ok_or_else(wrong)?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-/=".contains(&byte);
    let fits = prefix.ends_with('/')
        && prefix.len() <= 512
        && prefix.bytes().all(plain)
        && !prefix.split('/').rev().skip(1).any(|part| matches!(part, "" | "." | ".."));
    if !fits {
        return Err(wrong());
    }
    Ok((BucketName::parse(bucket)?, prefix.to_owned()))
}
