//! The schema as the client reads it from the wire, with the checks that Terraform makes.

use std::collections::{BTreeMap, HashMap};

use super::ClientError;
use crate::terraform::attribute::{Nesting, Type};
use crate::terraform::wire::proto::tfplugin6 as proto;
use crate::terraform::wire::types;

/// All schemas of a provider.
#[derive(Clone, Debug, Default)]
pub struct ProviderSchema {
    /// The provider block.
    pub provider: ClientSchema,
    /// The resource types by name.
    pub resources: BTreeMap<String, ClientSchema>,
    /// The data sources by name.
    pub data_sources: BTreeMap<String, ClientSchema>,
    /// The functions by name.
    pub functions: BTreeMap<String, ClientFunction>,
}

/// A function.
#[derive(Clone, Debug)]
pub struct ClientFunction {
    /// The parameters, in order.
    pub parameters: Vec<ClientParameter>,
    /// The type of the result.
    pub returns: Type,
    /// The description's first paragraph.
    pub summary: String,
    /// The description.
    pub description: String,
}

/// A parameter of a function.
#[derive(Clone, Debug)]
pub struct ClientParameter {
    /// Its name.
    pub name: String,
    /// The type of its values.
    pub ty: Type,
    /// Whether its value may be null.
    pub nullable: bool,
    /// The description.
    pub description: String,
}

/// A schema.
#[derive(Clone, Debug, Default)]
pub struct ClientSchema {
    /// The version of the stored state's shape.
    pub version: i64,
    /// The description.
    pub description: String,
    /// The attributes by name.
    pub attributes: BTreeMap<String, ClientAttribute>,
}

/// An attribute.
#[derive(Clone, Debug)]
pub struct ClientAttribute {
    /// The type of its values.
    pub ty: Type,
    /// The attributes of a nested object and how it repeats.
    pub nested: Option<(Nesting, BTreeMap<String, Self>)>,
    /// Whether the configuration must set it.
    pub required: bool,
    /// Whether the configuration may set it.
    pub optional: bool,
    /// Whether the provider may set it.
    pub computed: bool,
    /// The description.
    pub description: String,
}

impl ClientSchema {
    /// The type of a whole configuration or state.
    pub fn ty(&self) -> Type {
        object_type(&self.attributes)
    }
}

fn object_type(attributes: &BTreeMap<String, ClientAttribute>) -> Type {
    Type::Object(attributes.iter().map(|(name, a)| (name.clone(), a.ty.clone())).collect())
}

pub(super) fn decode(
    response: proto::get_provider_schema::Response,
) -> Result<ProviderSchema, ClientError> {
    let schemas = |wire: HashMap<String, proto::Schema>| {
        let decoded = wire.into_iter().map(|(name, wire)| Ok((name, schema(wire)?)));
        decoded.collect::<Result<BTreeMap<_, _>, ClientError>>()
    };
    Ok(ProviderSchema {
        provider: schema(response.provider.unwrap_or_default())?,
        resources: schemas(response.resource_schemas)?,
        data_sources: schemas(response.data_source_schemas)?,
        functions: functions(response.functions)?,
    })
}

pub(super) fn functions(
    wire: HashMap<String, proto::Function>,
) -> Result<BTreeMap<String, ClientFunction>, ClientError> {
    wire.into_iter().map(|(name, wire)| Ok((name, function(wire)?))).collect()
}

fn function(wire: proto::Function) -> Result<ClientFunction, ClientError> {
    let parameters = wire.parameters.into_iter().map(|wire| {
        Ok(ClientParameter {
            ty: ty(&wire.name, &wire.r#type)?,
            nullable: wire.allow_null_value,
            description: wire.description,
            name: wire.name,
        })
    });
    Ok(ClientFunction {
        parameters: parameters.collect::<Result<_, ClientError>>()?,
        returns: ty("return", &wire.r#return.unwrap_or_default().r#type)?,
        summary: wire.summary,
        description: wire.description,
    })
}

fn schema(wire: proto::Schema) -> Result<ClientSchema, ClientError> {
    let block = wire.block.ok_or_else(|| refused("", "the schema has no block"))?;
    Ok(ClientSchema {
        version: wire.version,
        description: block.description,
        attributes: attributes(block.attributes)?,
    })
}

fn attributes(
    wire: Vec<proto::schema::Attribute>,
) -> Result<BTreeMap<String, ClientAttribute>, ClientError> {
    wire.into_iter().map(|wire| Ok((wire.name.clone(), attribute(wire)?))).collect()
}

fn attribute(wire: proto::schema::Attribute) -> Result<ClientAttribute, ClientError> {
    let name = wire.name;
    let (ty, nested) = match wire.nested_type {
        Some(_) if !wire.r#type.is_empty() => {
            return Err(refused(&name, "type and nested type cannot both be set"));
        }
        Some(object) => {
            let nesting = nesting(object.nesting())
                .ok_or_else(|| refused(&name, "the nesting is not valid"))?;
            let nested = attributes(object.attributes)?;
            (repeated(nesting, object_type(&nested)), Some((nesting, nested)))
        }
        None => (ty(&name, &wire.r#type)?, None),
    };
    if wire.required == (wire.optional || wire.computed) {
        return Err(refused(&name, "it must be either required, or optional or computed"));
    }
    Ok(ClientAttribute {
        ty,
        nested,
        required: wire.required,
        optional: wire.optional,
        computed: wire.computed,
        description: wire.description,
    })
}

fn ty(name: &str, wire: &[u8]) -> Result<Type, ClientError> {
    let json = serde_json::from_slice(wire).ok();
    let ty = json.as_ref().and_then(types::from_json);
    ty.ok_or_else(|| refused(name, "the type is not valid"))
}

const fn nesting(mode: proto::schema::object::NestingMode) -> Option<Nesting> {
    use proto::schema::object::NestingMode;
    match mode {
        NestingMode::Single => Some(Nesting::Single),
        NestingMode::List => Some(Nesting::List),
        NestingMode::Set => Some(Nesting::Set),
        NestingMode::Map => Some(Nesting::Map),
        NestingMode::Invalid => None,
    }
}

fn repeated(nesting: Nesting, object: Type) -> Type {
    match nesting {
        Nesting::Single => object,
        Nesting::List => Type::List(Box::new(object)),
        Nesting::Set => Type::Set(Box::new(object)),
        Nesting::Map => Type::Map(Box::new(object)),
    }
}

fn refused(attribute: &str, why: &str) -> ClientError {
    ClientError::Refused(format!("`{attribute}`: {why}"))
}
