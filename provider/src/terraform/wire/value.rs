//! `DynamicValue`: a value in one of the two encodings.

use super::proto::tfplugin6::DynamicValue;
use super::{json, msgpack};
use crate::terraform::attribute::Type;
use crate::terraform::model::ShapeError;
use crate::terraform::value::Tree;

/// Reads a value of type `ty`; a value that was not sent is null.
///
/// # Errors
/// The value does not have the type's shape.
pub(crate) fn decode(ty: &Type, value: Option<&DynamicValue>) -> Result<Tree, ShapeError> {
    match value {
        None => Ok(Tree::Null),
        Some(value) if value.msgpack.is_empty() && !value.json.is_empty() => {
            json::decode(ty, &value.json)
        }
        Some(value) => msgpack::decode(ty, &value.msgpack),
    }
}

/// Writes a value; the host takes msgpack from every provider.
pub(crate) fn encode(tree: &Tree) -> DynamicValue {
    DynamicValue { msgpack: msgpack::encode(tree), json: Vec::new() }
}
