//! Takes a gate under management that another state made, or lost.

use super::PromotionGate;
use super::model::{CandidateModel, PromotionGateModel};
use super::private::{Guarded, Private};
use super::read::unreadable;
use crate::configure::Reader;
use crate::domain::gate::{GateId, Moment};
use crate::domain::tags::{NONCE, Tags, ZONE};
use crate::reconcile::guard::{Guard, Wanted, observe};
use crate::terraform::diag::{Diag, Diags};
use crate::terraform::resource::Imported;
use crate::terraform::value::Value;

/// A gate is its role, and one that is closed has none: whatever was asked of it is in the configuration alone.
pub(super) async fn import(reader: &Reader, id: &str) -> Result<Imported<PromotionGate>, Diags> {
    let id = GateId::parse(id).map_err(|problems| {
        let rules: Vec<_> = problems.iter().map(|problem| problem.rule.as_str()).collect();
        Diags::from(Diag::error(
            "Import id of no known form",
            format!("{}. Nothing was changed.", rules.join("; ")),
        ))
    })?;
    let Some(cloud) = reader.cloud() else {
        return Err(Diag::error(
            format!("Cannot import the gate `{id}`"),
            "The provider block is not known yet. Nothing was changed.",
        )
        .into());
    };
    let (at, tags) = (Moment::of((reader.now)()), Tags::new());
    let guard = Guard { id: &id, wanted: Wanted::Closed, at: &at, tags: &tags };
    let standing = observe(cloud, &guard).await.map_err(|errors| unreadable(&id, &errors))?;
    let role = standing.role.as_ref();
    let arn = role.map(|role| role.arn.to_string());
    let marked = |tag: &str| role.and_then(|role| role.tags.get(tag)).cloned();
    let state = PromotionGateModel {
        candidate: Value::Known(CandidateModel {
            dataset: Value::Known(id.dataset().to_owned()),
            version: Value::Known(id.version().to_owned()),
            to: marked(ZONE).into(),
            ..CandidateModel::default()
        }),
        id: Value::Known(id.to_string()),
        open: Value::Known(arn.is_some()),
        role_arn: arn.into(),
        ..PromotionGateModel::default()
    };
    let guard = if role.is_some() { Guarded::Differs } else { Guarded::Closed };
    let private = Private { nonce: marked(NONCE), guard, ..Private::default() };
    Ok(Imported { state, private, diags: Diags::new() })
}
