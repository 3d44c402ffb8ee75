//! Whom a statement is about.
//!
//! Source: AWS IAM User Guide, "AWS JSON policy elements: Principal" and "AWS JSON policy elements:
//! NotPrincipal" (2026-11).

use std::collections::BTreeSet;

use super::notes::Notes;
use super::{Caller, Identity, Truth};
use crate::policy_document::{Effect, Principal, Principals, Statement};

/// How a statement names a caller: what it gives to everyone, to the caller itself (its session, its
/// user, its service), to its role, and to its account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Naming {
    /// As one of everyone.
    pub everyone: Truth,
    /// Itself: the session of a role, the user, the root user, the service, the provider.
    pub itself: Truth,
    /// The role whose session it is.
    pub role: Truth,
    /// Its account.
    pub account: Truth,
}

impl Naming {
    /// Not at all.
    pub(super) const NONE: Self = Self::everyone(Truth::No);

    /// As one of everyone, or perhaps so.
    pub(super) const fn everyone(everyone: Truth) -> Self {
        Self { everyone, itself: Truth::No, role: Truth::No, account: Truth::No }
    }

    /// In any way.
    pub fn any(&self) -> Truth {
        self.everyone.or(self.itself).or(self.role).or(self.account)
    }

    /// Where something else holds too.
    pub(super) fn and(self, other: Truth) -> Self {
        Self {
            everyone: self.everyone.and(other),
            itself: self.itself.and(other),
            role: self.role.and(other),
            account: self.account.and(other),
        }
    }

    fn or(self, other: Self) -> Self {
        Self {
            everyone: self.everyone.or(other.everyone),
            itself: self.itself.or(other.itself),
            role: self.role.or(other.role),
            account: self.account.or(other.account),
        }
    }
}

/// How a statement names a caller; one without principals is of a policy of the caller's own.
/// `bounded` is whether the caller has a permissions boundary.
pub(super) fn naming(
    statement: &Statement,
    caller: &Caller,
    bounded: bool,
    notes: &mut Notes,
) -> Naming {
    match (&statement.principals, statement.effect) {
        (None, _) => Naming::everyone(Truth::Yes),
        (Some(Principals::Only(set)), effect) => set
            .iter()
            .map(|principal| one(principal, caller, effect, notes))
            .fold(Naming::NONE, Naming::or),
        (Some(Principals::AllBut(_)), Effect::Allow) => {
            let why = || "`NotPrincipal` is not supported in a grant".to_owned();
            Naming::everyone(notes.unknown(why))
        }
        (Some(Principals::AllBut(set)), Effect::Deny) => {
            Naming::everyone(all_but(set, caller, bounded, notes))
        }
    }
}

fn one(principal: &Principal, caller: &Caller, effect: Effect, notes: &mut Notes) -> Naming {
    let itself = |truth| Naming { itself: truth, ..Naming::NONE };
    match (principal, &caller.identity) {
        (Principal::Everyone, Identity::Federated { .. }) if effect == Effect::Allow => {
            Naming::everyone(notes.unknown(|| {
                "whether a grant to everyone is one to the owners of tokens is not laid down"
                    .to_owned()
            }))
        }
        (Principal::Everyone, _) => Naming::everyone(Truth::Yes),
        (Principal::Aws(name), _) => aws(name, caller),
        (Principal::Service(name), Identity::Service { name: own }) => itself((name == own).into()),
        (Principal::Federated(name), Identity::Federated { provider }) => {
            itself((name == provider).into())
        }
        // "Web identity session principals": such a name is also that of sessions that began with
        // a token of the provider, which the caller does not tell.
        (Principal::Federated(name), Identity::Role { .. }) => itself(notes.unknown(|| {
            format!("whether the session began with a token of `{name}` is not known")
        })),
        (
            Principal::CanonicalUser(id),
            Identity::Role { .. } | Identity::User { .. } | Identity::Root { .. },
        ) => {
            let unknown =
                notes.unknown(|| format!("which account has the canonical id `{id}` is not known"));
            Naming { account: unknown, ..Naming::NONE }
        }
        (Principal::Service(_) | Principal::Federated(_) | Principal::CanonicalUser(_), _) => {
            Naming::NONE
        }
    }
}

