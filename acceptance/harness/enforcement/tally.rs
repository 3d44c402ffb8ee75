//! What came out of the comparison.

use std::collections::BTreeMap;
use std::fmt;

use super::faults::Fault;
use crate::access::Answer;
use crate::error::{Failure, Result};

/// How much must be allowed and how much refused, in a hundred.
const LEAST_IN_HUNDRED: usize = 20;

/// How many differences are shown.
const SHOWN: usize = 5;

/// The counts of one family of worlds.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    worlds: usize,
    allowed: usize,
    refused: usize,
    /// What the evaluator cannot tell.
    doubts: usize,
    excluded: BTreeMap<Fault, usize>,
    differences: Vec<String>,
    /// How often each action, and each caller, was allowed and refused.
    seen: BTreeMap<String, (usize, usize)>,
}

impl Tally {
    pub(super) const fn compared(&self) -> usize {
        self.allowed + self.refused
    }

    pub(super) const fn world(&mut self) {
        self.worlds += 1;
    }

    pub(super) const fn doubt(&mut self) {
        self.doubts += 1;
    }

    pub(super) fn exclude(&mut self, fault: Fault) {
        *self.excluded.entry(fault).or_default() += 1;
    }

    /// Counts an answer of the emulator, which agrees unless there is a difference.
    pub(super) fn count(
        &mut self,
        action: &str,
        caller: &str,
        answer: Answer,
        difference: Option<String>,
    ) {
        for seen in [action, caller] {
            let (allowed, refused) = self.seen.entry(seen.to_owned()).or_default();
            match answer {
                Answer::Admitted => *allowed += 1,
                Answer::Refused => *refused += 1,
            }
        }
        match answer {
            Answer::Admitted => self.allowed += 1,
            Answer::Refused => self.refused += 1,
        }
        self.differences.extend(difference);
    }

    pub(super) fn add(&mut self, other: Self) {
        self.worlds += other.worlds;
        self.allowed += other.allowed;
        self.refused += other.refused;
        self.doubts += other.doubts;
        for (fault, count) in other.excluded {
            *self.excluded.entry(fault).or_default() += count;
        }
        self.differences.extend(other.differences);
        for (name, (allowed, refused)) in other.seen {
            let seen = self.seen.entry(name).or_default();
            seen.0 += allowed;
            seen.1 += refused;
        }
    }

    /// Whether every action and every caller was allowed something and refused something.
    pub(super) fn judge_each(&self, name: &str) -> Result<()> {
        let one_way = self.seen.iter().filter(|(_, (allowed, refused))| *allowed * *refused == 0);
        let one_way: Vec<_> = one_way.map(|(name, seen)| format!("{name} {seen:?}")).collect();
        if one_way.is_empty() {
            return Ok(());
        }
        Err(Failure::new(format!("{name}: only allowed or only refused: {}", one_way.join(", "))))
    }

    /// Whether so many were compared, both ways, without a difference.
    pub(super) fn judge(&self, name: &str, promised: usize) -> Result<()> {
        let mut wrong = Vec::new();
        let compared = self.compared();
        if compared < promised {
            wrong.push(format!("only {compared} requests were compared, not {promised}"));
        }
        for (what, count) in [("allowed", self.allowed), ("refused", self.refused)] {
            if count * 100 < compared * LEAST_IN_HUNDRED {
                wrong.push(format!("only {count} of {compared} were {what}"));
            }
        }
        if !self.differences.is_empty() {
            wrong.push(format!("{} differences, of which:", self.differences.len()));
            wrong.extend(self.differences.iter().take(SHOWN).cloned());
        }
        if wrong.is_empty() {
            return Ok(());
        }
        Err(Failure::new(format!("{name}: {}", wrong.join("\n\n"))))
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { worlds, allowed, refused, doubts, .. } = self;
        write!(
            f,
            "{} requests compared in {worlds} worlds: {allowed} allowed, {refused} refused, {} \
             differences; {doubts} not asked because AWS's pages leave them open",
            self.compared(),
            self.differences.len(),
        )?;
        let seen = self.seen.iter();
        let seen: Vec<_> = seen.map(|(name, (yes, no))| format!("{name} {yes}/{no}")).collect();
        write!(f, "\n    allowed/refused: {}", seen.join(", "))?;
        for (fault, count) in &self.excluded {
            write!(f, "\n    {count} not asked because the emulator {}", fault.reason())?;
        }
        Ok(())
    }
}
