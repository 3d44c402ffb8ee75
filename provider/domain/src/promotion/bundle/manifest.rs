//! What a bundle says of itself, and where its data documents go.

use serde_json::{Map, Value};

use super::BundleFault;
use crate::promotion::json::{Json, Limits};

/// A bundle's documents are trusted configuration, pinned by digest: larger than a packet, still bounded.
const LIMITS: Limits = Limits { bytes: 8 << 20, values: 1 << 20, safe_integers: true };

/// The most roots: each is compared with every other.
const MAX_ROOTS: usize = 1_024;

/// The members of a manifest that OPA describes.
const MEMBERS: [&str; 6] =
    ["revision", "roots", "rego_version", "file_rego_versions", "wasm", "metadata"];

/// The roots of a manifest; the empty root, which owns everything, where it has none or there is no manifest.
pub(super) fn roots(manifest: Option<&[u8]>) -> Result<Vec<String>, BundleFault> {
    let all = vec![String::new()];
    let Some(manifest) = manifest else { return Ok(all) };
    let manifest = Json::read(manifest, LIMITS).map_err(|_| BundleFault::Manifest)?;
    let members = manifest.as_object().ok_or(BundleFault::Manifest)?;
    let known = members.keys().all(|name| MEMBERS.contains(&name.as_str()));
    let v1 = match manifest.member("rego_version") {
        None => true,
        Some(version) => version.as_number().and_then(|number| number.as_integer()) == Some(1),
    };
    let one_version = match manifest.member("file_rego_versions") {
        None => true,
        Some(files) => files.as_object().is_some_and(|files| files.is_empty()),
    };
    let no_wasm = match manifest.member("wasm") {
        None => true,
        Some(wasm) => wasm.is_null() || wasm.as_array().is_some_and(<[Json]>::is_empty),
    };
    if !(known && v1 && one_version && no_wasm) {
        return Err(BundleFault::Manifest);
    }
    let Some(roots) = manifest.member("roots") else { return Ok(all) };
    let roots = roots.as_array().filter(|roots| roots.len() <= MAX_ROOTS);
    let roots = roots.ok_or(BundleFault::Manifest)?;
    let roots: Option<Vec<String>> =
        roots.iter().map(|root| Some(root.as_str()?.trim_matches('/').to_owned())).collect();
    let roots = roots.ok_or(BundleFault::Manifest)?;
    let overlap = roots.iter().enumerate().any(|(at, root)| {
        roots.iter().enumerate().any(|(other, outer)| at != other && within(root, outer))
    });
    if overlap { Err(BundleFault::Roots) } else { Ok(roots) }
}

/// Whether one of the roots holds a place below `data`.
pub(super) fn covers(roots: &[String], place: &str) -> bool {
    roots.iter().any(|root| within(place, root))
}

fn within(place: &str, root: &str) -> bool {
    root.is_empty()
        || place.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Puts the document of `folder` into `data`; two documents may fill one object, but not one member.
pub(super) fn place(
    data: &mut Map<String, Value>,
    folder: &str,
    content: &[u8],
    roots: &[String],
) -> Result<(), BundleFault> {
    let document = Json::read(content, LIMITS).map_err(|_| BundleFault::Data)?;
    let members = document.as_object().ok_or(BundleFault::Data)?;
    let mut document = Value::from(&document);
    let place = |name: &String| {
        if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") }
    };
    // An empty document still makes its folder a place below `data`.
    let owned = covers(roots, folder)
        || if members.is_empty() {
            folder.is_empty()
        } else {
            members.keys().all(|name| covers(roots, &place(name)))
        };
    if !owned {
        return Err(BundleFault::Roots);
    }
    for segment in folder.rsplit('/').filter(|segment| !segment.is_empty()) {
        document = Value::Object(Map::from_iter([(segment.to_owned(), document)]));
    }
    match document {
        Value::Object(document) => merge(data, document),
        _ => Err(BundleFault::Data),
    }
}

/// As deep as the folders of an archive and the documents' own 64 levels: both are bounded.
fn merge(into: &mut Map<String, Value>, from: Map<String, Value>) -> Result<(), BundleFault> {
    for (name, value) in from {
        match (into.get_mut(&name), value) {
            (None, value) => {
                into.insert(name, value);
            }
            (Some(Value::Object(into)), Value::Object(from)) => merge(into, from)?,
            (Some(_), _) => return Err(BundleFault::Twice),
        }
    }
    Ok(())
}
