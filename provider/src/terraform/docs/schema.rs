//! The section of a page that lists the attributes.

use super::markdown;
use crate::terraform::attribute::{Attribute, Kind, Mode, Nesting, Schema, Type};

/// The section: the attributes by who sets them and by name, each nested object after them.
pub(super) fn section(schema: &Schema) -> String {
    let mut text = "## Schema\n".to_owned();
    object(&schema.attributes, &[], &mut text);
    text
}

fn object(attributes: &[Attribute], path: &[&str], text: &mut String) {
    let mut sorted: Vec<_> = attributes.iter().collect();
    sorted.sort_by_key(|attribute| attribute.name);
    for group in ["Required", "Optional", "Read-Only"] {
        let members = sorted.iter().filter(|attribute| group_of(attribute.mode) == group);
        let items: String = members.map(|attribute| item(attribute, path)).collect();
        if items.is_empty() {
            continue;
        }
        let heading = if path.is_empty() { format!("### {group}") } else { format!("{group}:") };
        text.push_str(&format!("\n{heading}\n\n{items}"));
    }
    nested(sorted, path, text);
}

/// A section for each attribute that is a nested object.
fn nested(attributes: Vec<&Attribute>, path: &[&str], text: &mut String) {
    for attribute in attributes {
        let Kind::Nested { attributes, .. } = &attribute.kind else { continue };
        let path = [path, &[attribute.name]].concat();
        text.push_str(&format!(
            "\n<a id=\"{}\"></a>\n### Nested Schema for `{}`\n",
            anchor(&path),
            path.join(".")
        ));
        object(attributes, &path, text);
    }
}

/// The attributes of an object that is returned, in their order, each nested object after them.
pub(super) fn returned(attributes: &[Attribute]) -> String {
    let mut text: String = attributes.iter().map(|attribute| item(attribute, &[])).collect();
    nested(attributes.iter().collect(), &[], &mut text);
    text
}

const fn group_of(mode: Mode) -> &'static str {
    match mode {
        Mode::Required => "Required",
        Mode::Optional | Mode::OptionalComputed => "Optional",
        Mode::Computed => "Read-Only",
    }
}

fn item(attribute: &Attribute, parent: &[&str]) -> String {
    let mut description = markdown::from_doc(attribute.doc);
    if attribute.replace {
        description = markdown::with_sentence(&description, "Changing this replaces the resource.");
    }
    if let Kind::Nested { .. } = attribute.kind {
        let anchor = anchor(&[parent, &[attribute.name]].concat());
        let link = format!("(see [below for nested schema](#{anchor}))");
        description = markdown::with_sentence(&description, &link);
    }
    let text = format!("- `{}` ({}) {description}", attribute.name, kind(&attribute.kind));
    markdown::in_list(&text, "  ") + "\n"
}

fn anchor(path: &[&str]) -> String {
    format!("nestedatt--{}", path.join("--"))
}

fn kind(kind: &Kind) -> String {
    match kind {
        Kind::Plain(ty) => words(ty),
        Kind::Nested { nesting, .. } => match nesting {
            Nesting::Single => "Attributes",
            Nesting::List => "Attributes List",
            Nesting::Set => "Attributes Set",
            Nesting::Map => "Attributes Map",
        }
        .to_owned(),
    }
}

/// A type in words, as a reader of the registry knows them.
pub(super) fn words(ty: &Type) -> String {
    match ty {
        Type::String => "String".to_owned(),
        Type::Number => "Number".to_owned(),
        Type::Bool => "Boolean".to_owned(),
        Type::Dynamic => "Dynamic".to_owned(),
        Type::Object(_) => "Object".to_owned(),
        Type::List(item) => format!("List of {}", words(item)),
        Type::Set(item) => format!("Set of {}", words(item)),
        Type::Map(item) => format!("Map of {}", words(item)),
    }
}
