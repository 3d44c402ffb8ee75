//! The end of a gate: it is closed. Also by the delete leg of a replacement, which closes the role of its own create
//! and no other.

use super::PromotionGate;
use super::model::PromotionGateModel;
use super::private::Private;
use super::read::{observed, unreadable};
use super::resolve::resolve;
use crate::configure::Writer;
use crate::domain::PrincipalArn;
use crate::domain::gate::{GateId, Moment};
use crate::domain::tags::{NONCE, Tags};
use crate::reconcile::Limit;
use crate::reconcile::guard::{Guard, Standing, Wanted, observe, settle};
use crate::resources::caller::{check_account, unreachable_caller};
use crate::resources::zone::{Leg, not_known};
use crate::terraform::diag::{Diag, Diags};
use crate::terraform::resource::{ApplyResponse, Control, PlanResponse};
use crate::terraform::value::Value;

pub(super) fn plan(
    prior: Option<PromotionGateModel>,
    private: Option<Private>,
) -> PlanResponse<PromotionGate> {
    let mut diags = Diags::new();
    if let Some(prior) = prior.filter(|prior| prior.open == Value::Known(true)) {
        let id = prior.id.known().cloned().unwrap_or_default();
        diags.push(Diag::warning(
            format!("The gate `{id}` is closed by its destroy"),
            "Its role goes, and the sessions of its promoters with it. What was copied stays.",
        ));
    }
    let private = Private { leg: Some(Leg::Destroy), ..private.unwrap_or_default() };
    PlanResponse { planned: None, private, replace: Vec::new(), diags }
}

pub(super) async fn apply(
    writer: &Writer,
    prior: PromotionGateModel,
    private: Private,
    control: &Control<PromotionGate>,
) -> ApplyResponse<PromotionGate> {
    match run(writer, &prior, &private, control).await {
        Ok(diags) => ApplyResponse { state: None, private, diags },
        Err((state, diag)) => ApplyResponse { state: Some(*state), private, diags: diag.into() },
    }
}

async fn run(
    writer: &Writer,
    prior: &PromotionGateModel,
    private: &Private,
    control: &Control<PromotionGate>,
) -> Result<Diags, (Box<PromotionGateModel>, Diag)> {
    let kept = |diag: Diag| (Box::new(prior.clone()), diag);
    let cloud = writer.cloud().ok_or_else(|| kept(not_known()))?;
    let caller = cloud.caller().await;
    let caller = caller.map_err(|error| kept(unreachable_caller(&error.into())))?;
    let resolved = resolve(&writer.reader, prior, &mut Diags::new()).await;
    let made_in = prior.role_arn.known().and_then(|arn| PrincipalArn::parse(arn).ok());
    let account = made_in.as_ref().map(PrincipalArn::account).or(resolved.account.as_ref());
    check_account(writer, account, &caller).map_err(kept)?;
    let id = prior.id.known().and_then(|id| GateId::parse(id).ok());
    let id = id.ok_or_else(|| kept(not_known()))?;
    let (at, tags) = (Moment::of((writer.reader.now)()), Tags::new());
    let guard = Guard { id: &id, wanted: Wanted::Closed, at: &at, tags: &tags };
    let standing = observe(cloud, &guard).await;
    let mut standing = standing.map_err(|errors| kept(unreadable(&id, &errors)))?;
    // The role of a create that came after this one is that one's.
    if is_anothers(writer, &standing, private) {
        let role = guard.role();
        return Ok(match private.leg {
            Some(Leg::Destroy) => Diag::warning(
                format!("The role `{role}` of the gate `{id}` is not removed"),
                format!(
                    "Another create of the same gate made it, so it is another state's. If no state has that gate, \
                     close it: `terraform-provider-kfm gate close {id}`."
                ),
            )
            .into(),
            _ => Diags::new(),
        });
    }
    let mut limit = Limit::new(&control.cancel, resolved.timeouts.delete);
    let result = {
        let mut note = |standing: &Standing| {
            control.checkpoint.save(&observed(prior.clone(), standing), private);
        };
        settle(cloud, &guard, &mut standing, &mut limit, &mut note).await
    };
    result.map(|()| Diags::new()).map_err(|stopped| {
        let diag = Diag::error(
            format!("The gate `{id}` is not removed"),
            format!(
                "{stopped}\n\nFrom the first step that is done on, its role can do nothing. Destroy again to go on, \
                 or run `terraform-provider-kfm gate close {id}`."
            ),
        );
        (Box::new(observed(prior.clone(), &standing)), diag)
    })
}

/// Whether the role was made by another create of the same gate: in this run, whose replacement is deleted now, or
/// elsewhere.
fn is_anothers(writer: &Writer, standing: &Standing, private: &Private) -> bool {
    let Some(marked) = standing.role.as_ref().and_then(|role| role.tags.get(NONCE)) else {
        return false;
    };
    match (private.leg, &private.nonce) {
        (Some(Leg::Destroy), Some(own)) => own != marked,
        (Some(Leg::Destroy), None) => false,
        _ => writer.has_made(marked),
    }
}
