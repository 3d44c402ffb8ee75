//! `kfm_zone`: one bucket, closed from its first second, with the key that encrypts it.

mod apply;
mod destroy;
mod inputs;
mod irreversible;
mod lacking;
mod locked;
mod log_target;
mod model;
mod plan;
mod private;
mod read;
mod resolve;
mod state;

use async_trait::async_trait;

pub(super) use apply::not_known;
pub use model::{
    AccessLogModel, EncryptionModel, ObjectLifecycleModel, RetentionModel, TimeoutsModel,
    TransitionModel, ZoneModel,
};
pub use private::{Leg, Private};
pub(super) use resolve::{Timeouts, resolve as resolve_zone, timeouts as zone_timeouts};

use crate::configure::{Reader, Writer};
use crate::terraform::diag::Diags;
use crate::terraform::resource::{
    ApplyRequest, ApplyResponse, Control, Imported, PlanRequest, PlanResponse, ReadRequest,
    ReadResponse, Resource,
};

/// The resource type `kfm_zone`.
#[derive(Debug)]
pub struct Zone;

#[async_trait]
impl Resource for Zone {
    type Model = ZoneModel;
    type Private = Private;
    type Reader = Reader;
    type Writer = Writer;

    const NAME: &'static str = "kfm_zone";
    const VERSION: u32 = 0;

    fn validate(&self, config: &ZoneModel) -> Diags {
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
        read::import(reader, id).await
    }
}
