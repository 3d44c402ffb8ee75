//! Files that are evaluated: regular files, read up to a limit. They come from others.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the one place that reads the files which the command line names"
)]

use std::io::{self, Read};
use std::path::Path;

use thiserror::Error;

/// Why there are no bytes.
#[derive(Debug, Error)]
pub(super) enum InputFault {
    #[error(
        "it does not exist, or is no regular file: a folder, a device, a pipe or a symbolic link"
    )]
    NotFile,
    #[error("it cannot be read: {0}")]
    Unreadable(#[from] io::Error),
}

/// Reads a file, or standard input where it is `-`: at most one byte more than the limit, by which who evaluates it
/// sees that it is too large.
pub(super) fn read(
    path: &Path,
    limit: usize,
    standard_input: &mut (dyn Read + Send),
) -> Result<Vec<u8>, InputFault> {
    if is_standard_input(path) {
        return Ok(bounded(standard_input, limit)?);
    }
    let kind = std::fs::symlink_metadata(path).map_err(|_| InputFault::NotFile)?;
    if !kind.is_file() {
        return Err(InputFault::NotFile);
    }
    Ok(bounded(std::fs::File::open(path)?, limit)?)
}

/// Whether a path means standard input.
pub(super) fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn bounded(from: impl Read, limit: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
