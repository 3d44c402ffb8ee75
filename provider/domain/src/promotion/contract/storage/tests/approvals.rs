use serde_json::json;

use super::*;
use crate::promotion::attestation::tests::{Key, ed25519, envelope_of};
use crate::promotion::attestation::{Fault, envelope_uri};

const DECISION: &str = "promotion_decision.json";
const ENVELOPE: &str = "promotion_decision.json.dsse.json";

/// The example, whose decider is trusted by a key.
fn trusting() -> Scene {
    let mut scene = Scene::new();
    let decider = scene.example.packet["review"]["promotion_decision"]["decided_by"].clone();
    let key = json!({"public_key": ed25519(1).pem(), "roles": ["steward"]});
    scene.example.options["trusted_keys"] = json!({decider.as_str().unwrap(): key});
    scene
}

/// The digests of the decision and its artifact.
fn subjects(scene: &Scene) -> [String; 2] {
    let packet = &scene.example.packet;
    [
        &packet["review"]["promotion_decision"]["ref"]["digest"],
        &packet["identity"]["artifacts"][0]["digest"],
    ]
    .map(|digest| digest.as_str().unwrap().to_owned())
}

fn sign(scene: &mut Scene, key: &Key) {
    let subjects = subjects(scene);
    let envelope = envelope_of(key, &subjects.each_ref().map(String::as_str));
    let uri = envelope_uri(scene.example.uri(DECISION));
    scene.example.add(ENVELOPE, &uri, envelope.to_string().into_bytes());
}

/// Keeps the decision in the audit zone, and the manifest too.
fn keep(scene: &mut Scene, prefix: &str) {
    keep_one(scene, prefix, DECISION, "/review/promotion_decision/ref/uri");
    keep_one(scene, prefix, "promotion_manifest.json", "/identity/manifest_ref/uri");
}

fn keep_one(scene: &mut Scene, prefix: &str, name: &str, reference: &str) {
    let uri = format!("s3://kfm-example-audit/{prefix}{name}");
    let bytes = scene.example.objects.remove(name).unwrap();
    *scene.example.packet.pointer_mut(reference).unwrap() = uri.as_str().into();
    scene.example.add(name, &uri, bytes);
    rebind(&mut scene.example.packet);
}

fn approval(scene: &Scene) -> Approval {
    let mut approval = None;
    scene.conclude(|judged| approval = judged.approval().cloned());
    approval.unwrap()
}

fn unproven(reason: Unproven) -> Approval {
    Approval::Unproven(BTreeSet::from([reason]))
}

#[test]
fn a_signed_decision_is_proved() {
    let mut scene = trusting();
    sign(&mut scene, &ed25519(1));
    let decider = scene.example.packet["review"]["promotion_decision"]["decided_by"].clone();
    let principal = decider.as_str().unwrap().to_owned();
    assert_eq!(approval(&scene), Approval::Signed { principal });
    assert_eq!(lines(&scene.evaluate()), Vec::<String>::new());
}

#[test]
fn a_decision_that_only_a_steward_can_keep_is_proved() {
    let mut scene = Scene::new();
    keep(&mut scene, "decisions/2026/");
    assert_eq!(approval(&scene), Approval::Kept);
    assert_eq!(lines(&scene.evaluate()), Vec::<String>::new());
    // With keys, it need not be signed too.
    let mut scene = trusting();
    keep(&mut scene, "decisions/2026/");
    assert_eq!(approval(&scene), Approval::Kept);
}

/// The decision names a version, which the same specification has whatever a run made of it.
#[test]
fn a_decision_that_is_kept_without_the_manifest_is_not() {
    let mut scene = Scene::new();
    keep_one(&mut scene, "decisions/", DECISION, "/review/promotion_decision/ref/uri");
    assert_eq!(approval(&scene), unproven(Unproven::NotKept));
    let mut scene = Scene::new();
    keep(&mut scene, "decisions/");
    let manifest = scene.example.uri("promotion_manifest.json").to_owned();
    scene.observed.insert(manifest, Observed::Missing);
    assert_eq!(approval(&scene), unproven(Unproven::NotKept));
}

