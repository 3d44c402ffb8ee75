//! The arrows between the layers of the provider, as provider/ARCHITECTURE.md draws them.
//!
//! Within one crate neither the compiler nor clippy stops a module from importing another, so these tests read the
//! sources. What is outside the crate (clock, environment, files, SDK clients) is guarded by provider/clippy.toml too.
//! The domain is a crate of its own: of the other layers it knows nothing, and what it may depend on stands here.

mod scan;

use std::path::{Path, PathBuf};

/// Each layer with the layers that it may import. A new module below `src/` gets a line here before it compiles into
/// a green test.
const LAYERS: [(&str, &[&str]); 10] = [
    ("domain", &[]),
    ("cloud", &["domain"]),
    ("reconcile", &["cloud", "domain"]),
    ("terraform", &[]),
    ("configure", &["terraform", "cloud", "domain"]),
    ("functions", &["terraform", "domain"]),
    ("resources", &["terraform", "reconcile", "cloud", "domain", "configure", "functions", "gate"]),
    ("gate", &["cloud", "domain"]),
    ("cli", &["gate", "reconcile", "cloud", "domain"]),
    (
        "main",
        &[
            "cli",
            "gate",
            "resources",
            "functions",
            "configure",
            "terraform",
            "reconcile",
            "cloud",
            "domain",
        ],
    ),
];

/// Exported macros stand at the crate root, whichever module defines them.
const MACROS: [(&str, &str); 1] = [("model", "terraform")];

/// Names of other crates, by their beginning, and the folder that alone may use them.
const FENCED: [(&str, &str); 8] = [
    ("aws_sdk_", "cloud/aws"),
    ("aws_smithy_", "cloud/aws"),
    ("aws_config", "cloud/aws"),
    ("aws_credential_types", "cloud/aws"),
    ("aws_types", "cloud/aws"),
    ("tonic", "terraform"),
    ("prost", "terraform"),
    ("rmp", "terraform"),
];

/// What the domain never names: it is pure, and synchronous.
const IMPURE: [&[&str]; 15] = [
    &["async"],
    &["await"],
    &["tokio"],
    &["futures"],
    &["tracing"],
    &["getrandom"],
    &["tempfile"],
    &["std", "env"],
    &["std", "fs"],
    &["std", "net", "TcpStream"],
    &["std", "net", "UdpSocket"],
    &["std", "process"],
    &["std", "thread"],
    &["std", "time", "SystemTime"],
    &["std", "time", "Instant"],
];

#[test]
fn every_import_follows_an_arrow() -> std::io::Result<()> {
    let mut wrong = Vec::new();
    for (name, source) in read("provider/src")? {
        wrong.extend(violations(&name, &source));
    }
    // What the domain's crate calls `crate` is the layer.
    for (name, source) in read("provider/domain/src")? {
        let source = source.replace("crate::", "crate::domain::");
        wrong.extend(violations(&format!("domain/{name}"), &source));
    }
    assert!(wrong.is_empty(), "see provider/ARCHITECTURE.md:\n{}", wrong.join("\n"));
    Ok(())
}

/// What the domain may depend on: values, text, archives in memory, digests and signatures, none of which do anything.
const PURE: [&str; 13] = [
    "aws-lc-rs",
    "base64",
    "flate2",
    "hex",
    "jiff",
    "serde",
    "serde_json",
    "serde_json_canonicalizer",
    "sha2",
    "spdx",
    "struson",
    "tar",
    "thiserror",
];

#[test]
fn the_domain_depends_on_nothing_that_acts() -> std::io::Result<()> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../provider/domain/Cargo.toml");
    let manifest = std::fs::read_to_string(manifest)?;
    let dependencies = manifest.split("[dependencies]").nth(1).unwrap_or_default();
    let dependencies = dependencies.split("\n[").next().unwrap_or_default().lines();
    let names: Vec<_> = dependencies
        .filter_map(|line| line.split(['.', '=', ' ']).next())
        .filter(|name| !name.is_empty())
        .collect();
    assert_eq!(names, PURE);
    Ok(())
}

