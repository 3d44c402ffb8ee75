//! A policy bundle: one Rego module, or a gzip tar in OPA's bundle layout, pinned by the SHA-256 of its bytes.
//!
//! The archive comes from a bucket and may be hostile: it is read in memory, nothing is unpacked to a disk, sizes are
//! bounded before anything is allocated, and what has no place in a bundle (links, devices, paths that climb, one
//! path twice) is refused rather than skipped.
//!
//! Source of the layout: <https://www.openpolicyagent.org/docs/management-bundles>.

mod archive;
mod manifest;

use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

/// The media type of one Rego module.
pub const REGO_MODULE: &str = "application/vnd.kfm.rego";
/// The media type of an OPA bundle, a gzip tar.
pub const OPA_BUNDLE: &str = "application/gzip";

/// The most bytes that a bundle may have as it is stored.
pub const MAX_STORED: usize = 8 << 20;
/// The most bytes that an archive may unpack to.
const MAX_UNPACKED: u64 = 32 << 20;
/// The most entries of an archive, folders included.
const MAX_ENTRIES: usize = 4_096;

/// A bundle as the engine takes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Bundle {
    /// The modules with their paths, in the order of the paths.
    pub modules: Vec<Module>,
    /// The document below `data`, without what the modules define.
    pub data: Map<String, Value>,
    /// The paths below `data` that the bundle owns, as `a/b`; one empty path owns everything.
    pub roots: Vec<String>,
}

/// One Rego source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// Where it lies in the bundle.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// Why a bundle is not evaluated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BundleFault {
    /// The bytes are not the pinned ones.
    #[error("the bundle's SHA-256 is not the pinned one")]
    NotPinned,
    /// Neither a module nor an archive.
    #[error("the media type is neither `application/vnd.kfm.rego` nor `application/gzip`")]
    MediaType,
    /// Too many bytes or entries.
    #[error("the bundle is larger than its limits (8 MiB stored, 32 MiB unpacked, 4,096 entries)")]
    TooLarge,
    /// A module or document is not UTF-8.
    #[error("a file of the bundle is not UTF-8")]
    NotText,
    /// Not a gzip tar, or a broken one.
    #[error("the archive is broken: not a whole gzip tar with nothing behind it")]
    Broken,
    /// An entry that a bundle has no place for.
    #[error("the archive holds a link, a device or another entry that is neither file nor folder")]
    Kind,
    /// A path that is absolute, climbs, or is not plain.
    #[error("the archive holds a path that is absolute, climbs with `..`, or is not plain text")]
    Path,
    /// Two entries, or two documents, at one place.
    #[error("the archive holds two entries for one path, or two documents for one place in `data`")]
    Twice,
    /// A file that changes the answer elsewhere, and is not evaluated here.
    #[error(
        "the archive holds a YAML document or a compiled policy: only `.rego` and `data.json` are evaluated"
    )]
    Unsupported,
    /// A data document that is not strict JSON with an object at its root.
    #[error("a `data.json` is not strict JSON with an object at its root")]
    Data,
    /// A manifest that cannot be followed.
    #[error(
        "`.manifest` is not strict JSON of the form that OPA describes, asks for Rego v0, or has more than 1,024 roots"
    )]
    Manifest,
    /// Data outside the manifest's roots, or roots that overlap.
    #[error("the bundle holds data outside the roots of its manifest, or its roots overlap")]
    Roots,
    /// Nothing to evaluate.
    #[error("the bundle holds no Rego module")]
    Empty,
}

impl Bundle {
    /// Reads a bundle whose bytes have the pinned digest, `sha256:<hex>`.
    ///
    /// # Errors
    ///
    /// The bytes are others, too many, or no bundle.
    pub fn read(bytes: &[u8], media_type: &str, pin: &str) -> Result<Self, BundleFault> {
        if bytes.len() > MAX_STORED {
            return Err(BundleFault::TooLarge);
        }
        if format!("sha256:{}", hex::encode(Sha256::digest(bytes))) != pin {
            return Err(BundleFault::NotPinned);
        }
        match media_type {
            REGO_MODULE => Self::of_module(bytes),
            OPA_BUNDLE => Self::of_archive(bytes),
            _ => Err(BundleFault::MediaType),
        }
    }

    fn of_module(bytes: &[u8]) -> Result<Self, BundleFault> {
        let text = text(bytes)?;
        if text.trim().is_empty() {
            return Err(BundleFault::Empty);
        }
        let module = Module { path: "policy.rego".to_owned(), text };
        Ok(Self { modules: vec![module], data: Map::new(), roots: vec![String::new()] })
    }

    fn of_archive(bytes: &[u8]) -> Result<Self, BundleFault> {
        let files = archive::files(bytes)?;
        let mut bundle = Self { modules: Vec::new(), data: Map::new(), roots: Vec::new() };
        bundle.roots = manifest::roots(files.get(".manifest").map(Vec::as_slice))?;
        for (path, content) in &files {
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
            match name {
                "data.json" => {
                    manifest::place(&mut bundle.data, folder, content, &bundle.roots)?;
                }
                "data.yaml" | "data.yml" | "policy.wasm" | "plan.json" => {
                    return Err(BundleFault::Unsupported);
                }
                _ if path.ends_with(".rego") => {
                    bundle.modules.push(Module { path: path.clone(), text: text(content)? });
                }
                // Signatures, manifests, licences, fixtures: OPA does not evaluate them either.
                _ => {}
            }
        }
        if bundle.modules.is_empty() {
            return Err(BundleFault::Empty);
        }
        Ok(bundle)
    }

    /// Whether a place below `data`, as `a/b`, is the bundle's own.
    #[must_use]
    pub fn owns(&self, place: &str) -> bool {
        manifest::covers(&self.roots, place)
    }
}

fn text(bytes: &[u8]) -> Result<String, BundleFault> {
    String::from_utf8(bytes.to_vec()).map_err(|_| BundleFault::NotText)
}

#[cfg(test)]
mod tests;
