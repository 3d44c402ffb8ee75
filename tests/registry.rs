//! What every resource type comes with, and that nothing is kept of a type that is gone.

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

#[test]
fn every_resource_has_a_page() {
    for name in types() {
        let page = format!("docs/resources/{}.md", name.trim_start_matches("kfm_"));
        let text = text(&root().join(&page));
        assert!(text.contains(&format!("\n# {name} (Resource)\n")), "{page}: the title");
    }
}

#[test]
fn every_resource_is_in_a_scenario_with_the_real_terraform() {
    let scenarios = entries(&root().join("acceptance/scenarios"));
    let configurations: Vec<_> = scenarios
        .iter()
        .filter(|path| path.join("steps.toml").is_file())
        .flat_map(|scenario| entries(scenario))
        .filter(|path| path.extension().is_some_and(|extension| extension == "tf"))
        .map(|path| text(&path))
        .collect();
    for name in types() {
        assert!(configurations.iter().any(|configuration| uses(configuration, &name)), "{name}");
    }
}

#[test]
fn no_example_is_left_of_a_resource_that_is_gone() {
    let found: BTreeSet<_> = entries(&root().join("examples/resources"))
        .into_iter()
        .map(|path| path.file_name().unwrap_or_default().to_string_lossy().into_owned())
        .collect();
    assert_eq!(found, types());
}