/// The source files below a folder of the project, by their path below it.
fn read(folder: &str) -> std::io::Result<Vec<(String, String)>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder);
    let files = sources(&root)?;
    assert!(files.len() > 10, "found only {} source files in {folder}", files.len());
    let name =
        |path: &Path| path.strip_prefix(&root).unwrap_or(path).to_string_lossy().replace('\\', "/");
    files.iter().map(|path| Ok((name(path), std::fs::read_to_string(path)?))).collect()
}

fn sources(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(sources(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// What `source`, the file `file` below `src/`, names against the rules: one sentence each.
fn violations(file: &str, source: &str) -> Vec<String> {
    let module = module_of(file);
    let layer = match file {
        "lib.rs" | "main.rs" => "main",
        file if file.starts_with("bin/") => "main",
        _ => module.first().map_or("main", String::as_str),
    };
    let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == layer) else {
        return vec![format!(
            "{file}: `{layer}` is in no layer; give it one in tests/architecture.rs"
        )];
    };
    let mut wrong = Vec::new();
    for named in scan::paths(&module, source) {
        let mut say = |what: String| wrong.push(format!("{file}:{}: {what}", named.line));
        if let Some(path) = &named.absolute {
            if let Some(complaint) = arrow(file, layer, allowed, path) {
                say(complaint);
            }
            continue;
        }
        let written = named.segments.join("::");
        let first = named.segments.first().map_or("", String::as_str);
        for (crate_name, folder) in FENCED {
            if first.starts_with(crate_name) && !file.starts_with(&format!("{folder}/")) {
                say(format!("`{written}` belongs in {folder}"));
            }
        }
        let names = |impure: &[&str]| {
            named.segments.len() >= impure.len()
                && named.segments.iter().zip(impure).all(|(segment, name)| segment == name)
        };
        if layer == "domain" && IMPURE.iter().any(|impure| names(impure)) {
            say(format!("`{written}` is not pure, and the domain is"));
        }
    }
    wrong
}

/// What is wrong with `file`, of `layer`, naming the path `path` of the crate.
fn arrow(file: &str, layer: &str, allowed: &[&str], path: &[String]) -> Option<String> {
    let first = path.first()?.as_str();
    let target = match MACROS.iter().find(|(name, _)| path.len() == 1 && *name == first) {
        Some((_, home)) => home,
        None => first,
    };
    let in_aws = path.get(1).is_some_and(|second| first == "cloud" && second == "aws");
    if target == "*" {
        return Some("imports everything at the crate root; name the layer".to_owned());
    }
    if LAYERS.iter().all(|(name, _)| *name != target) {
        return Some(format!(
            "`{}` is in no layer; give it one in tests/architecture.rs",
            path.join("::")
        ));
    }
    if target != layer && !allowed.contains(&target) {
        return Some(format!("`{layer}` may not import `{target}` (`{}`)", path.join("::")));
    }
    if in_aws && file != "main.rs" && !file.starts_with("cloud/aws/") {
        return Some("only main.rs names `cloud::aws`; use the port".to_owned());
    }
    None
}

/// The module that a file below `src/` is. By convention `x_tests.rs` holds the tests of `x.rs` as `x::tests`.
fn module_of(file: &str) -> Vec<String> {
    let mut module: Vec<String> =
        file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    match module.pop() {
        Some(last) if matches!(last.as_str(), "mod" | "lib" | "main") => {}
        Some(last) => match last.strip_suffix("_tests") {
            Some(tested) => module.extend([tested.to_owned(), "tests".to_owned()]),
            None => module.push(last),
        },
        None => {}
    }
    module
}

#[test]
fn a_wrong_arrow_is_found_however_it_is_written() {
    for (file, source) in [
        ("domain/zone.rs", "use crate::cloud::Observe;"),
        ("domain/zone.rs", "use crate::{domain::tags, terraform::value::Value};"),
        (
            "domain/zone.rs",
            "use crate::{\n    domain::{tags, names},\n    cloud::{Facets as F},\n};",
        ),
        ("domain/zone.rs", "fn f() -> crate::cloud::Facets { todo() }"),
        ("domain/zone.rs", "use super::super::cloud;"),
        ("domain/mod.rs", "use super::cloud::Facets;"),
        ("domain/zone.rs", "mod tests { use super::super::super::cloud::memory; }"),
        ("domain/zone.rs", "use crate::*;"),
        ("domain/zone.rs", "crate::model! { struct X {} }"),
        ("cloud/memory.rs", "use crate::reconcile::run;"),
        ("cloud/memory.rs", "use crate::cloud::aws;"),
        ("reconcile/run.rs", "use crate::terraform::diag::Diag;"),
        ("terraform/server.rs", "use crate::domain::zone::ZoneName;"),
        ("terraform/wire/mod.rs", "let x = r#\"crate::x\"#; use crate::resources::zone;"),
        ("configure.rs", "use crate::reconcile::diff;"),
        ("functions/can/mod.rs", "use crate::configure::Settings;"),
        ("functions/can/mod.rs", "use crate::{domain::evaluator, cloud::Observe};"),
        ("resources/zone/apply.rs", "use crate::cloud::{Mutate, aws::Clients};"),
        ("resources/zone/apply.rs", "use crate::helpers::x;"),
        ("helpers.rs", ""),
        ("resources/zone/apply.rs", "use aws_sdk_s3::Client;"),
        ("resources/zone/apply.rs", "let status: tonic::Status;"),
        ("domain/zone.rs", "async fn f() {}"),
        ("domain/zone.rs", "use std::{collections::BTreeMap, env};"),
        ("domain/zone.rs", "let now = std::time::SystemTime::now();"),
        ("domain/zone.rs", "use tokio::sync::Mutex;"),
    ] {
        assert_eq!(violations(file, source).len(), 1, "{file}: {source}");
    }
}

#[test]
fn what_the_layers_allow_passes() {
    for (file, source) in [
        ("domain/zone.rs", "use super::names::Name; use crate::domain::tags; pub(crate) fn f() {}"),
        (
            "domain/zone.rs",
            "//! See [`Cloud`](crate::cloud).\n/* use crate::cloud; /* nested */ */ fn f() {}",
        ),
        ("domain/zone.rs", "fn f<'a>(x: &'a str) -> char { g(\"crate::cloud \\\" async\"); '\"' }"),
        (
            "domain/zone.rs",
            "const X: &str = r##\"use crate::cloud; \"# \"##; const Y: char = '\\'';",
        ),
        ("domain/seal_tests.rs", "use super::super::principal::PrincipalArn;"),
        (
            "domain/key.rs",
            "mod tests { use super::super::principal::PrincipalArn; } use super::names;",
        ),
        ("domain/zone.rs", "use std::time::Duration;"),
        ("cloud/aws/s3/mod.rs", "use crate::cloud::aws::retry; use aws_sdk_s3::Client;"),
        ("terraform/plugin.rs", "use rustls::crypto::aws_lc_rs; use tonic::Status;"),
        ("resources/zone/model.rs", "crate::model! { struct X {} }"),
        ("main.rs", "use kfm_provider::{cloud::aws, resources};"),
    ] {
        assert_eq!(violations(file, source), Vec::<String>::new(), "{file}: {source}");
    }
}

#[test]
fn a_violation_names_the_file_the_line_and_the_rule() {
    assert_eq!(
        violations("domain/zone.rs", "// one\n/* two\n*/ use crate::cloud::Facets;"),
        ["domain/zone.rs:3: `domain` may not import `cloud` (`cloud::Facets`)"]
    );
}
