//! `kfm_zone_policy`: who may do what in a zone, proved before it is applied.

mod apply;
mod checks;
mod desired;
mod destroy;
mod documents;
mod import;
mod look;
mod model;
mod orphans;
mod plan;
mod private;
mod read;
mod resolve;
mod state;
mod words;

use async_trait::async_trait;

pub use model::{
    GrantModel, OidcModel, PrincipalsModel, RoleModel, RoleStateModel, ServiceModel, TrustModel,
    ZonePolicyModel, ZoneRefModel,
};
pub use private::Private;

use crate::configure::{Reader, Writer};
use crate::terraform::diag::Diags;
use crate::terraform::resource::{
    ApplyRequest, ApplyResponse, Control, Imported, PlanRequest, PlanResponse, ReadRequest,
    ReadResponse, Resource,
};

/// The resource type `kfm_zone_policy`.
#[derive(Debug)]
pub struct ZonePolicy;

#[async_trait]
impl Resource for ZonePolicy {
    type Model = ZonePolicyModel;
    type Private = Private;
    type Reader = Reader;
    type Writer = Writer;

    const NAME: &'static str = "kfm_zone_policy";
    const VERSION: u32 = 0;

    fn validate(&self, config: &ZonePolicyModel) -> Diags {
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
