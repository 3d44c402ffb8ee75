//! What is issued is valid, says what was judged, and repeats nothing of the evidence.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::names::{AccountId, Region};
use crate::principal::PrincipalArn;
use crate::promotion::approval::{Approval, Unproven};
use crate::promotion::contract as rules;
use crate::promotion::contract::tests::{all, passing, passing_with};
use crate::promotion::readiness as packets;
use crate::promotion::readiness::tests::{base, cases::cases};
use crate::promotion::receipt::Receipt;

const PACKET: &str = "sha256:e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1";
const URI: &str = "s3://kfm-dev-catalog/soils/packet.json";
const ENVELOPE: &str = "s3://kfm-dev-catalog/soils/packet.json.dsse.json";

/// A gate to open, owned.
struct Opening {
    gate: GateId,
    candidate: Candidate,
    evaluated_at: Moment,
    created_at: Moment,
}

impl Opening {
    fn of(from: &str, to: &str, dataset: &str) -> Self {
        let version = "2026-05.abcd1234";
        let wanted = crate::gate::WantedCandidate {
            dataset,
            version,
            from,
            to,
            source_prefix: None,
            target_prefix: None,
        };
        let moment = |text| Moment::parse(text, &["expires"]).unwrap();
        let id = format!("dev/kfm-dev-{to}-123456789012/{dataset}/{version}");
        Self {
            gate: GateId::parse(&id).unwrap(),
            candidate: Candidate::parse(&wanted).unwrap(),
            evaluated_at: moment("2026-05-04T12:00:00Z"),
            created_at: moment("2026-05-04T12:00:05Z"),
        }
    }

    fn usual() -> Self {
        Self::of("catalog", "published", "soils/clay")
    }

    fn promotion(&self) -> Promotion<'_> {
        Promotion {
            gate: &self.gate,
            candidate: &self.candidate,
            evaluated_at: &self.evaluated_at,
            created_at: &self.created_at,
        }
    }

    fn role(&self) -> PrincipalArn {
        let account = AccountId::parse("123456789012").unwrap();
        self.gate.role_arn(self.candidate.to(), &account, &Region::parse("us-east-1").unwrap())
    }
}

fn signed() -> Approval {
    Approval::Signed { principal: "actor:reviewer-two".to_owned() }
}

fn unproven() -> Approval {
    Approval::Unproven([Unproven::PacketNotSigned].into())
}

fn document(issued: &Issued) -> Value {
    let document: Value = serde_json::from_str(&issued.json).unwrap();
    assert_eq!(document["integrity"], json!({"receipt_digest": issued.digest}));
    assert!(issued.json.is_ascii() && !issued.json.contains('\n'));
    // The digest is that of the text as it would be written without the seal.
    let receipt = Receipt::read(issued.json.as_bytes()).unwrap();
    assert_eq!(receipt.digest().as_deref(), Some(issued.digest.as_str()));
    document
}

fn of_readiness(packet: &Value, approval: &Approval, evidence: &Evidence<'_>) -> Option<Issued> {
    let evaluation = packets::evaluate(packet.to_string().as_bytes());
    let policies = BTreeSet::from(["policy:promotion:dev".to_owned()]);
    let opening = Opening::usual();
    readiness(&evaluation, evidence, approval, &policies, &opening.promotion())
}

const STORED: Evidence<'_> = Evidence { uri: Some(URI), digest: PACKET };
const INLINE: Evidence<'_> = Evidence { uri: None, digest: PACKET };

#[test]
fn a_readiness_receipt_has_what_was_judged() {
    let receipt = document(&of_readiness(&base(), &signed(), &STORED).unwrap());
    let digest = |at: &str| format!("sha256:{}", at.repeat(32));
    let artifacts = json!({
        format!("sha256/{}", "a1".repeat(32)): digest("a1"),
        format!("sha256/{}", "a2".repeat(32)): digest("a2"),
    });
    let names = crate::promotion::receipt::shape::GATES;
    let gates = names
        .map(|(gate, name)| json!({"gate": gate, "name": name, "status": "PASS", "findings": []}));
    let expected = json!({
        "promotion_id": "promotion:soils:clay:2026-05.abcd1234",
        "receipt_profile": "kfm/promotion-receipt/v1",
        "candidate": {
            "candidate_id": "candidate:ks-wells:2026-05",
            "spec_hash": digest("5c"),
            "artifact_digests": artifacts,
        },
        "evaluation": {
            "profile": "kfm/promotion-readiness/A-G/v1",
            "evaluated_at": "2026-05-04T12:00:00Z",
            "status": "PASS",
            "readiness": "APPROVE_READY",
        },
        "gates": gates,
        "transition": {"from_state": "CATALOG", "to_state": "PUBLISHED", "applied": false},
        "decision_ref": URI,
        "evidence_refs": [URI, PACKET],
        "policy_refs": ["policy:promotion:dev"],
        "review_refs": ["review:ks-wells:1"],
        "attestation_refs": [ENVELOPE],
        "integrity": receipt["integrity"],
        "created_by": "actor://terraform-provider-kfm/dev",
        "created_at": "2026-05-04T12:00:05Z",
    });
    assert_eq!(receipt, expected);
}

