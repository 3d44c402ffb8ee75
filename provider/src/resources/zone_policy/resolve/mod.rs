//! From a configuration to what it means: every rule that it breaks, all at once.

mod grants;
mod services;
mod trust;

use std::collections::{BTreeMap, BTreeSet};

pub(super) use grants::{Boundary, MadeRole, ResolvedGrant};

use super::model::ZonePolicyModel;
use crate::configure::Reader;
use crate::configure::parse::{administrators, break_glass, invalid};
use crate::domain::access::{AccessProblem, Presigned, ZoneAccess};
use crate::domain::names::NameError;
use crate::domain::object_lifecycle::LifecycleRule;
use crate::domain::{
    AccountId, Administrators, BreakGlass, BucketName, ObjectLifecycle, RetentionClass, ZoneKind,
};
use crate::resources::place;
use crate::resources::zone::Timeouts;
use crate::terraform::diag::{AttributePath, Diags};
use crate::terraform::value::Value;

/// A zone's policy as configured.
#[derive(Clone, Debug)]
pub(super) struct Resolved {
    /// Who may do what, with placeholders for what is not known yet. `None` while not even the
    /// kind of the zone is known, or where it is not acceptable.
    pub(super) access: Option<ZoneAccess>,
    /// The zone's policy when nothing is granted: its seal.
    pub(super) sealed: Option<ZoneAccess>,
    /// The grants that can be understood, by name.
    pub(super) grants: BTreeMap<String, ResolvedGrant>,
    /// Whether these are all.
    pub(super) understood: bool,
    /// Whether bucket, account, region, environment and key are known.
    pub(super) placed: bool,
    /// Whether what decides the roles' policies besides is.
    pub(super) shaped: bool,
    /// Whether everything else that decides who has access is.
    pub(super) peopled: bool,
    /// The bucket's lifecycle rules, where they are known.
    pub(super) lifecycle: Option<Vec<LifecycleRule>>,
    /// How long objects are kept.
    pub(super) retention: RetentionClass,
    /// Whether the key of the zone exists: then the bucket most likely does.
    pub(super) exists: bool,
    /// Break-glass as it counts here, where this resource sets it.
    pub(super) own_break_glass: Value<BreakGlass>,
    /// How long operations may take.
    pub(super) timeouts: Timeouts,
}

impl Resolved {
    /// Whether nothing stands in for something that is not known yet.
    pub(super) const fn is_exact(&self) -> bool {
        self.access.is_some() && self.placed && self.peopled
    }

    /// Whether a role is made under the boundary that is made here.
    pub(super) fn needs_boundary(&self) -> bool {
        let mut made = self.grants.values().filter_map(|one| one.made());
        made.any(|made| made.boundary == Boundary::Ours)
    }

    /// The bucket, where it is known.
    pub(super) fn bucket(&self) -> Option<&BucketName> {
        self.access.as_ref().filter(|_| self.placed).map(|access| &access.bucket)
    }

    /// The account, where it is known.
    pub(super) fn account(&self) -> Option<&AccountId> {
        self.access.as_ref().filter(|_| self.placed).map(|access| &access.account)
    }
}

pub(super) fn path(name: &str) -> AttributePath {
    AttributePath::attribute(name)
}

/// Checks a configuration without provider and network.
pub(super) fn validate(config: &ZonePolicyModel) -> Diags {
    let mut diags = Diags::new();
    let zone = config.zone.known().cloned().unwrap_or_default();
    let kind = place::kind(&zone, &path("zone"), &mut diags);
    place::names(&zone, &path("zone"), &mut diags);
    let gated = gated(config, kind, &mut diags);
    drop(grants::grants(config, kind, gated, &grants::Home::default(), &mut diags));
    drop(services::services(&config.services, &mut diags));
    drop(administrators(&config.administrators, &mut diags));
    drop(break_glass(&config.break_glass, &mut diags));
    let _ = place::timeouts(&config.timeouts, &mut diags);
    diags
}

