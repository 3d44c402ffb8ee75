//! The calls, as core makes them.

use serde_json::Value as Json;
use tonic::transport::Channel;

use super::propose::propose;
use super::schema::{self, ClientSchema, ProviderSchema};
use super::{Answer, Change, Client, ClientError, Host, Planned, Stored};
use crate::terraform::diag::{AttributePath, Diag, Severity, Step};
use crate::terraform::plugin::MAX_MESSAGE;
use crate::terraform::resource::Provider;
use crate::terraform::value::Tree;
use crate::terraform::wire::proto::plugin::Empty;
use crate::terraform::wire::proto::plugin::grpc_controller_client::GrpcControllerClient;
use crate::terraform::wire::proto::tfplugin6 as proto;
use crate::terraform::wire::proto::tfplugin6::provider_client::ProviderClient;
use crate::terraform::wire::{json, value};

/// The version that the client claims to be.
const TERRAFORM_VERSION: &str = "1.11.4";

impl Client {
    /// Serves `provider` in this process and connects to it.
    ///
    /// # Errors
    /// The provider does not start.
    pub async fn start<P: Provider>(provider: P) -> Result<Self, ClientError> {
        let host = Host::in_process(provider).await?;
        let client = host.connect().await?;
        Ok(Self { host: Some(std::sync::Arc::new(host)), ..client })
    }

    pub(super) async fn over(channel: Channel) -> Result<Self, ClientError> {
        let mut provider = ProviderClient::new(channel.clone())
            .max_decoding_message_size(MAX_MESSAGE)
            .max_encoding_message_size(MAX_MESSAGE);
        let request = proto::get_provider_schema::Request {};
        let schema = schema::decode(provider.get_provider_schema(request).await?.into_inner())?;
        let controller = GrpcControllerClient::new(channel);
        Ok(Self { provider, controller, schema, host: None })
    }

    /// The provider that [`Client::start`] started.
    pub fn host(&self) -> Option<&Host> {
        self.host.as_deref()
    }

    /// All schemas.
    pub const fn schema(&self) -> &ProviderSchema {
        &self.schema
    }

    /// A configuration or state of `type_name` from JSON; what is missing is null.
    ///
    /// # Errors
    /// The JSON does not fit the schema, or names an attribute that it has not.
    pub fn object(&self, type_name: &str, json: Json) -> Result<Tree, ClientError> {
        object(self.resource(type_name)?, &json)
    }

    /// A provider block from JSON; what is missing is null.
    ///
    /// # Errors
    /// As [`Client::object`].
    pub fn provider_block(&self, json: Json) -> Result<Tree, ClientError> {
        object(&self.schema.provider, &json)
    }

    /// Checks a provider block.
    ///
    /// # Errors
    /// The call failed.
    pub async fn validate_provider(&self, config: Tree) -> Result<Vec<Diag>, ClientError> {
        let request =
            proto::validate_provider_config::Request { config: Some(value::encode(&config)) };
        let response = self.provider.clone().validate_provider_config(request).await?.into_inner();
        Ok(diags(response.diagnostics))
    }

    /// Checks a resource's configuration.
    ///
    /// # Errors
    /// The call failed.
    pub async fn validate(&self, type_name: &str, config: Tree) -> Result<Vec<Diag>, ClientError> {
        let request = proto::validate_resource_config::Request {
            type_name: type_name.to_owned(),
            config: Some(value::encode(&config)),
        };
        let response = self.provider.clone().validate_resource_config(request).await?.into_inner();
        Ok(diags(response.diagnostics))
    }

    /// Gives the provider its block.
    ///
    /// # Errors
    /// The call failed.
    pub async fn configure(&self, config: Tree) -> Result<Vec<Diag>, ClientError> {
        let request = proto::configure_provider::Request {
            terraform_version: TERRAFORM_VERSION.to_owned(),
            config: Some(value::encode(&config)),
        };
        let response = self.provider.clone().configure_provider(request).await?.into_inner();
        Ok(diags(response.diagnostics))
    }

