//! Pages for the Terraform registry, made from the attribute table and the examples: pure.
//!
//! The layout is that of terraform-plugin-docs, which readers of the registry know.
//!
//! Source: Terraform documentation, "Provider documentation" (2026-11): folders, file names and
//! front matter.

mod function;
pub mod markdown;
mod schema;
#[cfg(test)]
mod tests;

use thiserror::Error;

use super::attribute::{Attribute, Kind, Schema, Type};
pub use function::FunctionPage;

/// What the page of the provider is made from.
#[derive(Clone, Copy, Debug)]
pub struct ProviderPage<'a> {
    /// The provider's name, as resource types begin with it: `kfm`.
    pub provider: &'a str,
    /// The schema of the provider block.
    pub schema: &'a Schema,
    /// The text of `provider.tf`: a provider block as it is used.
    pub example: &'a str,
}

/// What the page of a resource is made from.
#[derive(Clone, Copy, Debug)]
pub struct ResourcePage<'a> {
    /// The provider's name.
    pub provider: &'a str,
    /// The resource type, e.g. `kfm_zone`.
    pub name: &'a str,
    /// Its schema.
    pub schema: &'a Schema,
    /// The text of `resource.tf`: the resource as it is used.
    pub example: &'a str,
    /// The text of `import.sh`: the resource as it is imported.
    pub import: &'a str,
}

/// What the page of a data source is made from.
#[derive(Clone, Copy, Debug)]
pub struct DataSourcePage<'a> {
    /// The provider's name.
    pub provider: &'a str,
    /// The data source's name, e.g. `kfm_zone`.
    pub name: &'a str,
    /// Its schema.
    pub schema: &'a Schema,
    /// The text of `data-source.tf`: the data source as it is used.
    pub example: &'a str,
}

const BY_COMMAND: &str = "The [`terraform import` \
    command](https://developer.hashicorp.com/terraform/cli/commands/import) takes the resource's \
    address and an id:";
const BY_BLOCK: &str = "An [`import` block](https://developer.hashicorp.com/terraform/language/import) \
    makes it part of a plan:";

/// An `import.sh` that does not import the resource.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("has no line `terraform import {name}.<label> <id>`")]
pub struct NoImport {
    name: String,
}

impl ProviderPage<'_> {
    /// Where the page lies below `docs/`.
    pub const PATH: &'static str = "index.md";

    /// The page.
    pub fn render(&self) -> String {
        let title = format!("{} Provider", self.provider);
        format!(
            "{}\n## Example Usage\n\n{}\n{}",
            head(&title, &title, self.schema.doc),
            code("terraform", self.example),
            schema::section(self.schema),
        )
    }
}

impl ResourcePage<'_> {
    /// Where the page lies below `docs/`: the registry leaves the provider's name out.
    pub fn path(&self) -> String {
        format!("resources/{}.md", bare(self.provider, self.name))
    }

    /// The page.
    ///
    /// # Errors
    /// `import` has no command that imports the resource.
    pub fn render(&self) -> Result<String, NoImport> {
        let block = import_block(self.name, self.import)
            .ok_or_else(|| NoImport { name: self.name.to_owned() })?;
        let head = head(
            &format!("{} Resource - {}", self.name, self.provider),
            &format!("{} (Resource)", self.name),
            self.schema.doc,
        );
        Ok(format!(
            "{head}\n## Example Usage\n\n{}\n{}\n## Import\n\n{BY_COMMAND}\n\n{}\n{BY_BLOCK}\n\n{}",
            code("terraform", self.example),
            schema::section(self.schema),
            code("shell", self.import),
            code("terraform", &block),
        ))
    }
}

impl DataSourcePage<'_> {
    /// Where the page lies below `docs/`: the registry leaves the provider's name out.
    pub fn path(&self) -> String {
        format!("data-sources/{}.md", bare(self.provider, self.name))
    }

    /// The page.
    pub fn render(&self) -> String {
        let head = head(
            &format!("{} Data Source - {}", self.name, self.provider),
            &format!("{} (Data Source)", self.name),
            self.schema.doc,
        );
        format!(
            "{head}\n## Example Usage\n\n{}\n{}",
            code("terraform", self.example),
            schema::section(self.schema),
        )
    }
}

/// A type's name without that of its provider.
fn bare<'a>(provider: &str, name: &'a str) -> &'a str {
    name.strip_prefix(provider).and_then(|rest| rest.strip_prefix('_')).unwrap_or(name)
}

/// The attributes that would reach the reader without a word of explanation, by path:
/// those with an empty description, and plain objects, whose attributes cannot have one.
#[must_use]
pub fn undescribed(attributes: &[Attribute]) -> Vec<String> {
    let mut paths = Vec::new();
    collect_undescribed("", attributes, &mut paths);
    paths
}

fn collect_undescribed(parent: &str, attributes: &[Attribute], paths: &mut Vec<String>) {
    for attribute in attributes {
        let path = format!("{parent}{}", attribute.name);
        let mute = match &attribute.kind {
            Kind::Plain(ty) => has_object(ty),
            Kind::Nested { attributes, .. } => {
                collect_undescribed(&format!("{path}."), attributes, paths);
                false
            }
        };
        if mute || attribute.doc.trim().is_empty() {
            paths.push(path);
        }
    }
}

fn has_object(ty: &Type) -> bool {
    match ty {
        Type::Object(_) => true,
        Type::List(item) | Type::Set(item) | Type::Map(item) => has_object(item),
        Type::String | Type::Number | Type::Bool | Type::Dynamic => false,
    }
}

fn head(title: &str, heading: &str, doc: &str) -> String {
    format!(
        "---\n# Written by `make docs` from the provider's schema and examples/.\npage_title: \
         \"{title}\"\nsubcategory: \"\"\ndescription: |-\n  {}\n---\n\n# {heading}\n\n{}\n",
        markdown::summary(doc),
        markdown::from_doc(doc),
    )
}

fn code(language: &str, text: &str) -> String {
    format!("```{language}\n{}\n```\n", text.trim())
}

/// The block that does what the first import command of `script` does.
fn import_block(name: &str, script: &str) -> Option<String> {
    script.lines().find_map(|line| {
        let mut words = line.strip_prefix("terraform import ")?.split_whitespace();
        let (to, id) = (words.next()?, words.next()?);
        let label = to.strip_prefix(name)?.strip_prefix('.')?;
        let id = id.trim_matches(['"', '\'']);
        (!label.is_empty()).then(|| format!("import {{\n  to = {to}\n  id = \"{id}\"\n}}"))
    })
}