/// Resolves a configuration against the provider's settings.
pub(super) async fn resolve(
    reader: &Reader,
    config: &ZonePolicyModel,
    diags: &mut Diags,
) -> Resolved {
    let place = place::place(reader, &config.zone, &path("zone"), diags).await;
    let gated = gated(config, place.kind, diags);
    let home = grants::Home {
        environment: place.environment.clone(),
        bucket: place.bucket.clone(),
        account: place.account.clone(),
        region: place.region.clone(),
        default_tags: reader.settings.default_tags.known().cloned().unwrap_or_default(),
    };
    let grants::Grants { all, understood, known } =
        grants::grants(config, place.kind, gated, &home, diags);
    let (services, services_known) = services::services(&config.services, diags);
    let own = administrators(&config.administrators, diags);
    let configured = match own {
        Value::Null => place.administrators.clone(),
        own => own.into_known(),
    };
    let own_break_glass = break_glass(&config.break_glass, diags);
    let opened = match &own_break_glass {
        Value::Null => place.break_glass.clone(),
        own => own.clone(),
    };
    let points = points(config);
    let shaped = points.is_some() && !config.gated.is_unknown();
    let peopled = understood
        && known
        && services_known
        && shaped
        && configured.is_some()
        && !opened.is_unknown()
        && place.log_sources.is_some()
        && place.receipt_writers.is_some()
        && !config.presigned_max_seconds.is_unknown();
    let stand_in = {
        let given = all.values().map(|one| one.grant.role().account());
        let named = place.account.iter().chain(given);
        place::StandIn::new(named.chain(configured.iter().flat_map(accounts)).next())
    };
    let sealed = place.kind.zip(stand_in.as_ref()).map(|(kind, stand_in)| {
        place.sealed(kind, stand_in, place.administrators.as_ref(), place.break_glass.known())
    });
    let access = sealed.clone().map(|sealed| ZoneAccess {
        administrators: configured.unwrap_or_else(|| sealed.administrators.clone()),
        break_glass: opened.known().cloned(),
        grants: all.values().map(|one| one.grant.clone()).collect(),
        services,
        gated,
        granted: true,
        presigned: presigned(config, sealed.kind, diags),
        access_points: points.unwrap_or_default(),
        ..sealed
    });
    if let Some(access) = &access {
        report(access, diags);
    }
    Resolved {
        access,
        sealed,
        grants: all,
        understood,
        placed: place.is_known(),
        shaped,
        peopled,
        lifecycle: place.lifecycle.as_ref().map(ObjectLifecycle::rules),
        retention: place.retention,
        exists: place.exists,
        own_break_glass,
        timeouts: place::timeouts(&config.timeouts, diags),
    }
}

fn accounts(all: &Administrators) -> impl Iterator<Item = &AccountId> {
    all.iter().map(|one| one.account())
}

/// The rules between the parts.
fn report(access: &ZoneAccess, diags: &mut Diags) {
    for AccessProblem { attribute, grant, rule } in access.problems() {
        let at = match &grant {
            Some(grant) => path(attribute).key(grant),
            // What the zone brings along is the zone's to change.
            None if attribute == "receipt_writers" => path("zone").then(attribute),
            None => path(attribute),
        };
        let subject = grant.map_or_else(|| attribute.to_owned(), |grant| format!("grant {grant}"));
        diags.push(broken(at, &subject, &rule));
    }
}

/// The diagnostic of a rule that is broken.
pub(super) fn broken(at: AttributePath, subject: &str, rule: &str) -> crate::terraform::diag::Diag {
    crate::terraform::diag::Diag::error(
        format!("Invalid `{at}`"),
        format!("{subject}: {rule}. Nothing was changed."),
    )
    .at(at)
}

/// Whether only gates create: always in `published`, as configured in `catalog`.
fn gated(config: &ZonePolicyModel, kind: Option<ZoneKind>, diags: &mut Diags) -> bool {
    let always = kind == Some(ZoneKind::Published);
    if let (true, Value::Known(false)) = (always, &config.gated) {
        let rule = "is always true in `published`: leave it out";
        diags.push(invalid(path("gated"), &NameError::new("gated", "false", rule)));
    }
    always || config.gated == Value::Known(true)
}

fn presigned(config: &ZonePolicyModel, kind: ZoneKind, diags: &mut Diags) -> Presigned {
    let Value::Known(seconds) = config.presigned_max_seconds else {
        return Presigned::usual(kind);
    };
    let fits = u32::try_from(seconds).ok().filter(|seconds| *seconds > 0);
    fits.map_or_else(
        || {
            let rule = "is no age of a presigned URL, which is 1 to 604800 seconds; leave it out \
                        for what is usual";
            let error = NameError::new("age", &seconds.to_string(), rule);
            diags.push(invalid(path("presigned_max_seconds"), &error));
            Presigned::usual(kind)
        },
        Presigned::Within,
    )
}

/// The access points; `None` while one of them is not known.
fn points(config: &ZonePolicyModel) -> Option<BTreeSet<String>> {
    match &config.access_points {
        Value::Null => Some(BTreeSet::new()),
        Value::Unknown => None,
        Value::Known(points) => Some(points.all_known()?.into_iter().collect()),
    }
}
