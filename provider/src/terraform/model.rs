//! `model!`: one list gives the struct, the attribute table, the documentation and the codec.

use std::collections::BTreeMap;
use std::fmt::Debug;

use super::attribute::{Attribute, Kind, Mode, Nesting, Type};
use super::diag::{AttributePath, Step};
use super::value::{Number, Tree, Value};

/// A value that does not have the shape that its schema gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShapeError {
    /// Where.
    pub path: AttributePath,
    /// What was expected and what was found.
    pub message: String,
}

impl ShapeError {
    fn expected(what: &str, found: &Tree) -> Self {
        Self {
            path: AttributePath::root(),
            message: format!("expected {what}, found {}", found.shape()),
        }
    }

    /// The same error, seen from one level further out.
    #[must_use]
    pub fn inside(mut self, step: Step) -> Self {
        self.path.prepend(step);
        self
    }
}

/// A Rust type that a known Terraform value decodes to. It never sees null or unknown: those are
/// the [`Value`] around it.
pub trait Field: Sized + Clone + Debug + PartialEq + Send + Sync + 'static {
    /// What the schema says of it.
    fn kind() -> Kind;
    /// Reads a known value.
    ///
    /// # Errors
    /// The value does not have this shape.
    fn decode(tree: Tree) -> Result<Self, ShapeError>;
    /// Writes the value.
    fn encode(&self) -> Tree;
}

/// A struct made by [`model!`](crate::model): an object with named attributes.
pub trait Model: Field + Default {
    /// The description: the doc comment of the struct.
    const DOC: &'static str;
    /// The attributes, in the order of the struct.
    fn attributes() -> Vec<Attribute>;
}

impl<T: Field> Value<T> {
    /// Reads a value of any state.
    ///
    /// # Errors
    /// A known value does not have the shape of `T`.
    pub fn decode(tree: Tree) -> Result<Self, ShapeError> {
        match tree {
            Tree::Null => Ok(Self::Null),
            Tree::Unknown => Ok(Self::Unknown),
            known => T::decode(known).map(Self::Known),
        }
    }

    /// Writes a value of any state.
    pub fn encode(&self) -> Tree {
        match self {
            Self::Known(value) => value.encode(),
            Self::Null => Tree::Null,
            Self::Unknown => Tree::Unknown,
        }
    }
}

impl Field for String {
    fn kind() -> Kind {
        Kind::Plain(Type::String)
    }
    fn decode(tree: Tree) -> Result<Self, ShapeError> {
        match tree {
            Tree::String(text) => Ok(text),
            other => Err(ShapeError::expected("string", &other)),
        }
    }
    fn encode(&self) -> Tree {
        Tree::String(self.clone())
    }
}

impl Field for bool {
    fn kind() -> Kind {
        Kind::Plain(Type::Bool)
    }
    fn decode(tree: Tree) -> Result<Self, ShapeError> {
        match tree {
            Tree::Bool(value) => Ok(value),
            other => Err(ShapeError::expected("bool", &other)),
        }
    }
    fn encode(&self) -> Tree {
        Tree::Bool(*self)
    }
}

impl Field for i64 {
    fn kind() -> Kind {
        Kind::Plain(Type::Number)
    }
    fn decode(tree: Tree) -> Result<Self, ShapeError> {
        match &tree {
            Tree::Number(number) => {
                number.as_i64().ok_or_else(|| ShapeError::expected("a whole number", &tree))
            }
            other => Err(ShapeError::expected("a whole number", other)),
        }
    }
    fn encode(&self) -> Tree {
        Tree::Number(Number::Signed(*self))
    }
}

/// A list; its elements may be unknown.
pub type List<T> = Sequence<T, false>;
/// A set; its elements may be unknown, and two unknown ones stay two.
pub type Set<T> = Sequence<T, true>;

/// The elements of a list or of a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sequence<T, const SET: bool>(pub Vec<Value<T>>);

impl<T, const SET: bool> Default for Sequence<T, SET> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Clone, const SET: bool> Sequence<T, SET> {
    /// The elements, if all of them are known. A null element counts as absent.
    pub fn all_known(&self) -> Option<Vec<T>> {
        self.0.iter().filter(|item| !item.is_null()).map(|item| item.known().cloned()).collect()
    }
}

