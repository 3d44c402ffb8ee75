//! Writes docs/ from the provider's schema and examples/; with `--check`, says what it would write.

#[path = "../support/registry.rs"]
mod registry;
mod site;

use std::error::Error;
use std::io::{Write as _, stderr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use registry::Registry;

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => write(&root),
        ["--check"] => check(&root),
        _ => Err("usage: kfm-docs [--check]".into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell if standard error is closed.
            let _ = writeln!(stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

fn write(root: &Path) -> Result<(), Box<dyn Error>> {
    let changed = site::write(root, &pages(root)?)?;
    if !changed.is_empty() {
        writeln!(stderr(), "written:\n{}", list(&changed))?;
    }
    Ok(())
}

fn check(root: &Path) -> Result<(), Box<dyn Error>> {
    match site::stale(root, &pages(root)?)?.as_slice() {
        [] => Ok(()),
        stale => Err(format!(
            "docs/ is not what the schema and the examples say:\n{}\nrun: make docs",
            list(stale)
        )
        .into()),
    }
}

fn pages(root: &Path) -> Result<site::Pages, Box<dyn Error>> {
    site::pages(root, &Registry::kfm()?)
        .map_err(|problems| format!("docs/ cannot be made:\n  {}", problems.join("\n  ")).into())
}

fn list(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| format!("  {}", path.display())).collect::<Vec<_>>().join("\n")
}
