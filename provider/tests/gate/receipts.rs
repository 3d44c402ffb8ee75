use kfm_provider::cli::Exit;

use crate::support::{Desk, text};

const EXAMPLE: &str = include_str!("../../domain/src/promotion/receipt/example.json");
const DIGEST: &str = "sha256:25120acb008e7e22e8386b961515a5c97ca3a06ac313671c7e8a53a2f4b1a915";

#[test]
fn a_receipt_that_is_what_it_says_is_told_with_its_digest() {
    let desk = Desk::new();
    let file = desk.write("receipt.json", EXAMPLE);
    let ended = desk.run(&["gate", "receipt", text(&file)]);
    assert_eq!(ended.exit, Exit::Good);
    assert_eq!(ended.output, format!("{}: digest {DIGEST}, codes none\n", file.display()));
    let ended = desk.run(&["gate", "receipt", "--json", text(&file)]);
    assert_eq!(ended.output, format!(r#"{{"codes":[],"receipt_digest":"{DIGEST}"}}"#) + "\n");
}

#[test]
fn a_receipt_that_is_not_is_told_with_its_codes() {
    let desk = Desk::new();
    let applied = EXAMPLE.replace(r#""applied": false"#, r#""applied": true"#);
    assert_ne!(applied, EXAMPLE);
    let file = desk.write("receipt.json", applied);
    let ended = desk.run(&["gate", "receipt", text(&file)]);
    assert_eq!(ended.exit, Exit::Bad);
    let codes = "codes RECEIPT_DIGEST_MISMATCH, TRANSITION_APPLIED_WHILE_BLOCKED, \
                 TRANSITION_DECISION_REF_MISSING, TRANSITION_SUPPORT_INCOMPLETE";
    assert!(ended.output.contains(codes), "{}", ended.output);
}

#[test]
fn what_is_no_receipt_has_no_digest() {
    let desk = Desk::new();
    let large = desk.write("large.json", vec![b' '; 2_097_153]);
    let twice = desk.write("twice.json", r#"{"a":1,"a":1}"#);
    let (absent, list) = (desk.path("absent.json"), desk.write("list.json", "[]"));
    for (file, code) in [
        (&large, "INPUT_TOO_LARGE"),
        (&twice, "JSON_DUPLICATE_KEY"),
        (&absent, "INPUT_NOT_FILE"),
        (&list, "JSON_ROOT_INVALID"),
    ] {
        let ended = desk.run(&["gate", "receipt", "--json", text(file)]);
        let expected = format!(r#"{{"codes":["{code}"],"receipt_digest":null}}"#) + "\n";
        assert_eq!((ended.exit, ended.output), (Exit::Bad, expected));
    }
}

/// A file that can be opened, and not read.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_cannot_be_read_is_no_receipt() {
    let ended = Desk::new().run(&["gate", "receipt", "--json", "/proc/self/mem"]);
    let expected = r#"{"codes":["INPUT_UNREADABLE"],"receipt_digest":null}"#.to_owned() + "\n";
    assert_eq!((ended.exit, ended.output), (Exit::Bad, expected));
}
