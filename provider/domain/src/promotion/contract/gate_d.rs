//! Gate D: catalogs.

use std::collections::BTreeSet;

use crate::promotion::verdict::Findings;

use super::formats::{is_decision, is_digest, is_evidence_iri, is_iri, is_text, is_version};
use super::shape::{Check, MANY, Node};
use super::zones::Kind;
use super::{Options, codes, facts::Facts};

const DCAT: [&str; 8] = [
    "ref",
    "dataset_iri",
    "dataset_id",
    "dataset_version_id",
    "policy_label",
    "license",
    "generated_by",
    "distribution_digests",
];

const PROV: [&str; 8] = [
    "ref",
    "bundle_iri",
    "dataset_version_id",
    "run_ids",
    "transform_ids",
    "entity_digests",
    "agents",
    "policy_decision",
];

const COLLECTION: [&str; 5] = ["ref", "id", "dataset_version_id", "policy_label", "describedby"];

const ITEM: [&str; 8] = [
    "ref",
    "id",
    "collection",
    "dataset_version_id",
    "policy_label",
    "describedby",
    "via",
    "asset_digests",
];

const SPATIAL: [&str; 5] = [
    "application/geo+json",
    "image/tiff",
    "application/vnd.pmtiles",
    "application/vnd.mapbox-vector-tile",
    "application/flatgeobuf",
];

pub(super) fn evaluate(facts: &Facts<'_>, options: &Options) -> Findings {
    let mut check = Check::new(codes::D, options);
    let catalogs = facts.section("catalogs");
    let members = ["dcat", "stac", "prov", "linkcheck", "evidence_refs"];
    if !check.part(&catalogs, codes::D.section, &members) {
        return check.findings;
    }
    dcat(&mut check, facts, &catalogs);
    stac(&mut check, facts, &catalogs);
    prov(&mut check, facts, &catalogs);
    linkcheck(&mut check, &catalogs.get("linkcheck"));
    evidence(&mut check, &catalogs.get("evidence_refs"));
    manifest(&mut check, facts, &catalogs);
    check.findings
}

/// Reports what is well-formed, but not what it is of; what it is of may be unknown.
fn version(check: &mut Check<'_>, facts: &Facts<'_>, holder: &Node<'_>) {
    let member = holder.get("dataset_version_id");
    if let Some(version) = check.text(&member, is_version) {
        check.add_if(facts.version() != Some(version), codes::D_VERSION_MISMATCH, &member);
    }
}

/// Reports a link that differs from what it should be, where both are known.
fn link(check: &mut Check<'_>, member: &Node<'_>, target: Option<&str>) {
    if let (Some(link), Some(target)) = (check.text(member, is_iri), target) {
        check.add_if(link != target, codes::D_CROSSLINK_BROKEN, member);
    }
}

fn dcat(check: &mut Check<'_>, facts: &Facts<'_>, catalogs: &Node<'_>) {
    let dcat = catalogs.get("dcat");
    if !check.part(&dcat, codes::D_DCAT_MISSING, &DCAT) {
        return;
    }
    check.reference(&dcat.get("ref"), Kind::Catalog);
    let (iri, id) = (dcat.get("dataset_iri"), dcat.get("dataset_id"));
    let versioned = facts.slug().zip(facts.version());
    let expected = versioned.map(|(slug, version)| format!("dcat://{slug}@{version}"));
    for (member, expected) in
        [(iri, expected), (id, facts.slug().map(|slug| format!("kfm://dataset/{slug}")))]
    {
        if let (Some(named), Some(expected)) = (check.text(&member, is_iri), expected) {
            check.add_if(named != expected, codes::D_IDENTITY_MISMATCH, &member);
        }
    }
    version(check, facts, &dcat);
    check.text(&dcat.get("license"), is_text);
    link(check, &dcat.get("generated_by"), catalogs.get("prov").get("bundle_iri").text(is_iri));
    let digests = dcat.get("distribution_digests");
    if let (Some(own), Some(artifacts)) =
        (check.set(&digests, 0, is_digest), facts.artifact_digests())
    {
        check.add_if(own != artifacts, codes::D_DIGEST_MISMATCH, &digests);
    }
}

fn stac(check: &mut Check<'_>, facts: &Facts<'_>, catalogs: &Node<'_>) {
    let stac = catalogs.get("stac");
    let members = ["applicable", "not_applicable_reason", "collection", "items"];
    if !check.part(&stac, codes::D_STAC_MISSING, &members) {
        return;
    }
    let applicable = stac.get("applicable");
    let reason = stac.get("not_applicable_reason");
    let (collection, items) = (stac.get("collection"), stac.get("items"));
    match check.flag(&applicable) {
        Some(false) => {
            let absent = collection.raw().is_none();
            check.add_if(absent, codes::D.field, &collection);
            let without = reason.text(is_text).is_some()
                && (absent || collection.is_null())
                && items.json().as_array().is_some_and(<[_]>::is_empty);
            check.add_if(!without, codes::D_STAC_MISSING, &stac);
            let artifacts = facts.artifacts().unwrap_or_default();
            let spatial = artifacts.iter().any(|artifact| {
                artifact.get("media_type").text(|kind| SPATIAL.contains(&kind)).is_some()
            });
            check.add_if(spatial, codes::D_STAC_REQUIRED, &applicable);
        }
        Some(true) => {
            check.add_if(!reason.is_null(), codes::D.field, &reason);
            records(check, facts, catalogs, &collection, &items);
        }
        None => {}
    }
}