#[test]
fn what_proves_an_approval_is_referred_to_and_nothing_else() {
    let receipt = |approval: &Approval, evidence: &Evidence<'_>| {
        let issued = of_readiness(&base(), approval, evidence).unwrap();
        let mut document = document(&issued);
        ["decision_ref", "attestation_refs", "evidence_refs"].map(|name| document[name].take())
    };
    let stored = json!([URI, PACKET]);
    assert_eq!(receipt(&Approval::Kept, &STORED), [json!(URI), json!([]), stored.clone()]);
    assert_eq!(receipt(&unproven(), &STORED), [Value::Null, json!([]), stored]);
    assert_eq!(receipt(&unproven(), &INLINE), [Value::Null, json!([]), json!([PACKET])]);
    // A key may be longer than a reference: the digest still says which evidence it was.
    let long = format!("s3://kfm-dev-catalog/{}", "x".repeat(1_024));
    let evidence = Evidence { uri: Some(&long), digest: PACKET };
    assert_eq!(receipt(&signed(), &evidence), [json!(long), json!([]), json!([PACKET])]);
}

/// Whether the shape of a receipt has a place for what the packet says of its candidate.
fn can_be_told(packet: &Value) -> bool {
    let is_sha = |one: &Value| one.as_str().is_some_and(crate::promotion::formats::is_sha256);
    let id = packet["candidate_id"].as_str();
    id.is_some_and(crate::promotion::formats::is_identifier)
        && is_sha(&packet["spec_hash"])
        && packet["release_manifest"]["artifact_digests"]
            .as_array()
            .is_some_and(|all| (1..=256).contains(&all.len()) && all.iter().all(is_sha))
}

#[test]
fn every_case_packet_has_a_valid_receipt_or_none() {
    let opening = Opening::usual();
    let (mut issued_of, mut none_of, mut blocked) = (0, 0, 0);
    for evaluation in cases().iter().flat_map(|case| case.evaluations()) {
        let policies = BTreeSet::new();
        let issued = readiness(&evaluation, &STORED, &unproven(), &policies, &opening.promotion());
        let expected = evaluation.packet().is_some_and(|one| can_be_told(&Value::from(one)));
        assert_eq!(issued.is_some(), expected, "{}", evaluation.to_json());
        let Some(issued) = issued else {
            none_of += 1;
            continue;
        };
        let receipt = document(&issued);
        assert_eq!(Receipt::read(issued.json.as_bytes()).unwrap().faults(), []);
        assert_eq!(receipt["evaluation"]["status"], evaluation.status().word());
        for gate in receipt["gates"].as_array().unwrap() {
            let codes = gate["findings"].as_array().unwrap();
            assert_eq!(codes.is_empty(), gate["status"] == "PASS", "{gate}");
        }
        issued_of += 1;
        blocked += usize::from(receipt["evaluation"]["readiness"] == "BLOCKED");
    }
    assert!(issued_of > 800 && blocked > 500 && none_of > 100, "{issued_of} {blocked} {none_of}");
}

#[test]
fn a_receipt_that_would_not_be_valid_is_not_issued() {
    let evaluation = packets::evaluate(base().to_string().as_bytes());
    let usual = Opening::usual();
    let issue = |evidence: &Evidence<'_>, policies: &[String], opening: &Opening| {
        let policies = policies.iter().cloned().collect();
        readiness(&evaluation, evidence, &signed(), &policies, &opening.promotion())
    };
    assert!(issue(&STORED, &[], &usual).is_some());
    assert!(issue(&STORED, &[], &Opening::of("triplet", "published", "soils")).is_some());
    assert_eq!(issue(&STORED, &[], &Opening::of("processed", "catalog", "soils")), None);
    assert_eq!(issue(&STORED, &[String::new()], &usual), None);
    assert_eq!(issue(&STORED, &["x".repeat(1_025)], &usual), None);
    let many: Vec<_> = (0..129).map(|at| format!("policy:{at}")).collect();
    assert!(issue(&STORED, &many[..128], &usual).is_some());
    assert_eq!(issue(&STORED, &many, &usual), None);
    assert_eq!(issue(&Evidence { uri: Some(URI), digest: "" }, &[], &usual), None);
    assert_eq!(issue(&Evidence { uri: Some(URI), digest: "x" }, &[], &usual), None);
}

