//! Carries out a plan.

use std::collections::BTreeMap;

use super::ZonePolicy;
use super::desired::{desired, places, role_marks};
use super::destroy;
use super::documents::Documents;
use super::look::{absent, judge};
use super::model::{RoleStateModel, ZonePolicyModel};
use super::orphans::orphans;
use super::private::Private;
use super::resolve::{Resolved, broken, path, resolve};
use super::state::{Written, computed, roles, state};
use super::words;
use crate::cloud::{CloudErrors, Mutate};
use crate::configure::Writer;
use crate::domain::access::ZoneAccess;
use crate::domain::roles::RoleName;
use crate::domain::tags::BUCKET;
use crate::domain::{BucketName, Environment, ZoneKind};
use crate::reconcile::Limit;
use crate::reconcile::policy::{DesiredAccess, ObservedAccess, Places, observe, settle};
use crate::resources::caller::{check_account, check_administrator, hint, unreachable_caller};
use crate::resources::zone::{Leg, not_known};
use crate::terraform::diag::{AttributePath, Diag, Diags};
use crate::terraform::resource::{ApplyRequest, ApplyResponse, Control};
use crate::terraform::value::Value;

pub(super) async fn apply(
    writer: &Writer,
    request: ApplyRequest<ZonePolicy>,
    control: &Control<ZonePolicy>,
) -> ApplyResponse<ZonePolicy> {
    let ApplyRequest { prior, planned, private, .. } = request;
    let private = private.unwrap_or_default();
    let Some(planned) = planned else {
        return match prior {
            Some(prior) => destroy::apply(writer, prior, private, control).await,
            None => ApplyResponse { state: None, private, diags: Diags::new() },
        };
    };
    match Work::begin(writer, planned, prior.clone()).await {
        Ok(work) => work.run(control).await,
        Err(diags) => ApplyResponse { state: prior, private, diags },
    }
}

/// What an apply goes about.
struct Work<'a> {
    cloud: &'a dyn Mutate,
    planned: ZonePolicyModel,
    prior: Option<ZonePolicyModel>,
    resolved: Resolved,
    documents: Documents,
    headroom: BTreeMap<String, i64>,
    /// The zone whose policy this was, if it is another's now.
    left: Option<(Resolved, ZoneAccess)>,
    before: BTreeMap<String, RoleStateModel>,
    desired: DesiredAccess,
    places: Places,
    observed: ObservedAccess,
    warnings: Diags,
}

impl<'a> Work<'a> {
    /// Everything that must hold before anything is changed.
    async fn begin(
        writer: &'a Writer,
        planned: ZonePolicyModel,
        prior: Option<ZonePolicyModel>,
    ) -> Result<Self, Diags> {
        let cloud = writer.cloud().ok_or_else(|| Diags::from(not_known()))?;
        let caller = cloud.caller().await.map_err(|error| unreachable_caller(&error.into()))?;
        let mut diags = Diags::new();
        let resolved = resolve(&writer.reader, &planned, &mut diags).await;
        check_account(writer, resolved.account(), &caller)?;
        let documents = Documents::of(&resolved).ok_or_else(|| Diags::from(not_known()))?;
        let headroom = documents.headroom(&mut diags);
        documents.judge(&resolved, &mut diags);
        let left = match &prior {
            Some(prior) => {
                let before = resolve(&writer.reader, prior, &mut Diags::new()).await;
                let sealed = before.sealed.clone();
                let moved = sealed.filter(|sealed| {
                    resolved.sealed.as_ref().is_some_and(|now| place(now) != place(sealed))
                });
                moved.map(|sealed| (before, sealed))
            }
            None => None,
        };
        if diags.has_errors() {
            return Err(diags);
        }
        let mut before = prior.as_ref().map(roles).unwrap_or_default();
        let zone_left = left.as_ref().map(|(_, sealed)| sealed);
        let access = resolved.access.as_ref().ok_or_else(|| Diags::from(not_known()))?;
        check_administrator(&access.administrators, &caller)?;
        if let Some(left) = zone_left {
            check_administrator(&left.administrators, &caller)?;
        }
        let unread = |errors| unreadable(access.bucket.as_str(), &errors);
        if before.is_empty() {
            before = orphans(cloud, access, &resolved).await.map_err(unread)?;
        }
        let desired = desired(&resolved, &documents, &before, zone_left)
            .ok_or_else(|| Diags::from(not_known()))?;
        let places = places(access, &resolved, &before, zone_left, true);
        let observed = observe(cloud, &places).await.map_err(unread)?;
        let mut work = Self {
            cloud,
            planned,
            prior,
            resolved,
            documents,
            headroom,
            left,
            before,
            desired,
            places,
            observed,
            warnings: Diags::new(),
        };
        let found = work.check();
        if found.has_errors() {
            return Err(found);
        }
        work.warnings = found;
        Ok(work)
    }