impl<T, const SET: bool> FromIterator<T> for Sequence<T, SET> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(items.into_iter().map(Value::Known).collect())
    }
}

impl<T: Field, const SET: bool> Field for Sequence<T, SET> {
    fn kind() -> Kind {
        T::kind().repeated(if SET { Nesting::Set } else { Nesting::List })
    }
    fn decode(tree: Tree) -> Result<Self, ShapeError> {
        match tree {
            Tree::List(items) => items
                .into_iter()
                .enumerate()
                .map(|(index, item)| {
                    Value::decode(item).map_err(|error| error.inside(Step::index(index)))
                })
                .collect::<Result<_, _>>()
                .map(Self),
            other => Err(ShapeError::expected("a collection", &other)),
        }
    }
    fn encode(&self) -> Tree {
        Tree::List(self.0.iter().map(Value::encode).collect())
    }
}

/// A map with text keys; its values may be unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Map<T>(pub BTreeMap<String, Value<T>>);

impl<T: Clone> Map<T> {
    /// The entries, if all of them are known. A null value counts as absent.
    pub fn all_known(&self) -> Option<BTreeMap<String, T>> {
        self.0
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| value.known().map(|value| (key.clone(), value.clone())))
            .collect()
    }
}

impl<T> FromIterator<(String, T)> for Map<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(entries: I) -> Self {
        Self(entries.into_iter().map(|(key, value)| (key, Value::Known(value))).collect())
    }
}

impl<T: Field> Field for Map<T> {
    fn kind() -> Kind {
        T::kind().repeated(Nesting::Map)
    }
    fn decode(tree: Tree) -> Result<Self, ShapeError> {
        match tree {
            Tree::Map(entries) => entries
                .into_iter()
                .map(|(key, value)| match Value::decode(value) {
                    Ok(value) => Ok((key, value)),
                    Err(error) => Err(error.inside(Step::Key(key))),
                })
                .collect::<Result<_, _>>()
                .map(Self),
            other => Err(ShapeError::expected("a map", &other)),
        }
    }
    fn encode(&self) -> Tree {
        Tree::Map(self.0.iter().map(|(key, value)| (key.clone(), value.encode())).collect())
    }
}

/// The flags of one attribute, as [`model!`](crate::model) collects them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Flags {
    required: bool,
    optional: bool,
    computed: bool,
    replace: bool,
}

impl Flags {
    /// The configuration must set the attribute.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }
    /// The configuration may set the attribute.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.optional = true;
        self
    }
    /// The provider sets the attribute where the configuration does not.
    #[must_use]
    pub const fn computed(mut self) -> Self {
        self.computed = true;
        self
    }
    /// A change replaces the resource.
    #[must_use]
    pub const fn replace(mut self) -> Self {
        self.replace = true;
        self
    }

    /// The attribute that these flags describe.
    pub const fn attribute(self, name: &'static str, kind: Kind, doc: &'static str) -> Attribute {
        let mode = match (self.required, self.optional, self.computed) {
            (true, _, _) => Mode::Required,
            (false, true, true) => Mode::OptionalComputed,
            (false, false, true) => Mode::Computed,
            (false, _, false) => Mode::Optional,
        };
        Attribute { name, kind, mode, replace: self.replace, doc }
    }
}

