//! AWS's rules, one file each: policies, requests, and what becomes of them. `cases/*.json` is the specification of the
//! evaluator; each file names the page that it follows.

mod case;
mod laws;

use std::path::{Path, PathBuf};

use case::CaseFile;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/cases")
}

fn files() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder()).unwrap();
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    files
}

#[test]
fn every_case_is_decided_as_aws_does() {
    let files = files();
    let (mut wrong, mut cases) = (Vec::new(), 0);
    for path in &files {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let text = std::fs::read_to_string(path).unwrap();
        let file: CaseFile = match serde_json::from_str(&text) {
            Ok(file) => file,
            Err(error) => {
                wrong.push(format!("{name}: {error}"));
                continue;
            }
        };
        cases += file.len();
        wrong.extend(file.failures().map(|failure| format!("{name}: {failure}")));
    }
    assert!(files.len() > 20, "only {} case files are left", files.len());
    assert!(cases > 4 * files.len(), "only {cases} cases are left in {} files", files.len());
    assert!(wrong.is_empty(), "{} of {cases} cases:\n{}", wrong.len(), wrong.join("\n"));
}

/// The runner itself can fail: a case that expects another outcome, statement or layer is reported.
#[test]
fn a_wrong_expectation_is_reported() {
    let file = |expect: &str, by: &str| -> CaseFile {
        serde_json::from_value(serde_json::json!({
            "about": "", "source": "",
            "policies": {"identity": [{"Version": "2012-10-17", "Statement": {
                "Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"
            }}]},
            "cases": [{
                "principal": {"role": "arn:aws:iam::111122223333:role/a"},
                "action": "s3:GetObject", "resource": "arn:aws:s3:::b/k",
                "expect": expect, "by": by, "why": "because"
            }]
        }))
        .unwrap()
    };
    assert_eq!(file("allowed", "Read").failures().count(), 0);
    for (expect, by) in
        [("allowed", "Other"), ("denied", "Read"), ("refused", "identity"), ("cannot_prove", "")]
    {
        let failures: Vec<String> = file(expect, by).failures().collect();
        assert_eq!(failures.len(), 1, "{expect} {by}");
        assert!(failures[0].contains("got"), "{failures:?}");
    }
}
