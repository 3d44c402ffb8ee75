//! A contract packet as a gate sees it.

use std::collections::{BTreeMap, BTreeSet};

use super::comparison::Vouched;
use super::mismatch::About;
use super::{Decision, References, Release, owned};
use crate::promotion::contract::facts::Facts;
use crate::promotion::contract::formats::{is_evidence_iri, is_relative_path};
use crate::promotion::contract::shape::{MANY, Node};
use crate::promotion::contract::storage::references;
use crate::promotion::formats::Second;
use crate::promotion::json::Json;
use crate::promotion::principals::{is_id, is_principal};

pub(super) fn release(packet: &Json) -> Release {
    let facts = Facts::of(packet);
    let artifacts = artifacts(&facts).unwrap_or_default();
    let all = references::all(&facts);
    let mut sizes: BTreeMap<String, BTreeSet<u64>> = BTreeMap::new();
    // A packet that does not say what its artifacts are says nothing of what may lie in the target.
    for reference in all.iter().filter(|_| !artifacts.is_empty()) {
        let stated = reference.node.get("size_bytes").integer();
        let stated = stated.and_then(|bytes| u64::try_from(bytes).ok());
        sizes.entry(reference.digest.to_owned()).or_default().extend(stated);
    }
    let review = facts.section("review");
    let bundle = facts.section("policy").get("bundle").get("ref");
    Release {
        about: about(&facts),
        ends: ends(&facts),
        evaluated_at: facts.evaluated_at(),
        candidate_id: None,
        spec_hash: facts.spec_hash().map(str::to_owned),
        artifacts,
        vouched: Vouched::ByPath(sizes),
        uris: all.iter().map(|reference| reference.object().uri).collect(),
        bundle_uri: uri(&bundle).map(str::to_owned),
        decision: decision(&facts.decision()),
        reviewer: review.get("reviewer").get("principal").text(is_principal).map(str::to_owned),
        references: References {
            evidence: owned(evidence(&facts).unwrap_or_default()),
            policy: owned(uri(&bundle).into_iter().chain(facts.decision_id())),
            review: owned(review.get("review_id").text(is_id)),
            attestation: BTreeSet::new(),
        },
    }
}

fn about(facts: &Facts<'_>) -> About {
    let transition = facts.section("transition");
    let zone = |name: &str| transition.get(name).json().as_str().map(str::to_owned);
    About::Contract {
        slug: facts.slug().map(str::to_owned),
        version: facts.version().map(str::to_owned),
        from: zone("from_zone"),
        to: zone("to_zone"),
    }
}

/// The digests of the artifacts by path, if all are well-formed references with paths of their own.
fn artifacts(facts: &Facts<'_>) -> Option<BTreeMap<String, String>> {
    let list = facts.artifacts()?;
    let read = |artifact: &Node<'_>| {
        let path = artifact.get("path").text(is_relative_path)?;
        Some((path.to_owned(), artifact.reference()?.to_owned()))
    };
    let artifacts: BTreeMap<_, _> = list.iter().map(read).collect::<Option<_>>()?;
    (artifacts.len() == list.len()).then_some(artifacts)
}

/// When the first of what the profile compares with the clock has passed.
fn ends(facts: &Facts<'_>) -> Option<Second> {
    let expires = facts.root().get("expires_at").second()?;
    let reviewed = facts.section("review").get("valid_until").second()?;
    let exception = facts.section("rights").get("exception");
    let end = expires.min(reviewed);
    // Without an exception, `null` is written: what is absent is not known to be none.
    if exception.is_null() {
        Some(end)
    } else {
        Some(end.min(exception.get("expires_at").second()?))
    }
}

fn decision(decision: &Node<'_>) -> Decision {
    Decision {
        id: decision.get("decision_id").text(is_id).map(str::to_owned),
        uri: uri(&decision.get("ref")).map(str::to_owned),
        by: decision.get("decided_by").text(is_principal).map(str::to_owned),
    }
}

fn evidence<'p>(facts: &Facts<'p>) -> Option<Vec<&'p str>> {
    let list = facts.section("catalogs").get("evidence_refs");
    list.records((1, MANY), &["ref_uri", "resolved"], |one| {
        one.get("ref_uri").text(is_evidence_iri)
    })
}

/// Where a well-formed reference leads.
fn uri<'p>(reference: &Node<'p>) -> Option<&'p str> {
    reference.reference().and_then(|_| reference.get("uri").json().as_str())
}
