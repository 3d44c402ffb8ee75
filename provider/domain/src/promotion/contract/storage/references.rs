//! Every object that a packet refers to, and what is asked of it beyond its digest.

use std::collections::BTreeMap;

use crate::promotion::bundle::MAX_STORED;
use crate::promotion::contract::codes::{self, Generic};
use crate::promotion::contract::facts::Facts;
use crate::promotion::contract::formats::is_iri;
use crate::promotion::contract::options::Options;
use crate::promotion::contract::shape::{MANY, Node, SOME};
use crate::promotion::json::Limits;
use crate::promotion::verdict::Findings;

use super::observed::{ObjectId, Observed};

/// What an object is.
#[derive(Debug)]
pub(super) enum Form<'p> {
    /// Bytes that have a digest, and nothing more.
    Bytes,
    /// A snapshot of terms, which is not empty.
    Terms,
    /// A policy bundle.
    Bundle,
    /// A JSON document.
    Document(Document<'p>),
}

/// What a JSON document says.
#[derive(Debug)]
pub(super) enum Document<'p> {
    /// The specification of the dataset.
    Specification,
    /// The same as a member of the packet, apart from the member's own `ref`.
    Record(Node<'p>),
    /// An entry of the audit ledger, which names run and receipt as the packet's member does.
    AuditEntry(Node<'p>),
    /// A DCAT dataset.
    Dcat(Node<'p>),
    /// A STAC collection.
    Collection(Node<'p>),
    /// A STAC item.
    Item(Node<'p>),
    /// A PROV bundle.
    Prov(Node<'p>),
}

impl Form<'_> {
    /// How many bytes are needed themselves, if the object has no more.
    pub(super) const fn keep(&self) -> usize {
        match self {
            Self::Bytes | Self::Terms => 0,
            Self::Bundle => MAX_STORED,
            Self::Document(_) => Limits::DOCUMENT.bytes,
        }
    }
}

/// A well-formed reference.
#[derive(Debug)]
pub(in crate::promotion) struct Reference<'p> {
    pub(in crate::promotion) node: Node<'p>,
    pub(in crate::promotion) digest: &'p str,
    pub(super) generic: Generic,
    pub(super) form: Form<'p>,
}

impl Reference<'_> {
    pub(in crate::promotion) fn object(&self) -> ObjectId {
        let text = |name| self.node.get(name).json().as_str();
        ObjectId {
            uri: text("uri").unwrap_or_default().to_owned(),
            version: self.node.get("version_id").text(is_iri).map(str::to_owned),
        }
    }

    /// Reports an object that is not the one referred to. The inner value is its content, where that was kept.
    pub(super) fn verified<'o>(
        &self,
        observed: &'o BTreeMap<ObjectId, Observed>,
        options: &Options,
        findings: &mut Findings,
    ) -> Option<Option<&'o [u8]>> {
        let generic = &self.generic;
        let code = match observed.get(&self.object()).unwrap_or(&Observed::Unreadable) {
            Observed::Missing => generic.missing,
            Observed::Unreadable => generic.unreadable,
            Observed::TooLarge => generic.too_large,
            Observed::Read { size, .. } if *size > options.max_object_bytes() => generic.too_large,
            Observed::Read { size, digest, content } => {
                let stated = self.node.get("size_bytes").integer();
                let same_size = stated.is_none_or(|stated| u64::try_from(stated) == Ok(*size));
                if same_size && digest == self.digest {
                    return Some(content.as_deref());
                }
                generic.digest
            }
        };
        findings.add(code, self.node.path());
        None
    }
}

/// Every well-formed reference of a packet.
pub(in crate::promotion) fn all<'p>(facts: &Facts<'p>) -> Vec<Reference<'p>> {
    let mut list = List(Vec::new());
    identity(facts, &mut list);
    rights(&facts.section("rights"), &mut list);
    sensitivity(&facts.section("sensitivity"), &mut list);
    catalogs(&facts.section("catalogs"), &mut list);
    receipts(&facts.section("receipts"), &mut list);
    policy(&facts.section("policy"), &mut list);
    list.own_record(&facts.decision(), codes::CONTROL);
    list.own_record(&facts.section("rollback"), codes::CONTROL);
    list.0
}

struct List<'p>(Vec<Reference<'p>>);

impl<'p> List<'p> {
    fn add(&mut self, node: Node<'p>, generic: Generic, form: Form<'p>) {
        if let Some(digest) = node.reference() {
            self.0.push(Reference { node, digest, generic, form });
        }
    }

    fn document(&mut self, node: Node<'p>, generic: Generic, document: Document<'p>) {
        self.add(node, generic, Form::Document(document));
    }

    /// A member that refers to its own stored form.
    fn own_record(&mut self, holder: &Node<'p>, generic: Generic) {
        self.document(holder.get("ref"), generic, Document::Record(holder.clone()));
    }
}

/// The elements of a list that is not too long: a longer one is malformed, and not read.
fn elements<'p>(list: &Node<'p>, most: usize) -> Vec<Node<'p>> {
    list.elements().filter(|elements| elements.len() <= most).unwrap_or_default()
}

fn identity<'p>(facts: &Facts<'p>, list: &mut List<'p>) {
    let identity = facts.section("identity");
    list.document(identity.get("spec_ref"), codes::A, Document::Specification);
    let manifest = Document::Record(identity.get("manifest"));
    list.document(identity.get("manifest_ref"), codes::A, manifest);
    for artifact in elements(&identity.get("artifacts"), MANY) {
        list.add(artifact, codes::A, Form::Bytes);
    }
}

fn rights<'p>(rights: &Node<'p>, list: &mut List<'p>) {
    list.add(rights.get("license").get("text_ref"), codes::B, Form::Bytes);
    list.add(rights.get("terms_snapshot"), codes::B, Form::Terms);
}

fn sensitivity<'p>(sensitivity: &Node<'p>, list: &mut List<'p>) {
    list.add(sensitivity.get("redaction_plan").get("ref"), codes::C, Form::Bytes);
    list.own_record(&sensitivity.get("decision"), codes::C);
}

fn catalogs<'p>(catalogs: &Node<'p>, list: &mut List<'p>) {
    let (dcat, stac, prov) = (catalogs.get("dcat"), catalogs.get("stac"), catalogs.get("prov"));
    let collection = stac.get("collection");
    list.document(dcat.get("ref"), codes::D, Document::Dcat(dcat));
    list.document(collection.get("ref"), codes::D, Document::Collection(collection));
    for item in elements(&stac.get("items"), MANY) {
        list.document(item.get("ref"), codes::D, Document::Item(item));
    }
    list.document(prov.get("ref"), codes::D, Document::Prov(prov));
    list.own_record(&catalogs.get("linkcheck"), codes::D);
}

fn receipts<'p>(receipts: &Node<'p>, list: &mut List<'p>) {
    for run in elements(&receipts.get("runs"), SOME) {
        list.document(run.get("ref"), codes::E, Document::Record(run.get("record")));
    }
    list.own_record(&receipts.get("qa"), codes::E);
    for entry in elements(&receipts.get("audit_entries"), MANY) {
        list.document(entry.get("ref"), codes::E, Document::AuditEntry(entry));
    }
}

fn policy<'p>(policy: &Node<'p>, list: &mut List<'p>) {
    list.add(policy.get("bundle").get("ref"), codes::F, Form::Bundle);
    list.own_record(&policy.get("tests"), codes::F);
    list.own_record(&policy.get("contract_tests"), codes::F);
}
