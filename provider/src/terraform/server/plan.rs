//! PlanResourceChange.

use super::erased::PlanInput;
use super::{Server, compare, guard};
use crate::terraform::diag::Diags;
use crate::terraform::resource::Provider;
use crate::terraform::value::Tree;
use crate::terraform::wire::proto::tfplugin6::plan_resource_change::{Request, Response};
use crate::terraform::wire::{diagnostics, value};

impl<P: Provider> Server<P> {
    pub(super) async fn plan(&self, request: Request) -> Response {
        let diags = match guard::catch(self.try_plan(&request)).await {
            Ok(Ok(response)) => return response,
            Ok(Err(diags)) => diags,
            Err(panic) => panic.diag("plan", &request.type_name, "Nothing was changed.").into(),
        };
        Response {
            planned_state: request.prior_state,
            requires_replace: Vec::new(),
            planned_private: request.prior_private,
            diagnostics: diagnostics::encode(diags),
        }
    }

    async fn try_plan(&self, request: &Request) -> Result<Response, Diags> {
        let served = self.resource(&request.type_name)?;
        let configured = self.configured(served.name)?;
        let prior = value::decode(&served.ty, request.prior_state.as_ref())?;
        let input = PlanInput {
            prior: prior.clone(),
            config: value::decode(&served.ty, request.config.as_ref())?,
            proposed: value::decode(&served.ty, request.proposed_new_state.as_ref())?,
            private: request.prior_private.clone(),
        };
        let output = served.resource.plan(&configured.reader, input).await?;
        let mut replace = Vec::new();
        if prior != Tree::Null && output.planned != Tree::Null {
            replace = compare::replacing(&served.schema, &prior, &output.planned);
            let more: Vec<_> =
                output.replace.into_iter().filter(|path| !replace.contains(path)).collect();
            replace.extend(more);
        }
        Ok(Response {
            planned_state: Some(value::encode(&output.planned)),
            requires_replace: replace.iter().map(diagnostics::path).collect(),
            planned_private: output.private,
            diagnostics: diagnostics::encode(output.diags),
        })
    }
}
