//! A readiness packet as a gate sees it.

use std::collections::{BTreeMap, BTreeSet};

use super::comparison::Vouched;
use super::mismatch::About;
use super::{Decision, References, Release, owned};
use crate::promotion::json::Json;
use crate::promotion::readiness::clock::Ends;
use crate::promotion::readiness::shape::{identifier, non_empty, second, sha256, some_texts};

pub(super) fn release(packet: &Json) -> Release {
    let (lifecycle, review) = (packet.get("lifecycle"), packet.get("review"));
    let Ends { valid_until, expires_at } = Ends::of(packet);
    let text = |value: &Json, check: fn(&Json) -> bool| {
        value.as_str().filter(|_| check(value)).map(str::to_owned)
    };
    let list = |name| owned(some_texts(packet.get(name), non_empty).unwrap_or_default());
    Release {
        about: About::Readiness {
            from: lifecycle.get("from").as_str().map(str::to_owned),
            to: lifecycle.get("to").as_str().map(str::to_owned),
        },
        ends: valid_until.zip(expires_at).map(|(review, authority)| review.min(authority)),
        evaluated_at: second(packet.get("gate_evaluated_at")),
        candidate_id: text(packet.get("candidate_id"), non_empty),
        spec_hash: text(packet.get("spec_hash"), sha256),
        artifacts: artifacts(packet),
        vouched: Vouched::ByDigest,
        uris: BTreeSet::new(),
        bundle_uri: None,
        decision: Decision::default(),
        reviewer: identifier(review.get("reviewer_identity").get("id")).map(str::to_owned),
        references: References {
            evidence: list("evidence_refs"),
            policy: text(packet.get("policy_context").get("policy_bundle"), non_empty)
                .into_iter()
                .collect(),
            review: owned(identifier(review.get("record").get("review_id"))),
            attestation: list("attestation_refs"),
        },
    }
}

/// The digests of the artifacts, by names that follow the manifest's order.
fn artifacts(packet: &Json) -> BTreeMap<String, String> {
    let digests = packet.get("release_manifest").get("artifact_digests");
    let digests = some_texts(digests, sha256).unwrap_or_default();
    let named = |(number, digest): (usize, &str)| (format!("artifact-{number}"), digest.to_owned());
    (1..).zip(digests).map(named).collect()
}
