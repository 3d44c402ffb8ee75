use std::path::PathBuf;

use kfm_provider::cli::Exit;
use serde_json::json;

use crate::support::{CONTRACT, Desk, Example, digest_of, remove, set, shipped, text};

/// Packet and options of an example, as files.
fn files(desk: &Desk, example: &Example) -> (PathBuf, PathBuf) {
    (
        desk.write_json("packet.json", &example.packet),
        desk.write_json("options.json", &example.options),
    )
}

#[test]
fn a_packet_by_itself_is_ready_to_be_evaluated_with_its_objects() {
    let desk = Desk::new();
    // The engine of the pin is another one: nobody is asked.
    let (packet, options) = files(&desk, &Example::new());
    let ended = desk.check(CONTRACT, &["--options", text(&options), "--json", text(&packet)]);
    assert_eq!(ended.exit, Exit::Good, "{ended:?}");
    assert!(ended.output.contains(r#""level":"packet""#) && ended.output.contains("PACKET_READY"));
    assert_eq!(ended.output.lines().count(), 1);
}

#[test]
fn the_time_is_the_arguments_then_the_options_then_the_clocks() {
    let desk = Desk::new();
    let mut example = Example::new();
    let (packet, options) = files(&desk, &example);
    let expired = |arguments: &[&str], options: &PathBuf| {
        let arguments = [&["--options", text(options), "--json"], arguments, &[text(&packet)]];
        desk.check(CONTRACT, &arguments.concat()).output.contains("PC_X_PACKET_EXPIRED")
    };
    // The packet expires at this second.
    assert!(expired(&["--at", "2026-05-18T10:00:00Z"], &options));
    assert!(!expired(&["--at", "2026-05-18T09:59:59Z"], &options));
    assert!(!expired(&[], &options));
    set(&mut example.options, "$.now", "2027-01-01T00:00:00Z".into());
    let late = desk.write_json("late.json", &example.options);
    assert!(expired(&[], &late));
    assert!(!expired(&["--at", "2026-05-05T02:00:00+02:00"], &late));
    remove(&mut example.options, "/now");
    let clock = desk.write_json("clock.json", &example.options);
    assert!(!expired(&[], &clock));
}

#[test]
fn everything_that_is_wrong_with_options_and_bundle_is_told_at_once() {
    let desk = Desk::new();
    let mut example = Example::new();
    set(&mut example.options, "$.environment", "Stage".into());
    set(&mut example.options, "$.more", 1.into());
    let (packet, options) = files(&desk, &example);
    let arguments = [
        "--options",
        text(&options),
        "--bundle",
        "absent.rego",
        "--digest",
        "sha256:0",
        text(&packet),
    ];
    let ended = desk.check(CONTRACT, &arguments);
    assert_eq!((ended.exit, ended.output.as_str()), (Exit::Error, ""));
    for problem in
        ["$.environment: must be", "$.more: is not an option", "the bundle `absent.rego`"]
    {
        assert!(ended.errors.contains(problem), "{problem}: {}", ended.errors);
    }
}

/// The example's bundle, or another one, as a file with its digest.
fn bundle(desk: &Desk, bytes: &[u8]) -> (PathBuf, String) {
    (desk.write("promotion.rego", bytes), digest_of(bytes))
}

#[test]
fn a_bundle_at_hand_is_asked_without_storage() {
    let desk = Desk::new();
    let mut example = shipped();
    let (file, digest) = bundle(&desk, &example.objects["promotion.rego"]);
    let (packet, options) = files(&desk, &example);
    let asked = ["--bundle", text(&file), "--digest", &digest];
    let arguments = [&["--options", text(&options), "--json"], asked.as_slice(), &[text(&packet)]];
    let ended = desk.check(CONTRACT, &arguments.concat());
    assert_eq!(ended.exit, Exit::Good, "{ended:?}");
    assert!(ended.output.contains("PACKET_READY"));

    // The pin may come from the arguments alone.
    remove(&mut example.options, "/policy_pin");
    let unpinned = desk.write_json("unpinned.json", &example.options);
    let arguments = [&["--options", text(&unpinned), "--json"], asked.as_slice(), &[text(&packet)]];
    assert_eq!(desk.check(CONTRACT, &arguments.concat()).exit, Exit::Good);
    let ended = desk.check(CONTRACT, &["--options", text(&unpinned), text(&packet)]);
    assert_eq!(ended.exit, Exit::Error);
    assert!(ended.errors.contains("$.policy_pin.bundle_digest"), "{}", ended.errors);
}

#[test]
fn a_bundle_at_hand_that_denies_is_a_finding() {
    let desk = Desk::new();
    let mut example = shipped();
    let denies = b"package kfm.promotion\n\nimport rego.v1\n\nallow := false\n\ndeny contains \"x\" if true\n";
    example.replace("promotion.rego", denies.to_vec());
    let (file, digest) = bundle(&desk, denies);
    let (packet, options) = files(&desk, &example);
    let arguments =
        ["--options", text(&options), "--bundle", text(&file), "--digest", &digest, text(&packet)];
    let ended = desk.check(CONTRACT, &arguments);
    assert_eq!(ended.exit, Exit::Bad, "{ended:?}");
    assert!(ended.output.contains("PC_F_POLICY_DENY"), "{}", ended.output);

    // One that fails is told why, beside the finding.
    let fails = b"package kfm.promotion\n\nallow := {\n";
    example.replace("promotion.rego", fails.to_vec());
    let (file, digest) = bundle(&desk, fails);
    let (packet, options) = files(&desk, &example);
    let arguments =
        ["--options", text(&options), "--bundle", text(&file), "--digest", &digest, text(&packet)];
    let ended = desk.check(CONTRACT, &arguments);
    assert_eq!(ended.exit, Exit::Error, "{ended:?}");
    assert!(
        ended.output.contains("the policy: a module of the bundle does not compile"),
        "{}",
        ended.output
    );
}

#[test]
fn one_bundle_and_one_engine_are_trusted() {
    let desk = Desk::new();
    let example = shipped();
    let other = b"package kfm.promotion\n\nallow := true\n";
    let (file, digest) = bundle(&desk, other);
    let (packet, options) = files(&desk, &example);
    let ended = desk.check(
        CONTRACT,
        &["--options", text(&options), "--bundle", text(&file), "--digest", &digest, text(&packet)],
    );
    assert_eq!(ended.exit, Exit::Error);
    assert!(ended.errors.contains("--digest is not the options' `policy_pin.bundle_digest`"));

    // The bytes of the file are not those of the digest.
    let pinned = example.options["policy_pin"]["bundle_digest"].as_str().unwrap();
    let ended = desk.check(
        CONTRACT,
        &["--options", text(&options), "--bundle", text(&file), "--digest", pinned, text(&packet)],
    );
    assert_eq!(ended.exit, Exit::Error);
    assert!(ended.errors.contains("SHA-256 is not the pinned one"), "{}", ended.errors);

    // The options trust another engine.
    let options = desk.write_json("other.json", &Example::new().options);
    let ended = desk.check(CONTRACT, &["--options", text(&options), "--storage", text(&packet)]);
    assert_eq!(ended.exit, Exit::Error);
    assert!(ended.errors.contains("pin the policy engine `regorus 0.5.0`"), "{}", ended.errors);
}

#[test]
fn a_packet_that_cannot_be_read_is_an_error_of_the_profile() {
    let desk = Desk::new();
    let options = desk.write_json("options.json", &json!(Example::new().options));
    let absent = desk.path("absent.json");
    let ended = desk.check(CONTRACT, &["--options", text(&options), "--json", text(&absent)]);
    assert_eq!(ended.exit, Exit::Error);
    assert!(ended.output.contains("PC_INPUT_JSON_INVALID"), "{}", ended.output);
}
