//! What came out.

use std::collections::{BTreeMap, BTreeSet};

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
    pub(super) rows: Vec<Row>,
    pub(super) unclaimed: BTreeMap<Unclaimed, usize>,
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
            if !refused.iter().any(|(_, refused)| *refused == act) {
                wrong.push(format!("{act:?} was never refused"));
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(Failure::new(wrong.join("\n"))) }
    }

    /// How many were admitted and refused as expected.
    pub(super) fn count(&self, of: impl Fn(&Row) -> bool) -> (usize, usize) {
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
