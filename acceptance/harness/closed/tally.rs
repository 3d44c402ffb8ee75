//! What came out.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::acts::Act;
use super::send::Found;
use super::unclaimed::Unclaimed;
use crate::error::{Failure, Result};

/// How many differences are shown.
const SHOWN: usize = 40;

/// Under which circumstances something was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Round {
    /// As it was applied.
    Declared,
    /// The granted roles may do everything by themselves.
    Widened,
    /// Break-glass has ended.
    Ended,
    /// Beside the zones.
    Beside,
    /// By the root of the account.
    Root,
    /// The policy is taken away and put back.
    Reopened,
}

/// One answer of the emulator.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) round: Round,
    pub(super) zone: String,
    pub(super) who: String,
    pub(super) act: Act,
    pub(super) folder: String,
    pub(super) expected: bool,
    pub(super) found: Found,
}

/// All answers.
#[derive(Debug, Default)]
pub(super) struct Tally {
    rows: Vec<Row>,
    unclaimed: BTreeMap<Unclaimed, usize>,
    differences: Vec<String>,
    /// Bucket and key of what an admitted act was tried on.
    touched: BTreeSet<(String, String)>,
}

impl Row {
    fn difference(&self) -> Option<String> {
        let Self { round, zone, who, act, folder, expected, found } = self;
        let due = if *expected { Found::Admitted } else { Found::Refused };
        (*found != due).then(|| {
            format!("{zone}: {who}: {act:?} below `{folder}` ({round:?}): expected {due:?}, found {found:?}")
        })
    }
}

impl Tally {
    pub(super) fn add(&mut self, row: Row) {
        self.differences.extend(row.difference());
        self.rows.push(row);
    }

    pub(super) fn leave(&mut self, why: Unclaimed) {
        *self.unclaimed.entry(why).or_default() += 1;
    }

    pub(super) fn touch(&mut self, bucket: &str, key: String) {
        // Reading leaves what is shared as it is.
        if !key.contains("/shared/") {
            self.touched.insert((bucket.to_owned(), key));
        }
    }

    pub(super) fn is_touched(&self, bucket: &str, key: &str) -> bool {
        self.touched.contains(&(bucket.to_owned(), key.to_owned()))
    }

    pub(super) fn differ(&mut self, text: String) {
        self.differences.push(text);
    }

