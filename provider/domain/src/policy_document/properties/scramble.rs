//! Other texts of the same meaning: members and items in any order, single values alone or in a
//! list, names in any case, accounts in either form, values with and without quotes, white space.

use std::collections::{BTreeMap, BTreeSet};

use crate::policy_document::{
    Actions, Comparison, Condition, Effect, PolicyDocument, Principal, Principals, Resources,
    Statement, Version,
};

/// Choices that follow from a seed (xorshift).
pub(super) struct Scramble(u64);

impl Scramble {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    fn coin(&mut self) -> bool {
        self.below(2) == 0
    }

    fn shuffled<T>(&mut self, mut items: Vec<T>) -> Vec<T> {
        for last in (1..items.len()).rev() {
            let other = self.below(last + 1);
            items.swap(last, other);
        }
        items
    }

    fn space(&mut self) -> &'static str {
        ["", "", " ", "\n\t"][self.below(4)]
    }

    fn any_case(&mut self, name: &str) -> String {
        let mut flip = |c: char| {
            if self.coin() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }
        };
        name.chars().map(&mut flip).collect()
    }

    fn enclosed(&mut self, [open, close]: [char; 2], items: Vec<String>) -> String {
        let mut text = String::from(open);
        for (index, item) in self.shuffled(items).into_iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            text.extend([comma, self.space(), &item, self.space()]);
        }
        text.push(close);
        text
    }

    fn object(&mut self, members: Vec<(String, String)>) -> String {
        let members = members
            .into_iter()
            .map(|(name, value)| format!("{}{}:{value}", quoted(&name), self.space()))
            .collect();
        self.enclosed(['{', '}'], members)
    }

    /// Values, of which one may stand twice and a single one without brackets.
    fn one_or_many(&mut self, mut values: Vec<String>) -> String {
        match values.as_slice() {
            [only] if self.coin() => return only.clone(),
            [first, ..] if self.coin() => values.push(first.clone()),
            _ => {}
        }
        self.enclosed(['[', ']'], values)
    }

    pub(super) fn document(&mut self, document: &PolicyDocument) -> String {
        let mut members = Vec::new();
        match document.version {
            Version::V2012 => members.push(("Version".to_owned(), quoted("2012-10-17"))),
            Version::V2008 if self.coin() => {
                members.push(("Version".to_owned(), quoted("2008-10-17")));
            }
            Version::V2008 => {}
        }
        members.extend(document.id.iter().map(|id| ("Id".to_owned(), quoted(id))));
        let statements = document.statements.iter().map(|one| self.statement(one)).collect();
        members.push(("Statement".to_owned(), self.one_or_many(statements)));
        self.object(members)
    }

    fn statement(&mut self, statement: &Statement) -> String {
        let effect = if statement.effect == Effect::Allow { "Allow" } else { "Deny" };
        let mut members = vec![("Effect".to_owned(), quoted(effect))];
        members.extend(statement.sid.iter().map(|sid| ("Sid".to_owned(), quoted(sid))));
        let (name, actions) = match &statement.actions {
            Actions::Only(actions) => ("Action", actions),
            Actions::AllBut(actions) => ("NotAction", actions),
        };
        let actions = actions.iter().map(|action| quoted(&self.any_case(action))).collect();
        members.push((name.to_owned(), self.one_or_many(actions)));
        if let Some(resources) = &statement.resources {
            let (name, resources) = match resources {
                Resources::Only(resources) => ("Resource", resources),
                Resources::AllBut(resources) => ("NotResource", resources),
            };
            let resources = resources.iter().map(|resource| quoted(resource)).collect();
            members.push((name.to_owned(), self.one_or_many(resources)));
        }
        if let Some(principals) = &statement.principals {
            let (name, principals) = match principals {
                Principals::Only(principals) => ("Principal", principals),
                Principals::AllBut(principals) => ("NotPrincipal", principals),
            };
            members.push((name.to_owned(), self.principals(principals)));
        }
        if !statement.conditions.is_empty() || self.coin() {
            members.push(("Condition".to_owned(), self.conditions(&statement.conditions)));
        }
        self.object(members)
    }

    fn principals(&mut self, principals: &BTreeSet<Principal>) -> String {
        if principals.iter().eq([&Principal::Everyone]) && self.coin() {
            return quoted("*");
        }
        let mut kinds: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for principal in principals {
            let (kind, name) = match principal {
                Principal::Everyone => ("AWS", "*".to_owned()),
                Principal::Aws(name) => ("AWS", self.account(name)),
                Principal::Service(name) => ("Service", name.clone()),
                Principal::Federated(name) => ("Federated", name.clone()),
                Principal::CanonicalUser(name) => ("CanonicalUser", name.clone()),
            };
            kinds.entry(kind).or_default().push(quoted(&name));
        }
        let kinds = kinds.into_iter();
        let members = kinds.map(|(kind, names)| (kind.to_owned(), self.one_or_many(names)));
        let members = members.collect();
        self.object(members)
    }

    /// An account in its other form.
    fn account(&mut self, name: &str) -> String {
        if self.coin() {
            return name.to_owned();
        }
        match name.strip_prefix("arn:aws:iam::").and_then(|rest| rest.strip_suffix(":root")) {
            Some(account) => account.to_owned(),
            None if name.starts_with(|c: char| c.is_ascii_digit()) => {
                format!("arn:aws:iam::{name}:root")
            }
            None => name.to_owned(),
        }
    }

    fn conditions(&mut self, conditions: &[Condition]) -> String {
        let mut operators: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        let mut cased: BTreeMap<String, String> = BTreeMap::new();
        for condition in conditions {
            let name = condition.operator.to_string();
            let name = match condition.operator.comparison {
                Comparison::Unknown(_) => name,
                _ => cased.entry(name.clone()).or_insert_with(|| self.any_case(&name)).clone(),
            };
            let values = condition.values.iter().map(|value| self.value(value)).collect();
            let key = self.any_case(&condition.key);
            let values = self.one_or_many(values);
            operators.entry(name).or_default().push((key, values));
        }
        let operators = operators.into_iter();
        let members = operators.map(|(name, keys)| (name, self.object(keys))).collect();
        self.object(members)
    }

    fn value(&mut self, value: &str) -> String {
        let number = value.parse::<u64>().is_ok_and(|number| number.to_string() == value);
        let bare = number || matches!(value, "true" | "false");
        if bare && self.coin() { value.to_owned() } else { quoted(value) }
    }
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}
