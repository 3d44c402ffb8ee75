//! Stored JSON documents: each is read strictly, and says what the packet says.

use serde_json::Value;

use crate::promotion::contract::codes;
use crate::promotion::contract::facts::Facts;
use crate::promotion::contract::formats::{Format, is_digest, is_run};
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
        // What is malformed in the packet has been reported as that, and is not compared.
        Document::Specification => {
            let digest = canonical_digest(&Value::from(&stored));
            let other = facts.spec_hash().is_some_and(|hash| digest.as_deref() != Some(hash));
            findings.add_if(other, codes::A_SPEC_HASH_MISMATCH, path);
        }
        Document::Record(record) => {
            let other = record.is_object() && !is_record(&stored, record);
            findings.add_if(other, generic.record, path);
        }
        Document::AuditEntry(entry) => {
            let agrees = |name: &str, format: Format| {
                entry.get(name).text(format).is_none_or(|fact| stored.get(name).is_str(fact))
            };
            let same = stored.get("kfm_audit_entry_version").is_str("v1")
                && agrees("run_id", is_run)
                && agrees("receipt_digest", is_digest);
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