    /// Plans: a create without `prior`, a destroy without `config`.
    ///
    /// # Errors
    /// The call failed or the answer does not fit the schema.
    pub async fn plan(
        &self,
        type_name: &str,
        prior: Option<&Stored>,
        config: Option<&Tree>,
    ) -> Result<Planned, ClientError> {
        let schema = self.resource(type_name)?;
        let prior_state = state(prior);
        let proposed = match config {
            None => Tree::Null,
            Some(config) => propose(&schema.attributes, &prior_state, config),
        };
        let request = proto::plan_resource_change::Request {
            type_name: type_name.to_owned(),
            prior_state: Some(value::encode(&prior_state)),
            proposed_new_state: Some(value::encode(&proposed)),
            config: Some(value::encode(config.unwrap_or(&Tree::Null))),
            prior_private: prior.map(|prior| prior.private.clone()).unwrap_or_default(),
        };
        let response = self.provider.clone().plan_resource_change(request).await?.into_inner();
        Ok(Planned {
            state: value::decode(&schema.ty(), response.planned_state.as_ref())?,
            private: response.planned_private,
            replace: response.requires_replace.into_iter().map(path).collect(),
            diags: diags(response.diagnostics),
        })
    }

    /// Applies a plan.
    ///
    /// # Errors
    /// The call failed or the answer does not fit the schema.
    pub async fn apply(
        &self,
        type_name: &str,
        prior: Option<&Stored>,
        planned: &Planned,
        config: Option<&Tree>,
    ) -> Result<Answer, ClientError> {
        let schema = self.resource(type_name)?;
        let request = proto::apply_resource_change::Request {
            type_name: type_name.to_owned(),
            prior_state: Some(value::encode(&state(prior))),
            planned_state: Some(value::encode(&planned.state)),
            config: Some(value::encode(config.unwrap_or(&Tree::Null))),
            planned_private: planned.private.clone(),
        };
        let response = self.provider.clone().apply_resource_change(request).await?.into_inner();
        answer(schema, response.new_state, response.private, response.diagnostics)
    }

    /// Plans and applies as core does. An update without a difference is not applied, a
    /// replacement is reported in the plan and not carried out.
    ///
    /// # Errors
    /// A call failed, an answer does not fit the schema, or the second plan, which core makes at
    /// apply, took back a known value of the first.
    pub async fn change(
        &self,
        type_name: &str,
        prior: Option<&Stored>,
        config: Option<Tree>,
    ) -> Result<Change, ClientError> {
        let planned = self.plan(type_name, prior, config.as_ref()).await?;
        let unchanged = prior.is_some_and(|prior| prior.state == planned.state);
        if !planned.errors().is_empty() || unchanged || !planned.replace.is_empty() {
            return Ok(Change { planned, applied: None });
        }
        let mut last = planned.clone();
        if config.is_some() {
            last = self.plan(type_name, prior, config.as_ref()).await?;
            if !last.errors().is_empty() {
                return Ok(Change { planned: last, applied: None });
            }
            if !keeps_known(&planned.state, &last.state) {
                return Err(ClientError::Refused(
                    "the plan at apply took back a known planned value".to_owned(),
                ));
            }
        }
        let applied = self.apply(type_name, prior, &last, config.as_ref()).await?;
        Ok(Change { planned, applied: Some(applied) })
    }

    /// Refreshes a state.
    ///
    /// # Errors
    /// The call failed or the answer does not fit the schema.
    pub async fn read(&self, type_name: &str, stored: &Stored) -> Result<Answer, ClientError> {
        let schema = self.resource(type_name)?;
        let request = proto::read_resource::Request {
            type_name: type_name.to_owned(),
            current_state: Some(value::encode(&stored.state)),
            private: stored.private.clone(),
        };
        let response = self.provider.clone().read_resource(request).await?.into_inner();
        answer(schema, response.new_state, response.private, response.diagnostics)
    }

    /// Imports an object.
    ///
    /// # Errors
    /// The call failed or the answer does not fit the schema.
    pub async fn import(&self, type_name: &str, id: &str) -> Result<Answer, ClientError> {
        let schema = self.resource(type_name)?;
        let request = proto::import_resource_state::Request {
            type_name: type_name.to_owned(),
            id: id.to_owned(),
        };
        let response = self.provider.clone().import_resource_state(request).await?.into_inner();
        let (state, private) = response
            .imported_resources
            .into_iter()
            .next()
            .map_or((None, Vec::new()), |imported| (imported.state, imported.private));
        answer(schema, state, private, response.diagnostics)
    }

