//! What `make docs` writes and what it refuses, over a repository that is made up.

mod site;

use std::path::{Path, PathBuf};

use kfm_provider::terraform::attribute::{Attribute, Kind, Mode, Schema, Type};
use kfm_provider::terraform::function::Signature;

use crate::support::registry::{self, Registry};

const GUIDE: &str =
    "---\npage_title: \"A guide\"\nsubcategory: \"\"\ndescription: |-\n  Of a thing.\n---\n\n# A\n";

fn made_up(doc: &'static str) -> Registry {
    let name = Attribute {
        name: "name",
        kind: Kind::Plain(Type::String),
        mode: Mode::Required,
        replace: false,
        doc,
    };
    let schema = Schema { version: 0, doc: " A thing.\n", attributes: vec![name.clone()] };
    let function = Signature {
        name: "make",
        doc: " Makes a thing.\n",
        parameters: vec![name],
        returns: Kind::Plain(Type::String),
    };
    Registry {
        provider: schema.clone(),
        resources: vec![("kfm_thing", schema.clone())],
        data_sources: vec![("kfm_thing", schema)],
        functions: vec![function],
    }
}

fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "examples/provider/provider.tf", "provider \"kfm\" {}\n");
    put(folder.path(), "examples/resources/kfm_thing/resource.tf", "# A thing.\n");
    let import = "terraform import kfm_thing.a b\n";
    put(folder.path(), "examples/resources/kfm_thing/import.sh", import);
    put(folder.path(), "examples/data-sources/kfm_thing/data-source.tf", "# A thing.\n");
    put(folder.path(), "examples/functions/make/function.tf", "# A thing.\n");
    put(folder.path(), "docs/guides/a.md", GUIDE);
    folder
}

fn put(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

#[test]
fn what_is_written_is_fresh_and_what_is_not_ours_is_named_or_left() {
    let folder = repository();
    let root = folder.path();
    let pages = site::pages(root, &made_up(" A name.\n")).unwrap();
    let expected = [
        "docs/data-sources/thing.md",
        "docs/functions/make.md",
        "docs/index.md",
        "docs/resources/thing.md",
    ]
    .map(PathBuf::from);
    assert_eq!(site::stale(root, &pages).unwrap(), expected);
    assert_eq!(site::write(root, &pages).unwrap(), expected);
    assert!(site::write(root, &pages).unwrap().is_empty());

    put(root, "docs/index.md", "edited by hand");
    put(root, "docs/resources/gone.md", "of a resource that is gone");
    let stale = ["docs/index.md", "docs/resources/gone.md"].map(PathBuf::from);
    assert_eq!(site::stale(root, &pages).unwrap(), stale);
    assert_eq!(site::write(root, &pages).unwrap(), stale);
    assert!(!root.join("docs/resources/gone.md").exists());
    assert!(site::stale(root, &pages).unwrap().is_empty());
    assert_eq!(std::fs::read_to_string(root.join("docs/guides/a.md")).unwrap(), GUIDE);
}

#[test]
fn all_that_is_missing_is_named_at_once() {
    let folder = repository();
    let root = folder.path();
    for missing in [
        "examples/provider/provider.tf",
        "examples/resources/kfm_thing/import.sh",
        "examples/data-sources/kfm_thing/data-source.tf",
        "examples/functions/make/function.tf",
    ] {
        std::fs::remove_file(root.join(missing)).unwrap();
    }
    put(root, "docs/guides/bare.md", "# A guide\n\npage_title: x\n");
    put(root, "docs/guides/mute.md", &GUIDE.replace("\"A guide\"", ""));
    let problems = site::pages(root, &made_up(" \n")).unwrap_err();
    let beginnings = [
        "docs/guides/bare.md: the front matter has no `page_title`",
        "docs/guides/bare.md: the front matter has no `subcategory`",
        "docs/guides/bare.md: the front matter has no `description`",
        "docs/guides/mute.md: the front matter has no `page_title`",
        "`name` of the provider block has no description",
        "examples/provider/provider.tf: ",
        "`name` of kfm_thing has no description",
        "examples/resources/kfm_thing/import.sh: ",
        "`name` of kfm_thing has no description",
        "examples/data-sources/kfm_thing/data-source.tf: ",
        "`name` of make has no description",
        "examples/functions/make/function.tf: ",
    ];
    assert_eq!(problems.len(), beginnings.len(), "{problems:#?}");
    for (problem, beginning) in problems.iter().zip(beginnings) {
        assert!(problem.starts_with(beginning), "{problem}");
    }
}

#[test]
fn an_import_of_something_else_is_refused() {
    let folder = repository();
    let import = "terraform import kfm_other.a b\n";
    put(folder.path(), "examples/resources/kfm_thing/import.sh", import);
    let problems = site::pages(folder.path(), &made_up(" A name.\n")).unwrap_err();
    let [problem] = problems.as_slice() else { panic!("{problems:?}") };
    assert!(problem.contains("kfm_thing/import.sh") && problem.contains("terraform import"));
}
