//! What every resource type, data source and function comes with, and that nothing is kept of a type that is gone.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::support::registry::Registry;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn types() -> BTreeSet<String> {
    let registry = Registry::kfm().unwrap();
    registry.resources.into_iter().map(|(name, _)| name.to_owned()).collect()
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

fn data_sources() -> BTreeSet<String> {
    let registry = Registry::kfm().unwrap();
    registry.data_sources.into_iter().map(|(name, _)| name.to_owned()).collect()
}

fn functions() -> BTreeSet<String> {
    let registry = Registry::kfm().unwrap();
    registry.functions.into_iter().map(|function| function.name.to_owned()).collect()
}

/// Whether a configuration has a resource of the type.
fn uses(configuration: &str, name: &str) -> bool {
    let declares = format!("resource \"{name}\" \"");
    configuration.lines().any(|line| line.starts_with(&declares))
}

#[test]
fn every_resource_has_an_example_that_uses_it_and_an_import() {
    for name in types() {
        let folder = root().join("examples/resources").join(&name);
        assert!(uses(&text(&folder.join("resource.tf")), &name), "{name}: the example");
        let import = format!("terraform import {name}.");
        let script = text(&folder.join("import.sh"));
        assert!(script.lines().any(|line| line.starts_with(&import)), "{name}: the import");
    }
}

/// Whether a configuration has a data source of the name.
fn reads(configuration: &str, name: &str) -> bool {
    let declares = format!("data \"{name}\" \"");
    configuration.lines().any(|line| line.starts_with(&declares))
}

/// Whether a configuration calls the function.
fn calls(configuration: &str, name: &str) -> bool {
    configuration.contains(&format!("provider::kfm::{name}("))
}

#[test]
fn every_data_source_has_an_example_that_reads_it_and_a_page() {
    for name in data_sources() {
        let example = root().join("examples/data-sources").join(&name).join("data-source.tf");
        assert!(reads(&text(&example), &name), "{name}: the example");
        let page = format!("docs/data-sources/{}.md", name.trim_start_matches("kfm_"));
        let text = text(&root().join(&page));
        assert!(text.contains(&format!("\n# {name} (Data Source)\n")), "{page}: the title");
    }
}

#[test]
fn every_function_has_an_example_that_calls_it_and_a_page() {
    for name in functions() {
        let example = root().join("examples/functions").join(&name).join("function.tf");
        assert!(calls(&text(&example), &name), "{name}: the example");
        let page = format!("docs/functions/{name}.md");
        let text = text(&root().join(&page));
        assert!(text.contains(&format!("\n# function: {name}\n")), "{page}: the title");
    }
}

#[test]
fn every_resource_has_a_page() {
    for name in types() {
        let page = format!("docs/resources/{}.md", name.trim_start_matches("kfm_"));
        let text = text(&root().join(&page));
        assert!(text.contains(&format!("\n# {name} (Resource)\n")), "{page}: the title");
    }
}

#[test]
fn all_that_is_served_is_in_a_scenario_with_the_real_terraform() {
    let scenarios = entries(&root().join("acceptance/scenarios"));
    let configurations: Vec<_> = scenarios
        .iter()
        .filter(|path| path.join("steps.toml").is_file())
        .flat_map(|scenario| entries(scenario))
        .chain(entries(&root().join("acceptance/promotion")))
        .filter(|path| path.extension().is_some_and(|extension| extension == "tf"))
        .map(|path| text(&path))
        .collect();
    for name in types() {
        assert!(configurations.iter().any(|configuration| uses(configuration, &name)), "{name}");
    }
    for name in data_sources() {
        assert!(configurations.iter().any(|configuration| reads(configuration, &name)), "{name}");
    }
    for name in functions() {
        assert!(configurations.iter().any(|configuration| calls(configuration, &name)), "{name}");
    }
}

#[test]
fn no_example_is_left_of_what_is_gone() {
    for (folder, served) in
        [("resources", types()), ("data-sources", data_sources()), ("functions", functions())]
    {
        let folder = root().join("examples").join(folder);
        let entries = if folder.is_dir() { entries(&folder) } else { Vec::new() };
        let found: BTreeSet<_> = entries
            .into_iter()
            .map(|path| path.file_name().unwrap_or_default().to_string_lossy().into_owned())
            .collect();
        assert_eq!(found, served);
    }
}
