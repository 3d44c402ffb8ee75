//! Functions as the wire carries them.

use super::proto::tfplugin6 as proto;
use super::types;
use crate::terraform::attribute::{Attribute, Mode};
use crate::terraform::docs::markdown;
use crate::terraform::function::Signature;

/// A function's definition. Its types are plain: the protocol has no nested attributes here.
pub(crate) fn encode(signature: &Signature) -> proto::Function {
    proto::Function {
        parameters: signature.parameters.iter().map(parameter).collect(),
        r#return: Some(proto::function::Return {
            r#type: types::to_bytes(&signature.returns.ty()),
        }),
        summary: markdown::summary(signature.doc),
        description: markdown::from_doc(signature.doc),
        description_kind: proto::StringKind::Markdown.into(),
    }
}

fn parameter(attribute: &Attribute) -> proto::function::Parameter {
    proto::function::Parameter {
        name: attribute.name.to_owned(),
        r#type: types::to_bytes(&attribute.kind.ty()),
        allow_null_value: attribute.mode != Mode::Required,
        allow_unknown_values: false,
        description: markdown::from_doc(attribute.doc),
        description_kind: proto::StringKind::Markdown.into(),
    }
}
