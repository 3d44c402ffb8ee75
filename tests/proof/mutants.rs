//! Every way to weaken one statement of a document, and every way to make it too strong.

use kfm_provider::domain::policy_document::{
    Actions, Comparison, Condition, Effect, PolicyDocument, Principals, Resources, Statement,
};

use super::world::ACCOUNT;

/// What a mutant does to access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// Somebody gains.
    Loosened,
    /// Somebody loses.
    Tightened,
    /// Somebody gains and somebody loses, or either.
    Either,
}

/// A document with one statement changed.
#[derive(Clone, Debug)]
pub(super) struct Mutant {
    /// The statement.
    pub(super) sid: String,
    /// What was done to it.
    pub(super) change: String,
    pub(super) direction: Direction,
    pub(super) document: PolicyDocument,
}

/// What is slipped into lists of actions: of every sort one that matters.
const ACTIONS: [&str; 9] = [
    "s3:*",
    "s3:DeleteObjectVersion",
    "s3:GetObject",
    "s3:ListBucketVersions",
    "s3:PutBucketPolicy",
    "s3:PutLifecycleConfiguration",
    "s3:PutObject",
    "s3:PutObjectRetention",
    "s3:PutReplicationConfiguration",
];
const KEY_ACTIONS: [&str; 3] = ["kms:*", "kms:Decrypt", "kms:PutKeyPolicy"];

/// All mutants of a document.
pub(super) fn mutants(document: &PolicyDocument) -> Vec<Mutant> {
    let mut all = Vec::new();
    for (at, statement) in document.statements.iter().enumerate() {
        let sid = statement.sid.as_deref().unwrap_or("?").to_owned();
        let loosened_if = |deny_side: bool| match (statement.effect, deny_side) {
            // To take from a denial, or to add to a grant, is to loosen.
            (Effect::Deny, true) | (Effect::Allow, false) => Direction::Loosened,
            (Effect::Deny, false) | (Effect::Allow, true) => Direction::Tightened,
        };
        let mut less = document.clone();
        less.statements.remove(at);
        all.push(Mutant {
            sid: sid.clone(),
            change: "removed".to_owned(),
            direction: loosened_if(true),
            document: less,
        });
        let changes = actions(statement)
            .into_iter()
            .chain(resources(statement))
            .chain(principals(statement))
            .chain(conditions(statement));
        for (change, narrower, statement) in changes {
            let mut changed = document.clone();
            changed.statements[at] = statement;
            let direction = loosened_if(narrower);
            all.push(Mutant { sid: sid.clone(), change, direction, document: changed });
        }
    }
    all
}

/// A change in words, whether the statement is about less with it, and the statement.
type Change = (String, bool, Statement);

fn actions(statement: &Statement) -> Vec<Change> {
    let (set, inverted) = match &statement.actions {
        Actions::Only(set) => (set, false),
        Actions::AllBut(set) => (set, true),
    };
    let with = |set| Statement {
        actions: if inverted { Actions::AllBut(set) } else { Actions::Only(set) },
        ..statement.clone()
    };
    let mut all = Vec::new();
    let ours = if set.iter().any(|one| one.starts_with("kms:")) {
        KEY_ACTIONS.as_slice()
    } else {
        ACTIONS.as_slice()
    };
    let covers = |action: &str| {
        set.iter().any(|one| one == action || one == "s3:*" || one == "*")
            || (action.starts_with("kms:") && set.contains("kms:*"))
    };
    for action in ours.iter().filter(|action| !covers(action)) {
        let mut more = set.clone();
        more.insert((*action).to_owned());
        all.push((format!("{action} added to its actions"), inverted, with(more)));
    }
    for action in set {
        let mut less = set.clone();
        less.remove(action);
        if less.is_empty() {
            less.insert("s3:GetBucketTagging".to_owned());
        }
        all.push((format!("{action} taken from its actions"), !inverted, with(less)));
    }
    all
}

fn resources(statement: &Statement) -> Vec<Change> {
    let Some(resources) = &statement.resources else { return Vec::new() };
    let (set, inverted) = match resources {
        Resources::Only(set) => (set, false),
        Resources::AllBut(set) => (set, true),
    };
    let with = |set| Statement {
        resources: Some(if inverted { Resources::AllBut(set) } else { Resources::Only(set) }),
        ..statement.clone()
    };
    let mut all = Vec::new();
    if !set.contains("*") {
        let mut more = set.clone();
        more.insert("*".to_owned());
        all.push(("* added to its resources".to_owned(), inverted, with(more)));
    }
    for resource in set {
        let mut less = set.clone();
        less.remove(resource);
        if less.is_empty() {
            less.insert("arn:aws:s3:::kfm-elsewhere".to_owned());
        }
        all.push((format!("{resource} taken from its resources"), !inverted, with(less)));
    }
    all
}

