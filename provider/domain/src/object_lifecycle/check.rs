//! What S3 and KFM refuse in a lifecycle, checked before anything is sent.

use super::rules::days;
use super::{ObjectLifecycle, StorageClass, Transition};
use crate::names::NameError;
use crate::retention::{Days, RetentionClass};
use crate::zone::ZoneKind;

/// The most rules that a bucket can have, and so the most prefixes here.
///
/// Source: AWS "Lifecycle configuration elements" (2026-11): 1,000 rules a bucket.
const MOST_PREFIXES: usize = 900;

/// Where in a lifecycle something is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// `abort_multipart_days`.
    AbortMultipartDays,
    /// `noncurrent_days`.
    NoncurrentDays,
    /// `noncurrent_versions`.
    NoncurrentVersions,
    /// One of `transitions`, and its attribute.
    Transition(usize, &'static str),
    /// `expire_prefixes` as a whole.
    ExpirePrefixes,
    /// One of `expire_prefixes`.
    ExpirePrefix(String),
}

/// A rule that a lifecycle breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub at: Field,
    /// What was given, and which rule it breaks.
    pub error: NameError,
}

fn problem(
    at: Field,
    what: &'static str,
    given: impl ToString,
    rule: impl Into<String>,
) -> Problem {
    Problem { at, error: NameError::new(what, &given.to_string(), rule) }
}

impl ObjectLifecycle {
    /// Every rule that the lifecycle breaks in a zone of this kind and class.
    pub fn problems(&self, kind: ZoneKind, class: RetentionClass) -> Vec<Problem> {
        let mut problems = Vec::new();
        self.check_days(&mut problems);
        self.check_class(kind, class, &mut problems);
        self.check_prefixes(&mut problems);
        self.check_moves(&mut problems);
        self.check_ends(&mut problems);
        problems
    }

    fn check_days(&self, problems: &mut Vec<Problem>) {
        within(Field::AbortMultipartDays, self.abort_multipart_days, 1, problems);
        for (prefix, days) in &self.expire_prefixes {
            within(Field::ExpirePrefix(prefix.clone()), *days, 1, problems);
        }
        if let Some(end) = self.noncurrent {
            within(Field::NoncurrentDays, end.days, 1, problems);
        }
        for (index, transition) in self.transitions.iter().enumerate() {
            let least = transition.class.earliest();
            if transition.days < least {
                let (days, class) = (transition.days, transition.class);
                let rule = format!("is too early for {class}: S3 takes {least} or more");
                problems.push(problem(Field::Transition(index, "days"), "days", days, rule));
            } else {
                within(Field::Transition(index, "days"), transition.days, 0, problems);
            }
        }
        if let Some(versions) = self.noncurrent.and_then(|end| end.versions)
            && !(1..=100).contains(&versions)
        {
            let rule = "is not between 1 and 100";
            problems.push(problem(Field::NoncurrentVersions, "versions", versions, rule));
        }
    }

    /// R0 to R2 keep everything; elsewhere current objects end below named prefixes, where at all.
    fn check_class(&self, kind: ZoneKind, class: RetentionClass, problems: &mut Vec<Problem>) {
        if let Some(end) = self.noncurrent
            && !class.may_expire()
        {
            let rule = format!(
                "is refused: `{kind}` is in retention class {class}, of which nothing expires"
            );
            problems.push(problem(Field::NoncurrentDays, "noncurrent_days", end.days, rule));
        }
        for prefix in self.expire_prefixes.keys() {
            let rule = if !kind.may_expire_prefixes() {
                format!("is refused in `{kind}`: current objects expire only in `work` and `logs`")
            } else if !class.may_expire() {
                format!("is refused in retention class {class}, of which nothing expires")
            } else if prefix.is_empty() && kind == ZoneKind::Work {
                "is the whole zone: name a prefix that ends in `/`".to_owned()
            } else {
                continue;
            };
            let at = Field::ExpirePrefix(prefix.clone());
            problems.push(problem(at, "prefix", prefix, rule));
        }
    }

