//! The rule book's complete example, to be changed: packet, options and every stored object, with the digests that
//! bind them. It knows nothing of the rules, so that other crates include it too.

use std::collections::BTreeMap;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

macro_rules! objects {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_bytes!(concat!("../cases/objects/", $name)).as_slice())),*]
    };
}

/// The stored objects, byte for byte.
const OBJECTS: &[(&str, &[u8])] = objects![
    "audit_entry.json",
    "contract_tests.json",
    "dcat.jsonld",
    "gauges.geojson",
    "license.snapshot.txt",
    "linkcheck.json",
    "policy_decision.json",
    "policy_tests.json",
    "promotion.rego",
    "promotion_decision.json",
    "promotion_manifest.json",
    "prov.jsonld",
    "redaction_receipt.json",
    "rollback_card.json",
    "run_receipt.json",
    "spec.json",
    "stac_collection.json",
    "stac_item.json",
    "validation_report.json",
];

/// A packet with what it refers to.
#[derive(Clone, Debug)]
pub(crate) struct Example {
    pub(crate) packet: Value,
    pub(crate) options: Value,
    /// By name.
    pub(crate) objects: BTreeMap<String, Vec<u8>>,
    uris: BTreeMap<String, String>,
}

pub(crate) fn digest_of(bytes: &[u8]) -> String {
    format!("sha256:{}", hex::encode(Sha256::digest(bytes)))
}

/// `$.a[0].b` as a JSON pointer: `/a/0/b`.
pub(crate) fn pointer(path: &str) -> String {
    path.trim_start_matches('$').replace(['.', '['], "/").replace(']', "")
}

pub(crate) fn set(document: &mut Value, path: &str, value: Value) {
    let pointer = pointer(path);
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match document.pointer_mut(parent).unwrap_or_else(|| panic!("no {path}")) {
        Value::Object(members) => drop(members.insert(name.to_owned(), value)),
        Value::Array(elements) => {
            let index: usize = name.parse().unwrap();
            if index == elements.len() { elements.push(value) } else { elements[index] = value }
        }
        _ => panic!("no {path}"),
    }
}

pub(crate) fn remove(document: &mut Value, pointer: &str) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match document.pointer_mut(parent).unwrap() {
        Value::Object(members) => members.remove(name).unwrap(),
        Value::Array(elements) => elements.remove(name.parse().unwrap()),
        _ => panic!("no {pointer}"),
    }
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

impl Example {
    pub(crate) fn new() -> Self {
        let uris = parsed(include_str!("../cases/objects/index.json"));
        let uris = uris.as_object().unwrap().iter();
        Self {
            packet: parsed(include_str!("../cases/packet.json")),
            options: parsed(include_str!("../cases/options.json")),
            objects: OBJECTS
                .iter()
                .map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec()))
                .collect(),
            uris: uris
                .map(|(name, uri)| (name.clone(), uri.as_str().unwrap().to_owned()))
                .collect(),
        }
    }

    pub(crate) fn uri(&self, name: &str) -> &str {
        &self.uris[name]
    }

    /// Stores one more object.
    pub(crate) fn add(&mut self, name: &str, uri: &str, bytes: Vec<u8>) {
        self.uris.insert(name.to_owned(), uri.to_owned());
        self.objects.insert(name.to_owned(), bytes);
    }

    /// Stores other bytes, and follows the change through every digest that covers them.
    pub(crate) fn replace(&mut self, name: &str, bytes: Vec<u8>) {
        let mut stale = vec![(name.to_owned(), bytes)];
        while let Some((name, bytes)) = stale.pop() {
            let old = self.objects.insert(name, bytes.clone()).unwrap();
            let (old, new) = (digest_of(&old), digest_of(&bytes));
            for document in [&mut self.packet, &mut self.options] {
                *document = parsed(&document.to_string().replace(&old, &new));
            }
            for (name, bytes) in &self.objects {
                if let Some(text) =
                    std::str::from_utf8(bytes).ok().filter(|text| text.contains(&old))
                {
                    stale.push((name.clone(), text.replace(&old, &new).into_bytes()));
                }
            }
        }
    }

    /// Stores other bytes, and follows the change in the reference alone.
    pub(crate) fn replace_alone(&mut self, name: &str, bytes: Vec<u8>) {
        let digest = digest_of(&bytes);
        let uri = self.uris[name].clone();
        reference_to(&mut self.packet, &uri).unwrap()["digest"] = digest.into();
        self.objects.insert(name.to_owned(), bytes).unwrap();
    }

    /// A stored document after changes: what to set and what to remove, by path.
    pub(crate) fn edited(&self, name: &str, changes: &Value, without: &Value) -> Vec<u8> {
        let mut document: Value = serde_json::from_slice(&self.objects[name]).unwrap();
        for (path, value) in changes.as_object().into_iter().flatten() {
            set(&mut document, path, value.clone());
        }
        for path in without.as_array().into_iter().flatten() {
            remove(&mut document, &pointer(path.as_str().unwrap()));
        }
        document.to_string().into_bytes()
    }
}

/// The object of the packet that refers to a URI.
fn reference_to<'v>(value: &'v mut Value, uri: &str) -> Option<&'v mut Value> {
    if value.get("uri").is_some_and(|own| own == uri) {
        return Some(value);
    }
    match value {
        Value::Object(members) => members.values_mut().find_map(|one| reference_to(one, uri)),
        Value::Array(elements) => elements.iter_mut().find_map(|one| reference_to(one, uri)),
        _ => None,
    }
}
