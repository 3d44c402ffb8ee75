use super::super::envelope::pae;
use super::super::tests::{ed25519, p256};
use super::*;

const P384: &str = "-----BEGIN PUBLIC KEY-----
MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEYLqrFMdVtKV0jnGBzMvz+aTnG+KpFnxB
918T1pXb6100z10fQlHUbk4Yl8UWyGf11EE2zrC1e8I+qGID0dikvaVrYZWCw/36
AaFHpMe47+iJOx07UucRkcRh5SOrDkF/
-----END PUBLIC KEY-----
";

const RSA: &str = "-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA0VBYX5RWiAWbW1cGEnXQ
hK78qXWwSuWRkWmvP2mZJV/PNrYEdDcDN0KNVApZ2Cv5j3+6wXa8XhNlYSBMjkWx
Vp302zDLPR9KVdfWMDFaYwcb8564BBBccH3xYQX3QSbMNduZXq+Sykw5hRL7AJPQ
MlbTfliop0p5sMSVhehIFHtfBGSeTUIhNo+XcHs2HSgrwojx+MMyemZuP2qxwtVK
djMe2kJfNUz3LfmpIhu7tovfZiikOW8OJbOjXI0A3w8XmFVx6AVinJ7v6UKjdVzY
MPFY1nQS0siU/1xJ3vhn9ZXJTEDprB4ZaWdq25e7CaKEkm2rxhKmgAYPoecqriJL
aQIDAQAB
-----END PUBLIC KEY-----
";

const ED448: &str = "-----BEGIN PUBLIC KEY-----
MEMwBQYDK2VxAzoAJxGStnA8v8upzAPIlQDiolvHAzK8nTPMdEukdlYQyGaWVz1v
UBDKSP6NGh/Fcr8OLV2Um1fTcYQA
-----END PUBLIC KEY-----
";

const P256_COMPRESSED: &str = "-----BEGIN PUBLIC KEY-----
MDkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDIgACZ805D3eqNZywjCI19lInBJOp7YMr
CrzAH3CVTAOQ0jg=
-----END PUBLIC KEY-----
";

fn pem(start: &[u8], key: &[u8]) -> String {
    let base64 = BASE64_STANDARD.encode([start, key].concat());
    format!("-----BEGIN PUBLIC KEY-----\n{base64}\n-----END PUBLIC KEY-----\n")
}

#[test]
fn the_protocols_own_signature_verifies() {
    // The vector of DSSE's protocol.md, whose `r` and `s` are written one after the other, here as DER.
    let signature = "3044022003726ab101ad56c2763b6c6aac8e487275e2a79193a09dc5f859d9f8ef3c4a3b022051eab0c06a369b64a7222537d4887a893dc200ae21060074d57825235b624864";
    let signature = hex::decode(signature).unwrap();
    let key = PublicKey::from_pem(&p256().pem()).unwrap();
    let message = pae("http://example.com/HelloWorld", b"hello world");
    assert!(key.verifies(&message, &signature));
    assert!(!key.verifies(b"hello world", &signature));
    let raw = [&signature[4..36], &signature[38..70]].concat();
    assert!(!key.verifies(&message, &raw), "ECDSA signatures are DER");
}

#[test]
fn the_signature_of_rfc_8032_verifies() {
    let key = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    let signature = "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b";
    let key = pem(&ED25519_START, &hex::decode(key).unwrap());
    let key = PublicKey::from_pem(&key).unwrap();
    assert!(key.verifies(b"", &hex::decode(signature).unwrap()));
    assert!(!key.verifies(b" ", &hex::decode(signature).unwrap()));
}

#[test]
fn both_kinds_of_key_are_read_whatever_the_lines() {
    for key in [ed25519(1), p256()] {
        let text = key.pem();
        let expected = PublicKey::from_pem(&text).unwrap();
        assert_eq!(expected.bytes, key.public());
        for same in [
            text.replace('\n', "\r\n"),
            format!("\n  {}\n", text.replace('\n', "\n  ")),
            text.trim().to_owned(),
        ] {
            assert_eq!(PublicKey::from_pem(&same), Ok(expected.clone()), "{same:?}");
        }
    }
}

#[test]
fn keys_of_other_kinds_are_refused_and_told_what_is_accepted() {
    for key in [P384, RSA, ED448, P256_COMPRESSED] {
        let problem = PublicKey::from_pem(key).unwrap_err();
        assert!(problem.contains("Ed25519") && problem.contains("P-256"), "{problem}");
    }
    let hybrid = [&[6], &p256().public()[1..]].concat();
    let long = [ed25519(1).public(), vec![0]].concat();
    let short = &ed25519(1).public()[1..];
    let long_point = [p256().public(), vec![0]].concat();
    for (start, key) in [
        (&P256_START[..], &hybrid[..]),
        (&P256_START, &long_point),
        (&ED25519_START, &long),
        (&ED25519_START, short),
        (&[], &[]),
    ] {
        let problem = PublicKey::from_pem(&pem(start, key)).unwrap_err();
        assert!(problem.contains("Ed25519"), "{problem}");
    }
}

#[test]
fn only_one_public_key_block_is_read() {
    let key = ed25519(1).pem();
    for text in [
        String::new(),
        key.replace("PUBLIC", "PRIVATE"),
        key.replace("PUBLIC KEY", "CERTIFICATE"),
        key.replace("-----BEGIN PUBLIC KEY-----", "-----BEGIN EC PUBLIC KEY-----"),
        format!("{key}{key}"),
        format!("{key}{}", p256().pem()),
        format!("{key}more"),
        format!("a key:\n{key}"),
        key.replace("KEY-----\nM", "KEY-----\nComment: x\n\nM"),
        key.replace("-----END PUBLIC KEY-----", ""),
        key.replace("=", ""),
        hex::encode(ed25519(1).public()),
    ] {
        let same = text == key;
        let problem = PublicKey::from_pem(&text).err().unwrap_or("read");
        assert!(
            same || problem.starts_with("must be one PEM block `PUBLIC KEY`"),
            "{text}\n{problem}"
        );
    }
}

#[test]
fn points_under_which_anybody_could_sign_are_refused() {
    let mut off_curve = p256().public();
    off_curve[64] ^= 1;
    let mut keys = vec![pem(&P256_START, &off_curve)];
    let unreduced = (0xed..=0xff).map(|first| ends(first, 0xff, 0x7f));
    for mut y in SMALL_ORDER.into_iter().chain(unreduced) {
        keys.push(pem(&ED25519_START, &y));
        y[31] |= 0x80;
        keys.push(pem(&ED25519_START, &y));
    }
    for key in keys {
        let problem = PublicKey::from_pem(&key).unwrap_err();
        assert!(problem.starts_with("must be a point of its curve"), "{problem}");
    }
}

#[test]
fn large_coordinates_are_as_good_as_small_ones() {
    for (at, byte) in [(0, 0xec - 1), (1, 0xfe), (30, 0), (31, 0x7e)] {
        let mut y = [0xff; 32];
        y[at] = byte;
        assert!(is_strong(&y), "byte {at} is below that of 2^255 - 19");
    }
}