    /// Whether every answer was the expected one, and every act was seen both ways: in each zone
    /// somebody, were it the account's root, did what others were refused.
    pub(super) fn judge(&self, zones: &[String]) -> Result<()> {
        let mut wrong: Vec<_> = self.differences.iter().take(SHOWN).cloned().collect();
        if self.differences.len() > SHOWN {
            wrong.push(format!("… {} differences", self.differences.len()));
        }
        let seen = |expected: bool| {
            let rows = self.rows.iter().filter(move |row| row.expected == expected);
            rows.map(|row| (row.zone.as_str(), row.act)).collect::<BTreeSet<_>>()
        };
        let (admitted, refused) = (seen(true), seen(false));
        for act in Act::ALL {
            for zone in zones.iter().map(String::as_str) {
                if !admitted.contains(&(zone, act)) {
                    wrong.push(format!(
                        "{zone}: {act:?} was never admitted: its refusals prove nothing"
                    ));
                }
            }
            // Everybody of the account may read the configuration.
            if !refused.iter().any(|(_, refused)| *refused == act) {
                wrong.push(format!("{act:?} was never refused"));
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(Failure::new(wrong.join("\n"))) }
    }

    /// The counts, in tables.
    pub(super) fn tables(&self, zones: &[String]) -> String {
        let mut text = String::new();
        for (round, about) in [
            (Round::Declared, "as applied, admitted/refused as expected"),
            (Round::Widened, "the granted roles with AdministratorAccess and without a boundary"),
            (
                Round::Ended,
                "after the end of break-glass (documents of the domain, put through S3)",
            ),
            (Round::Beside, "beside the zones"),
            (Round::Reopened, "the policy taken away and put back"),
            (Round::Root, "the root of the account, which no policy binds"),
        ] {
            self.table(&mut text, round, about, zones);
        }
        text +=
            "acts, admitted/refused; * rests on condition keys that only the launcher fills\n  ";
        let acts = Act::ALL.map(|act| {
            let (admitted, refused) = self.count(|row| row.act == act && row.round != Round::Root);
            let mark = if act.rests_on_the_launcher() { "*" } else { "" };
            format!("{act:?}{mark} {admitted}/{refused}")
        });
        text += &acts.join(", ");
        text += "\nnot claimed, and asked of the evaluator instead:\n";
        for (why, count) in &self.unclaimed {
            let _fits = writeln!(text, "  {count:>5} {}", why.reason());
        }
        text
    }

    fn table(&self, text: &mut String, round: Round, about: &str, zones: &[String]) {
        let of_round = || self.rows.iter().filter(|row| row.round == round);
        let mut people: Vec<&str> = Vec::new();
        for row in of_round() {
            if !people.contains(&row.who.as_str()) {
                people.push(&row.who);
            }
        }
        people.sort_unstable();
        let (admitted, refused) = self.count(|row| row.round == round);
        let _fits = writeln!(text, "{about}: {admitted}/{refused}");
        let mut line = |name: &str, cells: Vec<String>| {
            let cells: String = cells.iter().map(|cell| format!(" {cell:>8.8}")).collect();
            let _fits = writeln!(text, "  {name:<10}{cells}");
        };
        line("", people.iter().map(|who| (*who).to_owned()).collect());
        let beside: BTreeSet<_> = of_round().map(|row| row.zone.as_str()).collect();
        let beside = beside.into_iter().filter(|zone| !zones.iter().any(|one| one == zone));
        for zone in zones.iter().map(String::as_str).chain(beside) {
            let cell = |who: &&str| {
                let of = |row: &Row| row.round == round && row.zone == zone && row.who == **who;
                match self.count(of) {
                    (0, 0) => "-".to_owned(),
                    (admitted, refused) => format!("{admitted}/{refused}"),
                }
            };
            let cells: Vec<_> = people.iter().map(cell).collect();
            if cells.iter().any(|cell| cell != "-") {
                line(zone, cells);
            }
        }
    }

    /// How many were admitted and refused as expected.
    fn count(&self, of: impl Fn(&Row) -> bool) -> (usize, usize) {
        let good = self.rows.iter().filter(|row| of(row) && row.difference().is_none());
        let (admitted, refused): (Vec<_>, Vec<_>) = good.partition(|row| row.expected);
        (admitted.len(), refused.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(act: Act, expected: bool, found: Found) -> Row {
        let (zone, who) = ("raw".to_owned(), "ingest".to_owned());
        Row { round: Round::Declared, zone, who, act, folder: "soils/".to_owned(), expected, found }
    }

    #[test]
    fn a_difference_names_zone_who_act_and_both_answers() {
        let mut tally = Tally::default();
        tally.add(row(Act::Get, false, Found::Admitted));
        let text = tally.judge(&[]).unwrap_err().to_string();
        assert!(
            text.contains(
                "raw: ingest: Get below `soils/` (Declared): expected Refused, found Admitted"
            ),
            "{text}"
        );
    }

    #[test]
    fn an_act_that_is_only_refused_proves_nothing() {
        let mut tally = Tally::default();
        for act in Act::ALL {
            tally.add(row(act, false, Found::Refused));
            if act != Act::Put {
                tally.add(row(act, true, Found::Admitted));
            }
        }
        let text = tally.judge(&["raw".to_owned()]).unwrap_err().to_string();
        assert_eq!(text, "raw: Put was never admitted: its refusals prove nothing");
        tally.add(row(Act::Put, true, Found::Admitted));
        assert!(tally.judge(&["raw".to_owned()]).is_ok());
    }
}