    /// Brings a stored state, given as the JSON of the state file, to the current version.
    ///
    /// # Errors
    /// The call failed or the answer does not fit the schema.
    pub async fn upgrade(
        &self,
        type_name: &str,
        version: i64,
        stored: &Json,
    ) -> Result<Answer, ClientError> {
        let schema = self.resource(type_name)?;
        let raw = proto::RawState { json: stored.to_string().into_bytes(), flatmap: [].into() };
        let request = proto::upgrade_resource_state::Request {
            type_name: type_name.to_owned(),
            version,
            raw_state: Some(raw),
        };
        let response = self.provider.clone().upgrade_resource_state(request).await?.into_inner();
        answer(schema, response.upgraded_state, Vec::new(), response.diagnostics)
    }

    /// Asks running operations to end, as Ctrl-C does.
    ///
    /// # Errors
    /// The call failed.
    pub async fn stop(&self) -> Result<(), ClientError> {
        self.provider.clone().stop_provider(proto::stop_provider::Request {}).await?;
        Ok(())
    }

    /// Ends the provider.
    ///
    /// # Errors
    /// The call failed.
    pub async fn shutdown(&self) -> Result<(), ClientError> {
        self.controller.clone().shutdown(Empty {}).await?;
        Ok(())
    }

    fn resource(&self, type_name: &str) -> Result<&ClientSchema, ClientError> {
        let found = self.schema.resources.get(type_name);
        found.ok_or_else(|| ClientError::UnknownType(type_name.to_owned()))
    }
}

pub(super) fn object(schema: &ClientSchema, json: &Json) -> Result<Tree, ClientError> {
    for name in json.as_object().into_iter().flat_map(|entries| entries.keys()) {
        if !schema.attributes.contains_key(name) {
            return Err(ClientError::Refused(format!("there is no attribute `{name}`")));
        }
    }
    Ok(json::decode(&schema.ty(), json.to_string().as_bytes())?)
}

fn state(stored: Option<&Stored>) -> Tree {
    stored.map_or(Tree::Null, |stored| stored.state.clone())
}

fn answer(
    schema: &ClientSchema,
    sent: Option<proto::DynamicValue>,
    private: Vec<u8>,
    diagnostics: Vec<proto::Diagnostic>,
) -> Result<Answer, ClientError> {
    let stored = match value::decode(&schema.ty(), sent.as_ref())? {
        Tree::Null => None,
        state => Some(Stored { state, private }),
    };
    Ok(Answer { stored, diags: diags(diagnostics) })
}

pub(super) fn diags(wire: Vec<proto::Diagnostic>) -> Vec<Diag> {
    wire.into_iter()
        .map(|wire| Diag {
            severity: match wire.severity() {
                proto::diagnostic::Severity::Warning => Severity::Warning,
                _ => Severity::Error,
            },
            path: wire.attribute.map(path).unwrap_or_default(),
            summary: wire.summary,
            detail: wire.detail,
        })
        .collect()
}

fn path(wire: proto::AttributePath) -> AttributePath {
    use proto::attribute_path::step::Selector;
    let mut path = AttributePath::root();
    for step in wire.steps.into_iter().rev() {
        path.prepend(match step.selector {
            Some(Selector::ElementKeyString(key)) => Step::Key(key),
            Some(Selector::ElementKeyInt(index)) => Step::Index(index),
            Some(Selector::AttributeName(name)) => Step::Attribute(name),
            None => continue,
        });
    }
    path
}

/// Whether `second` holds every value that `first` knew. Set elements must keep their order, which
/// is stricter than core.
fn keeps_known(first: &Tree, second: &Tree) -> bool {
    match (first, second) {
        (Tree::Unknown, _) => true,
        (Tree::List(first), Tree::List(second)) => {
            first.len() == second.len() && first.iter().zip(second).all(|(a, b)| keeps_known(a, b))
        }
        (Tree::Map(first), Tree::Map(second)) => {
            first.keys().eq(second.keys())
                && first.values().zip(second.values()).all(|(a, b)| keeps_known(a, b))
        }
        _ => first == second,
    }
}
