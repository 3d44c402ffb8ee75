//! The schema as the client reads it from the wire, with the checks that Terraform makes.

use std::collections::BTreeMap;

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
    let resources = response.resource_schemas.into_iter();
    Ok(ProviderSchema {
        provider: schema(response.provider.unwrap_or_default())?,
        resources: resources
            .map(|(name, wire)| Ok((name, schema(wire)?)))
            .collect::<Result<_, ClientError>>()?,
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
        None => {
            let json = serde_json::from_slice(&wire.r#type).ok();
            let ty = json.as_ref().and_then(types::from_json);
            (ty.ok_or_else(|| refused(&name, "the type is not valid"))?, None)
        }
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
    ClientError::Refused(format!("attribute `{attribute}`: {why}"))
}
