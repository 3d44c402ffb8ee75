//! Values in JSON, driven by their type: the form of the state file.
//!
//! What go-cty reads from a state file is read here too: text for a number or bool, a number or
//! bool for text. Numbers keep their text where a float could not hold it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::msgpack;
use crate::terraform::attribute::Type;
use crate::terraform::diag::{AttributePath, Step};
use crate::terraform::model::ShapeError;
use crate::terraform::value::{Number, Tree};

/// Any decimal number of so many digits survives a float.
const EXACT_DIGITS: usize = 15;

/// Reads a value of type `ty`. A missing attribute is null; an attribute that the type does not
/// have is ignored, because an older or newer patch of the provider may have written it.
///
/// # Errors
/// The bytes are no JSON or do not have the type's shape.
pub(crate) fn decode(ty: &Type, bytes: &[u8]) -> Result<Tree, ShapeError> {
    value(ty, whole(bytes)?)
}

/// Reads a value by what it is.
///
/// # Errors
/// The bytes are no JSON.
#[cfg(feature = "testkit")]
pub(crate) fn decode_untyped(bytes: &[u8]) -> Result<Tree, ShapeError> {
    untyped(whole(bytes)?)
}

fn whole(bytes: &[u8]) -> Result<&RawValue, ShapeError> {
    serde_json::from_slice(bytes).map_err(|_| error("the value is not JSON"))
}

fn error(message: impl Into<String>) -> ShapeError {
    ShapeError { path: AttributePath::root(), message: message.into() }
}

fn value(ty: &Type, raw: &RawValue) -> Result<Tree, ShapeError> {
    if raw.get() == "null" {
        return Ok(Tree::Null);
    }
    match ty {
        Type::String => text(raw).map(Tree::String),
        Type::Bool => match unquoted(raw)?.as_str() {
            "true" => Ok(Tree::Bool(true)),
            "false" => Ok(Tree::Bool(false)),
            _ => Err(expected("a bool", raw)),
        },
        Type::Number => {
            number(&unquoted(raw)?).map(Tree::Number).ok_or_else(|| expected("a number", raw))
        }
        Type::List(item) | Type::Set(item) => {
            let items: Vec<&RawValue> = parse(raw, "a list")?;
            items
                .into_iter()
                .enumerate()
                .map(|(index, raw)| {
                    value(item, raw).map_err(|error| error.inside(Step::index(index)))
                })
                .collect::<Result<_, _>>()
                .map(Tree::List)
        }
        Type::Map(item) => {
            let entries: BTreeMap<String, &RawValue> = parse(raw, "a map")?;
            entries
                .into_iter()
                .map(|(key, raw)| match value(item, raw) {
                    Ok(value) => Ok((key, value)),
                    Err(error) => Err(error.inside(Step::Key(key))),
                })
                .collect::<Result<_, _>>()
                .map(Tree::Map)
        }
        Type::Object(attributes) => object(attributes, raw),
        Type::Dynamic => dynamic(raw),
    }
}

fn object(attributes: &BTreeMap<String, Type>, raw: &RawValue) -> Result<Tree, ShapeError> {
    let mut entries: BTreeMap<String, &RawValue> = parse(raw, "an object")?;
    attributes
        .iter()
        .map(|(name, ty)| {
            let value = match entries.remove(name) {
                Some(raw) => value(ty, raw),
                None => Ok(Tree::Null),
            };
            value
                .map(|value| (name.clone(), value))
                .map_err(|error| error.inside(Step::Attribute(name.clone())))
        })
        .collect::<Result<_, _>>()
        .map(Tree::Map)
}

/// A dynamic value in JSON is `{"type": …, "value": …}`.
fn dynamic(raw: &RawValue) -> Result<Tree, ShapeError> {
    #[derive(Deserialize)]
    struct Typed<'a> {
        #[serde(borrow, rename = "type")]
        ty: &'a RawValue,
        #[serde(borrow)]
        value: &'a RawValue,
    }
    let typed: Typed<'_> = parse(raw, "a type and a value")?;
    if typed.ty.get().contains("\"dynamic\"") {
        return Err(error("a dynamic value inside a dynamic value is not supported"));
    }
    let tree = untyped(typed.value)?;
    Ok(Tree::Dynamic { ty: typed.ty.get().as_bytes().to_vec(), value: msgpack::encode(&tree) })
}

/// A value by what JSON says it is: enough for msgpack, which tells lists from sets no better.
fn untyped(raw: &RawValue) -> Result<Tree, ShapeError> {
    match raw.get().as_bytes().first() {
        Some(b'n') => Ok(Tree::Null),
        Some(b't' | b'f') => value(&Type::Bool, raw),
        Some(b'"') => value(&Type::String, raw),
        Some(b'[') => {
            let items: Vec<&RawValue> = parse(raw, "a list")?;
            items.into_iter().map(untyped).collect::<Result<_, _>>().map(Tree::List)
        }
        Some(b'{') => {
            let entries: BTreeMap<String, &RawValue> = parse(raw, "a map")?;
            entries
                .into_iter()
                .map(|(key, raw)| Ok((key, untyped(raw)?)))
                .collect::<Result<_, _>>()
                .map(Tree::Map)
        }
        _ => value(&Type::Number, raw),
    }
}

