//! Our Rego engine against an independent one, rego-cpp, and both against OPA: parity/README.md.
#![cfg(test)]
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "`make parity` starts the other engines, keeps their answers and writes the table"
)]

mod answer;
mod bundle;
mod differences;
mod example_packet;
mod features;
mod kept;
mod live;
mod ours;
mod question;
mod table;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use answer::Answer;
use differences::As;
use kept::Kept;
use question::Question;

/// How many inputs the example bundle has to be asked about.
const LEAST: usize = 200;

/// A question with what each engine says of it.
struct Asked {
    question: Question,
    ours: Answer,
    theirs: Answer,
    opa: Answer,
}

impl Asked {
    /// Who answers as OPA does, where not everyone does.
    fn difference(&self) -> Option<As> {
        match (self.ours.same(&self.opa), self.theirs.same(&self.opa)) {
            (true, true) => None,
            (true, false) => Some(As::Ours),
            (false, true) => Some(As::Theirs),
            (false, false) => Some(As::Neither),
        }
    }
}

/// Every question with its answers, and the versions of the other engines. The others' answers are the kept ones; with
/// `KFM_PARITY`, the Python that `make parity` installs them for, they are asked, and their answers are kept.
fn asked() -> &'static (Vec<Asked>, Kept) {
    static ASKED: OnceLock<(Vec<Asked>, Kept)> = OnceLock::new();
    ASKED.get_or_init(|| {
        let questions: Vec<_> =
            bundle::questions().into_iter().chain(features::questions()).collect();
        let kept = match std::env::var_os("KFM_PARITY") {
            Some(python) => live::ask(&python, &questions),
            None => kept::read(),
        };
        assert_eq!(
            kept.digest,
            question::digest(&questions),
            "the other engines were asked other questions than there are now; run make parity"
        );
        assert_eq!(kept.answers.len(), questions.len());
        let ours = ours::answers(&questions);
        let all = questions.into_iter().zip(ours).zip(&kept.answers);
        let asked = all
            .map(|((question, ours), (theirs, opa))| Asked {
                question,
                ours,
                theirs: theirs.clone(),
                opa: opa.clone(),
            })
            .collect();
        (asked, kept)
    })
}

fn of_bundle() -> impl Iterator<Item = &'static Asked> {
    asked().0.iter().filter(|one| one.question.area == bundle::AREA)
}

fn of_features() -> impl Iterator<Item = &'static Asked> {
    asked().0.iter().filter(|one| one.question.area != bundle::AREA)
}

#[test]
fn the_example_bundle_is_answered_alike_but_for_the_listed_differences() {
    let found: BTreeMap<_, _> = of_bundle()
        .filter_map(|one| Some((one.question.name.as_str(), one.difference()?)))
        .collect();
    let listed: BTreeMap<_, _> = differences::BUNDLE
        .iter()
        .flat_map(|group| group.inputs.iter().map(|input| (*input, group.as_opa)))
        .collect();
    compare(&found, &listed);
}

/// Where engines differ about the example bundle, ours is the one that keeps the gate closed, or drops obligations.
#[test]
fn the_example_bundle_allows_nothing_that_another_engine_denies() {
    let allows =
        |answer: &Answer| answer.document().is_some_and(|document| document["allow"] == true);
    for one in of_bundle().filter(|one| allows(&one.ours)) {
        assert!(allows(&one.theirs) && allows(&one.opa), "{}", one.question.name);
    }
}

#[test]
fn the_inputs_of_the_example_bundle_reach_every_rule() {
    let mut answers = BTreeMap::<String, usize>::new();
    for one in of_bundle() {
        *answers.entry(one.theirs.text()).or_default() += 1;
    }
    let count = |of: &str| -> usize {
        answers.iter().filter(|(text, _)| text.contains(of)).map(|(_, count)| count).sum()
    };
    assert!(count("") >= LEAST, "only {} inputs", count(""));
    for of in [
        "\"allow\":true",
        "\"allow\":false",
        "EMERGENCY_DENY",
        "LICENSE_MISSING",
        "REVIEW_NOT_APPROVED",
        "LABEL_NOT_PUBLIC",
        "\"obligations\":[]",
    ] {
        assert!(count(of) >= 10, "only {} answers with {of}", count(of));
    }
}

#[test]
fn features_are_answered_alike_but_for_the_listed_differences() {
    let found: BTreeMap<_, _> = of_features()
        .filter_map(|one| Some((one.question.name.as_str(), one.difference()?)))
        .collect();
    let listed: BTreeMap<_, _> =
        differences::ALL.iter().map(|one| (one.feature, one.as_opa)).collect();
    assert_eq!(listed.len(), differences::ALL.len(), "a difference is listed twice");
    compare(&found, &listed);
}

/// Fails on a difference that is not listed, and on one that is listed and no more.
fn compare(found: &BTreeMap<&str, As>, listed: &BTreeMap<&str, As>) {
    let unlisted: Vec<_> = found.iter().filter(|one| listed.get(one.0) != Some(one.1)).collect();
    let gone: Vec<_> = listed.iter().filter(|one| found.get(one.0) != Some(one.1)).collect();
    assert!(
        unlisted.is_empty() && gone.is_empty(),
        "found but not listed: {unlisted:?}\nlisted but not found: {gone:?}"
    );
}

#[test]
fn what_the_engine_must_not_do_it_does_not_do() {
    let outside = of_features().filter(|one| one.question.area == "outside");
    let answered: Vec<_> = outside
        .filter(|one| one.ours.document().is_some())
        .map(|one| one.question.name.as_str())
        .collect();
    assert_eq!(answered, ["trace and print"]);
}

#[test]
fn the_table_is_what_the_answers_say() {
    let (all, kept) = asked();
    let table = table::text(all, kept);
    if std::env::var_os("KFM_PARITY").is_some() {
        table::write(&table);
    }
    assert!(
        table::read() == table,
        "parity/README.md is not what the answers say; run make parity"
    );
}
