//! Every way to weaken one statement of a document, and ways to make it too strong.

use std::collections::BTreeSet;

use kfm_provider::domain::iam_actions;
use kfm_provider::domain::policy_document::{
    Actions, Comparison, Condition, Effect, PolicyDocument, Principals, Resources, Statement,
};

use crate::support::registry::ACCOUNT;

/// What a mutant does to access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// Somebody gains.
    Loosened,
    /// Somebody loses.
    Tightened,
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
    let members = members(document);
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
            .chain(conditions(statement, &members));
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
    let fits = |action: &&&str| !covers(action) && is_asked(action, statement.resources.as_ref());
    for action in ours.iter().filter(fits) {
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

/// Whether an action is asked of such resources at all: one on a bucket, in a statement about
/// objects, says nothing.
fn is_asked(action: &str, resources: Option<&Resources>) -> bool {
    let (Some(Resources::Only(set)), Some(known)) = (resources, iam_actions::find(action)) else {
        return true;
    };
    let about = |object: bool| {
        set.iter()
            .any(|arn| arn == "*" || arn.splitn(6, ':').any(|part| part.contains('/')) == object)
    };
    action.starts_with("kms:")
        || (known.on_bucket() && about(false))
        || (known.on_object() && about(true))
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
    // A bucket's policy is asked about that bucket only: more resources are none.
    let is_of_bucket = statement.principals.is_some() && !inverted;
    if !set.contains("*") && !is_of_bucket {
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

fn conditions(statement: &Statement, members: &BTreeSet<String>) -> Vec<Change> {
    let mut all = Vec::new();
    let mut push = |change: String, narrower: bool, conditions: Vec<Condition>| {
        all.push((change, narrower, Statement { conditions, ..statement.clone() }));
    };
    for (at, condition) in statement.conditions.iter().enumerate() {
        let name = format!("{} {}", condition.operator, condition.key);
        let mut less = statement.conditions.clone();
        less.remove(at);
        push(format!("without {name}"), false, less);
        for (change, narrower, values) in values(condition, members) {
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
fn values(condition: &Condition, members: &BTreeSet<String>) -> Vec<(String, bool, Vec<String>)> {
    let values: Vec<String> = condition.values.iter().cloned().collect();
    let comparison = &condition.operator.comparison;
    let negated = comparison.is_negated();
    let only = |value: &str| vec![value.to_owned()];
    match comparison {
        Comparison::Bool | Comparison::Null => {
            let other = if values[0] == "true" { "false" } else { "true" };
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
            for more in more(condition, members) {
                let mut with = values.clone();
                all.push((format!("also {more}"), negated, {
                    with.push(more);
                    with
                }));
            }
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

/// What is slipped into the values of a condition: of principals a stranger and all that the
/// document knows.
fn more(condition: &Condition, members: &BTreeSet<String>) -> Vec<String> {
    let comparison = &condition.operator.comparison;
    match comparison {
        Comparison::ArnLike | Comparison::ArnNotLike if condition.key == "aws:PrincipalArn" => {
            let others = members.iter().filter(|one| !condition.values.contains(*one));
            // A class that is about more is tightened: one stands for all.
            let most = if comparison.is_negated() { usize::MAX } else { 1 };
            others
                .take(most)
                .cloned()
                .chain([format!("arn:aws:iam::{ACCOUNT}:role/analyst")])
                .collect()
        }
        Comparison::ArnLike | Comparison::ArnNotLike => vec!["arn:aws:s3:::mallory".to_owned()],
        Comparison::StringLike | Comparison::StringNotLike => vec!["*".to_owned()],
        _ if condition.key.ends_with("Account") => vec!["999999999999".to_owned()],
        _ => vec!["mallory".to_owned()],
    }
}

/// The principals that a document tells apart.
fn members(document: &PolicyDocument) -> BTreeSet<String> {
    let conditions = document.statements.iter().flat_map(|statement| &statement.conditions);
    conditions
        .filter(|condition| condition.key == "aws:PrincipalArn")
        .flat_map(|condition| condition.values.clone())
        .collect()
}

fn none(comparison: &Comparison) -> String {
    match comparison {
        Comparison::ArnLike | Comparison::ArnNotLike => {
            format!("arn:aws:iam::{ACCOUNT}:role/nobody")
        }
        _ => "nothing".to_owned(),
    }
}
