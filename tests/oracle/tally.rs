//! Counts of answers, ours beside the oracle's.

use std::collections::BTreeMap;
use std::fmt;

use super::answer::Answer;
use super::scene::Pair;

/// What was counted of one family.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    /// Ours and the oracle's, by how often.
    counts: BTreeMap<(Answer, Answer), usize>,
}

impl Tally {
    /// Counts a pair; true: the answers differ.
    pub(super) fn add(&mut self, pair: &Pair, theirs: Answer) -> bool {
        let ours = Answer::of(&pair.ours);
        *self.counts.entry((ours, theirs)).or_default() += 1;
        let silent = [ours, theirs].contains(&Answer::Unsupported);
        let either = pair.perhaps_denied && theirs == Answer::Denied;
        ours != theirs && !silent && !either
    }

    fn count(&self, fits: impl Fn(Answer, Answer) -> bool) -> usize {
        let fitting = self.counts.iter().filter(|((ours, theirs), _)| fits(*ours, *theirs));
        fitting.map(|(_, count)| count).sum()
    }

    /// All pairs.
    pub(super) fn pairs(&self) -> usize {
        self.count(|_, _| true)
    }

    /// The pairs that both answered.
    pub(super) fn compared(&self) -> usize {
        self.count(|ours, theirs| ![ours, theirs].contains(&Answer::Unsupported))
    }

    /// How many in a hundred of all pairs got this answer of ours.
    pub(super) fn share(&self, answer: Answer) -> f64 {
        percent(self.count(|ours, _| ours == answer), self.pairs())
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of pairs are small")]
fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let both = |answer| self.count(|ours, theirs| ours == answer && theirs == answer);
        writeln!(f, "  pairs     {:6}", self.pairs())?;
        writeln!(f, "  compared  {:6}", self.compared())?;
        for (name, answer) in
            [("allowed", Answer::Allowed), ("denied", Answer::Denied), ("refused", Answer::Refused)]
        {
            let share = self.share(answer);
            writeln!(f, "  {name:9} {:6}  agreed; {share:4.1} % of our answers", both(answer))?;
        }
        let either = self.count(|ours, theirs| (ours, theirs) == (Answer::Refused, Answer::Denied));
        writeln!(
            f,
            "            {either:6}  refused, where we cannot prove whether by the statement"
        )?;
        let silent = self.count(|_, theirs| theirs == Answer::Unsupported);
        let unproved = self.count(|ours, _| ours == Answer::Unsupported);
        let share = self.share(Answer::Unsupported);
        writeln!(f, "  excluded  {silent:6}  by the oracle")?;
        writeln!(f, "  unproved  {unproved:6}  by ours; {share:4.1} % of our answers")?;
        for (answer, name) in
            [(Answer::Allowed, "allowed"), (Answer::Denied, "denied"), (Answer::Refused, "refused")]
        {
            let count = self.count(|ours, theirs| ours == Answer::Unsupported && theirs == answer);
            writeln!(f, "            {count:6}  of them {name} by the oracle")?;
        }
        Ok(())
    }
}
