//! The oracle's answers to the pairs of [`SEED`](super::family::SEED), kept in `answers.txt`, so that
//! tests compare with them without asking it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::answer::Answer;
use super::digest::Digest;
use super::family::Family;

/// How many pairs of each family are kept.
pub(super) const KEPT: usize = 15_000;

/// How many letters stand on a line.
const WIDTH: usize = 100;

/// The answers to the first pairs of a family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answers {
    /// Of the pairs that were answered.
    pub(super) digest: String,
    pub(super) answers: Vec<Answer>,
}

/// Collects the answers to the first pairs of a family.
#[derive(Debug)]
pub(super) struct Keeper {
    digest: Digest,
    answers: Vec<Answer>,
}

impl Keeper {
    pub(super) const fn new() -> Self {
        Self { digest: Digest::new(), answers: Vec::new() }
    }

    /// Takes in an answer, if it is among the first.
    pub(super) fn add(&mut self, line: &str, answer: Answer) {
        if self.answers.len() < KEPT {
            self.digest.add(line);
            self.answers.push(answer);
        }
    }

    pub(super) fn done(self) -> Answers {
        Answers { digest: self.digest.hex(), answers: self.answers }
    }
}

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("oracle/answers.txt")
}

/// Writes the answers to the pairs of each family.
pub(super) fn write(families: &[(Family, Answers)]) -> std::io::Result<()> {
    std::fs::write(path(), text(families))
}

fn text(families: &[(Family, Answers)]) -> String {
    let mut text = "\
# The oracle's answers to generated requests, in their order: a allowed, d denied, r refused, - no witness.
# Each family begins with its name and the digest of its requests. Written by `make oracle`.
"
    .to_owned();
    for (family, kept) in families {
        let _ = writeln!(text, "{} {}", family.name(), kept.digest);
        for line in kept.answers.chunks(WIDTH) {
            text.extend(line.iter().map(|answer| answer.letter()));
            text.push('\n');
        }
    }
    text
}

/// The kept answers of a family; `None` where the file has none, or something else.
pub(super) fn read(family: Family) -> Option<Answers> {
    parse(&std::fs::read_to_string(path()).ok()?, family)
}

fn parse(text: &str, family: Family) -> Option<Answers> {
    let mut lines = text.lines().filter(|line| !line.starts_with('#'));
    let digest = lines.find_map(|line| line.strip_prefix(family.name())?.strip_prefix(' '))?;
    let letters = lines.take_while(|line| !line.contains(' ')).flat_map(str::chars);
    let answers = letters.map(Answer::of_letter).collect::<Option<_>>()?;
    Some(Answers { digest: digest.to_owned(), answers })
}

#[test]
fn kept_answers_are_read_as_they_were_written() {
    let answers = |letters: &str| Answers {
        digest: letters.len().to_string(),
        answers: letters.chars().map(|one| Answer::of_letter(one).unwrap()).collect(),
    };
    let long = answers(&"adr-".repeat(60));
    let all = [(Family::Random, long), (Family::Zones, answers("ra"))];
    let text = text(&all);
    for (family, kept) in all {
        assert_eq!(parse(&text, family), Some(kept));
    }
    assert_eq!(parse(&text.replace('-', "x"), Family::Random), None);
}
