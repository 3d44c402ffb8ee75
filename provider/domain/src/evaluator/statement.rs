//! Whether a statement is about a request: who, what, where; conditions are [`condition_matches`].
//!
//! Source: AWS IAM User Guide, "IAM JSON policy elements" (Principal, NotPrincipal, Action,
//! Resource; 2026-11).

use std::collections::BTreeSet;

use super::keys::Keys;
pub use super::operators::condition_matches;
use super::pattern::{action_is_like, is_like, is_of};
use super::variables::{Expanded, expand, has_variables};
use super::{Caller, Identity, Truth};
use crate::policy_document::{Actions, Principal, Principals, Resources, Statement, Version};

/// By which name a resource's policy means a caller. What it grants goes as far as that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// The caller's account: what the account gives it still counts.
    Account,
    /// Everyone.
    Everyone,
    /// The role of a session.
    Role,
    /// This session, this user, this service, this provider.
    Itself,
}

/// Whether a statement's principals are the caller; of a policy of the caller's own, yes.
pub fn principal_matches(statement: &Statement, caller: &Caller) -> Truth {
    match &statement.principals {
        None => Truth::Yes,
        Some(Principals::Only(set)) => {
            Truth::any(set.iter().map(|principal| means(principal, caller).0))
        }
        Some(Principals::AllBut(set)) => excepted(set, caller).negated(),
    }
}

/// How far a statement that means a caller reaches: the furthest of its principals.
pub fn reach(statement: &Statement, caller: &Caller) -> Option<Reach> {
    match &statement.principals {
        Some(Principals::Only(set)) => set
            .iter()
            .map(|principal| means(principal, caller))
            .filter(|(truth, _)| *truth != Truth::No)
            .map(|(_, reach)| reach)
            .max(),
        Some(Principals::AllBut(_)) => Some(Reach::Everyone),
        None => None,
    }
}

/// Whether an action is one of the statement's.
pub fn action_matches(statement: &Statement, action: &str) -> bool {
    match &statement.actions {
        Actions::Only(set) => set.iter().any(|pattern| action_is_like(pattern, action)),
        Actions::AllBut(set) => !set.iter().any(|pattern| action_is_like(pattern, action)),
    }
}

/// Whether a resource is one of the statement's; of a statement without any, yes.
pub fn resource_matches(
    statement: &Statement,
    version: Version,
    resource: &str,
    keys: &Keys<'_>,
) -> Truth {
    let among = |set: &BTreeSet<String>, inverted: bool| {
        Truth::any(set.iter().map(|pattern| {
            if !has_variables(pattern, version) {
                return resource_is_of(pattern, resource);
            }
            match expand(pattern, keys) {
                Expanded::Pattern(pattern) => is_of(&pattern, resource).into(),
                // Matches nothing, or makes the statement invalid: inverted, these differ.
                Expanded::Absent if !inverted => Truth::No,
                Expanded::Absent | Expanded::Unknown => Truth::Unknown,
            }
        }))
    };
    match &statement.resources {
        None => Truth::Yes,
        Some(Resources::Only(set)) => among(set, false),
        Some(Resources::AllBut(set)) => among(set, true).negated(),
    }
}

/// A wildcard stands for characters of one part of the ARN; one that ends its part may go on into
/// the next. What a wildcard inside a part does across a colon is not documented.
fn resource_is_of(pattern: &str, resource: &str) -> Truth {
    if !is_like(pattern, resource) {
        return Truth::No;
    }
    let ends_its_part =
        |(at, _): (usize, &str)| matches!(pattern.as_bytes().get(at + 1), None | Some(b':'));
    if pattern.match_indices('*').all(ends_its_part) {
        return Truth::Yes;
    }
    let parts = |text: &str| text.splitn(6, ':').map(str::to_owned).collect::<Vec<_>>();
    let (patterns, values) = (parts(pattern), parts(resource));
    let by_parts = patterns.len() == values.len()
        && patterns.iter().zip(&values).all(|(pattern, value)| is_like(pattern, value));
    if by_parts { Truth::Yes } else { Truth::Unknown }
}