/// Only the bucket's own `decisions/` is reserved.
#[test]
fn a_zone_that_begins_within_a_bucket_keeps_no_decisions_of_its_own() {
    let mut scene = Scene::new();
    let zones = scene.example.options["zone_map"].as_array_mut().unwrap();
    zones.push(json!(["audit", "s3://kfm-example-audit/ledger/"]));
    keep(&mut scene, "ledger/decisions/");
    assert_eq!(approval(&scene), unproven(Unproven::NotKept));
}

#[test]
fn elsewhere_and_unsigned_it_is_not() {
    assert_eq!(approval(&Scene::new()), unproven(Unproven::NotKept));
    assert_eq!(approval(&trusting()), unproven(Unproven::NotSigned));
    for prefix in ["ledger/decisions/", "decisions-of-others/", ""] {
        let mut scene = Scene::new();
        keep(&mut scene, prefix);
        assert_eq!(approval(&scene), unproven(Unproven::NotKept), "{prefix}");
    }
}

#[test]
fn that_it_is_not_proved_is_no_finding_of_the_profile() {
    let scene = Scene::new();
    assert!(!approval(&scene).is_proved());
    assert_eq!(scene.evaluate().status().word(), "PASS");
}

#[test]
fn an_envelope_that_proves_nothing_counts_against_it_wherever_the_decision_is_kept() {
    for kept in [false, true] {
        let mut scene = trusting();
        if kept {
            keep(&mut scene, "decisions/");
        }
        sign(&mut scene, &ed25519(2));
        let fault = Unproven::Envelope(Fault::SignatureInvalid);
        assert_eq!(approval(&scene), unproven(fault), "{kept}");

        let envelope = envelope_uri(scene.example.uri(DECISION));
        scene.observed.insert(envelope.clone(), Observed::Unreadable);
        assert_eq!(approval(&scene), unproven(Unproven::EnvelopeUnreadable), "{kept}");
        scene.observed.insert(envelope, Observed::TooLarge);
        assert_eq!(approval(&scene), unproven(Unproven::Envelope(Fault::EnvelopeInvalid)));
    }
}

#[test]
fn a_signature_over_other_artifacts_proves_nothing() {
    let mut scene = trusting();
    let [decision, _] = subjects(&scene);
    let envelope = envelope_of(&ed25519(1), &[&decision]);
    let uri = envelope_uri(scene.example.uri(DECISION));
    scene.example.add(ENVELOPE, &uri, envelope.to_string().into_bytes());
    assert_eq!(approval(&scene), unproven(Unproven::Envelope(Fault::SubjectMissing)));
}

#[test]
fn a_decision_that_is_not_there_proves_nothing() {
    let mut scene = trusting();
    sign(&mut scene, &ed25519(1));
    scene.observed.insert(scene.example.uri(DECISION).to_owned(), Observed::Missing);
    assert_eq!(approval(&scene), unproven(Unproven::NoDecision));
}

#[test]
fn without_keys_no_envelope_is_read() {
    let read = |scene: &Scene| {
        let options = options(&scene.example.options);
        let packet = evaluate(scene.example.packet.to_string().as_bytes(), &options);
        let objects = Inquiry::of(&packet, &options).unwrap().objects();
        objects.keys().any(|object| object.uri.ends_with(".dsse.json"))
    };
    assert!(!read(&Scene::new()));
    assert!(read(&trusting()));
}

#[test]
fn it_is_told_in_words() {
    let told = unproven(Unproven::NotSigned).to_string();
    assert!(
        told.starts_with("not proved, so a gate stays closed: the decision must have an envelope"),
        "{told}"
    );
    assert!(Approval::Kept.to_string().contains("only a steward may create"));
}
