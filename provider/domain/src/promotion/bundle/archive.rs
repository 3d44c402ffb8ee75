//! The files of a gzip tar, in memory and within limits.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};

use flate2::bufread::GzDecoder;
use tar::{Archive, EntryType};

use super::{BundleFault, MAX_ENTRIES, MAX_UNPACKED};

/// Every regular file by its path, without a leading `/` or `./`.
pub(super) fn files(bytes: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, BundleFault> {
    let unpacked = unpack(bytes)?;
    let mut archive = Archive::new(unpacked.as_slice());
    let (mut files, mut folders) = (BTreeMap::new(), BTreeSet::new());
    let mut count = 0;
    for entry in archive.entries().map_err(broken)? {
        let mut entry = entry.map_err(broken)?;
        count += 1;
        if count > MAX_ENTRIES {
            return Err(BundleFault::TooLarge);
        }
        match entry.header().entry_type() {
            EntryType::Regular => {
                let path = plain(&entry.path_bytes())?;
                if path.is_empty() {
                    return Err(BundleFault::Path);
                }
                let mut content = Vec::new();
                entry.read_to_end(&mut content).map_err(broken)?;
                if files.insert(path, content).is_some() {
                    return Err(BundleFault::Twice);
                }
            }
            EntryType::Directory => {
                folders.insert(plain(&entry.path_bytes())?);
            }
            // What git and others write before everything else: a comment, not an entry.
            EntryType::XGlobalHeader => {}
            _ => return Err(BundleFault::Kind),
        }
    }
    if files.keys().any(|path| folders.contains(path)) {
        return Err(BundleFault::Twice);
    }
    Ok(files)
}

/// One gzip member and nothing behind it, no larger than the limit.
fn unpack(bytes: &[u8]) -> Result<Vec<u8>, BundleFault> {
    let mut decoder = GzDecoder::new(bytes);
    let mut unpacked = Vec::new();
    decoder.by_ref().take(MAX_UNPACKED + 1).read_to_end(&mut unpacked).map_err(broken)?;
    if u64::try_from(unpacked.len()).map_or(true, |size| size > MAX_UNPACKED) {
        return Err(BundleFault::TooLarge);
    }
    if decoder.into_inner().is_empty() { Ok(unpacked) } else { Err(BundleFault::Broken) }
}

/// The most bytes and segments of a path: documents nest as deep as their folders.
const MAX_PATH: usize = 512;
const MAX_SEGMENTS: usize = 32;

/// A path of plain segments. OPA writes archives with a leading `/`, tar with `./`: both mean the bundle's root.
fn plain(path: &[u8]) -> Result<String, BundleFault> {
    let path = std::str::from_utf8(path).map_err(|_| BundleFault::Path)?;
    let path = path.strip_prefix("./").or_else(|| path.strip_prefix('/')).unwrap_or(path);
    let path = path.strip_suffix('/').unwrap_or(path);
    if path.is_empty() || path == "." {
        return Ok(String::new());
    }
    let fits = |segment: &str| {
        !matches!(segment, "" | "." | "..")
            && !segment.contains(['\\', ':'])
            && !segment.chars().any(char::is_control)
    };
    let short = path.len() <= MAX_PATH && path.split('/').count() <= MAX_SEGMENTS;
    if short && path.split('/').all(fits) { Ok(path.to_owned()) } else { Err(BundleFault::Path) }
}

fn broken(_: io::Error) -> BundleFault {
    BundleFault::Broken
}
