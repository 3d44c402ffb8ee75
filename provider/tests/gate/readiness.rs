use std::path::Path;

use kfm_provider::cli::Exit;
use serde_json::Value;

use crate::support::{Desk, READINESS, set, text};

fn base() -> Value {
    serde_json::from_str(include_str!("../../domain/src/promotion/readiness/cases/base.json"))
        .unwrap()
}

/// The packet of the rule book's first example, and its document to the byte.
fn blocked() -> (Value, &'static str) {
    let mut packet = base();
    set(&mut packet, "$.evidence_refs", serde_json::json!([]));
    set(&mut packet, "$.geometry.bbox", serde_json::json!([1, 1, 1, 2]));
    set(&mut packet, "$.x", 1.into());
    set(&mut packet, "$.y", 1.into());
    let document = r#"{"file":"external-input","findings":[{"code":"PG_A_UNDECLARED_FIELD","gate":"A","path":"$","status":"DENY"},{"code":"PG_C_BBOX_INVALID","gate":"C","path":"$.geometry.bbox","status":"DENY"},{"code":"PG_F_EVIDENCE_REF_MISSING","gate":"F","path":"$.evidence_refs","status":"ABSTAIN"}],"gates":[{"gate":"A","status":"DENY"},{"gate":"B","status":"PASS"},{"gate":"C","status":"DENY"},{"gate":"D","status":"PASS"},{"gate":"E","status":"PASS"},{"gate":"F","status":"ABSTAIN"},{"gate":"G","status":"PASS"}],"readiness":"BLOCKED","scope":"release.promotion_gate","status":"DENY"}"#;
    (packet, document)
}

const PASSED: &str = r#"{"file":"external-input","findings":[],"gates":[{"gate":"A","status":"PASS"},{"gate":"B","status":"PASS"},{"gate":"C","status":"PASS"},{"gate":"D","status":"PASS"},{"gate":"E","status":"PASS"},{"gate":"F","status":"PASS"},{"gate":"G","status":"PASS"}],"readiness":"APPROVE_READY","scope":"release.promotion_gate","status":"PASS"}"#;

#[test]
fn documents_come_a_line_a_packet_in_the_order_of_the_arguments() {
    let desk = Desk::new();
    let (packet, document) = blocked();
    let (bad, good) = (desk.write_json("bad.json", &packet), desk.write_json("good.json", &base()));
    let ended = desk.check(READINESS, &["--json", text(&bad), text(&good), text(&bad)]);
    assert_eq!(ended.output, format!("{document}\n{PASSED}\n{document}\n"));
    assert_eq!(ended.exit, Exit::Bad);
}

#[test]
fn the_exit_code_is_the_worst() {
    let desk = Desk::new();
    let good = desk.write_json("good.json", &base());
    let bad = desk.write_json("bad.json", &blocked().0);
    let broken = desk.write("broken.json", "{");
    for (files, exit) in [
        (vec![&good, &good], Exit::Good),
        (vec![&good, &bad], Exit::Bad),
        (vec![&broken, &bad, &good], Exit::Error),
    ] {
        let files: Vec<_> = files.into_iter().map(|file| text(file)).collect();
        assert_eq!(desk.check(READINESS, &files).exit, exit, "{files:?}");
    }
}

#[test]
fn standard_input_is_a_packet() {
    let desk = Desk::new();
    let arguments = ["gate", "check", "--profile", READINESS, "--json", "-"];
    let ended = desk.run_with(&arguments, base().to_string().as_bytes());
    assert_eq!((ended.exit, ended.output), (Exit::Good, format!("{PASSED}\n")));
}

#[test]
fn a_table_tells_findings_with_their_rules() {
    let desk = Desk::new();
    let file = desk.write_json("packet.json", &blocked().0);
    let at = ["--at", "2026-05-04T12:00:00Z", text(&file)];
    let output = desk.check(READINESS, &at).output;
    let lines: Vec<_> = output.lines().collect();
    assert_eq!(lines.len(), 5, "{output}");
    assert!(lines[0].ends_with("packet.json: DENY BLOCKED"), "{output}");
    assert_eq!(lines[1], "  A DENY, B PASS, C DENY, D PASS, E PASS, F ABSTAIN, G PASS");
    assert!(
        lines[3].starts_with("  DENY     PG_C_BBOX_INVALID          $.geometry.bbox  "),
        "{output}"
    );
    assert!(
        lines[4].starts_with("  ABSTAIN  PG_F_EVIDENCE_REF_MISSING  $.evidence_refs  "),
        "{output}"
    );
}

/// The profile brings its own time; what the clock says beyond it is told, and is no finding.
#[test]
fn a_review_that_has_ended_is_told() {
    let desk = Desk::new();
    let file = desk.write_json("packet.json", &base());
    let at = |time: &str| desk.check(READINESS, &["--json", "--at", time, text(&file)]);
    let current = at("2026-05-04T23:59:59Z");
    assert_eq!((current.output.as_str(), current.errors.as_str()), (&*format!("{PASSED}\n"), ""));
    let ended = at("2026-05-05T00:00:00Z");
    assert_eq!((ended.exit, ended.output), (Exit::Good, format!("{PASSED}\n")));
    assert!(ended.errors.contains("a gate stays closed: the review has ended"), "{}", ended.errors);
}

fn is_input_error(desk: &Desk, file: &Path) {
    let ended = desk.check(READINESS, &["--json", text(file)]);
    assert_eq!(ended.exit, Exit::Error, "{ended:?}");
    assert!(ended.output.contains(r#""code":"FIXTURE_JSON_INVALID","gate":"INPUT","path":"$""#));
    assert!(ended.errors.contains("the packet: it does not exist, or is no regular file"));
}

/// Row I-1.
#[test]
fn only_regular_files_are_read() {
    let desk = Desk::new();
    is_input_error(&desk, &desk.path("absent.json"));
    is_input_error(&desk, desk.path("").as_path());
    #[cfg(unix)]
    {
        let packet = desk.write_json("packet.json", &base());
        let link = desk.path("link.json");
        std::os::unix::fs::symlink(packet, &link).unwrap();
        is_input_error(&desk, &link);
        is_input_error(&desk, Path::new("/dev/null"));
    }
}

/// Row I-2: the limit wins over what the file holds.
#[test]
fn a_file_beyond_the_limit_is_too_large() {
    let desk = Desk::new();
    for (size, code) in [(1_000_000, "FIXTURE_JSON_INVALID"), (1_000_001, "FIXTURE_TOO_LARGE")] {
        let file = desk.write("packet.json", vec![b' '; size]);
        let ended = desk.check(READINESS, &["--json", text(&file)]);
        assert!(ended.output.contains(code), "{size}: {}", ended.output);
    }
}

/// Row I-1: a file that can be opened, and not read.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_cannot_be_read_is_an_input_error() {
    let ended = Desk::new().check(READINESS, &["--json", "/proc/self/mem"]);
    assert_eq!(ended.exit, Exit::Error);
    assert!(ended.output.contains(r#""code":"FIXTURE_JSON_INVALID""#), "{}", ended.output);
    assert!(ended.errors.contains("the packet: it cannot be read"), "{}", ended.errors);
}
