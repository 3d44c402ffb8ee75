//! Stored JSON documents: each is read strictly, and says what the packet says.

use serde_json::Value;

use crate::promotion::contract::codes;
use crate::promotion::contract::facts::Facts;
use crate::promotion::contract::options::Options;
use crate::promotion::contract::policy_input::canonical_digest;
use crate::promotion::contract::shape::Node;
use crate::promotion::json::{Json, Limits};
use crate::promotion::verdict::Findings;

use super::catalogs;
use super::references::{Document, Reference};

/// Judges a document by its bytes. Without them, it is larger than what is read.
pub(super) fn judge(
    reference: &Reference<'_>,
    document: &Document<'_>,
    content: Option<&[u8]>,
    facts: &Facts<'_>,
    options: &Options,
    findings: &mut Findings,
) {
    let (path, generic) = (reference.node.path(), &reference.generic);
    let stored = content.and_then(|text| Json::read(text, Limits::DOCUMENT).ok());
    let Some(stored) = stored.filter(|stored| stored.as_object().is_some()) else {
        return findings.add(generic.document, path);
    };
    match document {
        Document::Specification => {
            let digest = canonical_digest(&Value::from(&stored));
            let same = digest.is_some() && digest.as_deref() == facts.spec_hash();
            findings.add_if(!same, codes::A_SPEC_HASH_MISMATCH, path);
        }
        Document::Record(record) => {
            findings.add_if(!is_record(&stored, record), generic.record, path);
        }
        Document::AuditEntry(entry) => {
            let same = stored.get("kfm_audit_entry_version").is_str("v1")
                && ["run_id", "receipt_digest"]
                    .into_iter()
                    .all(|name| entry.get(name).raw().is_some_and(|fact| fact == stored.get(name)));
            findings.add_if(!same, generic.record, path);
        }
        Document::Dcat(facts) => {
            catalogs::dcat(facts, &stored, options).report(path, findings);
        }
        Document::Collection(facts) => {
            catalogs::collection(facts, &stored).report(path, findings);
        }
        Document::Item(facts) => catalogs::item(facts, &stored, options).report(path, findings),
        Document::Prov(facts) => catalogs::prov(facts, &stored).report(path, findings),
    }
}

/// Whether a stored document is a member of the packet, its own `ref` left out, in the canonical form of RFC 8785.
fn is_record(stored: &Json, record: &Node<'_>) -> bool {
    let mut inline = Value::from(record.json());
    if let Value::Object(members) = &mut inline {
        members.remove("ref");
    }
    let digest = canonical_digest(&inline);
    digest.is_some() && digest == canonical_digest(&Value::from(stored))
}
