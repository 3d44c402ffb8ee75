//! Runs commands in this process, with files in a folder of their own and a cloud in memory.
#![expect(clippy::disallowed_methods, reason = "the commands are given files")]

use std::ffi::OsString;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use kfm_provider::cli::{self, Edges, Exit};
use kfm_provider::cloud::memory::MemoryCloud;
use kfm_provider::cloud::{Caller, Mutate};
use serde_json::Value;

#[path = "../../domain/src/promotion/contract/tests/example.rs"]
#[expect(dead_code, reason = "the tests of the profile use all of it")]
mod example;

pub(crate) use example::{Example, digest_of, remove, set};

pub(crate) const READINESS: &str = "kfm/promotion-readiness/A-G/v1";
pub(crate) const CONTRACT: &str = "kfm/promotion-contract/A-F/v1";

/// What a command wrote, and how it ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) exit: Exit,
    pub(crate) output: String,
    pub(crate) errors: String,
}

#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Shared {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A folder with files, and a cloud.
pub(crate) struct Desk {
    folder: tempfile::TempDir,
    pub(crate) cloud: MemoryCloud,
    /// What is asked instead of the cloud itself.
    pub(crate) instead: Option<Arc<dyn Mutate>>,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let caller = Caller {
            account: kfm_provider::domain::AccountId::parse("111122223333").unwrap(),
            arn: "arn:aws:iam::111122223333:role/ci".to_owned(),
        };
        let folder = tempfile::tempdir().unwrap();
        Self { folder, cloud: MemoryCloud::new(caller), instead: None }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    pub(crate) fn write_json(&self, name: &str, document: &Value) -> PathBuf {
        self.write(name, document.to_string())
    }

    /// Runs a command with standard input.
    pub(crate) fn run_with(&self, arguments: &[&str], input: &[u8]) -> Ended {
        let (output, errors) = (Shared::default(), Shared::default());
        let cloud = self.instead.clone().unwrap_or_else(|| Arc::new(self.cloud.clone()));
        let edges = Edges {
            now: || "2026-05-05T00:00:00Z".parse().unwrap(),
            connect: Arc::new(move |_| Arc::clone(&cloud)),
            worker: env!("CARGO_BIN_EXE_terraform-provider-kfm").into(),
            input: Box::new(Cursor::new(input.to_vec())),
            output: Box::new(output.clone()),
            errors: Box::new(errors.clone()),
        };
        let arguments = ["terraform-provider-kfm"].iter().chain(arguments).map(OsString::from);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let exit = runtime.block_on(cli::run(arguments, edges)).unwrap();
        Ended { exit, output: output.text(), errors: errors.text() }
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        self.run_with(arguments, b"")
    }

    /// `gate check` with a profile and more arguments.
    pub(crate) fn check(&self, profile: &str, arguments: &[&str]) -> Ended {
        self.run(&[&["gate", "check", "--profile", profile], arguments].concat())
    }
}

pub(crate) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The rule book's example, tested with the engine that the product ships.
pub(crate) fn shipped() -> Example {
    let mut example = Example::new();
    let ours = |text: &str| text.replace("\"0.5.0\"", &format!("\"{}\"", kfm_rego::VERSION));
    let report = ours(std::str::from_utf8(&example.objects["policy_tests.json"]).unwrap());
    example.replace("policy_tests.json", report.into_bytes());
    for document in [&mut example.packet, &mut example.options] {
        *document = serde_json::from_str(&ours(&document.to_string())).unwrap();
    }
    example
}