    /// What must hold of what there is.
    fn check(&self) -> Diags {
        let mut diags = Diags::new();
        let Some(access) = &self.resolved.access else { return not_known().into() };
        let bucket = access.bucket.as_str();
        if !self.observed.policies.contains_key(bucket) {
            diags.push(
                Diag::error(
                    format!("There is no bucket `{bucket}`"),
                    "A policy is put on the bucket of a zone, which is made first: pass the zone \
                     itself, `zone = kfm_zone.<name>`, so that Terraform knows the order. Nothing \
                     was changed.",
                )
                .at(AttributePath::attribute("zone")),
            );
        }
        for (grant, one) in &self.resolved.grants {
            let arn = one.grant.role();
            let Ok(name) = RoleName::parse(arn.name()) else { continue };
            let found = self.observed.roles.get(&name);
            match (one.made().is_some(), found) {
                (false, None) => diags.push(absent(grant, arn.as_str())),
                (false, Some(found)) => {
                    diags.extend(judge(grant, one, found, &access.account));
                }
                (true, Some(found)) => {
                    let managed = self.before.values().any(|role| {
                        role.managed == Value::Known(true)
                            && role.arn.known().map(String::as_str) == Some(arn.as_str())
                    });
                    let marks = role_marks(access, grant);
                    let marked =
                        marks.iter().all(|(key, value)| found.tags.get(key) == Some(value));
                    if found.arn != *arn || !(managed || marked) {
                        diags.push(exists(grant, found.arn.as_str()));
                    }
                }
                (true, None) => {}
            }
        }
        let wanted = self.desired.boundary.as_ref();
        let found = wanted.and_then(|wanted| self.observed.boundaries.get(&wanted.arn));
        if let (Some(wanted), Some(found)) = (wanted, found)
            && found.tags.get(BUCKET).map(String::as_str) != Some(bucket)
        {
            diags.push(Diag::error(
                format!("`{}` exists already", wanted.arn),
                format!(
                    "The permissions boundary of this zone's roles would be this managed policy, \
                     which does not carry the tag `{BUCKET} = {bucket}`. It is never taken over \
                     silently: remove it, or give the roles a `permissions_boundary`. Nothing was \
                     changed."
                ),
            ));
        }
        diags
    }

    async fn run(mut self, control: &Control<ZonePolicy>) -> ApplyResponse<ZonePolicy> {
        let creating = self.prior.is_none();
        let leg = Some(if creating { Leg::Create } else { Leg::Update });
        // The trust of granted roles has just been judged.
        let private = Private { leg, trust: BTreeMap::new() };
        let times = self.resolved.timeouts;
        let mut limit =
            Limit::new(&control.cancel, if creating { times.create } else { times.update });
        let mut observed = std::mem::take(&mut self.observed);
        let before = observed.clone();
        let result = {
            let this = &self;
            let mut note = |observed: &ObservedAccess| {
                control.checkpoint.save(&this.unfinished(observed), &private);
            };
            settle(this.cloud, &this.desired, &this.places, &mut observed, &mut limit, &mut note)
                .await
        };
        let mut diags = std::mem::take(&mut self.warnings);
        let Err(stopped) = result else {
            let state = self.finished(&observed, Vec::new());
            return ApplyResponse { state: Some(state), private, diags };
        };
        let untouched = creating && stopped.done.is_empty() && observed == before;
        let name = bucket(&self.planned);
        let (summary, next) = match (creating, untouched) {
            (true, true) => ("is not put", NOT_MADE),
            (true, false) => ("is not finished", UNFINISHED),
            (false, _) => ("is not changed as planned", UNCHANGED),
        };
        diags.push(Diag::error(
            format!("The policy of `{name}` {summary}"),
            format!("{stopped}\n\n{next}"),
        ));
        let state = if untouched { None } else { Some(self.unfinished(&observed)) };
        ApplyResponse { state, private, diags }
    }

    fn written(&self) -> Written {
        Written::of_plan(&self.documents, &self.resolved, self.before.clone())
    }

    fn finished(&self, observed: &ObservedAccess, drift: Vec<String>) -> ZonePolicyModel {
        let state = state(&self.planned, &self.written(), &self.resolved, observed, drift);
        computed(state, &self.resolved, &self.documents, self.headroom.clone())
    }

    /// The state in the middle. While a bucket that was left is not sealed, the state is still about
    /// it, so that the next apply finds it.
    fn unfinished(&self, observed: &ObservedAccess) -> ZonePolicyModel {
        match (&self.left, &self.prior) {
            (Some((before, _)), Some(prior)) => {
                state(prior, &Written::of_state(prior), before, observed, Vec::new())
            }
            _ => {
                let drift = words::leftovers(&self.resolved, observed);
                self.finished(observed, drift.into_iter().collect())
            }
        }
    }
}

/// What the names of a zone's policies and boundary are made from.
const fn place(access: &ZoneAccess) -> (ZoneKind, &Environment, &BucketName) {
    (access.kind, &access.environment, &access.bucket)
}

pub(super) fn bucket(model: &ZonePolicyModel) -> String {
    let zone = model.zone.known();
    zone.and_then(|zone| zone.bucket.known()).cloned().unwrap_or_default()
}

fn exists(grant: &str, arn: &str) -> Diag {
    let rule = format!(
        "`{arn}` exists already and was not made for this grant. It is never taken over silently: \
         choose another `name`, or grant to it by `role_arn`. Names of roles are unique in an \
         account, whatever the path and the case of letters"
    );
    broken(path("grants").key(grant).then("role"), &format!("grant {grant}"), &rule)
}

/// A refusal is never taken for absence.
pub(super) fn unreadable(bucket: &str, errors: &CloudErrors) -> Diag {
    let hint = hint(errors);
    Diag::error(
        format!("Cannot look at the policy of `{bucket}`"),
        format!("{hint}{errors}\n\nThe state is kept as it was; nothing was changed."),
    )
}

const NOT_MADE: &str = "Nothing was changed. Apply again.";
const UNCHANGED: &str = "The state says what is there; the bucket admits nobody whom neither the \
                         old nor the new policy does. Apply again to go on.";
const UNFINISHED: &str = "What was made is kept, and Terraform marks the policy as tainted. Until \
                          it is finished, the bucket admits nobody whom it did not before. Apply \
                          again: the policy is not replaced, but completed.";