/// By an ARN, an account's number or a unique id. No wildcard stands for a part of a principal, so
/// names are compared as they are.
fn aws(name: &str, caller: &Caller) -> Naming {
    let by_id = caller.unique_id.as_deref() == Some(name);
    match &caller.identity {
        Identity::Role { arn, session } => Naming {
            itself: is_session(name, arn, session).into(),
            role: (name == arn || by_id).into(),
            account: names_account(name, caller, part(arn, 1)).into(),
            ..Naming::NONE
        },
        Identity::User { arn } => Naming {
            itself: (name == arn || by_id).into(),
            account: names_account(name, caller, part(arn, 1)).into(),
            ..Naming::NONE
        },
        Identity::Root { partition, .. } => {
            let own = names_account(name, caller, partition);
            Naming { itself: own.into(), account: own.into(), ..Naming::NONE }
        }
        Identity::Service { .. } | Identity::Federated { .. } | Identity::Anonymous => Naming::NONE,
    }
}

/// A part of an ARN, or nothing.
fn part(arn: &str, at: usize) -> &str {
    arn.splitn(6, ':').nth(at).unwrap_or_default()
}

/// Whether a name is the caller's account: `arn:aws:iam::111122223333:root` or `111122223333`.
fn names_account(name: &str, caller: &Caller, partition: &str) -> bool {
    let Some(account) = caller.account() else { return false };
    if name == account {
        return true;
    }
    let mut parts = name.splitn(6, ':');
    ["arn", partition, "iam", "", account, "root"]
        .into_iter()
        .all(|part| parts.next() == Some(part))
}

/// Whether a name is the ARN of a session: `arn:aws:sts::111122223333:assumed-role/ingest/nightly`,
/// without the path of the role.
fn is_session(name: &str, role: &str, session: &str) -> bool {
    let role_name = role.rsplit('/').next().unwrap_or_default();
    let expected = ["arn", part(role, 1), "sts", "", part(role, 4)];
    let mut parts = name.splitn(6, ':');
    if !expected.into_iter().all(|part| parts.next() == Some(part)) {
        return false;
    }
    let mut parts = parts.next().unwrap_or_default().split('/');
    let expected = ["assumed-role", role_name, session];
    expected.into_iter().all(|part| parts.next() == Some(part)) && parts.next().is_none()
}

/// Whether a denial of all but some hits a caller.
///
/// "`NotPrincipal`", "Key points": it always hits users and roles with a permissions boundary; and
/// of the principal that is to be left alone the account, and of a session the role, must be named
/// too, or the denial might hit it. What it does to other principals of a named account is not said.
fn all_but(set: &BTreeSet<Principal>, caller: &Caller, bounded: bool, notes: &mut Notes) -> Truth {
    let named = notes_free_naming(set, caller);
    if named.everyone == Truth::Yes {
        return notes.unknown(|| "`NotPrincipal` of everyone is not described".to_owned());
    }
    match &caller.identity {
        Identity::Role { .. } | Identity::User { .. } => {
            if bounded {
                return Truth::Yes;
            }
            let own = match &caller.identity {
                Identity::Role { .. } => named.role,
                _ => named.itself,
            };
            match (own, named.itself, named.account) {
                (Truth::Yes, _, Truth::Yes) => Truth::No,
                (Truth::No, Truth::No, Truth::No) => Truth::Yes,
                _ => notes.unknown(|| {
                    "`NotPrincipal` names only a part of caller, role and account".to_owned()
                }),
            }
        }
        Identity::Root { .. }
        | Identity::Service { .. }
        | Identity::Federated { .. }
        | Identity::Anonymous => match named.any().negated() {
            Truth::Unknown => notes.unknown(|| "whom `NotPrincipal` names is not known".to_owned()),
            sure => sure,
        },
    }
}

/// How principals name a caller, without words for what is not known.
fn notes_free_naming(set: &BTreeSet<Principal>, caller: &Caller) -> Naming {
    let mut silent = Notes::silent();
    set.iter()
        .map(|principal| one(principal, caller, Effect::Deny, &mut silent))
        .fold(Naming::NONE, Naming::or)
}
