//! The comparison with the oracle itself: what `make oracle` runs.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use super::answer::Answer;
use super::family::{Family, SEED};
use super::kept::{self, Answers, KEPT, Keeper};
use super::scene::Pair;
use super::tally::Tally;
use super::{check, simulator};

/// A number from the environment.
fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok().filter(|text| !text.is_empty())?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is not a number: {text}")))
}

/// What came of one family.
struct Outcome {
    tally: Tally,
    answers: Answers,
    excluded: BTreeMap<String, usize>,
    /// By what the two say, each with how often and with the shortest pair.
    differences: BTreeMap<String, (usize, Pair)>,
}

fn run(family: Family, seed: u64, count: usize, differing: &mut impl std::io::Write) -> Outcome {
    let mut keeper = Keeper::new();
    let mut tally = Tally::default();
    let mut excluded = BTreeMap::new();
    let mut differences: BTreeMap<String, (usize, Pair)> = BTreeMap::new();
    simulator::ask(family.pairs(seed).take(count), |pair, verdict| {
        keeper.add(&pair.line, verdict.answer);
        if verdict.answer == Answer::Unsupported {
            *excluded.entry(kind(&verdict.why)).or_default() += 1;
        }
        if tally.add(&pair, verdict.answer) {
            writeln!(differing, "{}", pair.line).unwrap();
            let layers = &verdict.detail["layers"];
            let both = format!("{:?}, the oracle {:?} {layers}", pair.ours, verdict.answer);
            let (times, shortest) = differences.entry(both).or_insert_with(|| (0, pair.clone()));
            *times += 1;
            if pair.line.len() < shortest.line.len() {
                *shortest = pair;
            }
        }
    });
    Outcome { tally, answers: keeper.done(), excluded, differences }
}

/// A reason without the names of operator, key and document.
fn kind(why: &str) -> String {
    match why.split_once(": a value that is not ") {
        Some((test, form)) => {
            let operator = test.split(' ').next().unwrap_or_default();
            format!("{operator}: a value that is not {form}")
        }
        None => why.to_owned(),
    }
}

/// Asks the oracle, compares, and keeps its answers to the first pairs of the usual seed.
pub(super) fn compare() {
    let seed = number("SEED").unwrap_or(SEED);
    let count = number("COUNT").map_or(2 * KEPT, |count| usize::try_from(count).unwrap());
    let count = (count / Family::ALL.len()).max(KEPT);
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("oracle-differences.ndjson");
    let mut differing = BufWriter::new(File::create(&path).unwrap());
    let outcomes = Family::ALL.map(|family| (family, run(family, seed, count, &mut differing)));
    differing.flush().unwrap();
    for (family, outcome) in &outcomes {
        println!("{}, seed {seed}\n{}", family.name(), outcome.tally);
        let mut reasons: Vec<_> = outcome.excluded.iter().collect();
        reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        for (why, count) in reasons {
            println!("  {count:6} excluded: {why}");
        }
        for (both, (times, pair)) in &outcome.differences {
            println!("  {times:6} differ: ours {both}\n{}\n", pair.line);
        }
    }
    for (family, outcome) in &outcomes {
        let name = family.name();
        assert!(outcome.differences.is_empty(), "{name}: all are in {}", path.display());
        check(*family, &outcome.tally);
    }
    if seed == SEED {
        kept::write(&outcomes.map(|(family, outcome)| (family, outcome.answers))).unwrap();
    }
}
