//! Who is asked about, and what is known of them.

use crate::evaluator::{Caller, Identity};
use crate::policy_document::PolicyDocument;
use crate::principal::{PrincipalArn, PrincipalKind};
use crate::proof::everything;
use crate::tags::Tags;

/// Any role of the account that no document names and whose own policy allows everything.
pub const STRANGER: &str = "any other principal with AdministratorAccess";
/// Nobody: requests that are not signed.
pub const ANONYMOUS: &str = "anonymous";

/// A document, and what it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// E.g. `bucket policy`, `role policy kfm-raw-1234abcd`.
    pub name: String,
    /// What it says.
    pub policy: PolicyDocument,
}

/// What is known of a principal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is there.
    Present {
        /// Its own policies.
        identity: Vec<Document>,
        /// Its permissions boundary.
        boundary: Option<Document>,
        /// What else it may have that is not known: a clause without a full stop.
        unknown: Option<String>,
    },
    /// There is no such principal: a clause that says so.
    Absent(String),
}

/// Somebody who is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// Its ARN, [`STRANGER`] or [`ANONYMOUS`].
    pub who: String,
    /// How it calls.
    pub caller: Caller,
    /// What is known of it.
    pub standing: Standing,
}

impl Principal {
    /// A role or user. `tags` and `unique_id` are those that IAM tells of it. A session carries no
    /// tags of its own and has no policies of its own.
    pub fn of(
        arn: &PrincipalArn,
        unique_id: Option<String>,
        tags: Tags,
        standing: Standing,
    ) -> Self {
        let identity = match arn.kind() {
            PrincipalKind::Role => Identity::some_session(arn.as_str()),
            PrincipalKind::User => Identity::User { arn: arn.to_string() },
        };
        Self { who: arn.to_string(), caller: Caller { identity, tags, unique_id }, standing }
    }

    /// See [`STRANGER`].
    pub fn stranger(partition: &str, account: &str) -> Self {
        let arn = format!("arn:{partition}:iam::{account}:role/kfm-access-stranger");
        let administrator = Document {
            name: "policy AdministratorAccess".to_owned(),
            policy: everything().clone(),
        };
        Self {
            who: STRANGER.to_owned(),
            caller: Caller::of(Identity::some_session(arn)),
            standing: Standing::Present {
                identity: vec![administrator],
                boundary: None,
                unknown: None,
            },
        }
    }

    /// See [`ANONYMOUS`].
    pub fn anonymous() -> Self {
        Self {
            who: ANONYMOUS.to_owned(),
            caller: Caller::of(Identity::Anonymous),
            standing: Standing::Present { identity: Vec::new(), boundary: None, unknown: None },
        }
    }
}