/// Whether a principal of a policy means the caller, and by which name.
fn means(principal: &Principal, caller: &Caller) -> (Truth, Reach) {
    match (principal, &caller.identity) {
        (Principal::Everyone, _) => (Truth::Yes, Reach::Everyone),
        (Principal::Aws(name), identity) => aws(name, identity, caller),
        (Principal::Service(wanted), Identity::Service { name }) => {
            (if wanted == "*" { Truth::Unknown } else { (wanted == name).into() }, Reach::Itself)
        }
        (Principal::Federated(wanted), Identity::Federated { provider }) => {
            ((wanted == provider).into(), Reach::Itself)
        }
        // Whose canonical id it is cannot be told; it names an account.
        (Principal::CanonicalUser(_), identity) if is_of_an_account(identity) => {
            (Truth::Unknown, Reach::Account)
        }
        _ => (Truth::No, Reach::Itself),
    }
}

const fn is_of_an_account(identity: &Identity) -> bool {
    matches!(identity, Identity::Role { .. } | Identity::User { .. } | Identity::Root { .. })
}

fn aws(name: &str, identity: &Identity, caller: &Caller) -> (Truth, Reach) {
    if let Some(account) = account_of(name) {
        return ((caller.account() == Some(account)).into(), Reach::Account);
    }
    if ["AROA", "AIDA"].iter().any(|begin| name.starts_with(begin)) {
        // AWS leaves the unique id where the principal was deleted: one made anew is another.
        let is = caller.unique_id.as_deref() == Some(name);
        return (is.into(), Reach::Role);
    }
    match identity {
        Identity::Role { arn, .. } if arn == name => (Truth::Yes, Reach::Role),
        Identity::Role { arn, session } => (is_session(name, arn, session).into(), Reach::Itself),
        Identity::User { arn } => ((arn == name).into(), Reach::Itself),
        _ => (Truth::No, Reach::Itself),
    }
}

/// The account that a principal names as a whole.
fn account_of(name: &str) -> Option<&str> {
    let is_account =
        |text: &&str| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = name.splitn(6, ':').collect();
    match parts.as_slice() {
        [account] => Some(*account).filter(is_account),
        ["arn", _, "iam", "", account, "root"] => Some(*account).filter(is_account),
        _ => None,
    }
}

/// Whether `name` is the ARN of this session of the role, which is without the role's path.
fn is_session(name: &str, role: &str, session: &str) -> bool {
    let parts = |arn: &str| {
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        match parts.as_slice() {
            [_, partition, service, _, account, rest] => Some((
                (*partition).to_owned(),
                (*service).to_owned(),
                (*account).to_owned(),
                (*rest).to_owned(),
            )),
            _ => None,
        }
    };
    let (Some(name), Some(role)) = (parts(name), parts(role)) else { return false };
    let role_name = role.3.rsplit('/').next().unwrap_or_default();
    name.1 == "sts"
        && (name.0, name.2) == (role.0, role.2)
        && name.3 == format!("assumed-role/{role_name}/{session}")
}

/// Whether `NotPrincipal` excepts the caller. A session must be excepted with its role, its session
/// and its account; one of them alone leaves AWS's pages in doubt.
fn excepted(set: &BTreeSet<Principal>, caller: &Caller) -> Truth {
    let names: Vec<_> = set
        .iter()
        .map(|principal| means(principal, caller))
        .filter(|(truth, _)| *truth != Truth::No)
        .collect();
    if names.is_empty() {
        return Truth::No;
    }
    let surely =
        |wanted: Reach| names.iter().any(|(truth, reach)| *truth == Truth::Yes && *reach == wanted);
    let whole = match caller.identity {
        Identity::Role { .. } => {
            surely(Reach::Everyone)
                || (surely(Reach::Role) && surely(Reach::Itself) && surely(Reach::Account))
        }
        Identity::User { .. } => {
            surely(Reach::Everyone) || (surely(Reach::Itself) && surely(Reach::Account))
        }
        _ => names.iter().any(|(truth, _)| *truth == Truth::Yes),
    };
    if whole { Truth::Yes } else { Truth::Unknown }
}
