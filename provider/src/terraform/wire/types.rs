//! Terraform's JSON notation of types: `"string"`, `["list", "string"]`, `["object", {…}]`.

use serde_json::{Map, Value as Json, json};

use crate::terraform::attribute::Type;

/// The JSON notation of `ty`.
pub(crate) fn to_json(ty: &Type) -> Json {
    match ty {
        Type::String => json!("string"),
        Type::Number => json!("number"),
        Type::Bool => json!("bool"),
        Type::Dynamic => json!("dynamic"),
        Type::List(item) => json!(["list", to_json(item)]),
        Type::Set(item) => json!(["set", to_json(item)]),
        Type::Map(item) => json!(["map", to_json(item)]),
        Type::Object(attributes) => {
            let attributes: Map<String, Json> =
                attributes.iter().map(|(name, ty)| (name.clone(), to_json(ty))).collect();
            json!(["object", attributes])
        }
    }
}

/// The JSON notation of `ty`, as bytes.
pub(crate) fn to_bytes(ty: &Type) -> Vec<u8> {
    to_json(ty).to_string().into_bytes()
}

/// The type that `json` notes; `None` for a tuple or for what is no type.
#[cfg(any(test, feature = "testkit"))]
pub(crate) fn from_json(json: &Json) -> Option<Type> {
    match json {
        Json::String(name) => match name.as_str() {
            "string" => Some(Type::String),
            "number" => Some(Type::Number),
            "bool" => Some(Type::Bool),
            "dynamic" => Some(Type::Dynamic),
            _ => None,
        },
        Json::Array(parts) => match parts.as_slice() {
            [Json::String(kind), Json::Object(attributes)] if kind == "object" => attributes
                .iter()
                .map(|(name, ty)| Some((name.clone(), from_json(ty)?)))
                .collect::<Option<_>>()
                .map(Type::Object),
            [Json::String(kind), item] => {
                let item = Box::new(from_json(item)?);
                match kind.as_str() {
                    "list" => Some(Type::List(item)),
                    "set" => Some(Type::Set(item)),
                    "map" => Some(Type::Map(item)),
                    _ => None,
                }
            }
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_survive_their_notation() {
        let ty = Type::Object(
            [
                ("a".to_owned(), Type::Set(Box::new(Type::String))),
                ("b".to_owned(), Type::Map(Box::new(Type::Dynamic))),
            ]
            .into(),
        );
        assert_eq!(
            to_json(&ty),
            json!(["object", {"a": ["set", "string"], "b": ["map", "dynamic"]}])
        );
        assert_eq!(from_json(&to_json(&ty)), Some(ty));
        assert_eq!(from_json(&json!(["tuple", ["string"]])), None);
    }
}
