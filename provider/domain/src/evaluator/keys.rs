//! The condition keys of a request: those that follow from caller and resource, and the rest.
//!
//! Source: AWS IAM User Guide, "AWS global condition context keys" (2026-11).

use std::borrow::Cow;

use super::{Identity, Request};

/// What a request says under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Values<'a> {
    /// The key is absent.
    Absent,
    /// It is there, but what it says is not known here.
    Unknown,
    /// One value that follows from caller or resource.
    One(Cow<'a, str>),
    /// What the context holds.
    Given(&'a [String]),
}

/// The keys of a request.
#[derive(Clone, Copy, Debug)]
pub struct Keys<'a> {
    request: &'a Request<'a>,
}

const TAG: &str = "aws:PrincipalTag/";

impl<'a> Keys<'a> {
    /// The keys of a request.
    pub const fn of(request: &'a Request<'a>) -> Self {
        Self { request }
    }

    /// What the request says under a key, whatever the key's case.
    pub fn get(&self, key: &str) -> Values<'a> {
        let follows = match key.as_bytes().first() {
            Some(b'a' | b'A' | b'k' | b'K') => self.following(key),
            _ => None,
        };
        follows.unwrap_or_else(|| match self.request.context.get(key) {
            Some(values) => Values::Given(values),
            None => Values::Absent,
        })
    }

    /// What follows from caller and resource; `None` where the key does not.
    fn following(&self, key: &str) -> Option<Values<'a>> {
        let caller = self.request.caller;
        if let Some(tag) = key.get(TAG.len()..)
            && key.get(..TAG.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(TAG))
        {
            let mut tags = caller.tags.iter();
            let found = tags.find(|(name, _)| name.eq_ignore_ascii_case(tag));
            return found.map(|(_, value)| Values::One(value.as_str().into()));
        }
        let is = |name: &str| key.eq_ignore_ascii_case(name);
        let of = |value: Option<Cow<'a, str>>| value.map_or(Values::Absent, Values::One);
        if is("aws:PrincipalArn") {
            return Some(of(principal_arn(&caller.identity)));
        }
        if is("aws:PrincipalAccount") || is("kms:CallerAccount") {
            return Some(of(caller.account().map(Into::into)));
        }
        if is("aws:PrincipalIsAWSService") {
            return Some(match caller.identity {
                Identity::Anonymous | Identity::Federated { .. } => Values::Absent,
                Identity::Service { .. } => Values::One("true".into()),
                _ => Values::One("false".into()),
            });
        }
        if is("aws:PrincipalServiceName") {
            return Some(match &caller.identity {
                Identity::Service { name } => Values::One(name.as_str().into()),
                _ => Values::Absent,
            });
        }
        if is("aws:PrincipalType") {
            return Some(principal_type(&caller.identity));
        }
        if is("aws:userid") {
            return Some(self.user_id());
        }
        if is("aws:username") {
            return Some(match &caller.identity {
                Identity::User { arn } => of(arn.rsplit('/').next().map(Into::into)),
                _ => Values::Absent,
            });
        }
        is("aws:ResourceAccount").then(|| Values::One(self.request.resource_account.into()))
    }

    fn user_id(&self) -> Values<'a> {
        let id = self.request.caller.unique_id.as_deref();
        match &self.request.caller.identity {
            Identity::Role { session, .. } => {
                id.map_or(Values::Unknown, |id| Values::One(format!("{id}:{session}").into()))
            }
            Identity::User { .. } => id.map_or(Values::Unknown, |id| Values::One(id.into())),
            Identity::Root { account, .. } => Values::One(account.as_str().into()),
            Identity::Anonymous => Values::One("anonymous".into()),
            Identity::Service { .. } | Identity::Federated { .. } => Values::Unknown,
        }
    }
}

/// Of a session of a role this is the role's ARN, with its path.
fn principal_arn(identity: &Identity) -> Option<Cow<'_, str>> {
    match identity {
        Identity::Role { arn, .. } | Identity::User { arn } => Some(arn.as_str().into()),
        Identity::Root { account, partition } => {
            Some(format!("arn:{partition}:iam::{account}:root").into())
        }
        Identity::Service { .. } | Identity::Federated { .. } | Identity::Anonymous => None,
    }
}

fn principal_type(identity: &Identity) -> Values<'static> {
    Values::One(
        match identity {
            Identity::Role { .. } => "AssumedRole",
            Identity::User { .. } => "User",
            Identity::Root { .. } => "Account",
            Identity::Federated { .. } => "FederatedUser",
            Identity::Anonymous => "Anonymous",
            Identity::Service { .. } => return Values::Unknown,
        }
        .into(),
    )
}
