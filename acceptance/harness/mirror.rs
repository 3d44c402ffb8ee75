//! A filesystem mirror with the built provider, and a CLI configuration that knows no other source.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::error::{Context, Result};
use crate::places;
use crate::terraform;

const ADDRESS: &str = "registry.terraform.io/kfm/kfm";
/// The provider's version.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A mirror, removed with this value.
#[derive(Debug)]
pub struct Mirror {
    directory: TempDir,
}

impl Mirror {
    /// Puts the provider's binary into a new mirror.
    pub async fn make() -> Result<Self> {
        Self::of(&places::provider_binary()?).await
    }

    /// Puts `binary` into a new mirror.
    pub async fn of(binary: &Path) -> Result<Self> {
        let platform = terraform::platform().await?;
        let directory = TempDir::new().doing("making a directory for the mirror")?;
        let package = directory.path().join(ADDRESS).join(VERSION).join(platform);
        fs::create_dir_all(&package).doing("making the mirror")?;
        let installed = package.join(format!("terraform-provider-kfm_v{VERSION}"));
        // A link costs nothing; across file systems only a copy works.
        fs::hard_link(binary, &installed)
            .or_else(|_| fs::copy(binary, &installed).map(drop))
            .doing(format!("copying `{}` into the mirror", binary.display()))?;
        let mirror = Self { directory };
        fs::write(mirror.configuration(), mirror.text()).doing("writing the CLI configuration")?;
        Ok(mirror)
    }

    /// The file to name in `TF_CLI_CONFIG_FILE`.
    pub fn configuration(&self) -> PathBuf {
        self.path().join("terraform.tfrc")
    }

    fn path(&self) -> &Path {
        self.directory.path()
    }

    fn text(&self) -> String {
        format!(
            "disable_checkpoint = true\n\n\
             provider_installation {{\n  \
               filesystem_mirror {{\n    \
                 path    = {:?}\n    \
                 include = [\"{ADDRESS}\"]\n  \
               }}\n\
             }}\n",
            self.path().display().to_string(),
        )
    }
}
