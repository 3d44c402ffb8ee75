//! The texts that documents compare with. What a document tells apart, it tells apart by them: a
//! proof that tries every one of them, one that is like none, and the absence of the key, has
//! tried all that matters.

use std::collections::{BTreeMap, BTreeSet};

use crate::access::{SOURCE_TAG, TARGET_TAG};
use crate::policy_document::{
    Comparison, Condition, PolicyDocument, Principal, Principals, Resources,
};

/// The texts that documents compare with, by what is compared.
#[derive(Clone, Debug, Default)]
pub(super) struct Literals {
    /// By condition key, in lower case.
    keys: BTreeMap<String, BTreeSet<String>>,
    /// Of resources.
    resources: BTreeSet<String>,
    /// Of AWS principals, in `Principal` and `NotPrincipal`.
    principals: BTreeSet<String>,
    /// Of services.
    services: BTreeSet<String>,
}

impl Literals {
    /// Gathers them.
    pub(super) fn of_documents<'a>(
        documents: impl IntoIterator<Item = &'a PolicyDocument>,
    ) -> Self {
        let mut all = Self::default();
        for statement in documents.into_iter().flat_map(|document| &document.statements) {
            statement.conditions.iter().for_each(|condition| all.add(condition));
            if let Some(Resources::Only(set) | Resources::AllBut(set)) = &statement.resources {
                all.resources.extend(set.iter().cloned());
            }
            let principals = statement.principals.iter();
            for principal in
                principals.flat_map(|(Principals::Only(set) | Principals::AllBut(set))| set)
            {
                match principal {
                    Principal::Aws(name) => {
                        all.principals.insert(name.clone());
                    }
                    Principal::Service(name) => {
                        all.services.insert(name.clone());
                    }
                    Principal::Everyone | Principal::Federated(_) | Principal::CanonicalUser(_) => {
                    }
                }
            }
        }
        all
    }

    fn add(&mut self, condition: &Condition) {
        let values = self.keys.entry(condition.key.to_ascii_lowercase()).or_default();
        for literal in &condition.values {
            values.extend(around(&condition.operator.comparison, literal));
        }
        values.insert(fresh(&condition.operator.comparison));
    }

    /// What the values of a key are compared with, each as a value that it matches.
    pub(super) fn of(&self, key: &str) -> impl Iterator<Item = &str> {
        self.keys.get(key).into_iter().flatten().map(String::as_str)
    }

    /// The keys that are not among these and do not follow from caller and resource.
    pub(super) fn other_keys<'a>(
        &'a self,
        known: &'a BTreeSet<String>,
    ) -> impl Iterator<Item = (&'a str, &'a BTreeSet<String>)> {
        self.keys
            .iter()
            .filter(|(key, _)| !known.contains(*key) && !follows(key))
            .map(|(key, values)| (key.as_str(), values))
    }

    /// Resources, each as one that it matches.
    pub(super) fn resources(&self) -> impl Iterator<Item = String> {
        self.resources.iter().filter(|one| !one.contains("${")).map(|one| instance(one))
    }

    /// ARNs that callers are compared with, each as one that it matches.
    pub(super) fn callers(&self) -> BTreeSet<String> {
        let by_key = self.of("aws:principalarn").map(str::to_owned);
        by_key.chain(self.principals.iter().map(|one| instance(one))).collect()
    }

    /// The services that are named.
    pub(super) fn services(&self) -> impl Iterator<Item = &str> {
        self.services.iter().map(String::as_str)
    }
}

/// Whether the key follows from who asks and for what, so that it cannot vary by itself. Of tags
/// these are the two that make a gate role what it is.
///
/// Source: AWS IAM User Guide, "AWS global condition context keys", properties of the principal.
fn follows(key: &str) -> bool {
    const KEYS: [&str; 8] = [
        "aws:principalarn",
        "aws:principalaccount",
        "aws:principaltype",
        "aws:principalisawsservice",
        "aws:userid",
        "aws:username",
        "aws:resourceaccount",
        "kms:calleraccount",
    ];
    let gate = |tag| key.strip_prefix("aws:principaltag/") == Some(tag);
    KEYS.contains(&key) || gate(TARGET_TAG) || gate(SOURCE_TAG)
}

/// A text that a pattern matches.
pub(super) fn instance(pattern: &str) -> String {
    pattern.replace(['*', '?'], "x")
}

/// Whether a text is of a pattern of names, in which `*` stands for any run of characters.
pub(super) fn is_like(pattern: &str, text: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else { return pattern == text };
    let Some(rest) = text.strip_prefix(head) else { return false };
    let mut starts = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
    starts.any(|at| rest.get(at..).is_some_and(|rest| is_like(tail, rest)))
}

/// Values on both sides of what is compared with.
fn around(comparison: &Comparison, literal: &str) -> Vec<String> {
    use Comparison as C;
    let number = literal.parse::<f64>().ok();
    match comparison {
        C::Null => Vec::new(),
        C::NumericEquals
        | C::NumericNotEquals
        | C::NumericLessThan
        | C::NumericLessThanEquals
        | C::NumericGreaterThan
        | C::NumericGreaterThanEquals => match number {
            Some(number) => {
                vec![(number - 1.0).to_string(), literal.to_owned(), (number + 1.0).to_string()]
            }
            None => Vec::new(),
        },
        C::IpAddress | C::NotIpAddress => {
            literal.split('/').next().map(str::to_owned).into_iter().collect()
        }
        _ if literal.contains("${") => Vec::new(),
        _ => vec![instance(literal)],
    }
}

/// A value that is like none that a policy would name.
fn fresh(comparison: &Comparison) -> String {
    use Comparison as C;
    match comparison {
        C::Bool => "true",
        C::IpAddress | C::NotIpAddress => "198.51.100.77",
        C::DateEquals
        | C::DateNotEquals
        | C::DateLessThan
        | C::DateLessThanEquals
        | C::DateGreaterThan
        | C::DateGreaterThanEquals => "2099-12-31T00:00:00Z",
        C::NumericEquals
        | C::NumericNotEquals
        | C::NumericLessThan
        | C::NumericLessThanEquals
        | C::NumericGreaterThan
        | C::NumericGreaterThanEquals => "987654321",
        C::ArnEquals | C::ArnLike | C::ArnNotEquals | C::ArnNotLike => {
            "arn:aws:kfm:proof:999999999999:none"
        }
        _ => "kfm-proof-none",
    }
    .to_owned()
}
