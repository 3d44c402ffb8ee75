use super::*;
use crate::promotion::contract::OptionsFile;

const EXAMPLE: &str = include_str!("../cases/options.json");

fn read(document: &serde_json::Value) -> Result<OptionsFile, Vec<String>> {
    let lines = |problems: Vec<OptionProblem>| problems.iter().map(|p| p.path.clone()).collect();
    Options::from_json(document.to_string().as_bytes()).map_err(lines)
}

fn example() -> serde_json::Value {
    serde_json::from_str(EXAMPLE).unwrap()
}

#[test]
fn the_example_is_read_with_defaults() {
    let clock = Second::parse("2027-01-01T00:00:00Z").unwrap();
    let options = read(&example()).unwrap().at(clock);
    assert_eq!(Some(options.now), Second::parse("2026-05-05T00:00:00Z"));
    assert_eq!(options.environment, "stage");
    assert_eq!(options.max_object_bytes(), 5_368_709_120);
    assert_eq!(options.max_lifetime_seconds, 2_592_000);
    assert_eq!(options.emergency_deny_object(), Some("s3://kfm-example-policy/emergency_deny"));
    assert_eq!(options.policy_pin().engine_name, "regorus");
    assert_eq!(options.zones().zone_of("s3://kfm-example-audit/x"), Some(ZoneKind::Audit));
    assert!(!options.emergency_deny);
}

#[test]
fn the_clock_stands_in_for_a_missing_time() {
    let mut document = example();
    document.as_object_mut().unwrap().remove("now");
    let clock = Second::parse("2027-01-01T00:00:00Z").unwrap();
    let file = read(&document).unwrap();
    assert_eq!(file.now(), None);
    assert_eq!(file.at(clock).now, clock);
}

#[test]
fn all_problems_are_told_at_once() {
    let document = serde_json::json!({
        "now": "today",
        "environment": "Stage",
        "emergency_deny": 1,
        "emergency_deny_object": "s3://x",
        "max_lifetime_seconds": 0,
        "max_object_bytes": "5",
        "policy_pin": {"bundle_digest": "x", "engine_name": 1, "more": 1},
        "zone_map": [["logs", "s3://lake/"], ["raw", "s3://lake"], ["raw"]],
        "licenses": {"MIT": "L0", "CC-BY-NC-4.0": "L1", "mit": "L1", "Zlib": "L9", "NOASSERTION": "L0", "ISC": 1},
        "trusted_keys": {
            "svc:x": {"public_key": 1, "roles": ["steward", 1], "more": 1},
            "svc:y": {},
            "svc:z": [],
            "z": {"public_key": "x", "roles": ["steward"]}
        },
        "other": 1
    });
    let mut expected = vec![
        "$.emergency_deny",
        "$.emergency_deny_object",
        "$.environment",
        "$.licenses.CC-BY-NC-4.0",
        "$.licenses.ISC",
        "$.licenses.MIT",
        "$.licenses.NOASSERTION",
        "$.licenses.Zlib",
        "$.licenses.mit",
        "$.max_lifetime_seconds",
        "$.max_object_bytes",
        "$.now",
        "$.other",
        "$.policy_pin.bundle_digest",
        "$.policy_pin.engine_name",
        "$.policy_pin.engine_version",
        "$.policy_pin.more",
        "$.trusted_keys.svc:x.more",
        "$.trusted_keys.svc:x.public_key",
        "$.trusted_keys.svc:x.roles",
        "$.trusted_keys.svc:y.public_key",
        "$.trusted_keys.svc:y.roles",
        "$.trusted_keys.svc:z",
        "$.trusted_keys.z",
        "$.trusted_keys.z.public_key",
        "$.zone_map[0][0]",
        "$.zone_map[1][1]",
        "$.zone_map[2]",
    ];
    expected.sort_unstable();
    assert_eq!(read(&document).unwrap_err(), expected);
}

#[test]
fn what_is_missing_or_no_object_is_refused() {
    let missing = [
        "$.environment",
        "$.policy_pin.bundle_digest",
        "$.policy_pin.engine_name",
        "$.policy_pin.engine_version",
    ];
    assert_eq!(read(&serde_json::json!({})).unwrap_err(), missing);
    assert_eq!(Options::from_json(b"{").unwrap_err().len(), 1);
    assert!(read(&serde_json::json!([])).unwrap_err().contains(&"$".to_owned()));
}

#[test]
fn a_prefix_has_one_zone() {
    let mut document = example();
    document["zone_map"] = serde_json::json!([["raw", "s3://lake/"], ["catalog", "s3://lake/"]]);
    assert_eq!(read(&document).unwrap_err(), ["$.zone_map[1][1]"]);
}

#[test]
fn trusted_keys_are_read() {
    let public_key = "-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
-----END PUBLIC KEY-----";
    let mut document = example();
    document["trusted_keys"] =
        serde_json::json!({"svc:x": {"public_key": public_key, "roles": ["steward", "council"]}});
    let roles = BTreeSet::from(["steward".to_owned(), "council".to_owned()]);
    let key = TrustedKey { public_key: public_key.to_owned(), roles };
    let expected = TrustedKeys::new(&BTreeMap::from([("svc:x".to_owned(), key)])).unwrap();
    assert_eq!(read(&document).unwrap().at(Second::FIRST).trusted_keys(), &expected);
    assert_eq!(read(&example()).unwrap().at(Second::FIRST).trusted_keys(), &TrustedKeys::default());
    document["trusted_keys"] = serde_json::json!(["svc:x"]);
    assert_eq!(read(&document).unwrap_err(), ["$.trusted_keys"]);
}
