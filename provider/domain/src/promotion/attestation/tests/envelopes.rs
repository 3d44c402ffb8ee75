//! What is read as an envelope, and what its signatures cover.

use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use super::*;

#[test]
fn the_protocols_own_message_is_encoded() {
    let expected = b"DSSEv1 29 http://example.com/HelloWorld 11 hello world";
    assert_eq!(envelope::pae("http://example.com/HelloWorld", b"hello world"), expected);
    assert_eq!(envelope::pae("ü", b""), "DSSEv1 2 ü 0 ".as_bytes(), "bytes are counted");
}

#[test]
fn base64_of_either_alphabet_is_read() {
    // Three bytes that both alphabets write differently, in a member that nobody looks at.
    let mut statement = statement();
    statement["predicate"] = json!({"environment": "stage", "reason": "\u{fbf}\u{fff}??>~~~"});
    let payload = statement.to_string();
    let mut envelope = signed(&statement);
    let standard = BASE64_STANDARD.encode(&payload);
    let url_safe = BASE64_URL_SAFE_NO_PAD.encode(&payload);
    assert!(standard.contains(['+', '/']) && url_safe.contains(['-', '_']), "{standard}");
    envelope["payload"] = json!(url_safe);
    assert_eq!(faults_of(&envelope, "svc:release"), []);
    envelope["payload"] = json!(standard.trim_end_matches('='));
    assert_eq!(faults_of(&envelope, "svc:release"), []);
    for broken in
        [format!("{standard}\n"), format!("{standard}A"), format!("-{standard}"), "%".into()]
    {
        envelope["payload"] = json!(broken);
        assert_eq!(faults_of(&envelope, "svc:release"), [Fault::EnvelopeInvalid], "{broken}");
    }
}

#[test]
fn an_envelope_has_the_protocols_members_and_no_others() {
    let good = signed(&statement());
    let entry = good["signatures"][0].clone();
    let sig = entry["sig"].clone();
    let mut envelopes = vec![json!([]), json!("x"), json!({})];
    for name in ["payload", "payloadType", "signatures"] {
        let mut missing = good.clone();
        missing.as_object_mut().unwrap().remove(name);
        envelopes.push(missing);
        for wrong in [json!(null), json!(1), json!({}), json!([[]])] {
            let mut envelope = good.clone();
            envelope[name] = wrong;
            envelopes.push(envelope);
        }
    }
    let mut more = good.clone();
    more["more"] = json!("");
    envelopes.push(more);
    for signatures in [
        json!([]),
        json!(vec![entry.clone(); 17]),
        json!([entry, {"keyid": "x"}]),
        json!([entry, {"sig": ""}]),
        json!([entry, {"sig": "%"}]),
        json!([entry, {"sig": sig, "keyid": null}]),
        json!([entry, {"sig": sig, "cert": ""}]),
        json!([entry, sig]),
    ] {
        let mut envelope = good.clone();
        envelope["signatures"] = signatures;
        envelopes.push(envelope);
    }
    for envelope in envelopes {
        assert_eq!(faults_of(&envelope, "svc:release"), [Fault::EnvelopeInvalid], "{envelope}");
    }
}

#[test]
fn an_envelope_is_strict_json_within_its_limit() {
    let good = signed(&statement()).to_string();
    let padded = |size: usize| format!("{good}{}", " ".repeat(size - good.len()));
    assert_eq!(faults_of_text(padded(1 << 20).as_bytes(), "svc:release"), []);
    let twice = good.replacen('{', r#"{"payloadType":"x","#, 1);
    for envelope in [padded((1 << 20) + 1), twice, format!("{good}{good}"), String::new()] {
        let faults = faults_of_text(envelope.as_bytes(), "svc:release");
        assert_eq!(faults, [Fault::EnvelopeInvalid]);
    }
}

#[test]
fn one_signature_of_whoever_decided_is_enough() {
    let mut envelope = signed(&statement());
    let good = json!({"sig": envelope["signatures"][0]["sig"], "keyid": "anything"});
    let other = json!({"sig": "AAAA"});
    envelope["signatures"] = json!([vec![other.clone(); 15], vec![good]].concat());
    assert_eq!(faults_of(&envelope, "svc:release"), []);
    envelope["signatures"] = json!([other]);
    assert_eq!(faults_of(&envelope, "svc:release"), [Fault::SignatureInvalid]);
}

#[test]
fn a_payload_of_another_type_is_no_statement() {
    let payload = statement().to_string();
    let mut envelope = signed(&statement());
    envelope["payloadType"] = json!("application/json");
    let both = [Fault::PayloadTypeInvalid, Fault::SignatureInvalid];
    assert_eq!(faults_of(&envelope, "svc:release"), both, "the type is signed too");
    let message = envelope::pae("application/json", payload.as_bytes());
    let mut envelope = sealed(payload.as_bytes(), &ed25519(1).sign(&message));
    assert_eq!(faults_of(&envelope, "svc:release"), [Fault::SignatureInvalid]);
    envelope["payloadType"] = json!("application/json");
    assert_eq!(faults_of(&envelope, "svc:release"), [Fault::PayloadTypeInvalid]);
    let message = envelope::pae("application/json", b"{}");
    let mut envelope = sealed(b"{}", &ed25519(1).sign(&message));
    envelope["payloadType"] = json!("application/json");
    let only = [Fault::PayloadTypeInvalid];
    assert_eq!(faults_of(&envelope, "svc:release"), only, "it is not read as a statement");
    // Without the encoding, a signature over the bare payload would do.
    let bare = sealed(payload.as_bytes(), &ed25519(1).sign(payload.as_bytes()));
    assert_eq!(faults_of(&bare, "svc:release"), [Fault::SignatureInvalid]);
}
