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
use std::ffi::OsStr;

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
fn asked(live: Option<&OsStr>) -> (Vec<Asked>, Kept) {
    let questions: Vec<_> = bundle::questions().into_iter().chain(features::questions()).collect();
    let kept = live.map_or_else(kept::read, |python| live::ask(python, &questions));
    assert_eq!(
        kept.digest,
        question::digest(&questions),
        "the other engines were asked other questions than there are now; run make parity"
    );
    assert_eq!(kept.answers.len(), questions.len());
    let ours = ours::answers(&questions);
    let all = questions.into_iter().zip(ours).zip(kept.answers.clone());
    let asked = all.map(|((question, ours), (theirs, opa))| Asked { question, ours, theirs, opa });
    (asked.collect(), kept)
}

/// One test, so that everything is asked once.
#[test]
fn engines_answer_alike_but_for_the_listed_differences() {
    let live = std::env::var_os("KFM_PARITY");
    let (all, kept) = asked(live.as_deref());
    let table = table::text(&all, &kept);
    if live.is_some() {
        table::write(&table);
    }
    let (bundle, features): (Vec<_>, Vec<_>) =
        all.iter().partition(|one| one.question.area == bundle::AREA);

    let listed = differences::BUNDLE.iter();
    compare(&bundle, listed.flat_map(|group| group.inputs.iter().map(|one| (*one, group.as_opa))));
    nothing_is_allowed_that_another_engine_denies(&bundle);
    every_rule_is_reached(&bundle);

    compare(&features, differences::ALL.iter().map(|one| (one.feature, one.as_opa)));
    what_is_outside_stays_outside(&features);

    assert!(
        table::read() == table,
        "parity/README.md is not what the answers say; run make parity"
    );
}

/// Fails on a difference that is not listed, and on one that is listed and no more.
fn compare(all: &[&Asked], listed: impl Iterator<Item = (&'static str, As)>) {
    let all = all.iter();
    let found: BTreeMap<_, _> =
        all.filter_map(|one| Some((one.question.name.as_str(), one.difference()?))).collect();
    let mut gone = BTreeMap::new();
    for (name, as_opa) in listed {
        assert!(gone.insert(name, as_opa).is_none(), "{name} is listed twice");
    }
    let unlisted: Vec<_> = found.iter().filter(|one| gone.get(one.0) != Some(one.1)).collect();
    gone.retain(|name, as_opa| found.get(name) != Some(as_opa));
    assert!(
        unlisted.is_empty() && gone.is_empty(),
        "found but not listed: {unlisted:?}\nlisted but not found: {gone:?}"
    );
}

/// Where engines differ about the example bundle, ours never is the one that opens the gate.
fn nothing_is_allowed_that_another_engine_denies(bundle: &[&Asked]) {
    let allows =
        |answer: &Answer| answer.document().is_some_and(|document| document["allow"] == true);
    for one in bundle.iter().filter(|one| allows(&one.ours)) {
        assert!(allows(&one.theirs) && allows(&one.opa), "{}", one.question.name);
    }
}

/// What the answers to the example bundle have to be like to say something.
fn every_rule_is_reached(bundle: &[&Asked]) {
    assert!(bundle.len() >= LEAST, "only {} inputs", bundle.len());
    for part in [
        "\"allow\":true",
        "\"allow\":false",
        "EMERGENCY_DENY",
        "LICENSE_MISSING",
        "REVIEW_NOT_APPROVED",
        "LABEL_NOT_PUBLIC",
        "\"obligations\":[]",
    ] {
        let count = bundle.iter().filter(|one| one.ours.text().contains(part)).count();
        assert!(count >= 10, "only {count} answers with {part}");
    }
}

/// Our engine answers nothing that depends on a clock, a network, an environment or chance.
fn what_is_outside_stays_outside(features: &[&Asked]) {
    let outside = features.iter().filter(|one| one.question.area == "outside");
    let answered = outside.filter(|one| one.ours.document().is_some());
    let names: Vec<_> = answered.map(|one| one.question.name.as_str()).collect();
    assert_eq!(names, ["print", "trace"]);
}
