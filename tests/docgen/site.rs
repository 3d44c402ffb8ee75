//! The pages of docs/ and what they are made from. Guides are written by hand: only looked at.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use kfm_provider::terraform::attribute::Schema;
use kfm_provider::terraform::docs::{ProviderPage, ResourcePage, undescribed};

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
    let mut problems = guide_problems(root);
    let mut pages = Pages::new();
    let read = |path: String| {
        std::fs::read_to_string(root.join(&path)).map_err(|error| format!("{path}: {error}"))
    };
    problems.extend(undescribed_problems("the provider block", &registry.provider));
    match read("examples/provider/provider.tf".to_owned()) {
        Err(problem) => problems.push(problem),
        Ok(example) => {
            let page =
                ProviderPage { provider: PROVIDER, schema: &registry.provider, example: &example };
            pages.insert(Path::new(DOCS).join(ProviderPage::PATH), page.render());
        }
    }
    for (name, schema) in &registry.resources {
        problems.extend(undescribed_problems(name, schema));
        let folder = format!("examples/resources/{name}");
        match (read(format!("{folder}/resource.tf")), read(format!("{folder}/import.sh"))) {
            (Ok(example), Ok(import)) => {
                let (example, import) = (example.as_str(), import.as_str());
                let page = ResourcePage { provider: PROVIDER, name, schema, example, import };
                match page.render() {
                    Ok(text) => drop(pages.insert(Path::new(DOCS).join(page.path()), text)),
                    Err(error) => problems.push(format!("{folder}/import.sh: {error}")),
                }
            }
            (example, import) => problems.extend(example.err().into_iter().chain(import.err())),
        }
    }
    if problems.is_empty() { Ok(pages) } else { Err(problems) }
}

fn undescribed_problems(name: &str, schema: &Schema) -> Vec<String> {
    let describe =
        |path| format!("`{path}` of {name} has no description: write the doc comment of its field");
    undescribed(schema).into_iter().map(describe).collect()
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
