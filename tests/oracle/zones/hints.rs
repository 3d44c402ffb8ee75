//! What documents name: requests that say the same are decided by them.

use kfm_provider::domain::policy_document::{Actions, Comparison, Condition, Resources, Statement};

use crate::proof::zone::Documents;

/// Names and values from the documents of a zone.
#[derive(Debug, Default)]
pub(super) struct Hints {
    /// Roles, with wildcards replaced.
    pub(super) roles: Vec<String>,
    /// Keys of the callers' tags.
    pub(super) tags: Vec<String>,
    /// Keys of the context, each with a value.
    pub(super) said: Vec<(String, String)>,
    /// How the keys of objects begin.
    pub(super) prefixes: Vec<String>,
    /// Actions.
    pub(super) actions: Vec<String>,
}

/// What no zone admits.
const ELSEWHERE: &str = "arn:aws:s3:us-east-1:444455556666:accesspoint/other";

/// Keys that follow from caller and resource.
const DERIVED: [&str; 3] = ["aws:Principal", "aws:ResourceAccount", "kms:CallerAccount"];

impl Hints {
    pub(super) fn of(documents: &Documents) -> Self {
        let mut hints = Self::default();
        let all = [&documents.bucket, &documents.boundary].into_iter();
        let all = all.chain(&documents.roles).chain(&documents.key);
        for statement in all.flat_map(|document| &document.statements) {
            hints.add(statement);
        }
        hints
    }

    fn add(&mut self, statement: &Statement) {
        let (Actions::Only(actions) | Actions::AllBut(actions)) = &statement.actions;
        self.actions.extend(actions.iter().map(|action| action.replace('*', "")));
        if let Some(Resources::Only(patterns) | Resources::AllBut(patterns)) = &statement.resources
        {
            let objects = patterns.iter().filter(|one| one.starts_with("arn:aws:s3:::"));
            let keys = objects.filter_map(|one| Some(one.split_once('/')?.1));
            let keys = keys.filter(|key| !key.starts_with(['*', '$']));
            self.prefixes.extend(keys.map(|key| key.trim_end_matches('*').to_owned()));
        }
        statement.conditions.iter().for_each(|condition| self.add_values(condition));
    }

    fn add_values(&mut self, condition: &Condition) {
        let key = condition.key.as_ref();
        // Whether a key is there says nothing of its values.
        let wanted: Vec<_> = match condition.operator.comparison {
            Comparison::Null if key.ends_with("Arn") => vec![ELSEWHERE.to_owned()],
            Comparison::Null => vec!["AES256".to_owned()],
            _ => condition.values.iter().cloned().collect(),
        };
        let values = wanted.iter().map(|value| instance(value));
        if key == "aws:PrincipalArn" {
            self.roles.extend(values.filter(|arn| arn.contains(":role/")));
        } else if let Some(tag) = key.strip_prefix("aws:PrincipalTag/") {
            self.tags.push(tag.to_owned());
        } else if !DERIVED.iter().any(|begin| key.starts_with(begin)) {
            self.said.extend(values.map(|value| (key.to_owned(), value)));
        }
    }
}

/// A text that is of a pattern.
fn instance(pattern: &str) -> String {
    pattern.replace('*', "x").replace('?', "y")
}
