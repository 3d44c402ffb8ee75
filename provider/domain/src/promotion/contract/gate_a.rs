//! Gate A: identity and versioning.

use crate::promotion::json::Json;
use crate::promotion::verdict::Findings;

use super::formats::{
    bare_hash, digest_start, is_digest, is_iri, is_media_type, is_relative_path, is_s3_uri,
    is_slug, is_spec_hash, is_version, version_hash,
};
use super::shape::{Check, MANY, Node};
use super::zones::Kind;
use super::{Options, codes, facts::Facts, policy_input::canonical_digest};

const MEMBERS: [&str; 9] = [
    "dataset_id",
    "dataset_slug",
    "dataset_version_id",
    "spec_hash",
    "spec",
    "spec_ref",
    "artifacts",
    "manifest",
    "manifest_ref",
];

const ARTIFACT: [&str; 6] = ["path", "uri", "digest", "media_type", "size_bytes", "version_id"];

const MANIFEST: [&str; 10] = [
    "kfm_promotion_manifest_version",
    "dataset_slug",
    "dataset_version_id",
    "spec_hash",
    "released_at",
    "artifacts",
    "catalogs",
    "qa",
    "policy",
    "approvals",
];

pub(super) fn evaluate(facts: &Facts<'_>, options: &Options) -> Findings {
    let mut check = Check::new(codes::A, options);
    let identity = facts.section("identity");
    if !check.part(&identity, codes::A.section, &MEMBERS) {
        return check.findings;
    }
    names(&mut check, &identity);
    let hash = identity.get("spec_hash");
    let spec = identity.get("spec");
    let object = spec.json().as_object().filter(|members| !members.is_empty());
    if check.need(&spec, object).is_some()
        && let Some(spec_hash) = facts.spec_hash()
    {
        let derived = canonical_digest(&spec.json().into());
        let wrong = derived.as_deref() != Some(spec_hash);
        check.add_if(wrong, codes::A_SPEC_HASH_MISMATCH, &hash);
    }
    check.reference(&identity.get("spec_ref"), Kind::Record);
    check.reference(&identity.get("manifest_ref"), Kind::Record);
    artifacts(&mut check, facts, &identity.get("artifacts"));
    manifest(&mut check, facts, &identity);
    check.findings
}

fn names(check: &mut Check<'_>, identity: &Node<'_>) {
    let (id, version) = (identity.get("dataset_id"), identity.get("dataset_version_id"));
    let dataset = check.text(&id, is_iri);
    let slug = check.text(&identity.get("dataset_slug"), is_slug);
    if let (Some(dataset), Some(slug)) = (dataset, slug) {
        let wrong = dataset.strip_prefix("kfm://dataset/") != Some(slug);
        check.add_if(wrong, codes::A_DATASET_ID_MISMATCH, &id);
    }
    let versioned = check.text(&version, is_version);
    let hash = check.text(&identity.get("spec_hash"), is_spec_hash).map(bare_hash);
    if let (Some(versioned), Some(hash)) = (versioned, hash) {
        let wrong = version_hash(versioned) != digest_start(hash);
        check.add_if(wrong, codes::A_VERSION_NOT_DERIVED, &version);
    }
}

fn artifacts(check: &mut Check<'_>, facts: &Facts<'_>, list: &Node<'_>) {
    let Some(artifacts) = check.need(list, facts.artifacts()) else { return };
    for artifact in &artifacts {
        if !check.object(artifact, &ARTIFACT) {
            continue;
        }
        let path = check.text(&artifact.get("path"), is_relative_path);
        let place = artifact.get("uri");
        let uri = check.text(&place, is_s3_uri);
        check.text(&artifact.get("digest"), is_digest);
        check.text(&artifact.get("media_type"), is_media_type);
        check.need(&artifact.get("size_bytes"), artifact.size_fits().then_some(()));
        check.need(&artifact.get("version_id"), artifact.version_fits().then_some(()));
        let Some(uri) = uri else { continue };
        check.zone(&place, &place, Kind::Artifact);
        let misplaced = path.is_some_and(|path| !uri.ends_with(&format!("/{path}")));
        let unversioned = facts
            .slug()
            .zip(facts.version())
            .is_some_and(|(slug, version)| !uri.contains(&format!("/{slug}/{version}/")));
        check.add_if(misplaced || unversioned, codes::A_ARTIFACT_PATH_UNVERSIONED, &place);
    }
    let repeats = [
        repeats(&artifacts, "path", is_relative_path),
        repeats(&artifacts, "uri", is_s3_uri),
        repeats(&artifacts, "digest", is_digest),
    ];
    check.add_if(repeats.contains(&true), codes::A_ARTIFACT_DUPLICATE, list);
}

fn repeats(artifacts: &[Node<'_>], member: &str, format: super::formats::Format) -> bool {
    let mut seen = std::collections::BTreeSet::new();
    !artifacts
        .iter()
        .filter_map(|artifact| artifact.get(member).text(format))
        .all(|value| seen.insert(value))
}

/// Path, digest and media type.
fn triple<'p>(artifact: &Node<'p>) -> Option<[&'p str; 3]> {
    Some([
        artifact.get("path").text(is_relative_path)?,
        artifact.get("digest").text(is_digest)?,
        artifact.get("media_type").text(is_media_type)?,
    ])
}

fn manifest(check: &mut Check<'_>, facts: &Facts<'_>, identity: &Node<'_>) {
    let manifest = identity.get("manifest");
    if !check.part(&manifest, codes::A_MANIFEST_MISSING, &MANIFEST) {
        return;
    }
    check.text(&manifest.get("kfm_promotion_manifest_version"), |text| text == "v1");
    check.second(&manifest.get("released_at"));
    for name in ["dataset_slug", "dataset_version_id"] {
        let member = manifest.get(name);
        let wrong = member.raw() != identity.get(name).raw();
        check.add_if(wrong, codes::A_MANIFEST_MISMATCH, &member);
    }
    let hash = manifest.get("spec_hash");
    let wrong = !same_hash(hash.raw(), identity.get("spec_hash").raw());
    check.add_if(wrong, codes::A_MANIFEST_MISMATCH, &hash);
    let listed = manifest.get("artifacts");
    let mut named = listed.records((1, MANY), &["path", "digest", "media_type"], triple);
    if let Some(artifacts) = facts.artifacts() {
        let mut valid: Vec<_> = artifacts.iter().filter_map(triple).collect();
        valid.sort_unstable();
        if let Some(named) = &mut named {
            named.sort_unstable();
        }
        check.add_if(named != Some(valid), codes::A_MANIFEST_MISMATCH, &listed);
    } else {
        check.add_if(named.is_none(), codes::A_MANIFEST_MISMATCH, &listed);
    }
    check.need(&manifest.get("catalogs"), facts.manifest_catalogs());
    check.need(&manifest.get("approvals"), facts.approvals());
    check.object(&manifest.get("qa"), &["status", "report_digest"]);
    check.object(&manifest.get("policy"), &["policy_label", "decision_id"]);
}

/// Whether two values are the same, but for a prefix.
fn same_hash(one: Option<&Json>, other: Option<&Json>) -> bool {
    match (one.and_then(Json::as_str), other.and_then(Json::as_str)) {
        (Some(one), Some(other)) => bare_hash(one) == bare_hash(other),
        _ => one == other,
    }
}
