//! Catalog documents: each is a document of its kind, and its facts are the packet's.

mod dcat;
mod prov;
mod stac;

use std::collections::BTreeSet;

use crate::ZoneKind;
use crate::promotion::contract::codes;
use crate::promotion::contract::options::Options;
use crate::promotion::contract::shape::Node;
use crate::promotion::json::Json;
use crate::promotion::verdict::{Code, Findings};

pub(super) use dcat::dcat;
pub(super) use prov::prov;
pub(super) use stac::{collection, item};

/// What a catalog document comes to.
#[derive(Debug)]
pub(super) enum Comparison<'p> {
    /// It is none of its kind.
    Invalid(Code),
    /// These members of the packet say something else than the document.
    Different(Vec<Node<'p>>),
}

impl Comparison<'_> {
    /// Reports it; `path` is that of the reference.
    pub(super) fn report(self, path: String, findings: &mut Findings) {
        match self {
            Self::Invalid(code) => findings.add(code, path),
            Self::Different(members) => {
                for member in members {
                    // A member that is malformed has been reported as that.
                    let malformed = findings.has_at(codes::D.field, &member.path());
                    findings.add_if(!malformed, codes::D_FACT_MISMATCH, member.path());
                }
            }
        }
    }
}

/// Compares the members of one object of the packet.
struct Members<'h, 'p> {
    holder: &'h Node<'p>,
    different: Vec<Node<'p>>,
}

impl<'h, 'p> Members<'h, 'p> {
    const fn of(holder: &'h Node<'p>) -> Self {
        Self { holder, different: Vec::new() }
    }

    /// A string; a document without the fact says something else.
    fn one(mut self, name: &str, fact: Option<&str>) -> Self {
        let member = self.holder.get(name);
        if fact.is_none() || member.json().as_str() != fact {
            self.different.push(member);
        }
        self
    }

    /// A list, as a set.
    fn set(mut self, name: &str, facts: Option<BTreeSet<&str>>) -> Self {
        let member = self.holder.get(name);
        let own = member.json().as_array();
        let own: Option<BTreeSet<_>> =
            own.and_then(|elements| elements.iter().map(Json::as_str).collect());
        if facts.is_none() || own != facts {
            self.different.push(member);
        }
        self
    }

    fn compared(self) -> Comparison<'p> {
        Comparison::Different(self.different)
    }
}

/// Whether a URL lies in a zone that nothing is served from.
fn is_upstream(url: &str, options: &Options) -> bool {
    matches!(
        options.zones().zone_of(url),
        Some(ZoneKind::Raw | ZoneKind::Work | ZoneKind::Quarantine)
    )
}
