//! Observes a gate: its role in IAM is its state. The evidence is weighed too, and kept beside the state, where the
//! next plan finds it: in the state it would hide what the plan is to show.

use tokio_util::sync::CancellationToken;

use super::PromotionGate;
use super::ask::weighed;
use super::model::PromotionGateModel;
use super::opening::running;
use super::private::{Guarded, Private};
use super::resolve::{Resolved, resolve};
use crate::cloud::{CloudErrors, Observe};
use crate::configure::Reader;
use crate::domain::gate::{GateId, Moment};
use crate::domain::tags::{NONCE, Tags};
use crate::domain::{PrincipalArn, ZoneKind};
use crate::gate::Weighed;
use crate::reconcile::Limit;
use crate::reconcile::guard::{Guard, Standing, Wanted, is_open, observe};
use crate::resources::caller::hint;
use crate::resources::undeclared::undeclared;
use crate::terraform::diag::{Diag, Diags};
use crate::terraform::resource::{ReadRequest, ReadResponse};
use crate::terraform::value::Value;

/// What a refresh found.
struct Found {
    standing: Standing,
    undeclared: Diags,
    weighed: Option<Weighed>,
}

pub(super) async fn read(
    reader: &Reader,
    request: ReadRequest<PromotionGate>,
) -> ReadResponse<PromotionGate> {
    let ReadRequest { state, private } = request;
    let private = private.unwrap_or_default();
    let kept = |state, private, diag: Diag| ReadResponse {
        state: Some(state),
        private,
        diags: diag.into(),
    };
    let id = state.id.known().and_then(|id| GateId::parse(id).ok());
    let (Some(id), Some(cloud)) = (id, reader.cloud()) else {
        let diag = Diag::warning(
            "A gate could not be looked at",
            "The provider block is not known yet. The state is kept as it was.",
        );
        return kept(state, private, diag);
    };
    // A state may break a rule that a configuration may not.
    let resolved = resolve(reader, &state, &mut Diags::new()).await;
    let mut limit = Limit::new(&CancellationToken::new(), resolved.timeouts.read);
    if let Some(diag) = elsewhere(reader, &state).await {
        return kept(state, private, diag);
    }
    // Evidence has a time of its own, within which it cannot be evaluated: an error that closes, and none that leaves
    // the gate as it is.
    let (found, weighed) =
        futures::join!(limit.call(look(reader, cloud, &id, &resolved)), weighed(reader, &resolved));
    let found = match found {
        Ok(Ok((standing, undeclared))) => Found { standing, undeclared, weighed },
        Ok(Err(errors)) => return kept(state, private, unreadable(&id, &errors)),
        Err(cause) => {
            let diag = Diag::error(
                format!("Cannot look at the gate `{id}`"),
                format!("{cause}. The state is kept as it was; nothing was changed."),
            );
            return kept(state, private, diag);
        }
    };
    let mut diags = found.undeclared.clone();
    if found.weighed.is_none() && resolved.candidate.is_some() {
        diags.push(Diag::warning(
            format!("The evidence of the gate `{id}` was not evaluated"),
            "Something that it depends on is not known, or there are no valid credentials. What was seen last counts.",
        ));
    }
    let now = Moment::of((reader.now)());
    let private = seen(private, &state, &resolved, &id, &found, &now);
    let state = observed(state, &found.standing);
    ReadResponse { state: Some(state), private, diags }
}

/// The role is looked for in the account that it was made in, or not at all.
async fn elsewhere(reader: &Reader, state: &PromotionGateModel) -> Option<Diag> {
    let role = state.role_arn.known().and_then(|arn| PrincipalArn::parse(arn).ok())?;
    let account = reader.account().await?;
    (account != *role.account()).then(|| {
        Diag::error(
            format!("`{role}` is of another account than this run"),
            format!(
                "The gate was opened in account {}, and this run is about account {account}. Use credentials and a \
                 provider block of the account of the gate. The state is kept as it was; nothing was changed.",
                role.account()
            ),
        )
    })
}

/// Role and other roles, at once.
async fn look(
    reader: &Reader,
    cloud: &dyn Observe,
    id: &GateId,
    resolved: &Resolved,
) -> Result<(Standing, Diags), CloudErrors> {
    let (at, tags) = (Moment::of((reader.now)()), Tags::new());
    // Where to look is known without asking who asks.
    let gate = resolved.anywhen();
    let wanted = gate.as_ref().map_or(Wanted::Closed, Wanted::Open);
    let guard = Guard { id, wanted, at: &at, tags: &tags };
    let to = resolved.target.as_ref().map_or(ZoneKind::Published, |target| target.kind);
    let (standing, undeclared) =
        futures::join!(observe(cloud, &guard), undeclared(reader, cloud, id.environment(), to));
    Ok((standing?, undeclared?))
}

/// What is kept beside the state.
fn seen(
    private: Private,
    state: &PromotionGateModel,
    resolved: &Resolved,
    id: &GateId,
    found: &Found,
    now: &Moment,
) -> Private {
    let guard = guarded(&private, resolved, id, &found.standing);
    let (verdict, causes) = match &found.weighed {
        Some(weighed) => (Some(weighed.verdict.clone()), weighed.causes.clone()),
        None => (private.seen.clone(), private.causes.clone()),
    };
    let packet = verdict.as_ref().and_then(|verdict| verdict.packet.clone());
    let expired = running(&private, packet.as_deref(), state, resolved)
        .is_some_and(|running| running.until.as_str() <= now.as_str());
    let rules = match &found.weighed {
        Some(_) => resolved.fingerprint(),
        None => private.rules.clone(),
    };
    Private { guard, seen: verdict, causes, rules, expired, ..private }
}

/// How the role is, compared with the one that the gate made.
fn guarded(private: &Private, resolved: &Resolved, id: &GateId, standing: &Standing) -> Guarded {
    if standing.is_nothing() {
        return Guarded::Closed;
    }
    let exact = (|| {
        let until = private.opened.as_ref().map(|opened| opened.until.as_str())?;
        let until = Moment::parse(until, &["expires"]).ok()?;
        let gate = resolved.gate(&until)?.ok()?;
        let tags = role_tags(resolved, private.nonce.as_deref())?;
        let guard = Guard { id, wanted: Wanted::Open(&gate), at: &until, tags: &tags };
        Some(is_open(&guard, &gate, standing))
    })();
    if exact == Some(true) { Guarded::Open } else { Guarded::Differs }
}

/// The tags of the role beside the gate's own.
pub(super) fn role_tags(resolved: &Resolved, nonce: Option<&str>) -> Option<Tags> {
    let mut tags = resolved.tags.clone()?;
    tags.extend(nonce.map(|nonce| (NONCE.to_owned(), nonce.to_owned())));
    Some(tags)
}

/// A state with the role as it was observed: whatever its form, where there is one the gate counts as open.
pub(super) fn observed(state: PromotionGateModel, standing: &Standing) -> PromotionGateModel {
    let arn = standing.role.as_ref().map(|role| role.arn.to_string());
    PromotionGateModel { open: Value::Known(arn.is_some()), role_arn: arn.into(), ..state }
}

/// A refusal is never taken for absence.
pub(super) fn unreadable(id: &GateId, errors: &CloudErrors) -> Diag {
    let hint = hint(errors);
    Diag::error(
        format!("Cannot look at the role of the gate `{id}`"),
        format!("{hint}{errors}\n\nThe state is kept as it was; nothing was changed."),
    )
}