fn text(raw: &RawValue) -> Result<String, ShapeError> {
    match raw.get().as_bytes().first() {
        Some(b'[' | b'{') => Err(expected("a string", raw)),
        _ => unquoted(raw),
    }
}

/// The text of a JSON string; anything else as it is written.
fn unquoted(raw: &RawValue) -> Result<String, ShapeError> {
    if raw.get().starts_with('"') { parse(raw, "a string") } else { Ok(raw.get().to_owned()) }
}

fn number(text: &str) -> Option<Number> {
    if let Ok(value) = text.parse() {
        return Some(Number::Signed(value));
    }
    if let Ok(value) = text.parse() {
        return Some(Number::Unsigned(value));
    }
    // Only what JSON calls a number: Rust would also take "inf", and Go hexadecimal.
    // A raw value checks the grammar and not the range.
    let digit_or_sign = |byte: &u8| byte.is_ascii_digit() || *byte == b'-';
    text.as_bytes().first().filter(|byte| digit_or_sign(byte))?;
    serde_json::from_str::<&RawValue>(text).ok()?;
    let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
    let digits = mantissa.bytes().filter(u8::is_ascii_digit).count();
    match text.parse::<f64>() {
        Ok(value) if digits <= EXACT_DIGITS && value.is_finite() => Some(Number::Float(value)),
        _ => Some(Number::Decimal(text.to_owned())),
    }
}

fn parse<'a, T: Deserialize<'a>>(raw: &'a RawValue, what: &str) -> Result<T, ShapeError> {
    serde_json::from_str(raw.get()).map_err(|_| expected(what, raw))
}

fn expected(what: &str, raw: &RawValue) -> ShapeError {
    let found = match raw.get().as_bytes().first() {
        Some(b'"') => "string",
        Some(b'[') => "list",
        Some(b'{') => "map",
        Some(b't' | b'f') => "bool",
        _ => "number",
    };
    error(format!("expected {what}, found {found}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn object_type(attributes: &[(&str, Type)]) -> Type {
        Type::Object(attributes.iter().map(|(name, ty)| ((*name).to_owned(), ty.clone())).collect())
    }

    #[test]
    fn a_state_is_read_by_its_type() {
        let ty = object_type(&[
            ("id", Type::String),
            ("count", Type::Number),
            ("tags", Type::Map(Box::new(Type::String))),
            ("missing", Type::Set(Box::new(Type::Bool))),
        ]);
        let json = br#"{"id": "a\u00e9", "count": 3, "tags": {"k": null}, "extra": [1]}"#;
        let expected = Tree::Map(
            [
                ("id".to_owned(), Tree::String("aé".into())),
                ("count".to_owned(), Tree::Number(Number::Signed(3))),
                ("tags".to_owned(), Tree::Map([("k".to_owned(), Tree::Null)].into())),
                ("missing".to_owned(), Tree::Null),
            ]
            .into(),
        );
        assert_eq!(decode(&ty, json), Ok(expected));
    }

    #[test]
    fn a_wrong_shape_is_an_error_with_its_path() {
        let ty =
            object_type(&[("list", Type::List(Box::new(object_type(&[("n", Type::Number)]))))]);
        let error = decode(&ty, br#"{"list": [{"n": 1}, {"n": []}]}"#).unwrap_err();
        assert_eq!(error.path.to_string(), "list[1].n");
        assert_eq!(error.message, "expected a number, found list");
    }

    #[test]
    fn numbers_keep_what_a_float_would_lose() {
        let read = |text: &str| decode(&Type::Number, text.as_bytes());
        assert_eq!(read("-7"), Ok(Tree::Number(Number::Signed(-7))));
        assert_eq!(read("18446744073709551615"), Ok(Tree::Number(Number::Unsigned(u64::MAX))));
        assert_eq!(read("2.5e3"), Ok(Tree::Number(Number::Float(2500.0))));
        let long = "3.14159265358979323846";
        assert_eq!(read(long), Ok(Tree::Number(Number::Decimal(long.into()))));
        assert_eq!(read("1e400"), Ok(Tree::Number(Number::Decimal("1e400".into()))));
        assert!(read("\"inf\"").is_err());
    }

    #[test]
    fn neighbouring_types_are_read_as_terraform_does() {
        assert_eq!(decode(&Type::String, b"12.50"), Ok(Tree::String("12.50".into())));
        assert_eq!(decode(&Type::Number, b"\"12\""), Ok(Tree::Number(Number::Signed(12))));
        assert_eq!(decode(&Type::Bool, b"\"true\""), Ok(Tree::Bool(true)));
        assert!(decode(&Type::String, b"[]").is_err());
    }

    #[test]
    fn a_dynamic_value_carries_its_type() {
        let json = br#"{"type": ["tuple", ["string", "number"]], "value": ["a", 1]}"#;
        let value = msgpack::encode(&Tree::List(vec![
            Tree::String("a".into()),
            Tree::Number(Number::Signed(1)),
        ]));
        let ty = br#"["tuple", ["string", "number"]]"#.to_vec();
        assert_eq!(decode(&Type::Dynamic, json), Ok(Tree::Dynamic { ty, value }));
    }

    proptest! {
        #[test]
        fn hostile_text_is_refused_without_a_panic(
            ty in super::msgpack::test_types(),
            text in "[\\[\\]{}\",:a-z0-9.\\-e]{0,40}",
        ) {
            let _ = decode(&ty, text.as_bytes());
        }
    }
}
