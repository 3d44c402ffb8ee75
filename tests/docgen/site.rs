//! The pages of docs/ and what they are made from. Guides are written by hand: only looked at.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use kfm_provider::terraform::attribute::{Attribute, Kind, Schema};
use kfm_provider::terraform::docs::{
    DataSourcePage, FunctionPage, ProviderPage, ResourcePage, undescribed,
};
use kfm_provider::terraform::function::Signature;

use super::registry::Registry;

/// What resource types begin with.
const PROVIDER: &str = "kfm";
const DOCS: &str = "docs";
const GUIDES: &str = "docs/guides";

/// Texts of pages by path below the root of the repository.
pub(crate) type Pages = BTreeMap<PathBuf, String>;

/// The pages that the repository at `root` should hold.
///
/// # Errors
/// All that keeps them from being made, one sentence each: examples that are missing, attributes
/// without a description, guides without front matter.
pub(crate) fn pages(root: &Path, registry: &Registry) -> Result<Pages, Vec<String>> {
    let mut making = Making { root, pages: Pages::new(), problems: guide_problems(root) };
    making.provider(&registry.provider);
    for (name, schema) in &registry.resources {
        making.resource(name, schema);
    }
    for (name, schema) in &registry.data_sources {
        making.data_source(name, schema);
    }
    for signature in &registry.functions {
        making.function(signature);
    }
    if making.problems.is_empty() { Ok(making.pages) } else { Err(making.problems) }
}

/// What has been made, and what could not be.
struct Making<'a> {
    root: &'a Path,
    pages: Pages,
    problems: Vec<String>,
}

impl Making<'_> {
    fn provider(&mut self, schema: &Schema) {
        self.described("the provider block", &schema.attributes);
        if let Some(example) = self.read("examples/provider/provider.tf") {
            let page = ProviderPage { provider: PROVIDER, schema, example: &example };
            self.put(ProviderPage::PATH, page.render());
        }
    }

    fn resource(&mut self, name: &str, schema: &Schema) {
        self.described(name, &schema.attributes);
        let script = format!("examples/resources/{name}/import.sh");
        let example = self.read(&format!("examples/resources/{name}/resource.tf"));
        let (Some(example), Some(import)) = (example, self.read(&script)) else { return };
        let (example, import) = (example.as_str(), import.as_str());
        let page = ResourcePage { provider: PROVIDER, name, schema, example, import };
        match page.render() {
            Ok(text) => self.put(&page.path(), text),
            Err(error) => self.problems.push(format!("{script}: {error}")),
        }
    }

    fn data_source(&mut self, name: &str, schema: &Schema) {
        self.described(name, &schema.attributes);
        if let Some(example) = self.read(&format!("examples/data-sources/{name}/data-source.tf")) {
            let page = DataSourcePage { provider: PROVIDER, name, schema, example: &example };
            self.put(&page.path(), page.render());
        }
    }

    fn function(&mut self, signature: &Signature) {
        let name = signature.name;
        self.described(name, &signature.parameters);
        if let Kind::Nested { attributes, .. } = &signature.returns {
            self.described(&format!("the result of {name}"), attributes);
        }
        if let Some(example) = self.read(&format!("examples/functions/{name}/function.tf")) {
            let page = FunctionPage { provider: PROVIDER, signature, example: &example };
            self.put(&page.path(), page.render());
        }
    }

    fn described(&mut self, name: &str, attributes: &[Attribute]) {
        self.problems.extend(undescribed(attributes).into_iter().map(|path| {
            format!("`{path}` of {name} has no description: write the doc comment of its field")
        }));
    }

    fn read(&mut self, path: &str) -> Option<String> {
        let text = std::fs::read_to_string(self.root.join(path));
        text.map_err(|error| self.problems.push(format!("{path}: {error}"))).ok()
    }

    fn put(&mut self, path: &str, text: String) {
        self.pages.insert(Path::new(DOCS).join(path), text);
    }
}

/// What a guide needs so that the registry lists it.
///
/// Source: Terraform documentation, "Provider documentation", YAML front matter (2026-11).
fn guide_problems(root: &Path) -> Vec<String> {
    let guides = match files(&root.join(GUIDES)) {
        Ok(guides) => guides,
        Err(error) => return vec![format!("{GUIDES}: {error}")],
    };
    let mut problems = Vec::new();
    for path in guides {
        let name = path.strip_prefix(root).unwrap_or(&path).display();
        match std::fs::read_to_string(&path) {
            Err(error) => problems.push(format!("{name}: {error}")),
            Ok(text) => {
                let missing = ["page_title", "subcategory", "description"]
                    .into_iter()
                    .filter(|key| !has_front_matter(&text, key));
                problems
                    .extend(missing.map(|key| format!("{name}: the front matter has no `{key}`")));
            }
        }
    }
    problems
}

fn has_front_matter(text: &str, key: &str) -> bool {
    let front = text.strip_prefix("---\n").and_then(|text| text.split_once("\n---\n"));
    front.is_some_and(|(front, _)| {
        let value = |line: &str| line.strip_prefix(key)?.strip_prefix(": ").map(str::to_owned);
        front.lines().filter_map(value).any(|value| !value.trim().is_empty())
    })
}

/// The pages of `root` that are not as they should be: other text, missing, or nobody's.
pub(crate) fn stale(root: &Path, pages: &Pages) -> io::Result<Vec<PathBuf>> {
    let mut stale = leftovers(root, pages)?;
    for (path, text) in pages {
        match std::fs::read_to_string(root.join(path)) {
            Ok(found) if found == *text => {}
            Ok(_) => stale.push(path.clone()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => stale.push(path.clone()),
            Err(error) => return Err(error),
        }
    }
    stale.sort();
    Ok(stale)
}

/// Makes the pages of `root` as they should be, and says which were not.
pub(crate) fn write(root: &Path, pages: &Pages) -> io::Result<Vec<PathBuf>> {
    let stale = stale(root, pages)?;
    for path in &stale {
        let target = root.join(path);
        match pages.get(path) {
            None => std::fs::remove_file(target)?,
            Some(text) => {
                if let Some(folder) = target.parent() {
                    std::fs::create_dir_all(folder)?;
                }
                std::fs::write(target, text)?;
            }
        }
    }
    Ok(stale)
}

/// The files below docs/ that are neither pages nor guides.
fn leftovers(root: &Path, pages: &Pages) -> io::Result<Vec<PathBuf>> {
    let paths = files(&root.join(DOCS))?;
    let relative = paths.iter().filter_map(|path| path.strip_prefix(root).ok());
    Ok(relative
        .filter(|path| !path.starts_with(GUIDES) && !pages.contains_key(*path))
        .map(Path::to_path_buf)
        .collect())
}

/// All files below `folder`, in order; none where it does not exist.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
