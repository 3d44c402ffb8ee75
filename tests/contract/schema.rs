//! The shape of configurations and states. What attributes mean is in docs/.

use kfm_provider::terraform::attribute::{Attribute, Kind, Mode, Nesting, Schema, Type};
use kfm_provider::terraform::function::Signature;
use serde_json::{Map, Value as Json, json};

use crate::support::golden::{Golden, assert_golden};
use crate::support::registry::Registry;

#[test]
fn the_schema_is_the_golden_one() {
    let registry = Registry::kfm().unwrap();
    let provider = ("provider", registry.provider);
    let all = std::iter::once(provider).chain(registry.resources);
    let named = |name: &str, schema: &Schema| (format!("{name}.json"), text(schema));
    let mut texts: Golden = all.map(|(name, schema)| named(name, &schema)).collect();
    let sources = registry.data_sources.iter();
    texts.extend(sources.map(|(name, schema)| named(&format!("data.{name}"), schema)));
    let functions = registry.functions.iter();
    texts.extend(functions.map(|one| (format!("function.{}.json", one.name), signature(one))));
    assert_golden("schema", &texts);
}

fn text(schema: &Schema) -> String {
    let json = json!({ "attributes": attributes(&schema.attributes), "version": schema.version });
    format!("{json:#}\n")
}

/// The parameters in their order, which configurations depend on.
fn signature(signature: &Signature) -> String {
    let parameters = signature.parameters.iter().map(|parameter| {
        json!({
            "name": parameter.name,
            "nullable": parameter.mode != Mode::Required,
            "type": notation(&parameter.kind.ty()),
        })
    });
    let parameters: Vec<_> = parameters.collect();
    let json = json!({ "parameters": parameters, "returns": notation(&signature.returns.ty()) });
    format!("{json:#}\n")
}

/// The attributes by name: their order in the table is nobody's business.
fn attributes(all: &[Attribute]) -> Json {
    let mut sorted: Vec<_> = all.iter().collect();
    sorted.sort_by_key(|attribute| attribute.name);
    sorted
        .into_iter()
        .map(|one| (one.name.to_owned(), attribute(one)))
        .collect::<Map<_, _>>()
        .into()
}

fn attribute(attribute: &Attribute) -> Json {
    let mut json = Map::new();
    match &attribute.kind {
        Kind::Plain(ty) => drop(json.insert("type".to_owned(), notation(ty).into())),
        Kind::Nested { nesting, attributes: nested } => {
            json.insert("attributes".to_owned(), attributes(nested));
            json.insert("nesting".to_owned(), nesting_word(*nesting).into());
        }
    }
    json.insert("mode".to_owned(), mode_word(attribute.mode).into());
    if attribute.replace {
        json.insert("replace".to_owned(), true.into());
    }
    json.sort_keys();
    json.into()
}

const fn mode_word(mode: Mode) -> &'static str {
    match mode {
        Mode::Required => "required",
        Mode::Optional => "optional",
        Mode::OptionalComputed => "optional, computed",
        Mode::Computed => "computed",
    }
}

const fn nesting_word(nesting: Nesting) -> &'static str {
    match nesting {
        Nesting::Single => "single",
        Nesting::List => "list",
        Nesting::Set => "set",
        Nesting::Map => "map",
    }
}

/// The type as HCL writes it.
fn notation(ty: &Type) -> String {
    match ty {
        Type::String => "string".to_owned(),
        Type::Number => "number".to_owned(),
        Type::Bool => "bool".to_owned(),
        Type::Dynamic => "any".to_owned(),
        Type::List(item) => format!("list({})", notation(item)),
        Type::Set(item) => format!("set({})", notation(item)),
        Type::Map(item) => format!("map({})", notation(item)),
        Type::Object(attributes) => {
            let all = attributes.iter().map(|(name, ty)| format!("{name} = {}", notation(ty)));
            format!("object({{ {} }})", all.collect::<Vec<_>>().join(", "))
        }
    }
}
