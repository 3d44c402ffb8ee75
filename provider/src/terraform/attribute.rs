//! The attribute table: what a schema is made of.

use std::collections::BTreeMap;

/// A Terraform type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// Text.
    String,
    /// A number.
    Number,
    /// A boolean.
    Bool,
    /// Any type, decided by the value.
    Dynamic,
    /// An ordered list.
    List(Box<Self>),
    /// An unordered set.
    Set(Box<Self>),
    /// A map with text keys.
    Map(Box<Self>),
    /// An object with named attributes.
    Object(BTreeMap<String, Self>),
}

/// How a nested object repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nesting {
    /// One object.
    Single,
    /// A list of objects.
    List,
    /// A set of objects.
    Set,
    /// A map of objects.
    Map,
}

/// Who sets an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The configuration must set it.
    Required,
    /// The configuration may set it; null in state unless it does.
    Optional,
    /// The configuration may set it, else the provider does.
    OptionalComputed,
    /// Only the provider sets it.
    Computed,
}

/// What an attribute holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A value of a plain type.
    Plain(Type),
    /// A nested object with attributes of its own.
    Nested {
        /// How it repeats.
        nesting: Nesting,
        /// Its attributes.
        attributes: Vec<Attribute>,
    },
}

impl Kind {
    /// The plain type of values of this kind.
    pub fn ty(&self) -> Type {
        match self {
            Self::Plain(ty) => ty.clone(),
            Self::Nested { nesting, attributes } => {
                let object = object_type(attributes);
                match nesting {
                    Nesting::Single => object,
                    Nesting::List => Type::List(Box::new(object)),
                    Nesting::Set => Type::Set(Box::new(object)),
                    Nesting::Map => Type::Map(Box::new(object)),
                }
            }
        }
    }

    /// The kind of a collection of values of this kind.
    #[must_use]
    pub fn repeated(self, nesting: Nesting) -> Self {
        match (self, nesting) {
            (Self::Nested { nesting: Nesting::Single, attributes }, _) => {
                Self::Nested { nesting, attributes }
            }
            (kind, Nesting::List) => Self::Plain(Type::List(Box::new(kind.ty()))),
            (kind, Nesting::Set) => Self::Plain(Type::Set(Box::new(kind.ty()))),
            (kind, Nesting::Map) => Self::Plain(Type::Map(Box::new(kind.ty()))),
            (kind, Nesting::Single) => kind,
        }
    }
}

/// The object type that `attributes` describe.
pub fn object_type(attributes: &[Attribute]) -> Type {
    Type::Object(
        attributes
            .iter()
            .map(|attribute| (attribute.name.to_owned(), attribute.kind.ty()))
            .collect(),
    )
}

/// One attribute: the single definition from which schema, model and documentation come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its name in HCL.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Who sets it.
    pub mode: Mode,
    /// Whether a changed value replaces the resource.
    pub replace: bool,
    /// Its registry description: the doc comment of the model's field.
    pub doc: &'static str,
}

/// A schema: a version, a description and the attributes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    /// The version of the stored state's shape.
    pub version: u32,
    /// The description: the doc comment of the model.
    pub doc: &'static str,
    /// The attributes.
    pub attributes: Vec<Attribute>,
}

impl Schema {
    /// The object type of a whole configuration or state.
    pub fn ty(&self) -> Type {
        object_type(&self.attributes)
    }
}
