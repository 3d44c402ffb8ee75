//! The RPCs of protocol 6. A call that is not here answers UNIMPLEMENTED.

use std::collections::HashMap;

use tonic::{Request, Response, Status};

use super::{Server, guard};
use crate::terraform::attribute::Schema;
use crate::terraform::diag::{Diag, Diags};
use crate::terraform::model::{Model, ShapeError};
use crate::terraform::resource::Provider;
use crate::terraform::value::{Tree, Value};
use crate::terraform::wire::proto::tfplugin6::{self as proto, provider_server};
use crate::terraform::wire::{diagnostics, function, schema, value};

const CAPABILITIES: proto::ServerCapabilities =
    proto::ServerCapabilities { plan_destroy: true, get_provider_schema_optional: true };

type Reply<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl<P: Provider> provider_server::Provider for Server<P> {
    async fn get_metadata(
        &self,
        _: Request<proto::get_metadata::Request>,
    ) -> Reply<proto::get_metadata::Response> {
        use proto::get_metadata::{DataSourceMetadata, FunctionMetadata, ResourceMetadata};
        let resources = self.resources.keys().map(ToString::to_string);
        let data_sources = self.data_sources.keys().map(ToString::to_string);
        let functions = self.functions.keys().map(ToString::to_string);
        reply(proto::get_metadata::Response {
            server_capabilities: Some(CAPABILITIES),
            diagnostics: Vec::new(),
            data_sources: data_sources.map(|type_name| DataSourceMetadata { type_name }).collect(),
            resources: resources.map(|type_name| ResourceMetadata { type_name }).collect(),
            functions: functions.map(|name| FunctionMetadata { name }).collect(),
        })
    }

    async fn get_provider_schema(
        &self,
        _: Request<proto::get_provider_schema::Request>,
    ) -> Reply<proto::get_provider_schema::Response> {
        let resources = self.resources.values();
        let data_sources = self.data_sources.values();
        reply(proto::get_provider_schema::Response {
            provider: Some(schema::encode(&self.schema)),
            resource_schemas: resources
                .map(|served| (served.name.to_owned(), schema::encode(&served.schema)))
                .collect(),
            data_source_schemas: data_sources
                .map(|served| (served.name.to_owned(), schema::encode(&served.schema)))
                .collect(),
            functions: self.definitions(),
            diagnostics: Vec::new(),
            server_capabilities: Some(CAPABILITIES),
        })
    }

    async fn validate_provider_config(
        &self,
        request: Request<proto::validate_provider_config::Request>,
    ) -> Reply<proto::validate_provider_config::Response> {
        let config = request.into_inner().config;
        let checked = guard::catch(async {
            match provider_block::<P::Model>(&self.schema, config.as_ref()) {
                Ok(config) => self.provider.validate(&config),
                Err(diags) => diags,
            }
        });
        let diags = caught(checked.await, "validate", "provider");
        reply(proto::validate_provider_config::Response { diagnostics: diagnostics::encode(diags) })
    }

    async fn configure_provider(
        &self,
        request: Request<proto::configure_provider::Request>,
    ) -> Reply<proto::configure_provider::Response> {
        let request = request.into_inner();
        let configured = guard::catch(async {
            let config = match provider_block(&self.schema, request.config.as_ref()) {
                Ok(config) => config,
                Err(diags) => return diags,
            };
            match self.provider.configure(config, &request.terraform_version).await {
                Ok((reader, writer)) => {
                    self.configure(reader, writer);
                    Diags::new()
                }
                Err(diags) => diags,
            }
        });
        let diags = caught(configured.await, "configure", "provider");
        reply(proto::configure_provider::Response { diagnostics: diagnostics::encode(diags) })
    }

    async fn validate_resource_config(
        &self,
        request: Request<proto::validate_resource_config::Request>,
    ) -> Reply<proto::validate_resource_config::Response> {
        let request = request.into_inner();
        let checked = guard::catch(async {
            let served = self.resource(&request.type_name)?;
            let config = value::decode(&served.ty, request.config.as_ref())?;
            Ok(served.resource.validate(config))
        });
        let checked = checked.await.map(|result| result.unwrap_or_else(|diags: Diags| diags));
        let diags = caught(checked, "validate", &request.type_name);
        reply(proto::validate_resource_config::Response { diagnostics: diagnostics::encode(diags) })
    }

    async fn validate_data_resource_config(
        &self,
        request: Request<proto::validate_data_resource_config::Request>,
    ) -> Reply<proto::validate_data_resource_config::Response> {
        let request = request.into_inner();
        let checked = guard::catch(async {
            let served = self.data_source(&request.type_name)?;
            let config = value::decode(&served.ty, request.config.as_ref())?;
            Ok(served.source.validate(config))
        });
        let checked = checked.await.map(|result| result.unwrap_or_else(|diags: Diags| diags));
        let diagnostics = diagnostics::encode(caught(checked, "validate", &request.type_name));
        reply(proto::validate_data_resource_config::Response { diagnostics })
    }

    async fn read_data_source(
        &self,
        request: Request<proto::read_data_source::Request>,
    ) -> Reply<proto::read_data_source::Response> {
        reply(self.read_data(request.into_inner()).await)
    }

    async fn get_functions(
        &self,
        _: Request<proto::get_functions::Request>,
    ) -> Reply<proto::get_functions::Response> {
        let functions = self.definitions();
        reply(proto::get_functions::Response { functions, diagnostics: Vec::new() })
    }

    async fn call_function(
        &self,
        request: Request<proto::call_function::Request>,
    ) -> Reply<proto::call_function::Response> {
        reply(self.call(request.into_inner()).await)
    }

    async fn upgrade_resource_state(
        &self,
        request: Request<proto::upgrade_resource_state::Request>,
    ) -> Reply<proto::upgrade_resource_state::Response> {
        reply(self.upgrade(request.into_inner()).await)
    }

    async fn read_resource(
        &self,
        request: Request<proto::read_resource::Request>,
    ) -> Reply<proto::read_resource::Response> {
        reply(self.read(request.into_inner()).await)
    }

    async fn plan_resource_change(
        &self,
        request: Request<proto::plan_resource_change::Request>,
    ) -> Reply<proto::plan_resource_change::Response> {
        reply(self.plan(request.into_inner()).await)
    }

    async fn apply_resource_change(
        &self,
        request: Request<proto::apply_resource_change::Request>,
    ) -> Reply<proto::apply_resource_change::Response> {
        reply(self.apply(request.into_inner()).await)
    }

    async fn import_resource_state(
        &self,
        request: Request<proto::import_resource_state::Request>,
    ) -> Reply<proto::import_resource_state::Response> {
        reply(self.import(request.into_inner()).await)
    }

    async fn stop_provider(
        &self,
        _: Request<proto::stop_provider::Request>,
    ) -> Reply<proto::stop_provider::Response> {
        tracing::info!("asked to stop: running operations end after the step under way");
        self.operations.stop();
        reply(proto::stop_provider::Response::default())
    }
}

