//! Values of any type, as functions take them: the type comes with the value.

use serde_json::{Value as Json, json};

use super::attribute::{Kind, Type};
use super::diag::Step;
use super::model::{Field, ShapeError};
use super::value::Tree;
use super::wire::msgpack;

/// A value of any type, read by what it is: lists, sets and tuples are lists, maps and objects are
/// maps. Unlike other fields it may hold nulls and unknowns below its top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dynamic(pub Tree);

impl Field for Dynamic {
    fn kind() -> Kind {
        Kind::Plain(Type::Dynamic)
    }
    fn decode(tree: Tree) -> Result<Self, ShapeError> {
        open(tree).map(Self)
    }
    /// Every list goes out as a tuple and every map as an object, of which any value is one.
    fn encode(&self) -> Tree {
        let ty = notation(&self.0).to_string().into_bytes();
        Tree::Dynamic { ty, value: msgpack::encode(&self.0) }
    }
}

/// The same value, with what is in its dynamic values in their place.
///
/// # Errors
/// A dynamic value cannot be read.
pub(super) fn open(tree: Tree) -> Result<Tree, ShapeError> {
    match tree {
        Tree::Dynamic { value, .. } => msgpack::decode_untyped(&value),
        Tree::List(items) => items
            .into_iter()
            .enumerate()
            .map(|(index, item)| open(item).map_err(|error| error.inside(Step::index(index))))
            .collect::<Result<_, _>>()
            .map(Tree::List),
        Tree::Map(entries) => entries
            .into_iter()
            .map(|(key, value)| match open(value) {
                Ok(value) => Ok((key, value)),
                Err(error) => Err(error.inside(Step::Key(key))),
            })
            .collect::<Result<_, _>>()
            .map(Tree::Map),
        plain => Ok(plain),
    }
}

/// The type of a value in Terraform's JSON notation.
fn notation(tree: &Tree) -> Json {
    match tree {
        Tree::Unknown | Tree::Null | Tree::Dynamic { .. } => json!("dynamic"),
        Tree::Bool(_) => json!("bool"),
        Tree::Number(_) => json!("number"),
        Tree::String(_) => json!("string"),
        Tree::List(items) => json!(["tuple", items.iter().map(notation).collect::<Vec<_>>()]),
        Tree::Map(entries) => {
            let attributes: serde_json::Map<_, _> =
                entries.iter().map(|(name, value)| (name.clone(), notation(value))).collect();
            json!(["object", attributes])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terraform::value::Number;

    fn map<const N: usize>(entries: [(&str, Tree); N]) -> Tree {
        Tree::Map(entries.map(|(key, value)| (key.to_owned(), value)).into())
    }

    #[test]
    fn what_is_written_is_read_again_whatever_its_type() {
        let list = Tree::List(vec![Tree::Null, Tree::Bool(true), Tree::String("x".into())]);
        let value = map([
            ("list", list),
            ("number", Tree::Number(Number::Float(1.5))),
            ("later", Tree::Unknown),
        ]);
        let written = Dynamic(value.clone()).encode();
        let Tree::Dynamic { ty, .. } = &written else { panic!("{written:?}") };
        let expected = r#"["object",{"later":"dynamic","list":["tuple",["dynamic","bool","string"]],"number":"number"}]"#;
        assert_eq!(std::str::from_utf8(ty), Ok(expected));
        assert_eq!(Dynamic::decode(written), Ok(Dynamic(value)));
    }

    #[test]
    fn dynamic_values_inside_others_are_opened_where_they_stand() {
        let inner = || Dynamic(Tree::Bool(true)).encode();
        let opened = open(map([("a", Tree::List(vec![inner()]))]));
        assert_eq!(opened, Ok(map([("a", Tree::List(vec![Tree::Bool(true)]))])));
        let broken = Tree::Dynamic { ty: Vec::new(), value: vec![0xa5] };
        let error = open(map([("a", Tree::List(vec![broken]))])).unwrap_err();
        assert_eq!(error.path.to_string(), r#"["a"][0]"#);
        assert_eq!(error.message, "the value ends too early");
    }
}
