//! Every configuration that the documentation shows: whatever lies below `examples/`, and every
//! fenced block of the guides and of the README, found where it is, so that none is forgotten.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::account::ACCOUNT;
use crate::error::{Context, Failure, Result};
use crate::mirror::Mirror;
use crate::places;
use crate::terraform::Terraform;

/// The provider of every example that has none of its own: itself an example.
const PROVIDER: &str = "examples/provider/provider.tf";
/// Fenced blocks that are no configuration. A block of any other kind is taken for one.
const NOT_CONFIGURATION: [&str; 3] = ["json", "shell", "text"];
const FENCE: &str = "```";
/// A provider that no resource uses is never configured.
const USED: &str = "resource \"kfm_zone\" \"used\" {\n  zone = \"work\"\n}\n";
/// What is wrong with it is said at plan.
const WRONG: &str =
    "resource \"kfm_zone\" \"wrong\" {\n  zone        = \"work\"\n  environment = \"Dev\"\n}\n";

/// One configuration.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Example {
    /// Where it is: a path, and for a block of a page its line.
    pub place: String,
    /// File name to content.
    pub files: BTreeMap<String, String>,
}

/// Plans every example without credentials, which zones that do not exist need not; those that ask
/// for what exists are validated. Every failure is named.
///
/// # Errors
/// An example is refused, or none is found where there must be some.
pub async fn hold(mirror: &Mirror) -> Result<()> {
    let stage = Stage::new(mirror)?;
    let wrong = Example::of_text("a wrong one".to_owned(), WRONG.to_owned());
    if stage.run(&wrong).await.is_ok() {
        return Err(Failure::new("a wrong configuration was planned: nothing would be noticed"));
    }
    let mut failed = Vec::new();
    for example in all()? {
        if let Err(why) = stage.run(&example).await {
            failed.push(format!("{}: {why}", example.place));
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(Failure::new(failed.join("\n\n"))) }
}

/// Every example there is.
///
/// # Errors
/// A file cannot be read, or a place where examples are has none.
pub fn all() -> Result<Vec<Example>> {
    let root = places::repository();
    let mut found = Vec::new();
    folders(&root.join("examples"), &mut found)?;
    let pages = files(&root.join("docs/guides"), "md")?;
    for page in pages.into_iter().chain([root.join("README.md")]) {
        let before = found.len();
        let text = read(&page)?;
        for (line, text) in blocks(&text) {
            found.push(Example::of_text(format!("{}:{line}", shown(&page)), text));
        }
        if found.len() == before {
            return Err(Failure::new(format!("`{}` shows no configuration", shown(&page))));
        }
    }
    Ok(found)
}

impl Example {
    fn of_text(place: String, text: String) -> Self {
        Self { place, files: [("main.tf".to_owned(), text)].into() }
    }

    fn says(&self, beginning: &str) -> bool {
        let lines = self.files.values().flat_map(|text| text.lines());
        lines.map(str::trim_start).any(|line| line.starts_with(beginning))
    }

    /// Whether it asks for what exists, which takes a cloud.
    fn asks(&self) -> bool {
        self.says("import {") || self.says("data \"")
    }
}

/// The configurations of a folder and of those below: as a whole where it says which providers it
/// needs, else file by file.
fn folders(folder: &Path, found: &mut Vec<Example>) -> Result<()> {
    let mut texts = BTreeMap::new();
    for path in files(folder, "tf")? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        texts.insert(name, read(&path)?);
    }
    let whole = Example { place: shown(folder), files: texts };
    if whole.says("required_providers") {
        found.push(whole);
    } else {
        for (name, text) in whole.files {
            found.push(Example::of_text(format!("{}/{name}", shown(folder)), text));
        }
    }
    for entry in fs::read_dir(folder).doing(folder.display())? {
        let path = entry.doing(folder.display())?.path();
        if path.is_dir() {
            folders(&path, found)?;
        }
    }
    Ok(())
}

/// The configurations of a page, with the lines on which they begin, counted from 1.
fn blocks(page: &str) -> Vec<(usize, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(usize, bool, String)> = None;
    for (number, line) in (1..).zip(page.lines()) {
        match (line.trim_start().strip_prefix(FENCE), open.take()) {
            (Some(_), Some((began, true, text))) => blocks.push((began, text)),
            (Some(_), Some(_)) | (None, None) => {}
            (Some(kind), None) => {
                let configuration = !NOT_CONFIGURATION.contains(&kind.trim());
                open = Some((number, configuration, String::new()));
            }
            (None, Some((began, configuration, text))) => {
                open = Some((began, configuration, text + line + "\n"));
            }
        }
    }
    blocks
}

/// One directory for all: terraform installs the provider there once.
struct Stage {
    directory: TempDir,
    terraform: Terraform,
    provider: String,
}

impl Stage {
    fn new(mirror: &Mirror) -> Result<Self> {
        let directory = TempDir::new().doing("making a directory for terraform")?;
        let role = |name: &str| format!("arn:aws:iam::{ACCOUNT}:role/{name}");
        let administrators = serde_json::json!([role("apply"), role("storage-admin")]);
        let terraform = Terraform::new(directory.path(), &mirror.configuration())
            .with("TF_VAR_administrators", administrators.to_string())
            .with("TF_VAR_account_id", ACCOUNT);
        let provider = read(&places::repository().join(PROVIDER))?;
        Ok(Self { directory, terraform, provider })
    }

    async fn run(&self, example: &Example) -> Result<()> {
        for path in files(self.directory.path(), "tf")? {
            fs::remove_file(&path).doing(path.display())?;
        }
        for (name, text) in &example.files {
            self.write(name, text)?;
        }
        if !example.says("provider \"kfm\"") {
            self.write("provider_of_all.tf", &self.provider)?;
        }
        if !example.says("resource \"kfm_") {
            self.write("used.tf", USED)?;
        }
        self.terraform.succeed(&["init"]).await?;
        let command = if example.asks() { "validate" } else { "plan" };
        self.terraform.succeed(&[command]).await.map(drop)
    }

    fn write(&self, name: &str, text: &str) -> Result<()> {
        fs::write(self.directory.path().join(name), text).doing(format!("writing `{name}`"))
    }
}

/// The files of a folder with this ending, sorted.
fn files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).doing(folder.display())? {
        let path = entry.doing(folder.display())?.path();
        if path.extension().is_some_and(|extension| extension == ending) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).doing(format!("reading `{}`", path.display()))
}

fn shown(path: &Path) -> String {
    path.strip_prefix(places::repository()).unwrap_or(path).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_configuration_are_found_and_others_are_not() {
        let page = "a\n```terraform\nx = 1\n```\n```text\ny\n```\n\n```\nz = 1\n```\nend\n";
        assert_eq!(blocks(page), [(2, "x = 1\n".to_owned()), (9, "z = 1\n".to_owned())]);
    }

    #[test]
    fn every_place_has_its_examples() {
        let all = all().unwrap();
        let at = |place: &str| all.iter().filter(|one| one.place.starts_with(place)).count();
        assert_eq!(at("examples/quickstart"), 1);
        assert_eq!(at("examples/provider"), 1);
        assert!(at("examples/resources/kfm_zone/resource.tf") == 1, "{all:?}");
        let guide = read(&places::repository().join("docs/guides/zones-and-their-controls.md"));
        let fences = guide.unwrap().matches("```terraform").count();
        assert_eq!(at("docs/guides/zones-and-their-controls.md"), fences);
        assert_eq!(at("README.md"), 1);
    }
}
