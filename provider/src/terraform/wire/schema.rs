//! Schemas as the wire carries them.

use super::proto::tfplugin6 as proto;
use super::types;
use crate::terraform::attribute::{Attribute, Kind, Mode, Nesting, Schema};
use crate::terraform::docs::markdown;

/// A schema. Its whole content is attributes: nested objects are nested attributes, not blocks.
pub(crate) fn encode(schema: &Schema) -> proto::Schema {
    let version = i64::from(schema.version);
    proto::Schema {
        version,
        block: Some(proto::schema::Block {
            version,
            attributes: schema.attributes.iter().map(attribute).collect(),
            description: markdown::from_doc(schema.doc),
            description_kind: proto::StringKind::Markdown.into(),
        }),
    }
}

fn attribute(attribute: &Attribute) -> proto::schema::Attribute {
    let (ty, nested_type) = match &attribute.kind {
        Kind::Plain(ty) => (types::to_bytes(ty), None),
        Kind::Nested { nesting, attributes } => (Vec::new(), Some(object(*nesting, attributes))),
    };
    let (required, optional, computed) = match attribute.mode {
        Mode::Required => (true, false, false),
        Mode::Optional => (false, true, false),
        Mode::OptionalComputed => (false, true, true),
        Mode::Computed => (false, false, true),
    };
    proto::schema::Attribute {
        name: attribute.name.to_owned(),
        r#type: ty,
        description: markdown::from_doc(attribute.doc),
        required,
        optional,
        computed,
        sensitive: false,
        description_kind: proto::StringKind::Markdown.into(),
        nested_type,
    }
}

fn object(nesting: Nesting, attributes: &[Attribute]) -> proto::schema::Object {
    use proto::schema::object::NestingMode;
    let nesting = match nesting {
        Nesting::Single => NestingMode::Single,
        Nesting::List => NestingMode::List,
        Nesting::Set => NestingMode::Set,
        Nesting::Map => NestingMode::Map,
    };
    proto::schema::Object {
        attributes: attributes.iter().map(attribute).collect(),
        nesting: nesting.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terraform::attribute::Type;

    #[test]
    fn a_nested_attribute_has_no_type_of_its_own() {
        let inner = Attribute {
            name: "days",
            kind: Kind::Plain(Type::Number),
            mode: Mode::OptionalComputed,
            replace: false,
            doc: " How long.\n\n In days.\n",
        };
        let outer = Attribute {
            name: "retention",
            kind: Kind::Nested { nesting: Nesting::Map, attributes: vec![inner] },
            mode: Mode::Required,
            replace: true,
            doc: "",
        };
        let schema = Schema { version: 3, doc: " A zone.", attributes: vec![outer] };
        let encoded = encode(&schema);
        assert_eq!(encoded.version, 3);
        let block = encoded.block.unwrap();
        assert_eq!(block.description, "A zone.");
        let outer = &block.attributes[0];
        assert!(outer.r#type.is_empty());
        assert!(outer.required && !outer.optional && !outer.computed);
        let nested = outer.nested_type.as_ref().unwrap();
        assert_eq!(nested.nesting, 4);
        let inner = &nested.attributes[0];
        assert_eq!(inner.r#type, br#""number""#);
        assert!(inner.optional && inner.computed && !inner.required);
        assert!(inner.nested_type.is_none());
        assert_eq!(inner.description, "How long.\n\nIn days.");
    }
}
