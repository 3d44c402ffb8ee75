//! A directory with a configuration, in which terraform runs as one identity or another.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::account::{ACCOUNT, Account};
use crate::clients::{Identity, REGION};
use crate::emulator::Emulator;
use crate::error::{Context, Result};
use crate::mirror::Mirror;
use crate::steps::Caller;
use crate::terraform::Terraform;

/// The file that the variants of a configuration replace.
pub const MAIN: &str = "main.tf";

/// A directory of its own for one configuration.
#[derive(Debug)]
pub struct Workspace {
    directory: TempDir,
    source: PathBuf,
    terraform: Terraform,
}

impl Workspace {
    /// An empty workspace. Its variables name the emulator and who is in the account; a
    /// configuration declares those that it uses.
    pub fn new(
        source: &Path,
        emulator: &Emulator,
        account: &Account,
        mirror: &Mirror,
    ) -> Result<Self> {
        let directory = TempDir::new().doing("making a directory for terraform")?;
        let administrators = [&account.administrator.arn, &account.limited.arn];
        let terraform = Terraform::new(directory.path(), &mirror.configuration())
            .with("TF_VAR_region", REGION)
            .with("TF_VAR_account_id", ACCOUNT)
            .with("TF_VAR_endpoint", emulator.endpoint())
            .with("TF_VAR_ca_bundle", emulator.certificate().authority.as_os_str())
            .with("TF_VAR_administrators", serde_json::json!(administrators).to_string())
            .with("TF_VAR_receipt_writer", &account.writer.arn);
        Ok(Self { directory, source: source.to_owned(), terraform })
    }

    /// Copies every file of the source that terraform reads.
    pub fn copy_all(&self) -> Result<()> {
        for entry in fs::read_dir(&self.source).doing(self.source.display())? {
            let path = entry.doing(self.source.display())?.path();
            if path.extension().is_some_and(|extension| extension == "tf")
                && let Some(name) = path.file_name().and_then(|name| name.to_str())
            {
                self.copy(&path, name)?;
            }
        }
        Ok(())
    }

    /// Makes the variant `<name>.tf` of the source the main file.
    pub fn configure(&self, name: &str) -> Result<()> {
        self.copy(&self.source.join(format!("{name}.tf")), MAIN)
    }

    /// Copies one file.
    pub fn copy(&self, from: &Path, name: &str) -> Result<()> {
        let copied = fs::copy(from, self.directory.path().join(name));
        copied.doing(format!("copying `{}`", from.display())).map(drop)
    }

    /// A file of the source.
    pub fn read_source(&self, name: &str) -> Result<String> {
        read(&self.source.join(name))
    }

    /// A file that terraform reads.
    pub fn read(&self, name: &str) -> Result<String> {
        read(&self.directory.path().join(name))
    }

    /// Terraform as `caller`.
    pub fn terraform_as(&self, caller: Caller, account: &Account) -> Terraform {
        let invalid = Identity {
            arn: String::new(),
            access_key: "AKIAIOSFODNN7EXAMPLE".to_owned(),
            secret: "not-a-secret".to_owned(),
            token: None,
        };
        let identity = match caller {
            Caller::Administrator => &account.administrator,
            Caller::Limited => &account.limited,
            Caller::Intruder => &account.intruder,
            Caller::Foreigner => &account.foreigner,
            Caller::Writer => &account.writer,
            Caller::Invalid => &invalid,
            Caller::Nobody => return self.terraform.clone(),
        };
        let terraform = self
            .terraform
            .clone()
            .with("AWS_ACCESS_KEY_ID", &identity.access_key)
            .with("AWS_SECRET_ACCESS_KEY", &identity.secret);
        match &identity.token {
            Some(token) => terraform.with("AWS_SESSION_TOKEN", token),
            None => terraform,
        }
    }

    /// The directory.
    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Keeps the directory after the test and says where it is.
    pub fn keep(self) -> PathBuf {
        self.directory.keep()
    }
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).doing(format!("reading `{}`", path.display()))
}
