//! A statement, ready to be compared and told.

use std::collections::{BTreeMap, BTreeSet};

use crate::policy_document::{
    Actions, Comparison, Effect, Operator, Principal, Principals, Resources, Statement,
};

/// How many of a list are told.
const TOLD: usize = 8;

/// Some things, or all but some. Equal where they are the same whatever their case, if that does
/// not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Side {
    pub(super) all_but: bool,
    /// How each is compared, and how it is written.
    pub(super) set: Listed,
}

/// Things by how they are compared, with how they are written.
#[derive(Clone, Debug, Default)]
pub(super) struct Listed(BTreeMap<String, String>);

impl PartialEq for Listed {
    fn eq(&self, other: &Self) -> bool {
        self.0.keys().eq(other.0.keys())
    }
}

impl Eq for Listed {}

impl Listed {
    fn exact<'v>(values: impl IntoIterator<Item = &'v String>) -> Self {
        Self(values.into_iter().map(|one| (one.clone(), format!("`{one}`"))).collect())
    }

    fn caseless<'v>(values: impl IntoIterator<Item = &'v String>) -> Self {
        let both = |one: &String| (one.to_ascii_lowercase(), format!("`{one}`"));
        Self(values.into_iter().map(both).collect())
    }

    /// Those of this that are not in the other.
    pub(super) fn without(&self, other: &Self) -> Self {
        let new = self.0.iter().filter(|(key, _)| !other.0.contains_key(*key));
        Self(new.map(|(key, text)| (key.clone(), text.clone())).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those in words, of many the first.
    pub(super) fn words(&self, and: &str) -> String {
        let all: Vec<_> = self.0.values().map(String::as_str).collect();
        let more = all.len().saturating_sub(TOLD);
        match all.split_last() {
            _ if more > 1 => {
                let first: Vec<_> = all.iter().take(TOLD).copied().collect();
                format!("{} {and} {more} more", first.join(", "))
            }
            Some((last, rest)) if !rest.is_empty() => format!("{} {and} {last}", rest.join(", ")),
            Some((last, _)) => (*last).to_owned(),
            None => "nothing".to_owned(),
        }
    }
}

impl Side {
    /// What it is in words.
    pub(super) fn words(&self) -> String {
        match (self.all_but, self.set.is_empty()) {
            (true, true) => "everything".to_owned(),
            (true, false) => format!("all but {}", self.set.words("and")),
            (false, _) => self.set.words("and"),
        }
    }
}

/// A condition of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Test {
    pub(super) operator: Operator,
    /// The key as it is written.
    pub(super) key: String,
    pub(super) values: Listed,
}

impl Test {
    /// It in words.
    pub(super) fn words(&self) -> String {
        format!("`{} {}` is {}", self.operator, self.key, self.values.words("or"))
    }

    /// Whether its values are alternatives that can be told one by one.
    pub(super) const fn lists(&self) -> bool {
        matches!(
            self.operator.comparison,
            Comparison::StringEquals
                | Comparison::StringNotEquals
                | Comparison::StringEqualsIgnoreCase
                | Comparison::StringNotEqualsIgnoreCase
                | Comparison::StringLike
                | Comparison::StringNotLike
                | Comparison::ArnEquals
                | Comparison::ArnLike
                | Comparison::ArnNotEquals
                | Comparison::ArnNotLike
                | Comparison::IpAddress
                | Comparison::NotIpAddress
        )
    }
}

/// A statement.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    pub(super) sid: Option<String>,
    pub(super) effect: Effect,
    pub(super) principals: Option<Side>,
    pub(super) actions: Side,
    pub(super) resources: Option<Side>,
    /// By operator and key.
    pub(super) conditions: BTreeMap<(String, String), Test>,
}

impl Facts {
    pub(super) fn of(statement: &Statement) -> Self {
        let side = |all_but, set| Side { all_but, set };
        Self {
            sid: statement.sid.as_ref().map(ToString::to_string),
            effect: statement.effect,
            principals: statement.principals.as_ref().map(|principals| match principals {
                Principals::Only(set) => side(false, named(set)),
                Principals::AllBut(set) => side(true, named(set)),
            }),
            actions: match &statement.actions {
                Actions::Only(set) => side(false, Listed::caseless(set)),
                Actions::AllBut(set) => side(true, Listed::caseless(set)),
            },
            resources: statement.resources.as_ref().map(|resources| match resources {
                Resources::Only(set) => side(false, Listed::exact(set)),
                Resources::AllBut(set) => side(true, Listed::exact(set)),
            }),
            conditions: tests(statement),
        }
    }

    /// Whether both mean the same, whatever they are called.
    pub(super) fn means(&self, other: &Self) -> bool {
        self.effect == other.effect && self.alike(other) == 4
    }

    /// In how many of its four parts it is the same as another.
    pub(super) fn alike(&self, other: &Self) -> usize {
        let parts = [
            self.principals == other.principals,
            self.actions == other.actions,
            self.resources == other.resources,
            self.conditions == other.conditions,
        ];
        parts.into_iter().filter(|same| *same).count()
    }

    /// What it is called.
    pub(super) fn name(&self) -> String {
        match &self.sid {
            Some(sid) => format!("statement `{sid}`"),
            None => "a statement without a name".to_owned(),
        }
    }

    /// What it does: `allows` or `denies`.
    pub(super) const fn verb(&self) -> &'static str {
        match self.effect {
            Effect::Allow => "allows",
            Effect::Deny => "denies",
        }
    }

    /// All of it in words.
    pub(super) fn words(&self) -> String {
        format!("{} {}", self.verb(), self.told(self.principals.as_ref()))
    }

    /// What it is about, whoever it is for.
    pub(super) fn given(&self) -> String {
        self.told(None)
    }

    fn told(&self, to: Option<&Side>) -> String {
        let mut words = self.actions.words();
        for (preposition, side) in [("to", to), ("on", self.resources.as_ref())] {
            if let Some(side) = side {
                words.push_str(&format!(" {preposition} {}", side.words()));
            }
        }
        let tests: Vec<_> = self.conditions.values().map(Test::words).collect();
        if !tests.is_empty() {
            words.push_str(&format!(" where {}", tests.join(" and ")));
        }
        words
    }
}

fn named(principals: &BTreeSet<Principal>) -> Listed {
    let named = |one: &Principal| match one {
        Principal::Everyone => ("*".to_owned(), "everyone".to_owned()),
        Principal::Aws(name) => (format!("aws {name}"), format!("`{name}`")),
        Principal::Service(name) => (format!("service {name}"), format!("service `{name}`")),
        Principal::Federated(name) => {
            (format!("federated {name}"), format!("identity provider `{name}`"))
        }
        Principal::CanonicalUser(name) => (format!("user {name}"), format!("user `{name}`")),
    };
    Listed(principals.iter().map(named).collect())
}

fn tests(statement: &Statement) -> BTreeMap<(String, String), Test> {
    let mut tests: BTreeMap<(String, String), Test> = BTreeMap::new();
    for one in &statement.conditions {
        let name = (one.operator.to_string(), one.key.to_ascii_lowercase());
        let test = tests.entry(name).or_insert_with(|| Test {
            operator: one.operator.clone(),
            key: one.key.to_string(),
            values: Listed::default(),
        });
        test.values.0.extend(Listed::exact(&one.values).0);
    }
    tests
}
