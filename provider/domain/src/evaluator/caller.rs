//! Who makes a request.

use std::collections::BTreeMap;

/// What kind of principal calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identity {
    /// A session of a role.
    Role {
        /// The role's ARN with its path: what `aws:PrincipalArn` says of its sessions.
        arn: String,
        /// The session's name.
        session: String,
    },
    /// An IAM user.
    User {
        /// The user's ARN with its path.
        arn: String,
    },
    /// The root user of an account.
    Root {
        /// The account.
        account: String,
        /// The partition of its ARNs, e.g. `aws`.
        partition: String,
    },
    /// An AWS service that acts for itself.
    Service {
        /// Its name, e.g. `logging.s3.amazonaws.com`.
        name: String,
    },
    /// A token of an identity provider, which may only assume roles.
    Federated {
        /// The provider's ARN or name.
        provider: String,
    },
    /// Nobody: an unsigned request.
    Anonymous,
}

/// What a session is called of which only the role is known. No policy can name it: it has a
/// character that AWS takes in no session's name.
const SOME_SESSION: &str = "(any)";

impl Identity {
    /// Some session of a role: what is decided about it is decided whatever its name is, but for
    /// policies that name a session.
    pub fn some_session(role_arn: impl Into<String>) -> Self {
        Self::Role { arn: role_arn.into(), session: SOME_SESSION.to_owned() }
    }
}

/// Who makes a request, with the tags of the principal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Who it is.
    pub identity: Identity,
    /// Its tags, those of its session included: `aws:PrincipalTag/<key>`.
    pub tags: BTreeMap<String, String>,
    /// Its unique id, if it is known: `AROA…` of a role, `AIDA…` of a user.
    pub unique_id: Option<String>,
}

impl Caller {
    /// A caller without tags.
    pub const fn of(identity: Identity) -> Self {
        Self { identity, tags: BTreeMap::new(), unique_id: None }
    }

    /// A session of a role.
    pub fn role(arn: impl Into<String>) -> Self {
        Self::of(Identity::Role { arn: arn.into(), session: "session".to_owned() })
    }

    /// The account of the principal; `None` of a service, a provider and nobody.
    pub fn account(&self) -> Option<&str> {
        match &self.identity {
            Identity::Role { arn, .. } | Identity::User { arn } => {
                arn.split(':').nth(4).filter(|account| !account.is_empty())
            }
            Identity::Root { account, .. } => Some(account),
            Identity::Service { .. } | Identity::Federated { .. } | Identity::Anonymous => None,
        }
    }
}
