//! Carries out a plan.

mod adopt;
mod caller;

use std::collections::BTreeSet;

use caller::administer;

use super::Zone;
use super::destroy;
use super::irreversible;
use super::lacking;
use super::log_target;
use super::model::ZoneModel;
use super::plan::seals;
use super::private::{Leg, Private};
use super::read::{default_tags, key_place, stored, unreadable};
use super::resolve::{KeyChoice, Resolved, resolve};
use super::state::state;
use crate::cloud::{BucketRef, Facet, Mutate};
use crate::configure::Writer;
use crate::domain::tags::Marks;
use crate::reconcile::converge::settle;
use crate::reconcile::observe::observe;
use crate::reconcile::{Desired, Limit, Observed};
use crate::resources::caller::{check_account, unreachable_caller};
use crate::terraform::diag::{Diag, Diags};
use crate::terraform::resource::{ApplyRequest, ApplyResponse, Control};
use crate::terraform::value::Value;

pub(super) async fn apply(
    writer: &Writer,
    request: ApplyRequest<Zone>,
    control: &Control<Zone>,
) -> ApplyResponse<Zone> {
    let ApplyRequest { prior, planned, private, .. } = request;
    let private = private.unwrap_or_default();
    match (prior, planned) {
        (Some(prior), None) => destroy::apply(writer, prior, Some(private), control).await,
        (prior, Some(planned)) => write(writer, prior, planned, private, control).await,
        (None, None) => ApplyResponse { state: None, private, diags: Diags::new() },
    }
}

pub(in crate::resources) fn not_known() -> Diag {
    Diag::error(
        "The provider block is not known",
        "A value of the provider block is still unknown at apply. Nothing was changed.",
    )
}

/// What an apply goes about.
struct Work<'a> {
    cloud: &'a dyn Mutate,
    zone: Resolved,
    planned: ZoneModel,
    prior: Option<ZoneModel>,
    private: Private,
    bucket: BucketRef,
}

async fn write(
    writer: &Writer,
    prior: Option<ZoneModel>,
    planned: ZoneModel,
    private: Private,
    control: &Control<Zone>,
) -> ApplyResponse<Zone> {
    let failed =
        |prior, private, diag: Diag| ApplyResponse { state: prior, private, diags: diag.into() };
    let Some(cloud) = writer.cloud() else { return failed(prior, private, not_known()) };
    let mut diags = Diags::new();
    let caller = match cloud.caller().await {
        Ok(caller) => caller,
        Err(error) => {
            let diag = unreachable_caller(&error.into());
            return failed(prior, private, diag);
        }
    };
    let mut zone = resolve(&writer.reader, &inputs(&planned), prior.as_ref(), &mut diags).await;
    zone.account.get_or_insert_with(|| caller.account.clone());
    if let Some(bucket) = planned.bucket.known() {
        zone.bucket = crate::domain::BucketName::parse(bucket).ok();
    }
    if let Err(diag) = check_account(writer, zone.account.as_ref(), &caller) {
        return failed(prior, private, diag);
    }
    if let Err(diag) = administer(cloud, &mut zone, &caller).await {
        return failed(prior, private, diag);
    }
    let Some(bucket) = zone.bucket_ref() else {
        diags.push(not_known());
        return ApplyResponse { state: prior, private, diags };
    };
    if diags.has_errors() {
        return ApplyResponse { state: prior, private, diags };
    }
    let work = Work { cloud, zone, planned, prior, private, bucket };
    work.run(writer, control).await
}

/// The planned zone as a configuration. `bucket` and `environment` were decided at plan.
fn inputs(planned: &ZoneModel) -> ZoneModel {
    let decided = |value: &Value<String>| match value {
        Value::Unknown => Value::Null,
        other => other.clone(),
    };
    ZoneModel {
        bucket: decided(&planned.bucket),
        environment: decided(&planned.environment),
        ..planned.clone()
    }
}

