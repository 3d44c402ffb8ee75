//! Observes a zone's policy.

use std::collections::BTreeMap;

use tokio_util::sync::CancellationToken;

use super::ZonePolicy;
use super::apply::{bucket, unreadable};
use super::desired::places;
use super::documents::Documents;
use super::look::strangers;
use super::model::ZonePolicyModel;
use super::private::Private;
use super::resolve::{Resolved, resolve};
use super::state::{Written, roles, state};
use super::words;
use crate::configure::Reader;
use crate::domain::roles::RoleName;
use crate::reconcile::Limit;
use crate::reconcile::policy::{ObservedAccess, observe};
use crate::resources::undeclared::undeclared;
use crate::terraform::diag::{Diag, Diags};
use crate::terraform::resource::{ReadRequest, ReadResponse};

pub(super) async fn read(
    reader: &Reader,
    request: ReadRequest<ZonePolicy>,
) -> ReadResponse<ZonePolicy> {
    let ReadRequest { state: model, private } = request;
    let private = private.unwrap_or_default();
    let kept = |model, private, diag: Diag| ReadResponse {
        state: Some(model),
        private,
        diags: diag.into(),
    };
    // A state may break a rule that a configuration may not.
    let resolved = resolve(reader, &model, &mut Diags::new()).await;
    let zone = resolved.sealed.as_ref().filter(|_| resolved.placed);
    let (Some(zone), Some(cloud)) = (zone, reader.cloud()) else {
        let diag = Diag::warning(
            format!("The policy of `{}` could not be looked at", bucket(&model)),
            "The provider block is not known yet, or there are no valid credentials to tell the \
             account. The state is kept as it was.",
        );
        return kept(model, private, diag);
    };
    let before = roles(&model);
    let unfinished = model.drift.known().is_some_and(|drift| !drift.0.is_empty());
    let places = places(zone, &resolved, &before, None, unfinished);
    let mut limit = Limit::new(&CancellationToken::new(), resolved.timeouts.read);
    // Gate roles are admitted without being named: whoever stands among them must be one.
    let gates = async {
        match resolved.access.as_ref().filter(|access| access.gated) {
            Some(access) => undeclared(reader, cloud, &access.environment, access.kind).await,
            None => Ok(Diags::new()),
        }
    };
    let look = async { futures::join!(observe(cloud, &places), gates) };
    let (observed, diags) = match limit.call(look).await {
        Ok((Ok(observed), Ok(undeclared))) => (observed, undeclared),
        Ok((Err(errors), _) | (_, Err(errors))) => {
            let diag = unreadable(zone.bucket.as_str(), &errors);
            return kept(model, private, diag);
        }
        Err(cause) => {
            let diag = Diag::error(
                format!("Cannot look at the policy of `{}`", zone.bucket),
                format!("{cause}. The state is kept as it was; nothing was changed."),
            );
            return kept(model, private, diag);
        }
    };
    if is_gone(&model, &resolved, &observed) {
        return ReadResponse { state: None, private, diags };
    }
    let documents = Documents::of(&resolved);
    let drift = words::drift(&model, &resolved, documents.as_ref(), &observed);
    let private = Private { trust: trust(&resolved, &observed), ..private };
    let written = Written::of_state(&model);
    let state = state(&model, &written, &resolved, &observed, drift);
    ReadResponse { state: Some(state), private, diags }
}

/// A policy is gone when its bucket is, and all roles that were made for it.
fn is_gone(model: &ZonePolicyModel, resolved: &Resolved, observed: &ObservedAccess) -> bool {
    let made = resolved.grants.values().filter(|one| one.made().is_some());
    let made = made.filter_map(|one| RoleName::parse(one.grant.role().name()).ok());
    !observed.policies.contains_key(&bucket(model))
        && observed.boundaries.is_empty()
        && made.into_iter().all(|name| !observed.roles.contains_key(&name))
}

/// What is wrong with the trust of roles that were granted by ARN.
fn trust(resolved: &Resolved, observed: &ObservedAccess) -> BTreeMap<String, Vec<String>> {
    let Some(access) = &resolved.access else { return BTreeMap::new() };
    let mut all = BTreeMap::new();
    for one in resolved.grants.values().filter(|one| one.made().is_none()) {
        let name = RoleName::parse(one.grant.role().name()).ok();
        let Some(found) = name.and_then(|name| observed.roles.get(&name)) else { continue };
        let problems = strangers(found, &access.account);
        if !problems.is_empty() {
            all.insert(one.grant.role().to_string(), problems);
        }
    }
    all
}
