//! Receipts that the provider issues for what a gate judged: one form for each profile.
//!
//! What stands in a receipt is configuration, the verdict, and identifiers and digests of the evidence: never what the
//! evidence says beyond them. A gate moves nothing, so no receipt says that anything was moved.

mod contract;
mod readiness;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

pub use contract::{Guard, Judgement, PROFILE as CONTRACT_RECEIPT, contract};
pub use readiness::{Evidence, PROFILE as READINESS_RECEIPT, readiness};

use super::{LIMITS, canonical};
use crate::gate::{Candidate, GateId, Moment};
use crate::promotion::json::Json;
use crate::promotion::verdict::{Findings, Gate};
use crate::zone::ZoneKind;

/// A receipt as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// The document: one line of ASCII, members sorted by name, its digest included.
    pub json: String,
    /// Its digest, `sha256:<hex>`, over the document without the member `integrity`: see
    /// [`Receipt::digest`](super::Receipt::digest).
    pub digest: String,
}

/// What a gate knows of a promotion by its configuration and its clock.
#[derive(Clone, Copy, Debug)]
pub struct Promotion<'a> {
    /// The gate.
    pub gate: &'a GateId,
    /// What it promotes.
    pub candidate: &'a Candidate,
    /// When the evidence was judged.
    pub evaluated_at: &'a Moment,
    /// When the receipt is written.
    pub created_at: &'a Moment,
}

impl Promotion<'_> {
    /// The provider, as who acts in the gate's environment.
    fn actor(&self) -> String {
        format!("actor://terraform-provider-kfm/{}", self.gate.environment())
    }

    /// The way of the candidate. The gate itself moves nothing.
    fn transition(&self) -> Value {
        let state = |zone: ZoneKind| zone.as_str().to_ascii_uppercase();
        json!({
            "from_state": state(self.candidate.from()),
            "to_state": state(self.candidate.to()),
            "applied": false,
        })
    }
}

/// The codes of one gate's findings, each once.
fn codes(findings: &Findings, gate: Gate) -> BTreeSet<&'static str> {
    findings.iter().map(|one| one.code).filter(|one| one.gate == gate).map(|one| one.name).collect()
}

/// A document under its digest; none where it is no receipt: too large, or with a number in it.
fn seal(document: &Value) -> Option<Issued> {
    let document = Json::read(document.to_string().as_bytes(), LIMITS).ok()?;
    let Json::Object(mut members) = document else { return None };
    let digest = canonical::digest(&members)?;
    let receipt_digest = ("receipt_digest".to_owned(), Json::String(digest.clone()));
    members.insert("integrity".to_owned(), Json::Object(BTreeMap::from([receipt_digest])));
    Some(Issued { json: canonical::whole(&members)?, digest })
}
