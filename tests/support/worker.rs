//! The program whose worker runs policies.

use std::path::PathBuf;

/// The provider's binary, which is built beside the tests.
pub(crate) fn worker() -> PathBuf {
    let program = std::env::current_exe().unwrap_or_default();
    let folder = program.ancestors().nth(2).map(PathBuf::from).unwrap_or_default();
    folder.join("terraform-provider-kfm")
}
