//! Our evaluator against an independent one, on generated policies and requests: README.md.

mod answer;
mod conditions;
mod dice;
mod digest;
mod documents;
mod family;
mod ground;
mod kept;
mod keys;
mod live;
mod random;
mod scene;
mod simulator;
mod tally;
mod zones;

use self::answer::Answer;
use self::family::{Family, SEED};
use self::kept::{KEPT, Keeper};
use self::tally::Tally;

/// How many pairs of a family have to be answered by both.
const LEAST: usize = 10_000;

/// Our answers to the kept pairs of a family, beside the oracle's.
fn compare(family: Family) {
    let kept = kept::read(family).expect("answers.txt has no answers: run make oracle");
    let pairs: Vec<_> = family.pairs(SEED).take(KEPT).collect();
    let mut keeper = Keeper::new();
    for (pair, answer) in pairs.iter().zip(&kept.answers) {
        keeper.add(&pair.line, *answer);
    }
    let name = family.name();
    assert_eq!(kept.answers.len(), KEPT);
    assert_eq!(
        keeper.done().digest,
        kept.digest,
        "the oracle was asked other requests than those that the family `{name}` makes now; \
         run make oracle"
    );
    let mut tally = Tally::default();
    let mut differing = Vec::new();
    for (pair, theirs) in pairs.iter().zip(kept.answers) {
        if tally.add(pair, theirs) {
            differing.push(format!("ours: {:?}, the oracle: {theirs:?}\n{}", pair.ours, pair.line));
        }
    }
    assert!(differing.is_empty(), "{} differ, e.g.\n{}", differing.len(), differing[0]);
    check(family, &tally);
}

/// What a family has to be like to say something.
fn check(family: Family, tally: &Tally) {
    let name = family.name();
    assert!(tally.compared() >= LEAST, "{name}: only {} pairs were compared", tally.compared());
    let [allowed, denied, refused] =
        [Answer::Allowed, Answer::Denied, Answer::Refused].map(|answer| tally.share(answer));
    assert!((20.0..40.0).contains(&allowed), "{name}: {allowed} % are allowed");
    assert!(denied > 15.0, "{name}: {denied} % are denied");
    assert!(refused > 15.0, "{name}: {refused} % are refused");
}

/// Both families, with the kept answers; with `KFM_ORACLE=1`, as `make oracle` sets it, with the
/// oracle itself, whose answers are then kept.
#[test]
fn generated_requests_are_decided_as_the_oracle_decides_them() {
    if std::env::var_os("KFM_ORACLE").is_some_and(|value| value == "1") {
        live::compare();
    } else {
        Family::ALL.into_iter().for_each(compare);
    }
}
