//! What a dataset is called in its zones, and what its specification is hashed to: the same for who builds a candidate
//! and for who judges it.

use serde_json::Value;

use crate::promotion::json::{Json, Limits, Unreadable};

use super::formats::{is_relative_path, is_slug, is_version};
use super::policy_input::canonical_digest;

/// Why a specification has no hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpecFault {
    /// Not strict JSON within the limits of a packet.
    #[error(
        "must be strict JSON of at most 1,000,000 bytes: no member name twice, and no integer beyond 2^53 - 1, which \
         JSON readers understand differently"
    )]
    Json,
    /// Something else than an object with members.
    #[error("must be an object that is not empty: the canonical specification of a dataset")]
    Form,
}

/// The hash of a dataset's specification: `sha256:` and the digest of its canonical form of RFC 8785.
///
/// # Errors
///
/// The text is no specification.
pub fn spec_hash(text: &str) -> Result<String, SpecFault> {
    let spec = Json::read(text.as_bytes(), Limits::CONTRACT_PACKET)
        .map_err(|_: Unreadable| SpecFault::Json)?;
    if spec.as_object().is_none_or(std::collections::BTreeMap::is_empty) {
        return Err(SpecFault::Form);
    }
    canonical_digest(&Value::from(&spec)).ok_or(SpecFault::Json)
}

/// A part of a key that is malformed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum KeyFault {
    /// The dataset.
    #[error(
        "must be the dataset's slug, of 1 to 128 lower-case letters, digits, `_` and `-`, with slugs of the folders \
         above it if there are any, as `hydrology/example_gauges`"
    )]
    Dataset,
    /// The version.
    #[error(
        "must be the version's id: year, month, and the first eight digits of the specification's hash, as \
         `2026-05.572e3948`"
    )]
    Version,
    /// The path.
    #[error(
        "must be a relative path of at most 512 characters, of letters, digits and `._@=+:-`: no part of it is empty, \
         `.`, `..`, or named `latest`"
    )]
    Path,
    /// All of it.
    #[error("makes a key of more than 1,024 bytes, which S3 refuses")]
    Length,
}

/// The key of a file of a dataset, the same in every zone: `<dataset>/<version>/<path>`.
///
/// # Errors
///
/// Every part that is malformed.
pub fn zone_key(dataset: &str, version: &str, path: &str) -> Result<String, Vec<KeyFault>> {
    let mut faults = Vec::new();
    if !dataset.split('/').all(is_slug) {
        faults.push(KeyFault::Dataset);
    }
    if !is_version(version) {
        faults.push(KeyFault::Version);
    }
    if !is_relative_path(path) {
        faults.push(KeyFault::Path);
    }
    let key = format!("{dataset}/{version}/{path}");
    if faults.is_empty() && key.len() > 1024 {
        faults.push(KeyFault::Length);
    }
    if faults.is_empty() { Ok(key) } else { Err(faults) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPEC: &str = include_str!("cases/objects/spec.json");
    const HASH: &str = "sha256:572e394852a9f5bad2cba45894e39a0b53fb847137116c238c9fae406932baf2";

    #[test]
    fn a_specification_has_one_hash_however_it_is_written() {
        assert_eq!(spec_hash(SPEC).as_deref(), Ok(HASH));
        let value: Value = serde_json::from_str(SPEC).unwrap();
        assert_eq!(spec_hash(&serde_json::to_string_pretty(&value).unwrap()).as_deref(), Ok(HASH));
        assert_ne!(spec_hash(&SPEC.replace("monthly", "weekly")).as_deref(), Ok(HASH));
    }

    #[test]
    fn what_is_no_specification_has_none() {
        for (text, fault) in [
            ("", SpecFault::Json),
            (r#"{"a":1,"a":1}"#, SpecFault::Json),
            (r#"{"a":9007199254740992}"#, SpecFault::Json),
            ("{}", SpecFault::Form),
            ("[1]", SpecFault::Form),
            ("null", SpecFault::Form),
        ] {
            assert_eq!(spec_hash(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn a_key_is_dataset_version_and_path() {
        let key =
            zone_key("hydrology/example_gauges", "2026-05.572e3948", "artifacts/gauges.geojson");
        let expected = "hydrology/example_gauges/2026-05.572e3948/artifacts/gauges.geojson";
        assert_eq!(key.as_deref(), Ok(expected));
    }

    #[test]
    fn every_part_that_is_malformed_is_told() {
        use KeyFault::{Dataset, Length, Path, Version};
        let long = ["a".repeat(128).as_str(); 6].join("/");
        for (dataset, version, path, faults) in [
            ("Gauges", "2026-13.572e3948", "../x", vec![Dataset, Version, Path]),
            ("", "", "", vec![Dataset, Version, Path]),
            ("a//b", "2026-05.572e3948", "x", vec![Dataset]),
            ("a", "2026-05.572E3948", "x", vec![Version]),
            ("a", "latest", "x", vec![Version]),
            ("a", "2026-05.572e3948", "latest/x", vec![Path]),
            ("a", "2026-05.572e3948", "/x", vec![Path]),
            ("a", "2026-05.572e3948", "x y", vec![Path]),
            (&long, "2026-05.572e3948", &["b".repeat(127).as_str(); 3].join("/"), vec![Length]),
        ] {
            assert_eq!(zone_key(dataset, version, path), Err(faults), "{dataset} {version} {path}");
        }
    }
}
