use super::super::tests::{ed25519, p256};
use super::*;

fn trusted(pem: &str, roles: &[&str]) -> TrustedKey {
    let roles = roles.iter().map(|&role| role.to_owned()).collect();
    TrustedKey { public_key: pem.to_owned(), roles }
}

fn paths(keys: &[(&str, TrustedKey)]) -> Vec<String> {
    let keys = keys.iter().map(|(principal, key)| ((*principal).to_owned(), key.clone()));
    let problems = TrustedKeys::new(&keys.collect()).err().unwrap_or_default();
    problems.into_iter().map(|problem| problem.path).collect()
}

#[test]
fn keys_of_both_kinds_are_trusted() {
    let keys = [
        ("svc:release", trusted(&ed25519(1).pem(), &["steward"])),
        ("user:a.b@kfm", trusted(&p256().pem(), &["council", "curator"])),
    ];
    assert_eq!(paths(&keys), Vec::<String>::new());
    assert_eq!(TrustedKeys::new(&BTreeMap::new()), Ok(TrustedKeys::default()));
}

#[test]
fn all_problems_are_told_at_once() {
    let long = "r".repeat(201);
    let keys = [
        ("release", trusted(&ed25519(1).pem(), &["steward"])),
        ("svc:no-key", trusted("", &["steward"])),
        ("svc:no-role", trusted(&ed25519(2).pem(), &[])),
        ("svc:nothing", trusted("x", &["Steward"])),
        ("svc:role", trusted(&ed25519(3).pem(), &["steward", &long])),
    ];
    let expected = [
        "$.trusted_keys.release",
        "$.trusted_keys.svc:no-key.public_key",
        "$.trusted_keys.svc:no-role.roles",
        "$.trusted_keys.svc:nothing.roles",
        "$.trusted_keys.svc:nothing.public_key",
        "$.trusted_keys.svc:role.roles",
    ];
    assert_eq!(paths(&keys), expected);
}

#[test]
fn a_key_has_one_principal() {
    let other_lines = ed25519(1).pem().replace('\n', "\r\n");
    let keys = [
        ("svc:a", trusted(&ed25519(1).pem(), &["steward"])),
        ("svc:b", trusted(&ed25519(2).pem(), &["steward"])),
        ("svc:c", trusted(&other_lines, &["council"])),
    ];
    assert_eq!(paths(&keys), ["$.trusted_keys.svc:c.public_key"]);
}