fn principals(statement: &Statement) -> Vec<Change> {
    let everyone = Principals::everyone();
    match &statement.principals {
        Some(some) if *some != everyone => vec![(
            "about everyone".to_owned(),
            false,
            Statement { principals: Some(everyone), ..statement.clone() },
        )],
        _ => Vec::new(),
    }
}

fn conditions(statement: &Statement) -> Vec<Change> {
    let mut all = Vec::new();
    let mut push = |change: String, narrower: bool, conditions: Vec<Condition>| {
        all.push((change, narrower, Statement { conditions, ..statement.clone() }));
    };
    for (at, condition) in statement.conditions.iter().enumerate() {
        let name = format!("{} {}", condition.operator, condition.key);
        let mut less = statement.conditions.clone();
        less.remove(at);
        push(format!("without {name}"), false, less);
        for (change, narrower, values) in values(condition) {
            let mut changed = statement.conditions.clone();
            changed[at] = Condition { values: values.into_iter().collect(), ..condition.clone() };
            push(format!("{name}: {change}"), narrower, changed);
        }
    }
    for extra in [
        Condition::one(Comparison::StringEquals, "aws:RequestedRegion", "eu-west-1"),
        Condition::one(Comparison::StringNotEquals, "aws:PrincipalTag/team", "data"),
        Condition::one(Comparison::NotIpAddress, "aws:SourceIp", "203.0.113.0/24"),
    ] {
        let mut more = statement.conditions.clone();
        let name = format!("{} {}", extra.operator, extra.key);
        more.push(extra);
        push(format!("only where {name}"), true, more);
    }
    all
}

/// Other values of a condition, and whether it holds for less with them.
fn values(condition: &Condition) -> Vec<(String, bool, Vec<String>)> {
    let values: Vec<String> = condition.values.iter().cloned().collect();
    let comparison = &condition.operator.comparison;
    let negated = comparison.is_negated();
    let only = |value: &str| vec![value.to_owned()];
    match comparison {
        Comparison::Bool | Comparison::Null => {
            let other = if values[0] == "true" { "false" } else { "true" };
            // To hold where it did not, and not where it did: it is both.
            vec![(format!("{other} instead"), true, only(other))]
        }
        Comparison::NumericLessThan => vec![("1.0 instead".to_owned(), true, only("1.0"))],
        Comparison::NumericGreaterThan => {
            vec![("99999999 instead".to_owned(), true, only("99999999"))]
        }
        Comparison::DateGreaterThan => {
            vec![("a year later".to_owned(), true, only("2027-12-01T18:00:00Z"))]
        }
        _ => {
            let mut all = Vec::new();
            let more = more(comparison, &condition.key);
            let mut with = values.clone();
            with.extend(more.iter().map(|one| (*one).clone()));
            all.push((format!("also {}", more.join(", ")), negated, with));
            for value in &values {
                let mut less: Vec<_> = values.iter().filter(|one| *one != value).cloned().collect();
                if less.is_empty() {
                    less = only(&none(comparison));
                }
                all.push((format!("without {value}"), !negated, less));
            }
            all
        }
    }
}

fn more(comparison: &Comparison, key: &str) -> Vec<String> {
    match comparison {
        Comparison::ArnLike | Comparison::ArnNotLike if key == "aws:PrincipalArn" => {
            vec![format!("arn:aws:iam::{ACCOUNT}:role/analyst")]
        }
        Comparison::ArnLike | Comparison::ArnNotLike => vec!["arn:aws:s3:::mallory".to_owned()],
        Comparison::StringLike | Comparison::StringNotLike => vec!["*".to_owned()],
        _ => vec!["mallory".to_owned()],
    }
}

fn none(comparison: &Comparison) -> String {
    match comparison {
        Comparison::ArnLike | Comparison::ArnNotLike => {
            format!("arn:aws:iam::{ACCOUNT}:role/nobody")
        }
        _ => "nothing".to_owned(),
    }
}
