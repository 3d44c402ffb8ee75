//! Golden files: what the provider gives out today, to be read in a review when it changes.
//!
//! A folder below tests/golden/ belongs to one test, which makes all its files. `UPDATE_GOLDEN=1`
//! rewrites them instead of comparing.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use similar::TextDiff;

/// The folders, each of one test.
const FOLDERS: [&str; 4] = ["messages", "policies", "role_policies", "schema"];

/// The texts of a folder's files, by name.
pub(crate) type Golden = BTreeMap<String, String>;

/// Fails unless the golden files of `folder` are exactly `texts`.
pub(crate) fn assert_golden(folder: &str, texts: &Golden) {
    assert!(FOLDERS.contains(&folder), "`{folder}` is not among the folders of golden files");
    assert!(!texts.is_empty(), "no golden files in `{folder}`");
    let path = root().join(folder);
    if std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1") {
        update(&path, texts).unwrap();
        return;
    }
    let differences = differences(&path, texts).unwrap();
    assert!(
        differences.is_empty(),
        "tests/golden/{folder} is not what the provider gives out:\n\n{}\n\
         If that is meant, run `make golden` and commit what it changes.",
        differences.join("\n")
    );
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden")
}

/// What tells the files of a folder from `texts`: a difference by lines for each file.
fn differences(folder: &Path, texts: &Golden) -> io::Result<Vec<String>> {
    let found = found(folder)?;
    let mut differences = Vec::new();
    for (name, text) in texts {
        match found.get(name) {
            Some(golden) if golden == text => {}
            Some(golden) => differences.push(
                TextDiff::from_lines(golden, text)
                    .unified_diff()
                    .context_radius(3)
                    .header(&format!("{name} (golden)"), &format!("{name} (now)"))
                    .to_string(),
            ),
            None => differences.push(format!("{name} is missing\n")),
        }
    }
    let orphans = found.keys().filter(|name| !texts.contains_key(*name));
    differences.extend(orphans.map(|name| format!("{name} belongs to no test\n")));
    Ok(differences)
}

fn update(folder: &Path, texts: &Golden) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for orphan in found(folder)?.keys().filter(|name| !texts.contains_key(*name)) {
        std::fs::remove_file(folder.join(orphan))?;
    }
    texts.iter().try_for_each(|(name, text)| std::fs::write(folder.join(name), text))
}

fn found(folder: &Path) -> io::Result<Golden> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Golden::new()),
        entries => entries?,
    };
    entries
        .map(|entry| {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            Ok((name, std::fs::read_to_string(entry.path())?))
        })
        .collect()
}

#[test]
fn every_golden_folder_belongs_to_a_test() {
    let mut found: Vec<_> = std::fs::read_dir(root())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    found.sort();
    assert_eq!(found, FOLDERS);
}

#[test]
fn a_difference_is_shown_by_lines_and_an_update_ends_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("texts");
    let golden = |entries: &[(&str, &str)]| -> Golden {
        entries.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    };
    update(&path, &golden(&[("a", "one\ntwo\n"), ("b", "")])).unwrap();
    let now = golden(&[("a", "one\nthree\n"), ("c", "")]);
    let found = differences(&path, &now).unwrap();
    let [changed, missing, orphan] = found.as_slice() else { panic!("{found:?}") };
    assert!(changed.contains("\n one\n-two\n+three\n"), "{changed}");
    assert!(missing.starts_with("c is missing") && orphan.starts_with("b belongs to no test"));
    update(&path, &now).unwrap();
    assert_eq!(differences(&path, &now).unwrap(), [""; 0]);
    assert!(!path.join("b").exists());
}
