//! The rules as S3 keeps them, and what they mean.

use std::collections::{BTreeMap, BTreeSet};

use super::{Noncurrent, ObjectLifecycle, Transition};

/// One lifecycle rule of a bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LifecycleRule {
    /// Its name, unique in the bucket.
    pub id: String,
    /// Whether it is in force.
    pub enabled: bool,
    /// What the keys begin with; empty for the whole bucket.
    pub prefix: String,
    /// Days after which parts of an unfinished upload are removed.
    pub abort_multipart_days: Option<u32>,
    /// Days after which current objects end.
    pub expiration_days: Option<u32>,
    /// When older versions end.
    pub noncurrent_expiration: Option<NoncurrentExpiration>,
    /// Moves of current objects: days and storage class.
    pub transitions: BTreeSet<(u32, String)>,
    /// Moves of older versions: days and storage class.
    pub noncurrent_transitions: BTreeSet<(u32, String)>,
    /// What it does beyond, in words: nothing of it is ever written by a zone.
    pub beyond: Vec<String>,
}

/// When older versions end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoncurrentExpiration {
    /// Days after a version ceased to be the current one.
    pub days: u32,
    /// How many of the newest of them stay.
    pub keep: Option<u32>,
}

/// What rules in force mean, whatever their names, their order and how they are grouped.
pub fn meaning(rules: &[LifecycleRule]) -> BTreeSet<String> {
    rules.iter().filter(|rule| rule.enabled).flat_map(lines).collect()
}

/// The same in one line; `none` where there is nothing.
pub fn words(rules: &[LifecycleRule]) -> String {
    let lines: Vec<_> = meaning(rules).into_iter().collect();
    if lines.is_empty() { "none".to_owned() } else { lines.join("; ") }
}

/// A number of days in words.
pub fn days(days: u32) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

fn lines(rule: &LifecycleRule) -> Vec<String> {
    let place = match rule.prefix.as_str() {
        "" => String::new(),
        prefix => format!(" below `{prefix}`"),
    };
    let mut lines = Vec::new();
    lines.extend(
        rule.abort_multipart_days
            .map(|n| format!("abort unfinished uploads{place} after {}", days(n))),
    );
    lines.extend(rule.expiration_days.map(|n| format!("expire{place} after {}", days(n))));
    lines.extend(rule.noncurrent_expiration.map(|end| {
        let keep = end.keep.map(|n| format!(" but the newest {n}")).unwrap_or_default();
        format!("expire older versions{place}{keep} after {}", days(end.days))
    }));
    let moves = rule
        .transitions
        .iter()
        .map(|(n, class)| format!("move{place} to {class} after {}", days(*n)));
    lines.extend(moves);
    let moves = rule
        .noncurrent_transitions
        .iter()
        .map(|(n, class)| format!("move older versions{place} to {class} after {}", days(*n)));
    lines.extend(moves);
    lines.extend(rule.beyond.iter().map(|words| format!("rule `{}` {words}", rule.id)));
    lines
}

impl ObjectLifecycle {
    /// The rules that make S3 do this.
    pub fn rules(&self) -> Vec<LifecycleRule> {
        let rule = |id: String, prefix: &str| LifecycleRule {
            id,
            enabled: true,
            prefix: prefix.to_owned(),
            ..LifecycleRule::default()
        };
        let mut rules = vec![LifecycleRule {
            abort_multipart_days: Some(self.abort_multipart_days),
            ..rule("kfm-abort-multipart".to_owned(), "")
        }];
        rules.extend(self.noncurrent.map(|end| LifecycleRule {
            noncurrent_expiration: Some(NoncurrentExpiration {
                days: end.days,
                keep: end.versions,
            }),
            ..rule("kfm-noncurrent".to_owned(), "")
        }));
        let mut moves: BTreeMap<&str, Vec<&Transition>> = BTreeMap::new();
        for transition in &self.transitions {
            moves.entry(&transition.prefix).or_default().push(transition);
        }
        for (number, (prefix, transitions)) in (1..).zip(moves) {
            let of = |noncurrent: bool| {
                let own = transitions.iter().filter(|one| one.noncurrent == noncurrent);
                own.map(|one| (one.days, one.class.to_string())).collect()
            };
            rules.push(LifecycleRule {
                transitions: of(false),
                noncurrent_transitions: of(true),
                ..rule(format!("kfm-transition-{number}"), prefix)
            });
        }
        for (number, (prefix, days)) in (1..).zip(&self.expire_prefixes) {
            rules.push(LifecycleRule {
                expiration_days: Some(*days),
                ..rule(format!("kfm-expire-{number}"), prefix)
            });
        }
        rules
    }

    /// The configuration that means what the rules mean, if there is one.
    pub fn of_rules(rules: &[LifecycleRule]) -> Option<Self> {
        let mut found = Self::default();
        for rule in rules.iter().filter(|rule| rule.enabled) {
            if let Some(days) = rule.abort_multipart_days {
                found.abort_multipart_days = days;
            }
            if let Some(days) = rule.expiration_days {
                found.expire_prefixes.insert(rule.prefix.clone(), days);
            }
            if let Some(end) = rule.noncurrent_expiration {
                found.noncurrent = Some(Noncurrent { days: end.days, versions: end.keep });
            }
            let moves = [(false, &rule.transitions), (true, &rule.noncurrent_transitions)];
            for (noncurrent, moves) in moves {
                for (days, class) in moves {
                    let class = class.parse().ok()?;
                    let (days, prefix) = (*days, rule.prefix.clone());
                    found.transitions.push(Transition { days, class, prefix, noncurrent });
                }
            }
        }
        (meaning(&found.rules()) == meaning(rules)).then_some(found)
    }
}
