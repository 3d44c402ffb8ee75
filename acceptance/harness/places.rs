//! Where things lie: the repository, the build directory, the provider's binary.

use std::env;
use std::path::{Path, PathBuf};

use crate::error::{Failure, Result};

/// Environment variable that names another provider binary than the one Cargo built.
pub const BINARY_VARIABLE: &str = "KFM_PROVIDER_BINARY";
const BINARY_NAME: &str = "terraform-provider-kfm";

/// The root of the repository.
pub fn repository() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_path_buf()
}

/// The folder of this package.
pub fn acceptance() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Cargo's build directory.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| repository().join("target"), PathBuf::from)
}

/// The Python of the emulator's virtual environment.
pub fn emulator_python() -> Result<PathBuf> {
    let python = target().join("emulator/bin/python");
    if python.exists() {
        return Ok(python);
    }
    Err(Failure::new(format!(
        "the emulator is not installed (`{}` does not exist): run `acceptance/emulator/setup.sh`, \
         or `make test`, which does",
        python.display()
    )))
}

/// The provider's binary, of the profile that this package was built with.
pub fn provider_binary() -> Result<PathBuf> {
    if let Some(named) = env::var_os(BINARY_VARIABLE) {
        let named = PathBuf::from(named);
        if named.is_file() {
            return Ok(named);
        }
        return Err(Failure::new(format!(
            "`{BINARY_VARIABLE}` names `{}`, which is not a file",
            named.display()
        )));
    }
    let profile = if cfg!(debug_assertions) { "debug" } else { "release" };
    let built = target().join(profile).join(BINARY_NAME);
    if built.is_file() {
        return Ok(built);
    }
    let flag = if cfg!(debug_assertions) { "" } else { " --release" };
    Err(Failure::new(format!(
        "the provider is not built (`{}` does not exist): run `cargo build{flag} -p kfm-provider`, \
         or name a binary in `{BINARY_VARIABLE}`",
        built.display()
    )))
}