    fn check_prefixes(&self, problems: &mut Vec<Problem>) {
        for (index, transition) in self.transitions.iter().enumerate() {
            if let Err(error) = check_prefix(&transition.prefix) {
                problems.push(Problem { at: Field::Transition(index, "prefix"), error });
            }
        }
        for prefix in self.expire_prefixes.keys() {
            let at = Field::ExpirePrefix(prefix.clone());
            if let Err(error) = check_prefix(prefix) {
                problems.push(Problem { at: at.clone(), error });
            }
            let outer = self
                .expire_prefixes
                .keys()
                .find(|outer| *outer != prefix && prefix.starts_with(*outer));
            if let Some(outer) = outer {
                let rule = format!("lies inside `{outer}`: prefixes may not overlap");
                problems.push(problem(at, "prefix", prefix, rule));
            }
        }
        let given = self.expire_prefixes.len() + self.transitions.len();
        if given > MOST_PREFIXES {
            let rule = format!("is more than {MOST_PREFIXES}, for which a bucket has rules");
            problems.push(problem(Field::ExpirePrefixes, "number of prefixes", given, rule));
        }
    }

    /// Each object meets the moves of every prefix that it lies below, in the order of their days.
    fn check_moves(&self, problems: &mut Vec<Problem>) {
        for (index, transition) in self.transitions.iter().enumerate() {
            let before = self
                .transitions
                .iter()
                .enumerate()
                .filter(|(other, earlier)| {
                    *other != index
                        && meets(earlier, transition)
                        && (earlier.days, *other) < (transition.days, index)
                })
                .map(|(_, earlier)| earlier);
            for earlier in before {
                if let Some(rule) = refuses(earlier, transition) {
                    let at = Field::Transition(index, "storage_class");
                    problems.push(problem(at, "storage class", transition.class, rule));
                }
            }
        }
    }

    /// What ends must not end before it moves.
    fn check_ends(&self, problems: &mut Vec<Problem>) {
        for (index, transition) in self.transitions.iter().enumerate() {
            let end = if transition.noncurrent {
                self.noncurrent.map(|end| end.days)
            } else {
                let ends = self.expire_prefixes.iter();
                ends.filter(|(prefix, _)| transition.prefix.starts_with(*prefix))
                    .map(|(_, days)| *days)
                    .min()
            };
            if let Some(end) = end.filter(|end| *end <= transition.days) {
                let rule = format!(
                    "is not before the end of these objects after {}: expiry must come after \
                     every transition",
                    days(end)
                );
                let at = Field::Transition(index, "days");
                problems.push(problem(at, "days", transition.days, rule));
            }
        }
    }
}

fn within(at: Field, days: u32, least: u32, problems: &mut Vec<Problem>) {
    if !(least..=Days::MOST).contains(&days) {
        let rule = format!("is not between {least} and {}", Days::MOST);
        problems.push(problem(at, "days", days, rule));
    }
}

/// Whether some object meets both moves.
fn meets(one: &Transition, other: &Transition) -> bool {
    one.noncurrent == other.noncurrent
        && (one.prefix.starts_with(&other.prefix) || other.prefix.starts_with(&one.prefix))
}

/// Why the second move cannot follow the first.
fn refuses(earlier: &Transition, later: &Transition) -> Option<String> {
    let (from, to): (StorageClass, _) = (earlier.class, later.class);
    if from == to && earlier.prefix != later.prefix {
        return None;
    }
    if !from.moves_to(to) {
        let why =
            if from == to { "twice" } else { "up the waterfall, or to where S3 moves nothing" };
        return Some(format!("cannot follow {from} after {} days: that is {why}", earlier.days));
    }
    let stay = from.shortest_stay();
    (later.days < earlier.days.saturating_add(stay)).then(|| {
        format!(
            "comes {} after {from}, in which objects stay for {} or more",
            days(later.days - earlier.days),
            days(stay)
        )
    })
}

/// The beginning of keys: empty for all, else ends in `/`.
///
/// # Errors
/// It is none that is safe to put into a policy or a rule.
pub fn check_prefix(prefix: &str) -> Result<(), NameError> {
    let fail = |rule: &str| Err(NameError::new("prefix", prefix, rule));
    if prefix.is_empty() {
        return Ok(());
    }
    if prefix.len() > 512 {
        return fail("is longer than 512 bytes");
    }
    if !prefix.ends_with('/') {
        return fail("does not end in `/`");
    }
    if prefix.starts_with('/') {
        return fail("begins with `/`");
    }
    if prefix.contains(['*', '?']) || prefix.contains("${") {
        return fail("has a wildcard or a variable; name the prefix itself");
    }
    if prefix.split('/').any(|part| part == ".." || part == ".") {
        return fail("has `.` or `..` as a part");
    }
    if prefix.contains("//") {
        return fail("has an empty part");
    }
    if prefix.chars().any(char::is_control) {
        return fail("has a control character");
    }
    Ok(())
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