/// The name of an attribute whose field is written so: one that is a word of Rust is written raw,
/// as `r#where`.
pub fn name(field: &'static str) -> &'static str {
    field.strip_prefix("r#").unwrap_or(field)
}

/// Takes the attribute `name` out of an object's entries.
///
/// # Errors
/// The value does not have the shape of `T`.
pub fn take<T: Field>(
    entries: &mut BTreeMap<String, Tree>,
    name: &str,
) -> Result<Value<T>, ShapeError> {
    Value::decode(entries.remove(name).unwrap_or_default())
        .map_err(|error| error.inside(Step::Attribute(name.to_owned())))
}

/// The entries of an object.
///
/// # Errors
/// The value is not an object.
pub fn object(tree: Tree) -> Result<BTreeMap<String, Tree>, ShapeError> {
    match tree {
        Tree::Map(entries) => Ok(entries),
        other => Err(ShapeError::expected("an object", &other)),
    }
}

/// Defines a model: struct, attribute table, documentation and codec from one list.
///
/// Every field is `name: Type => flags;` with the flags `required`, `optional`, `computed` and
/// `replace`; the struct holds a [`Value`] of the type. The doc comment of a field is its registry
/// description.
#[macro_export]
macro_rules! model {
    (
        $(#[doc = $doc:literal])+
        $vis:vis struct $name:ident {
            $( $(#[doc = $field_doc:literal])+ $field:ident : $ty:ty => $($flag:ident),+ ; )*
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, Default, PartialEq)]
        $vis struct $name {
            $( $(#[doc = $field_doc])+ $vis $field: $crate::terraform::value::Value<$ty>, )*
        }

        impl $crate::terraform::model::Model for $name {
            const DOC: &'static str = concat!($($doc, "\n"),+);
            fn attributes() -> Vec<$crate::terraform::attribute::Attribute> {
                vec![ $(
                    $crate::terraform::model::Flags::default()
                        $(.$flag())+
                        .attribute(
                            $crate::terraform::model::name(stringify!($field)),
                            <$ty as $crate::terraform::model::Field>::kind(),
                            concat!($($field_doc, "\n"),+),
                        ),
                )* ]
            }
        }

        impl $crate::terraform::model::Field for $name {
            fn kind() -> $crate::terraform::attribute::Kind {
                $crate::terraform::attribute::Kind::Nested {
                    nesting: $crate::terraform::attribute::Nesting::Single,
                    attributes: <Self as $crate::terraform::model::Model>::attributes(),
                }
            }
            fn decode(
                tree: $crate::terraform::value::Tree,
            ) -> Result<Self, $crate::terraform::model::ShapeError> {
                let mut entries = $crate::terraform::model::object(tree)?;
                Ok(Self { $(
                    $field: $crate::terraform::model::take(
                        &mut entries,
                        $crate::terraform::model::name(stringify!($field)),
                    )?,
                )* })
            }
            fn encode(&self) -> $crate::terraform::value::Tree {
                $crate::terraform::value::Tree::Map(
                    [ $( (
                        $crate::terraform::model::name(stringify!($field)).to_owned(),
                        self.$field.encode(),
                    ), )* ]
                    .into_iter()
                    .collect(),
                )
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    model! {
        /// An inner object.
        struct Inner {
            /// How many.
            count: i64 => required;
            /// Where.
            r#where: String => optional;
        }
    }

    model! {
        /// A sample.
        struct Sample {
            /// The name.
            name: String => required, replace;
            /// The labels.
            labels: Set<String> => optional;
            /// The inner object.
            inner: Inner => optional, computed;
        }
    }

    #[test]
    fn one_list_gives_schema_and_codec() {
        let attributes = Sample::attributes();
        assert_eq!(attributes.len(), 3);
        assert_eq!(attributes[0].mode, Mode::Required);
        assert!(attributes[0].replace);
        assert_eq!(attributes[0].doc.trim(), "The name.");
        assert_eq!(attributes[2].mode, Mode::OptionalComputed);
        assert_eq!(Inner::attributes()[1].name, "where", "a field may be a word of Rust");
        let sample = Sample {
            name: Value::Known("x".into()),
            labels: Value::Known(Sequence(vec![Value::Unknown, Value::Unknown])),
            inner: Value::Known(Inner { count: Value::Unknown, r#where: Value::Null }),
        };
        assert_eq!(Sample::decode(sample.encode()), Ok(sample));
    }

    #[test]
    fn a_shape_error_carries_its_path() {
        let inner = Tree::Map([("count".to_owned(), Tree::Bool(true))].into());
        let tree = Tree::Map([("inner".to_owned(), inner)].into());
        let error = Sample::decode(tree).unwrap_err();
        assert_eq!(error.path.to_string(), "inner.count");
        assert_eq!(error.message, "expected a whole number, found bool");
    }
}
