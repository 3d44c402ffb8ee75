//! `kfm_promotion_gate`: a promotion that stays closed until evidence passes, enforced in IAM.
//!
//! Reading a gate weighs its evidence too, and keeps what it saw beside the state: plan, its repetition at apply, and
//! apply then speak of the same. See `adr/0013`.

mod apply;
mod ask;
mod destroy;
mod ground;
mod import;
mod model;
mod opening;
mod plan;
mod private;
mod read;
mod receipt;
mod resolve;
mod state;
mod words;

use async_trait::async_trait;

pub use model::{
    CandidateModel, EvidenceModel, FindingModel, GateStatusModel, PromoterModel, PromotionGateModel,
};
pub use private::{Guarded, Opened, Private};
pub(super) use resolve::check_policy;

use crate::configure::{Reader, Writer};
use crate::terraform::diag::Diags;
use crate::terraform::resource::{
    ApplyRequest, ApplyResponse, Control, Imported, PlanRequest, PlanResponse, ReadRequest,
    ReadResponse, Resource,
};

/// The resource type `kfm_promotion_gate`.
#[derive(Debug)]
pub struct PromotionGate;

#[async_trait]
impl Resource for PromotionGate {
    type Model = PromotionGateModel;
    type Private = Private;
    type Reader = Reader;
    type Writer = Writer;

    const NAME: &'static str = "kfm_promotion_gate";
    const VERSION: u32 = 0;

    fn validate(&self, config: &PromotionGateModel) -> Diags {
        resolve::validate(config)
    }

    async fn plan(&self, reader: &Reader, request: PlanRequest<Self>) -> PlanResponse<Self> {
        plan::plan(reader, request).await
    }

    async fn apply(
        &self,
        writer: &Writer,
        request: ApplyRequest<Self>,
        control: &Control<Self>,
    ) -> ApplyResponse<Self> {
        apply::apply(writer, request, control).await
    }

    async fn read(&self, reader: &Reader, request: ReadRequest<Self>) -> ReadResponse<Self> {
        read::read(reader, request).await
    }

    async fn import(&self, reader: &Reader, id: &str) -> Result<Imported<Self>, Diags> {
        import::import(reader, id).await
    }
}
