//! The page of a function.

use super::{code, head, markdown, schema};
use crate::terraform::attribute::{Attribute, Kind, Mode, Nesting};
use crate::terraform::function::Signature;

/// What the page of a function is made from.
#[derive(Clone, Copy, Debug)]
pub struct FunctionPage<'a> {
    /// The provider's name.
    pub provider: &'a str,
    /// What is told of the function.
    pub signature: &'a Signature,
    /// The text of `function.tf`: the function as it is used.
    pub example: &'a str,
}

impl FunctionPage<'_> {
    /// Where the page lies below `docs/`.
    pub fn path(&self) -> String {
        format!("functions/{}.md", self.signature.name)
    }

    /// The page.
    pub fn render(&self) -> String {
        let Signature { name, doc, parameters, returns } = self.signature;
        let head = head(
            &format!("{name} function - {}", self.provider),
            &format!("function: {name}"),
            doc,
        );
        let arguments: String = parameters.iter().map(argument).collect();
        format!(
            "{head}\n## Example Usage\n\n{}\n## Signature\n\n{}\n## Arguments\n\n{arguments}\n\
             ## Return Type\n\n{}",
            code("terraform", self.example),
            code("text", &call(self.signature)),
            returned(name, returns),
        )
    }
}

/// As in `join(separator string, words list of string) string`.
fn call(signature: &Signature) -> String {
    let parameters: Vec<_> = signature
        .parameters
        .iter()
        .map(|parameter| format!("{} {}", parameter.name, short(&parameter.kind)))
        .collect();
    format!("{}({}) {}", signature.name, parameters.join(", "), short(&signature.returns))
}

/// The words of the registry for types in a signature.
fn short(kind: &Kind) -> String {
    schema::words(&kind.ty()).to_lowercase().replace("boolean", "bool")
}

fn argument(parameter: &Attribute) -> String {
    let mut description = markdown::from_doc(parameter.doc);
    if parameter.mode != Mode::Required {
        description = markdown::with_sentence(&description, "May be null.");
    }
    let ty = schema::words(&parameter.kind.ty());
    let text = format!("1. `{}` ({ty}) {description}", parameter.name);
    markdown::in_list(&text, "   ") + "\n"
}

fn returned(name: &str, kind: &Kind) -> String {
    match kind {
        Kind::Nested { nesting: Nesting::Single, attributes } => format!(
            "The `object` returned from `{name}` has the following attributes:\n\n{}",
            schema::returned(attributes)
        ),
        kind => format!("The return type of `{name}` is `{}`.\n", short(kind)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model;
    use crate::terraform::dynamic::Dynamic;
    use crate::terraform::model::{Field, List, Model as _};

    model! {
        /// Packs a box.
        ///
        /// Well.
        struct Parameters {
            /// What goes in:
            ///
            /// - soft
            ///   things.
            things: List<String> => required;
            /// The lid.
            lid: Dynamic => optional;
        }
    }

    model! {
        /// A label.
        struct Label {
            /// The words.
            words: String => computed;
        }
    }

    model! {
        /// A box.
        struct Packed {
            /// Whether it is full.
            full: bool => computed;
            /// What it says.
            label: Label => computed;
        }
    }

    fn page(returns: Kind) -> String {
        let doc = Parameters::DOC;
        let signature =
            Signature { name: "pack", doc, parameters: Parameters::attributes(), returns };
        let example = "output \"a\" {\n  value = provider::kfm::pack([], null)\n}\n";
        let page = FunctionPage { provider: "kfm", signature: &signature, example };
        assert_eq!(page.path(), "functions/pack.md");
        page.render()
    }

    #[test]
    fn a_function_page_has_the_layout_of_the_registry() {
        let expected = r##"---
# Written by `make docs` from the provider's schema and examples/.
page_title: "pack function - kfm"
subcategory: ""
description: |-
  Packs a box.
---

# function: pack

Packs a box.

Well.

## Example Usage

```terraform
output "a" {
  value = provider::kfm::pack([], null)
}
```

## Signature

```text
pack(things list of string, lid dynamic) object
```

## Arguments

1. `things` (List of String) What goes in:

   - soft things.
1. `lid` (Dynamic) The lid. May be null.

## Return Type

The `object` returned from `pack` has the following attributes:

- `full` (Boolean) Whether it is full.
- `label` (Attributes) What it says. (see [below for nested schema](#nestedatt--label))

<a id="nestedatt--label"></a>
### Nested Schema for `label`

Read-Only:

- `words` (String) The words.
"##;
        assert_eq!(page(Packed::kind()), expected);
    }

    #[test]
    fn a_plain_result_is_named_by_its_type() {
        let text = page(<List<bool> as Field>::kind());
        assert!(text.contains("lid dynamic) list of bool\n"), "{text}");
        assert!(text.ends_with("\nThe return type of `pack` is `list of bool`.\n"), "{text}");
    }
}
