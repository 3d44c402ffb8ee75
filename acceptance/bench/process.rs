//! The provider's binary, started as terraform starts it.

use std::path::Path;

use tokio::process::Command;

/// The binary with nothing of this process's environment.
pub(crate) fn command(binary: &Path) -> Command {
    let mut command = Command::new(binary);
    command.env_clear().env("HOME", "/nonexistent").env("AWS_EC2_METADATA_DISABLED", "true");
    command
}
