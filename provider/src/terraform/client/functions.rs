//! The calls that are about no resource: metadata, data sources, functions.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::calls::{diags, object};
use super::schema::{self, ClientFunction, ClientSchema};
use super::{Client, ClientError};
use crate::terraform::attribute::Type;
use crate::terraform::diag::Diag;
use crate::terraform::dynamic::Dynamic;
use crate::terraform::model::Field as _;
use crate::terraform::value::Tree;
use crate::terraform::wire::proto::tfplugin6 as proto;
use crate::terraform::wire::{json, value};

/// The names that GetMetadata lists, each list sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// Of resource types.
    pub resources: Vec<String>,
    /// Of data sources.
    pub data_sources: Vec<String>,
    /// Of functions.
    pub functions: Vec<String>,
}

/// Why a function has no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallError {
    /// What is wrong.
    pub text: String,
    /// The position of the argument that is wrong, from 0.
    pub argument: Option<i64>,
}

impl Client {
    /// What is served.
    ///
    /// # Errors
    /// The call failed.
    pub async fn metadata(&self) -> Result<Metadata, ClientError> {
        let request = proto::get_metadata::Request {};
        let response = self.provider.clone().get_metadata(request).await?.into_inner();
        let data_sources = response.data_sources.into_iter();
        Ok(Metadata {
            resources: response.resources.into_iter().map(|one| one.type_name).collect(),
            data_sources: data_sources.map(|one| one.type_name).collect(),
            functions: response.functions.into_iter().map(|one| one.name).collect(),
        })
    }

    /// A configuration of the data source `name` from JSON; what is missing is null.
    ///
    /// # Errors
    /// The JSON does not fit the schema, or names an attribute that it has not.
    pub fn data_object(&self, name: &str, json: Json) -> Result<Tree, ClientError> {
        object(self.data_source(name)?, &json)
    }

    /// Checks a data source's configuration.
    ///
    /// # Errors
    /// The call failed.
    pub async fn validate_data_source(
        &self,
        name: &str,
        config: Tree,
    ) -> Result<Vec<Diag>, ClientError> {
        let request = proto::validate_data_resource_config::Request {
            type_name: name.to_owned(),
            config: Some(value::encode(&config)),
        };
        let response = self.provider.clone().validate_data_resource_config(request).await?;
        Ok(diags(response.into_inner().diagnostics))
    }

    /// Reads a data source: null, unless it was found.
    ///
    /// # Errors
    /// The call failed or the answer does not fit the schema.
    pub async fn read_data_source(
        &self,
        name: &str,
        config: Tree,
    ) -> Result<(Tree, Vec<Diag>), ClientError> {
        let schema = self.data_source(name)?;
        let request = proto::read_data_source::Request {
            type_name: name.to_owned(),
            config: Some(value::encode(&config)),
        };
        let response = self.provider.clone().read_data_source(request).await?.into_inner();
        let found = value::decode(&schema.ty(), response.state.as_ref())?;
        Ok((found, diags(response.diagnostics)))
    }

    /// The functions that GetFunctions lists, by name.
    ///
    /// # Errors
    /// The call failed or a definition has no valid type.
    pub async fn functions(&self) -> Result<BTreeMap<String, ClientFunction>, ClientError> {
        let request = proto::get_functions::Request {};
        schema::functions(
            self.provider.clone().get_functions(request).await?.into_inner().functions,
        )
    }

    /// The arguments of the function `name` from JSON, one each. What a dynamic parameter takes
    /// has the type that JSON gives it.
    ///
    /// # Errors
    /// There is no such function, or a value does not fit its parameter.
    pub fn arguments<const N: usize>(
        &self,
        name: &str,
        json: [Json; N],
    ) -> Result<Vec<Tree>, ClientError> {
        let function = self.schema.functions.get(name);
        let function = function.ok_or_else(|| ClientError::UnknownType(name.to_owned()))?;
        let argument = |(index, json): (usize, Json)| {
            let text = json.to_string();
            match function.parameters.get(index).map(|parameter| &parameter.ty) {
                Some(Type::Dynamic) | None => {
                    Ok(Dynamic(json::decode_untyped(text.as_bytes())?).encode())
                }
                Some(ty) => Ok(json::decode(ty, text.as_bytes())?),
            }
        };
        json.into_iter().enumerate().map(argument).collect()
    }

    /// Calls a function.
    ///
    /// # Errors
    /// The call failed or the result does not fit the definition. What the function refuses is
    /// the inner error.
    pub async fn call_function(
        &self,
        name: &str,
        arguments: &[Tree],
    ) -> Result<Result<Tree, CallError>, ClientError> {
        let request = proto::call_function::Request {
            name: name.to_owned(),
            arguments: arguments.iter().map(value::encode).collect(),
        };
        let response = self.provider.clone().call_function(request).await?.into_inner();
        if let Some(error) = response.error {
            return Ok(Err(CallError { text: error.text, argument: error.function_argument }));
        }
        let function = self.schema.functions.get(name);
        let function = function.ok_or_else(|| ClientError::UnknownType(name.to_owned()))?;
        Ok(Ok(value::decode(&function.returns, response.result.as_ref())?))
    }

    fn data_source(&self, name: &str) -> Result<&ClientSchema, ClientError> {
        let found = self.schema.data_sources.get(name);
        found.ok_or_else(|| ClientError::UnknownType(name.to_owned()))
    }
}