impl<P: Provider> Server<P> {
    fn definitions(&self) -> HashMap<String, proto::Function> {
        let functions = self.functions.iter();
        functions
            .map(|(name, served)| ((*name).to_owned(), function::encode(&served.signature)))
            .collect()
    }
}

fn reply<T>(message: T) -> Reply<T> {
    Ok(Response::new(message))
}

/// The provider block; one that was not written is one without attributes.
fn provider_block<M: Model>(
    schema: &Schema,
    sent: Option<&proto::DynamicValue>,
) -> Result<M, Diags> {
    let tree: Tree = value::decode(&schema.ty(), sent)?;
    let decoded: Result<Value<M>, ShapeError> = Value::decode(tree);
    Ok(decoded?.into_known().unwrap_or_default())
}

fn caught(result: Result<Diags, guard::Panic>, operation: &str, target: &str) -> Diags {
    result.unwrap_or_else(|panic| {
        let diag: Diag = panic.diag(operation, target, "Nothing was changed.");
        diag.into()
    })
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;
    use tower::ServiceExt as _;

    use super::*;
    use crate::terraform::server::DynResource;

    crate::model! {
        /// A block.
        struct Block {
            /// A name.
            name: String => optional;
        }
    }

    struct Nothing;

    #[async_trait]
    impl Provider for Nothing {
        type Model = Block;
        type Reader = ();
        type Writer = ();
        fn validate(&self, _: &Block) -> Diags {
            Diags::new()
        }
        async fn configure(&self, _: Block, _: &str) -> Result<((), ()), Diags> {
            Ok(((), ()))
        }
        fn resources(&self) -> Vec<Box<dyn DynResource<(), ()>>> {
            Vec::new()
        }
    }

    #[tokio::test]
    async fn a_call_that_is_not_served_is_unimplemented() {
        let service = provider_server::ProviderServer::new(Server::new(Nothing));
        let request = tonic::codegen::http::Request::builder()
            .uri("/tfplugin6.Provider/MoveResourceState")
            .body(tonic::body::Body::empty())
            .unwrap();
        let response = service.oneshot(request).await.unwrap();
        let status = Status::from_header_map(response.headers()).unwrap();
        assert_eq!(status.code(), tonic::Code::Unimplemented);
    }
}