fn records(
    check: &mut Check<'_>,
    facts: &Facts<'_>,
    catalogs: &Node<'_>,
    collection: &Node<'_>,
    items: &Node<'_>,
) {
    let dataset = catalogs.get("dcat").get("dataset_iri").text(is_iri);
    let bundle = catalogs.get("prov").get("bundle_iri").text(is_iri);
    if check.part(collection, codes::D_STAC_MISSING, &COLLECTION) {
        check.reference(&collection.get("ref"), Kind::Catalog);
        check.text(&collection.get("id"), is_text);
        version(check, facts, collection);
        link(check, &collection.get("describedby"), dataset);
    }
    let list = items.elements().filter(|list| (1..=MANY).contains(&list.len()));
    check.add_if(list.is_none(), codes::D_STAC_MISSING, items);
    let artifacts = facts.artifact_digests();
    for item in list.iter().flatten() {
        if !check.object(item, &ITEM) {
            continue;
        }
        check.reference(&item.get("ref"), Kind::Catalog);
        check.text(&item.get("id"), is_text);
        let parent = item.get("collection");
        let known = collection.get("id").text(is_text);
        if let (Some(named), Some(known)) = (check.text(&parent, is_text), known) {
            check.add_if(named != known, codes::D_CROSSLINK_BROKEN, &parent);
        }
        version(check, facts, item);
        link(check, &item.get("describedby"), dataset);
        link(check, &item.get("via"), bundle);
        let digests = item.get("asset_digests");
        if let (Some(own), Some(artifacts)) = (check.set(&digests, 0, is_digest), &artifacts) {
            check.add_if(!own.is_subset(artifacts), codes::D_DIGEST_MISMATCH, &digests);
        }
    }
}

fn prov(check: &mut Check<'_>, facts: &Facts<'_>, catalogs: &Node<'_>) {
    let prov = catalogs.get("prov");
    if !check.part(&prov, codes::D_PROV_MISSING, &PROV) {
        return;
    }
    check.reference(&prov.get("ref"), Kind::Catalog);
    check.text(&prov.get("bundle_iri"), is_iri);
    version(check, facts, &prov);
    let runs = prov.get("run_ids");
    if let Some(named) = check.set(&runs, 0, super::formats::is_run)
        && facts.section("receipts").is_object()
    {
        let known: BTreeSet<_> = facts.run_ids().into_iter().collect();
        check.add_if(named != known, codes::D_CROSSLINK_BROKEN, &runs);
    }
    check.set(&prov.get("transform_ids"), 0, is_iri);
    check.set(&prov.get("agents"), 1, is_iri);
    let digests = prov.get("entity_digests");
    if let (Some(own), Some(artifacts)) =
        (check.set(&digests, 0, is_digest), facts.artifact_digests())
    {
        check.add_if(!own.is_superset(&artifacts), codes::D_DIGEST_MISMATCH, &digests);
    }
    let decision = prov.get("policy_decision");
    if let Some(named) = check.text(&decision, is_decision) {
        let wrong = facts.decision_id() != Some(named);
        check.add_if(wrong, codes::D_CROSSLINK_BROKEN, &decision);
    }
}

fn linkcheck(check: &mut Check<'_>, linkcheck: &Node<'_>) {
    let members = ["ref", "status", "checked", "broken"];
    if !check.part(linkcheck, codes::D_LINKCHECK_FAILED, &members) {
        return;
    }
    check.reference(&linkcheck.get("ref"), Kind::Record);
    let passed = linkcheck.get("status").json().is_str("pass")
        && linkcheck.get("checked").integer().is_some_and(|links| links >= 1)
        && linkcheck.get("broken").integer() == Some(0);
    check.add_if(!passed, codes::D_LINKCHECK_FAILED, linkcheck);
}

fn evidence(check: &mut Check<'_>, list: &Node<'_>) {
    let resolved = list.records((1, MANY), &["ref_uri", "resolved"], |entry| {
        entry.get("ref_uri").text(is_evidence_iri)?;
        entry.get("resolved").flag()
    });
    check.add_if(resolved.is_none(), codes::D_EVIDENCE_UNRESOLVED, list);
    let places = list.elements().unwrap_or_default();
    for (resolved, place) in resolved.iter().flatten().zip(&places) {
        check.add_if(!resolved, codes::D_EVIDENCE_UNRESOLVED, place);
    }
}

fn manifest(check: &mut Check<'_>, facts: &Facts<'_>, catalogs: &Node<'_>) {
    if let (Some(mut named), Some(mut own)) = (facts.manifest_catalogs(), documents(catalogs)) {
        named.sort_unstable();
        own.sort_unstable();
        let list = facts.manifest().get("catalogs");
        check.add_if(named != own, codes::D_MANIFEST_CATALOGS_MISMATCH, &list);
    }
}

/// The digests of the catalog documents, if all are known.
fn documents<'p>(catalogs: &Node<'p>) -> Option<Vec<&'p str>> {
    let stac = catalogs.get("stac");
    let mut documents = vec![catalogs.get("dcat"), catalogs.get("prov")];
    if stac.get("applicable").flag()? {
        documents.push(stac.get("collection"));
        let items = stac.get("items").elements()?;
        documents.extend((1..=MANY).contains(&items.len()).then_some(items)?);
    }
    documents.iter().map(|document| document.get("ref").reference()).collect()
}
