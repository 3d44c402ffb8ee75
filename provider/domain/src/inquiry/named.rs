//! Whom a bucket policy names.

use std::collections::BTreeSet;
use std::fmt;

use crate::policy_document::{PolicyDocument, Principal, Principals, Statement};
use crate::principal::{PrincipalArn, session_role};

/// Whom a bucket policy names as a principal, or compares `aws:PrincipalArn` with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// The roles and users.
    pub principals: BTreeSet<PrincipalArn>,
    /// The others, of whom one cannot ask as of one principal. Everyone is not among them.
    pub others: BTreeSet<Other>,
}

/// Somebody who is no single role or user.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Other {
    /// A pattern, or a text with policy variables.
    Pattern(String),
    /// An account as a whole.
    Account(String),
    /// A session of a role.
    Session(String),
    /// The unique id that AWS leaves of a role or user that was deleted.
    Gone(String),
    /// A service.
    Service(String),
    /// An identity provider.
    Provider(String),
    /// An account by its canonical user id.
    CanonicalUser(String),
    /// Anything else.
    Unknown(String),
}

impl fmt::Display for Other {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pattern(text) => write!(
                f,
                "`{text}` stands for any number of principals: ask about each of them by its ARN"
            ),
            Self::Account(text) => write!(
                f,
                "`{text}` is an account: which of its principals have access, its own policies \
                 decide"
            ),
            Self::Session(text) => {
                write!(f, "`{text}` is a session: its role is asked about, if it is named")
            }
            Self::Gone(text) => write!(
                f,
                "`{text}` is the unique id of a role or user that was deleted: nobody has it"
            ),
            Self::Service(text) => write!(f, "`{text}` is a service of AWS"),
            Self::Provider(text) => write!(f, "`{text}` is an identity provider"),
            Self::CanonicalUser(text) => {
                write!(f, "`{text}` is the canonical user id of an account")
            }
            Self::Unknown(text) => write!(f, "`{text}` is no ARN of a role or user"),
        }
    }
}

/// Whom a bucket policy names.
pub fn named(policy: &PolicyDocument) -> Named {
    let mut named = Named::default();
    for statement in &policy.statements {
        named.principals_of(statement);
        let arns = statement.conditions.iter().filter(|condition| {
            condition.key.eq_ignore_ascii_case("aws:PrincipalArn")
                && condition.operator.comparison != crate::policy_document::Comparison::Null
        });
        arns.flat_map(|condition| &condition.values).for_each(|text| named.add(text));
    }
    named
}

impl Named {
    fn principals_of(&mut self, statement: &Statement) {
        let Some(Principals::Only(all) | Principals::AllBut(all)) = &statement.principals else {
            return;
        };
        for one in all {
            let other = match one {
                Principal::Everyone => continue,
                Principal::Aws(text) => {
                    self.add(text);
                    continue;
                }
                Principal::Service(text) => Other::Service(text.clone()),
                Principal::Federated(text) => Other::Provider(text.clone()),
                Principal::CanonicalUser(text) => Other::CanonicalUser(text.clone()),
            };
            self.others.insert(other);
        }
    }

    fn add(&mut self, text: &str) {
        if let Ok(arn) = PrincipalArn::parse(text)
            && !arn.is_pattern()
        {
            self.principals.insert(arn);
        } else {
            self.others.insert(other(text.to_owned()));
        }
    }
}

fn other(text: String) -> Other {
    let is_account = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    if text.contains(['*', '?', '$']) {
        Other::Pattern(text)
    } else if is_account || (text.contains(":iam::") && text.ends_with(":root")) {
        Other::Account(text)
    } else if session_role(&text).is_some() {
        Other::Session(text)
    } else if text.starts_with("AROA") || text.starts_with("AIDA") {
        Other::Gone(text)
    } else {
        Other::Unknown(text)
    }
}
