//! The socket, in a directory that only the operator can enter.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tokio::net::UnixListener;

use super::ServeError;

/// A bound socket. Its directory has a fresh random name, so that what a killed process left
/// behind never hinders the next one, and goes when this is dropped.
#[derive(Debug)]
pub(super) struct PrivateSocket {
    path: PathBuf,
    /// Held for its removal.
    _directory: TempDir,
}

impl PrivateSocket {
    pub(super) fn bind(parent: &Path) -> Result<(Self, UnixListener), ServeError> {
        // Set when the directory is made, so that it is never open. Names are short because a
        // socket's path holds about 100 bytes.
        let directory = tempfile::Builder::new()
            .prefix("kfm-")
            .permissions(Permissions::from_mode(0o700))
            .tempdir_in(parent)
            .map_err(ServeError::io(format!("make a directory in `{}`", parent.display())))?;
        let path = directory.path().join("provider");
        let listener = UnixListener::bind(&path)
            .map_err(ServeError::io(format!("listen on `{}`", path.display())))?;
        Ok((Self { path, _directory: directory }, listener))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}
