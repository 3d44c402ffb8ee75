//! What the parts of a packet compare with each other: values in their format, or nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::promotion::formats::Second;
use crate::promotion::json::Json;

use super::formats::{
    bare_hash, is_decision, is_digest, is_id, is_principal, is_relative_path, is_run, is_slug,
    is_spec_hash, is_text, is_version,
};
use super::shape::{MANY, Node, SOME};

/// The labels of what may be seen by whom.
pub(super) const LABELS: [&str; 7] = [
    "public",
    "public_generalized",
    "restricted",
    "restricted_sensitive_location",
    "internal",
    "embargoed",
    "quarantine",
];

/// An approval in the promotion manifest.
#[derive(Clone, Copy, Debug)]
pub(super) struct Approval<'p> {
    pub(super) role: &'p str,
    pub(super) principal: &'p str,
    pub(super) approved_at: Second,
}

/// Reads facts of a packet, wherever they are needed.
#[derive(Clone, Debug)]
pub(in crate::promotion) struct Facts<'p> {
    root: Node<'p>,
}

impl<'p> Facts<'p> {
    pub(in crate::promotion) fn of(packet: &'p Json) -> Self {
        Self { root: Node::root(packet) }
    }

    pub(in crate::promotion) fn root(&self) -> &Node<'p> {
        &self.root
    }

    pub(in crate::promotion) fn section(&self, name: &str) -> Node<'p> {
        self.root.get(name)
    }

    pub(in crate::promotion) fn evaluated_at(&self) -> Option<Second> {
        self.root.get("evaluated_at").second()
    }

    pub(super) fn author(&self) -> Option<&'p str> {
        self.root.get("author").get("principal").text(is_principal)
    }

    pub(super) fn audience(&self) -> Option<&'p str> {
        self.root
            .get("transition")
            .get("audience")
            .text(|text| ["public", "authorized"].contains(&text))
    }

    pub(in crate::promotion) fn slug(&self) -> Option<&'p str> {
        self.section("identity").get("dataset_slug").text(is_slug)
    }

    pub(in crate::promotion) fn version(&self) -> Option<&'p str> {
        self.section("identity").get("dataset_version_id").text(is_version)
    }

    /// The specification's hash, without its prefix.
    pub(in crate::promotion) fn spec_hash(&self) -> Option<&'p str> {
        self.section("identity").get("spec_hash").text(is_spec_hash).map(bare_hash)
    }

    /// The artifacts, if they are a list that is neither empty nor too long.
    pub(in crate::promotion) fn artifacts(&self) -> Option<Vec<Node<'p>>> {
        let artifacts = self.section("identity").get("artifacts").elements()?;
        (1..=MANY).contains(&artifacts.len()).then_some(artifacts)
    }

    /// The artifacts' digests, if all are well-formed.
    pub(super) fn artifact_digests(&self) -> Option<BTreeSet<&'p str>> {
        self.artifacts()?.iter().map(|artifact| artifact.get("digest").text(is_digest)).collect()
    }

    /// The artifacts' digests by path, if all are well-formed and no path is there twice.
    pub(super) fn artifact_digests_by_path(&self) -> Option<BTreeMap<&'p str, &'p str>> {
        let artifacts = self.artifacts()?;
        let pairs: Option<BTreeMap<_, _>> = artifacts
            .iter()
            .map(|one| {
                Some((one.get("path").text(is_relative_path)?, one.get("digest").text(is_digest)?))
            })
            .collect();
        pairs.filter(|pairs| pairs.len() == artifacts.len())
    }

    pub(super) fn manifest(&self) -> Node<'p> {
        self.section("identity").get("manifest")
    }

    pub(super) fn approvals(&self) -> Option<Vec<Approval<'p>>> {
        let names = ["role", "principal", "approved_at"];
        self.manifest().get("approvals").records((1, SOME), &names, |approval| {
            Some(Approval {
                role: approval.get("role").text(is_id)?,
                principal: approval.get("principal").text(is_principal)?,
                approved_at: approval.get("approved_at").second()?,
            })
        })
    }

    /// The manifest's catalog documents, by digest.
    pub(super) fn manifest_catalogs(&self) -> Option<Vec<&'p str>> {
        self.manifest().get("catalogs").records((1, MANY), &["path", "digest"], |catalog| {
            catalog.get("path").text(is_relative_path)?;
            catalog.get("digest").text(is_digest)
        })
    }

    pub(super) fn licence(&self) -> Option<&'p str> {
        self.section("rights").get("license").get("spdx").text(is_text)
    }

    /// The policy label, if it is of the vocabulary.
    pub(super) fn label(&self) -> Option<&'p str> {
        self.section("sensitivity").get("policy_label").text(|text| LABELS.contains(&text))
    }

    pub(in crate::promotion) fn decision_id(&self) -> Option<&'p str> {
        self.section("sensitivity").get("decision").get("decision_id").text(is_decision)
    }

    /// The types of the obligations that the packet carries, wherever there are any.
    pub(super) fn obligation_types(&self) -> BTreeSet<&'p str> {
        let obligations = self.section("sensitivity").get("obligations").elements();
        let obligations = obligations.unwrap_or_default();
        obligations.iter().filter_map(|one| one.get("type").text(is_text)).collect()
    }

    /// The promotion decision of the review.
    pub(in crate::promotion) fn decision(&self) -> Node<'p> {
        self.section("review").get("promotion_decision")
    }

    /// The runs' records, wherever there are any.
    pub(super) fn records(&self) -> Vec<Node<'p>> {
        let runs = self.section("receipts").get("runs").elements().unwrap_or_default();
        runs.iter().map(|run| run.get("record")).collect()
    }

    /// The runs' well-formed ids.
    pub(super) fn run_ids(&self) -> Vec<&'p str> {
        self.records().iter().filter_map(|record| record.get("run_id").text(is_run)).collect()
    }
}
