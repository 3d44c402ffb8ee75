//! The counts, for whoever runs the test.

use std::fmt::Write;

use super::acts::Act;
use super::tally::{Round, Tally};

impl Tally {
    /// The counts: zones and people, the other rounds, acts, and what is not claimed.
    pub(super) fn told(&self, zones: &[String]) -> String {
        let mut text = String::new();
        for (round, about) in [
            (Round::Declared, "as applied, admitted/refused as expected"),
            (Round::Widened, "the granted roles with AdministratorAccess and without a boundary"),
        ] {
            self.table(&mut text, round, about, zones);
        }
        for (round, about) in [
            (Round::Ended, "break-glass ended, by documents of the domain put through S3"),
            (Round::Reopened, "the policy taken away and put back"),
            (Round::Beside, "in a bucket beside the zones"),
            (Round::Root, "by the root of the account, which no policy binds"),
        ] {
            let each: Vec<_> = self
                .people(round)
                .into_iter()
                .map(|who| {
                    let (admitted, refused) =
                        self.count(|row| row.round == round && row.who == who);
                    format!("{who} {admitted}/{refused}")
                })
                .collect();
            let _fits = writeln!(text, "{about}: {}", each.join(", "));
        }
        text += "acts; * rests on condition keys that only the launcher fills:\n";
        let acts = Act::ALL.map(|act| {
            let (admitted, refused) = self.count(|row| row.act == act && row.round != Round::Root);
            let mark = if act.rests_on_the_launcher() { "*" } else { "" };
            format!("{act:?}{mark} {admitted}/{refused}")
        });
        for line in acts.chunks(6) {
            let _fits = writeln!(text, "  {}", line.join(", "));
        }
        text += "not claimed, and asked of the evaluator instead:\n";
        for (why, count) in &self.unclaimed {
            let _fits = writeln!(text, "  {count:>5} {}", why.reason());
        }
        text
    }

    fn people(&self, round: Round) -> Vec<&str> {
        let of_round = self.rows.iter().filter(|row| row.round == round);
        let mut people: Vec<_> = of_round.map(|row| row.who.as_str()).collect();
        people.sort_unstable();
        people.dedup();
        people
    }

    fn table(&self, text: &mut String, round: Round, about: &str, zones: &[String]) {
        let people = self.people(round);
        let (admitted, refused) = self.count(|row| row.round == round);
        let _fits = writeln!(text, "{about}: {admitted}/{refused}");
        let mut line = |name: &str, cells: Vec<String>| {
            let cells: String = cells.iter().map(|cell| format!(" {cell:>8.8}")).collect();
            let _fits = writeln!(text, "  {name:<10}{cells}");
        };
        line("", people.iter().map(|who| (*who).to_owned()).collect());
        for zone in zones {
            let cell = |who: &&str| {
                let (admitted, refused) =
                    self.count(|row| row.round == round && row.zone == *zone && row.who == **who);
                format!("{admitted}/{refused}")
            };
            line(zone, people.iter().map(cell).collect());
        }
    }
}
