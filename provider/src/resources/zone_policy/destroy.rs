//! The end of a policy: the zone is sealed, and the roles that were made for it go.

use super::ZonePolicy;
use super::apply::{bucket, unreadable};
use super::desired::{places, sealed};
use super::model::ZonePolicyModel;
use super::orphans::orphans;
use super::private::Private;
use super::resolve::resolve;
use super::state::{Written, roles, state};
use crate::configure::Writer;
use crate::reconcile::Limit;
use crate::reconcile::policy::{ObservedAccess, observe, settle};
use crate::resources::caller::{check_account, check_administrator, unreachable_caller};
use crate::resources::zone::{Leg, not_known};
use crate::terraform::diag::{Diag, Diags};
use crate::terraform::model::List;
use crate::terraform::resource::{ApplyResponse, Control, PlanResponse};

pub(super) fn plan(
    prior: Option<ZonePolicyModel>,
    private: Option<Private>,
) -> PlanResponse<ZonePolicy> {
    let mut diags = Diags::new();
    if let Some(prior) = &prior {
        let lines = prior.access.known().and_then(List::all_known).unwrap_or_default();
        if !lines.is_empty() {
            diags.push(Diag::warning(
                format!("`{}`: the zone is sealed, and all access is lost", bucket(prior)),
                format!(
                    "Without its policy, a zone admits nobody to its objects. What ends:\n\n- {}",
                    lines.join("\n- ")
                ),
            ));
        }
    }
    let private = Private { leg: Some(Leg::Destroy), ..private.unwrap_or_default() };
    PlanResponse { planned: None, private, replace: Vec::new(), diags }
}

/// Carries out a destroy. The delete leg of a replacement changes nothing: the create leg that
/// follows completes what is there.
pub(super) async fn apply(
    writer: &Writer,
    prior: ZonePolicyModel,
    private: Private,
    control: &Control<ZonePolicy>,
) -> ApplyResponse<ZonePolicy> {
    if private.leg != Some(Leg::Destroy) {
        return ApplyResponse { state: None, private, diags: Diags::new() };
    }
    match run(writer, &prior, &private, control).await {
        Ok(()) => ApplyResponse { state: None, private, diags: Diags::new() },
        Err((state, diag)) => ApplyResponse { state: Some(*state), private, diags: diag.into() },
    }
}

async fn run(
    writer: &Writer,
    prior: &ZonePolicyModel,
    private: &Private,
    control: &Control<ZonePolicy>,
) -> Result<(), (Box<ZonePolicyModel>, Diag)> {
    let kept = |diag: Diag| (Box::new(prior.clone()), diag);
    let cloud = writer.cloud().ok_or_else(|| kept(not_known()))?;
    let caller = cloud.caller().await;
    let caller = caller.map_err(|error| kept(unreachable_caller(&error.into())))?;
    let resolved = resolve(&writer.reader, prior, &mut Diags::new()).await;
    check_account(writer, resolved.account(), &caller).map_err(kept)?;
    let zone = resolved.sealed.as_ref().filter(|_| resolved.placed);
    let zone = zone.ok_or_else(|| kept(not_known()))?;
    check_administrator(&zone.administrators, &caller).map_err(kept)?;
    let mut before = roles(prior);
    if before.is_empty() {
        let found = orphans(cloud, zone, &resolved).await;
        before = found.map_err(|errors| kept(unreadable(zone.bucket.as_str(), &errors)))?;
    }
    let (places, desired) = (places(zone, &resolved, &before, None, true), sealed(zone, &before));
    let observed = observe(cloud, &places).await;
    let mut observed =
        observed.map_err(|errors| kept(unreadable(zone.bucket.as_str(), &errors)))?;
    let written = Written::of_state(prior);
    let now = |observed: &ObservedAccess| state(prior, &written, &resolved, observed, Vec::new());
    let mut limit = Limit::new(&control.cancel, resolved.timeouts.delete);
    let result = {
        let mut note = |observed: &ObservedAccess| {
            control.checkpoint.save(&now(observed), private);
        };
        settle(cloud, &desired, &places, &mut observed, &mut limit, &mut note).await
    };
    result.map_err(|stopped| {
        let diag = Diag::error(
            format!("The policy of `{}` is not removed", zone.bucket),
            format!(
                "{stopped}\n\nThe bucket is never opened on the way: it is sealed first, and roles \
                 go after. Destroy again to go on."
            ),
        );
        (Box::new(now(&observed)), diag)
    })
}
