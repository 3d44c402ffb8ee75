#![expect(clippy::disallowed_types, reason = "the binary is started as a user does")]

use std::process::Command;

use kfm_provider::cli::Exit;

use crate::support::{CONTRACT, Desk, READINESS, text};

#[test]
fn help_and_version_are_answers() {
    for arguments in [["gate", "--help"].as_slice(), &["--version"], &["--help"]] {
        let ended = Desk::new().run(arguments);
        assert_eq!(ended.exit, Exit::Good);
        assert!(!ended.output.is_empty() && ended.errors.is_empty(), "{ended:?}");
    }
}

#[test]
fn wrong_usage_is_an_error() {
    let desk = Desk::new();
    let file = desk.write("packet.json", "{}");
    let file = text(&file);
    for (arguments, problem) in [
        (vec!["gate"], "Usage:"),
        (vec!["gate", "check", file], "--profile"),
        (vec!["gate", "check", "--profile", "kfm/other/v1", file], "invalid value"),
        (vec!["gate", "check", "--profile", READINESS], "<FILE>"),
        (vec!["gate", "check", "--profile", READINESS, "--at", "noon", file], "--at"),
        (vec!["gate", "check", "--profile", CONTRACT, "--bundle", file, file], "--digest"),
        (vec!["gate", "check", "--profile", READINESS, "--region", "us-east-1", file], "--storage"),
        (
            vec![
                "gate",
                "check",
                "--profile",
                CONTRACT,
                "--storage",
                "--bundle",
                file,
                "--digest",
                "x",
                file,
            ],
            "--bundle",
        ),
        (vec!["gate", "open"], "unrecognized subcommand"),
    ] {
        let ended = desk.run(&arguments);
        assert_eq!(ended.exit, Exit::Error, "{arguments:?}");
        assert!(ended.errors.contains(problem), "{arguments:?}: {}", ended.errors);
        assert_eq!(ended.output, "");
    }
}

#[test]
fn everything_that_does_not_go_together_is_told_at_once() {
    let desk = Desk::new();
    let file = desk.write("bundle.rego", "package kfm.promotion\n");
    let file = text(&file);
    let more = ["--options", file, "--bundle", file, "--digest", "sha256:0", "-", "-"];
    let ended = desk.check(READINESS, &more);
    assert_eq!(ended.exit, Exit::Error);
    for problem in ["`-`", "--options has", "--bundle has"] {
        assert!(ended.errors.contains(problem), "{problem}: {}", ended.errors);
    }
    let storage = desk.check(READINESS, &["--storage", file]);
    assert!(storage.errors.contains("--storage has"), "{}", storage.errors);
    assert!(ended.errors.ends_with("nothing was evaluated; see `gate check --help`\n"));
}

#[test]
fn the_contract_profile_needs_options() {
    let desk = Desk::new();
    let file = desk.write("packet.json", "{}");
    let ended = desk.check(CONTRACT, &[text(&file)]);
    assert_eq!(ended.exit, Exit::Error);
    assert!(ended.errors.contains("--options is missing"), "{}", ended.errors);
}

/// The binary itself, which reads the process's own arguments, input and clock.
#[test]
fn the_binary_is_the_tool() {
    let desk = Desk::new();
    let packet = include_str!("../../domain/src/promotion/readiness/cases/base.json");
    let file = desk.write("packet.json", packet);
    let run = |arguments: &[&str]| {
        let program = env!("CARGO_BIN_EXE_terraform-provider-kfm");
        Command::new(program).args(arguments).output().unwrap()
    };
    let ended = run(&["gate", "check", "--profile", READINESS, text(&file)]);
    assert_eq!(ended.status.code(), Some(0));
    assert!(String::from_utf8(ended.stdout).unwrap().contains(": PASS APPROVE_READY"));
    assert_eq!(run(&["gate", "check"]).status.code(), Some(2));
}