impl Work<'_> {
    async fn run(mut self, writer: &Writer, control: &Control<Zone>) -> ApplyResponse<Zone> {
        let creating = self.prior.is_none();
        let found = if creating { self.adopt().await } else { self.observe(writer).await };
        let mut observed = match found {
            Ok(observed) => observed,
            Err(diag) => {
                return ApplyResponse {
                    state: self.prior,
                    private: self.private,
                    diags: diag.into(),
                };
            }
        };
        let Some(desired) = self.desired(writer, &observed) else {
            return ApplyResponse {
                state: self.prior,
                private: self.private,
                diags: not_known().into(),
            };
        };
        if let Err(diags) = self.check(&desired, &observed).await {
            return ApplyResponse { state: self.prior, private: self.private, diags };
        }
        let defaults = default_tags(&writer.reader);
        let known_to_lack = self.private.lacks.clone();
        let result = {
            let mut note = |observed: &Observed| {
                let state = state(&self.planned, &self.zone, &defaults, observed);
                control.checkpoint.save(&state, &self.private);
            };
            let times = &self.zone.inputs.timeouts;
            let time = if creating { times.create } else { times.update };
            let mut limit = Limit::new(&control.cancel, time);
            settle(self.cloud, &desired, &mut observed, &mut limit, &mut note).await
        };
        let mut diags = Diags::new();
        let nothing = observed.bucket.is_none() && observed.key.is_none();
        if let Err(stopped) = result {
            let (summary, next) = match (creating, nothing) {
                (true, true) => ("is not made", NOT_MADE),
                (true, false) => ("is not finished", UNFINISHED),
                (false, _) => ("is not changed as planned", UNCHANGED),
            };
            diags.push(Diag::error(
                format!("`{}` {summary}", self.bucket),
                format!("{stopped}\n\n{next}"),
            ));
        }
        self.private.lacks = observed.lacks.clone();
        let promised = !creating && !diags.has_errors();
        diags.extend(self.lacking(&known_to_lack, promised));
        let state = state(&self.planned, &self.zone, &defaults, &observed);
        let state = if nothing && diags.has_errors() { self.prior } else { Some(state) };
        ApplyResponse { state, private: self.private, diags }
    }

    /// What must hold of the world before anything is changed in it.
    async fn check(&self, desired: &Desired, observed: &Observed) -> Result<(), Diags> {
        let found = observed.bucket.as_ref();
        let mut diags = irreversible::check_apply(&self.planned, desired, found);
        let logs_already = found.is_some_and(|found| found.access_log == desired.access_log);
        if !logs_already
            && let Some((bucket, target)) = log_target::look(self.cloud, &self.zone).await
        {
            diags.append(log_target::judge(&self.zone, &bucket, &target, true));
        }
        if diags.has_errors() { Err(diags) } else { Ok(()) }
    }

    /// What the endpoint turned out to lack. Where the plan promised it, core would take the state
    /// for a bug of the provider's: then it is an error, which the next plan no longer meets.
    fn lacking(&self, before: &BTreeSet<Facet>, promised: bool) -> Option<Diag> {
        let news = lacking::news(self.bucket.name.as_str(), before, &self.private.lacks);
        news.map(|(summary, detail)| {
            if promised {
                Diag::error(summary, format!("{detail} Everything else was done: plan again."))
            } else {
                Diag::warning(summary, detail)
            }
        })
    }

    async fn observe(&self, writer: &Writer) -> Result<Observed, Diag> {
        let place = match &self.prior {
            Some(prior) if self.zone.key == Some(KeyChoice::Own) => {
                let before = stored(&writer.reader, prior).await;
                key_place(&before, Some(prior)).or_else(|| key_place(&self.zone, None))
            }
            _ => None,
        };
        let observed = observe(self.cloud, &self.bucket, place.as_ref())
            .await
            .map_err(|errors| unreadable(self.bucket.name.as_str(), &errors))?
            .remembering(&self.private.lacks);
        if observed.bucket.is_some() {
            return self.with_unnamed_key(observed).await;
        }
        Ok(observed)
    }

    /// The zone as it should be. A create takes the bucket over with a nonce of its own.
    fn desired(&mut self, writer: &Writer, observed: &Observed) -> Option<Desired> {
        let creating = self.prior.is_none();
        let found = observed
            .bucket
            .as_ref()
            .and_then(|bucket| Marks::read(&bucket.tags))
            .and_then(|marks| marks.nonce);
        // A bucket that was made and not finished is new, whichever run it was made in.
        let is_new = creating
            || observed.bucket.is_none()
            || found.as_ref().is_some_and(|nonce| !nonce.finished);
        let nonce = match (creating, self.private.nonce.take(), found) {
            (false, Some(own), _) => own,
            (false, None, Some(found)) => found.id,
            _ => (writer.nonce)(),
        };
        let seals = seals(&self.planned, self.prior.as_ref(), Some(&self.private));
        let desired = self.zone.desired(&nonce, seals, creating)?;
        self.private = Private {
            leg: Some(if creating { Leg::Create } else { Leg::Update }),
            nonce: Some(nonce),
            seals,
            protected: self.zone.protected,
            bucket: Some(self.bucket.to_string()),
            lacks: std::mem::take(&mut self.private.lacks),
        };
        Some(Desired { must_be_empty: is_new, ..desired })
    }
}

const NOT_MADE: &str = "Nothing is known to be made, so the zone is not in the state. Apply again: \
                        what is there all the same is completed.";
const UNCHANGED: &str = "The state says what is there; apply again to go on.";
const UNFINISHED: &str = "What was made is kept, and Terraform marks the zone as tainted. Apply \
                          again: the zone is not replaced, but completed.";
