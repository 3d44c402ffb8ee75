//! What holds of every signature.

use proptest::prelude::*;

use super::*;

/// One byte of some bytes, and what is added to it bit by bit.
fn flip(bytes: &[u8], at: prop::sample::Index, by: u8) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let at = at.index(bytes.len());
    bytes[at] ^= by;
    bytes
}

proptest! {
    #[test]
    fn no_changed_byte_verifies(at: prop::sample::Index, by in 1_u8.., ecdsa: bool) {
        let (key, principal) =
            if ecdsa { (p256(), "user:council") } else { (ed25519(1), "svc:release") };
        let payload = statement().to_string().into_bytes();
        let signature = key.sign(&envelope::pae(PAYLOAD_TYPE, &payload));
        prop_assert_eq!(faults_of(&sealed(&payload, &signature), principal), []);
        let payloads = sealed(&flip(&payload, at, by), &signature);
        prop_assert_eq!(faults_of(&payloads, principal), [Fault::SignatureInvalid]);
        let signatures = sealed(&payload, &flip(&signature, at, by));
        prop_assert_eq!(faults_of(&signatures, principal), [Fault::SignatureInvalid]);
    }

    #[test]
    fn no_missing_subject_verifies(
        artifacts in prop::collection::btree_set("[0-9a-f]{64}", 1..20),
        at: prop::sample::Index,
    ) {
        let digests: Vec<_> = artifacts.iter().map(|hash| format!("sha256:{hash}")).collect();
        let claim = Claim {
            artifact_digests: digests.iter().map(String::as_str).collect(),
            ..claim("svc:release")
        };
        let mut subjects: Vec<_> = digests.iter().map(|digest| subject(digest)).collect();
        subjects.push(subject(DECISION));
        let keys = keys();
        let all = signed(&with("/subject", json!(subjects))).to_string();
        prop_assert!(verify(all.as_bytes(), &claim, &keys).is_ok());
        subjects.remove(at.index(subjects.len()));
        let fewer = signed(&with("/subject", json!(subjects))).to_string();
        let missing = BTreeSet::from([Fault::SubjectMissing]);
        prop_assert_eq!(verify(fewer.as_bytes(), &claim, &keys), Err(missing));
    }
}
