//! Replays what the fuzzer has kept, with the bodies of its targets: see tests/fuzz/README.md.

#[path = "../../../tests/fuzz/bodies/bundle.rs"]
mod bundle;
#[path = "../../../tests/fuzz/bodies/contract.rs"]
mod contract;
#[path = "../../../tests/fuzz/bodies/dsse.rs"]
mod dsse;
#[path = "../../../tests/fuzz/bodies/json.rs"]
mod json;
#[path = "../../../tests/fuzz/bodies/readiness.rs"]
mod readiness;
#[path = "../../../tests/fuzz/bodies/receipt.rs"]
mod receipt;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// The body of a target: what is done with one input.
type Body = fn(&[u8]);

/// Every target, by the folder of its inputs.
const TARGETS: [(&str, Body); 6] = [
    ("bundle", bundle::run),
    ("contract", contract::run),
    ("dsse", dsse::run),
    ("json", json::run),
    ("readiness", readiness::run),
    ("receipt", receipt::run),
];

/// The inputs by target, then by name.
type Corpus = BTreeMap<String, BTreeMap<String, Vec<u8>>>;

#[expect(clippy::disallowed_methods, reason = "the inputs are files of the repository")]
fn corpus() -> io::Result<Corpus> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fuzz/corpus");
    let mut corpus = Corpus::new();
    for folder in std::fs::read_dir(root)? {
        let folder = folder?;
        let inputs = corpus.entry(folder.file_name().to_string_lossy().into_owned()).or_default();
        for file in std::fs::read_dir(folder.path())? {
            let file = file?;
            let name = file.file_name().to_string_lossy().into_owned();
            inputs.insert(name, std::fs::read(file.path())?);
        }
    }
    Ok(corpus)
}

#[test]
fn every_target_has_inputs_and_every_input_its_target() -> io::Result<()> {
    let corpus = corpus()?;
    assert!(corpus.keys().map(String::as_str).eq(TARGETS.map(|(target, _)| target)));
    for (target, inputs) in &corpus {
        assert!(inputs.len() >= 10, "{target}: only {} inputs", inputs.len());
    }
    Ok(())
}

#[test]
fn nothing_that_was_kept_breaks_a_target() -> io::Result<()> {
    let corpus = corpus()?;
    let mut broken = Vec::new();
    for (target, run) in TARGETS {
        for (name, input) in corpus.get(target).into_iter().flatten() {
            if std::panic::catch_unwind(|| run(input)).is_err() {
                broken.push(format!("{target}/{name}"));
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
    Ok(())
}