fn of_contract(
    (evaluation, options): &(rules::Evaluation, rules::Options),
    approval: Option<&Approval>,
    guard: &Guard<'_>,
    opening: &Opening,
) -> Option<Issued> {
    let packet_digest = evaluation.packet().map(|_| PACKET);
    let judgement = Judgement { evaluation, packet_digest, approval, options };
    contract(&judgement, guard, &opening.promotion())
}

#[test]
fn a_contract_receipt_has_what_was_judged() {
    let opening = Opening::of("processed", "catalog", "hydrology");
    let role = opening.role();
    let guard = Guard::Open { role: &role, expires: &opening.created_at };
    let judged = passing();
    let packet = Value::from(judged.0.packet().unwrap());
    let receipt = document(&of_contract(&judged, Some(&signed()), &guard, &opening).unwrap());
    let gates = ["INPUT", "A", "B", "C", "D", "E", "F", "CONTROL"]
        .map(|gate| json!({"gate": gate, "status": "PASS", "findings": []}));
    let identity = &packet["identity"];
    let artifacts: serde_json::Map<_, _> = identity["artifacts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["path"].as_str().unwrap().to_owned(), one["digest"].clone()))
        .collect();
    assert!(!artifacts.is_empty());
    let spec_hash = identity["spec_hash"].as_str().unwrap().trim_start_matches("jcs:");
    let pin = judged.1.policy_pin();
    let expected = json!({
        "receipt_profile": "kfm/promotion-contract-receipt/v1",
        "gate": "dev/kfm-dev-catalog-123456789012/hydrology/2026-05.abcd1234",
        "candidate": {
            "dataset": "hydrology",
            "version": "2026-05.abcd1234",
            "spec_hash": spec_hash,
            "artifact_digests": artifacts,
        },
        "evaluation": {
            "profile": "kfm/promotion-contract/A-F/v1",
            "level": "storage",
            "evaluated_at": "2026-05-04T12:00:00Z",
            "status": "PASS",
            "readiness": "APPROVE_READY",
            "disposition": "NONE",
            "packet_digest": PACKET,
        },
        "gates": gates,
        "policy": {
            "bundle_digest": pin.bundle_digest,
            "engine": {"name": pin.engine_name, "version": pin.engine_version},
        },
        "approval": {"proof": "signed", "principal": "actor:reviewer-two"},
        "licenses": receipt["licenses"],
        "transition": {"from_state": "PROCESSED", "to_state": "CATALOG", "applied": false},
        "guard": {
            "open": true,
            "role_arn": role.as_str(),
            "expires_at": "2026-05-04T12:00:05Z",
        },
        "created_by": "actor://terraform-provider-kfm/dev",
        "created_at": "2026-05-04T12:00:05Z",
        "integrity": receipt["integrity"],
    });
    assert_eq!(receipt, expected);
    assert!(receipt["licenses"].is_object());
}

#[test]
fn configured_licences_are_told_with_their_classes() {
    let judged = passing_with(&[("$.licenses", json!({"LicenseRef-KS": "L1"}))]);
    let issued = of_contract(&judged, None, &Guard::Closed, &Opening::usual()).unwrap();
    assert_eq!(document(&issued)["licenses"], json!({"LicenseRef-KS": "L1"}));
}

#[test]
fn only_a_proved_and_passing_packet_has_an_open_guard() {
    let opening = Opening::usual();
    let role = opening.role();
    let open = Guard::Open { role: &role, expires: &opening.created_at };
    let passing = passing();
    for (approval, proof) in [
        (None, "unproven"),
        (Some(unproven()), "unproven"),
        (Some(Approval::Kept), "kept"),
        (Some(signed()), "signed"),
    ] {
        let issued = of_contract(&passing, approval.as_ref(), &open, &opening);
        assert_eq!(issued.is_some(), proof != "unproven", "{approval:?}");
        let closed = of_contract(&passing, approval.as_ref(), &Guard::Closed, &opening);
        let closed = document(&closed.unwrap());
        assert_eq!(closed["approval"]["proof"], proof);
        let nothing = json!({"open": false, "role_arn": null, "expires_at": null});
        assert_eq!(closed["guard"], nothing);
    }
    // The packet alone opens no gate, whatever proves the decision.
    let text = Value::from(passing.0.packet().unwrap()).to_string();
    let alone = (rules::evaluate(text.as_bytes(), &passing.1), passing.1.clone());
    assert_eq!(alone.0.status().word(), "PASS");
    assert_eq!(of_contract(&alone, Some(&signed()), &open, &opening), None);
    assert!(of_contract(&alone, Some(&signed()), &Guard::Closed, &opening).is_some());
    for packet_digest in ["", "sha256:00"] {
        let judgement = Judgement {
            evaluation: &passing.0,
            packet_digest: Some(packet_digest),
            approval: None,
            options: &passing.1,
        };
        assert_eq!(contract(&judgement, &Guard::Closed, &opening.promotion()), None);
    }
}

#[test]
fn every_case_packet_has_a_contract_receipt() {
    let opening = Opening::usual();
    let (mut denied, mut bare) = (0, 0);
    for judged in all() {
        let issued = of_contract(&judged, None, &Guard::Closed, &opening).unwrap();
        let receipt = document(&issued);
        let gates = receipt["gates"].as_array().unwrap();
        assert_eq!(gates.len(), 8);
        let status = judged.0.status().word();
        assert_eq!(receipt["evaluation"]["status"], status);
        assert_eq!(gates.iter().all(|gate| gate["status"] == "PASS"), status == "PASS");
        for gate in gates {
            let clean = ["PASS", "NOT_EVALUATED"].iter().any(|word| gate["status"] == *word);
            assert_eq!(gate["findings"].as_array().unwrap().is_empty(), clean, "{gate}");
        }
        denied += usize::from(status != "PASS");
        bare += usize::from(receipt["candidate"]["artifact_digests"] == json!({}));
    }
    assert!(denied > 300 && bare > 2, "{denied} {bare}");
}

#[test]
fn evidence_that_cannot_be_read_is_told() {
    let opening = Opening::usual();
    let judged = (rules::unreadable(), passing().1);
    let issued = of_contract(&judged, None, &Guard::Closed, &opening).unwrap();
    let receipt = document(&issued);
    assert_eq!(receipt["evaluation"]["packet_digest"], Value::Null);
    assert_eq!(receipt["candidate"]["spec_hash"], Value::Null);
    assert_eq!(receipt["gates"][0]["status"], "ERROR");
    assert_eq!(receipt["gates"][0]["findings"].as_array().unwrap().len(), 1);
    assert_eq!(
        receipt["gates"][1],
        json!({"gate": "A", "status": "NOT_EVALUATED", "findings": []})
    );
    let unread = packets::unreadable();
    let none = readiness(&unread, &INLINE, &unproven(), &BTreeSet::new(), &opening.promotion());
    assert_eq!(none, None, "its form has no word for it");
}

/// Puts a text in the place of every text and below every name, but where identifiers and digests of the receipt stand.
fn marked(value: &Value, at: &str, kept: &[&str], marker: &str) -> Value {
    if kept.contains(&at) {
        return value.clone();
    }
    match value {
        Value::String(_) => json!(marker),
        Value::Array(all) => {
            let inner = |one| marked(one, &format!("{at}/*"), kept, marker);
            all.iter().map(inner).collect()
        }
        Value::Object(members) => {
            let mut inner: serde_json::Map<_, _> = members
                .iter()
                .map(|(name, one)| {
                    (name.clone(), marked(one, &format!("{at}/{name}"), kept, marker))
                })
                .collect();
            inner.insert(marker.to_owned(), json!(marker));
            Value::Object(inner)
        }
        other => other.clone(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn receipts_repeat_nothing_of_the_evidence(marker in "zz[a-z0-9]{6,20}") {
        let opening = Opening::usual();
        let kept = [
            "/candidate_id", "/spec_hash", "/release_manifest/artifact_digests",
            "/review/record/review_id",
        ];
        let packet = marked(&base(), "", &kept, &marker);
        let issued = of_readiness(&packet, &unproven(), &STORED).unwrap();
        prop_assert!(!issued.json.contains(&marker), "{}", issued.json);
        prop_assert!(issued.json.contains("BLOCKED"));

        let (evaluation, options) = passing();
        let packet = Value::from(evaluation.packet().unwrap());
        let kept = [
            "/identity/spec_hash", "/identity/artifacts/*/path", "/identity/artifacts/*/digest",
        ];
        let text = marked(&packet, "", &kept, &marker).to_string();
        let judged = (rules::evaluate(text.as_bytes(), &options), options);
        let issued = of_contract(&judged, None, &Guard::Closed, &opening).unwrap();
        prop_assert!(!issued.json.contains(&marker), "{}", issued.json);
        prop_assert_ne!(&document(&issued)["candidate"]["artifact_digests"], &json!({}));
    }

    #[test]
    fn every_candidate_has_a_promotion_id(
        dataset in "[a-z0-9][a-z0-9_-]{0,20}(/[a-z0-9][a-z0-9_-]{0,20}){0,3}",
    ) {
        let opening = Opening::of("catalog", "published", &dataset);
        let evaluation = packets::evaluate(base().to_string().as_bytes());
        let policies = BTreeSet::new();
        let issued = readiness(&evaluation, &STORED, &signed(), &policies, &opening.promotion());
        prop_assert!(issued.is_some(), "{}", dataset);
    }
}
