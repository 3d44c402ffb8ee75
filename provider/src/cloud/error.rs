//! What goes wrong with a cloud, by kind.

use std::error::Error as StdError;
use std::fmt;

use thiserror::Error;

/// Why a call failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CloudErrorKind {
    /// What was asked for does not exist.
    NotFound,
    /// It exists already, in the caller's account.
    AlreadyExists,
    /// The name is taken by another account.
    TakenElsewhere,
    /// The bucket lies in another region than the one that was asked.
    WrongRegion,
    /// The caller lacks a permission, or the object belongs to another account.
    Denied,
    /// There are no credentials, or they are not valid (any more).
    Unauthenticated,
    /// Too many requests.
    Throttled,
    /// Another operation on the same object is under way.
    Conflict,
    /// What was sent is not acceptable.
    Invalid,
    /// A policy names a role or user that does not exist, or not yet: what was just made may be
    /// unknown for seconds.
    UnknownPrincipal,
    /// The bucket holds objects, the role has policies, or the policy is in use.
    NotEmpty,
    /// There is more than is read.
    TooMany,
    /// The service could not be reached or answered with a fault; nothing happened.
    Unavailable,
    /// The connection ended after a write was sent: it may have happened.
    Ambiguous,
    /// The service does not offer the operation.
    Unsupported,
    /// Anything else.
    Unexpected,
}

impl CloudErrorKind {
    /// What this means to the user, and what to do.
    pub const fn advice(self) -> &'static str {
        match self {
            Self::NotFound => "it does not exist",
            Self::AlreadyExists => "it exists already in this account",
            Self::TakenElsewhere => {
                "the name is taken by another account: bucket names are global, choose another"
            }
            Self::WrongRegion => {
                "the bucket lies in another region: set the provider's `region` to it"
            }
            Self::Denied => "the caller lacks the permission, or the object is another account's",
            Self::Unauthenticated => {
                "there are no valid credentials: log in again or set them as for the AWS CLI"
            }
            Self::Throttled => "the service asked to slow down; run it again in a moment",
            Self::Conflict => "another operation on it is under way; run it again in a moment",
            Self::Invalid => "the service does not accept the request",
            Self::UnknownPrincipal => {
                "the policy names a role or user that does not exist, or was made a moment ago"
            }
            Self::NotEmpty => {
                "it is not empty, or in use: a bucket holds objects, a role has policies, or a \
                 policy has a role"
            }
            Self::TooMany => "there is more of it than is read",
            Self::Unavailable => "the service could not be reached or failed; nothing happened",
            Self::Ambiguous => {
                "the answer was lost, so it may have happened; the next apply looks and goes on"
            }
            Self::Unsupported => "the endpoint does not offer this operation",
            Self::Unexpected => "the service gave an answer that was not expected",
        }
    }
}

/// A failed call.
#[derive(Debug, Error)]
pub struct CloudError {
    /// The IAM action of the call, e.g. `s3:PutBucketPolicy`.
    pub action: &'static str,
    /// On what.
    pub target: String,
    /// Why.
    pub kind: CloudErrorKind,
    /// The service's code, e.g. `NoSuchBucket`.
    pub code: Option<String>,
    /// The service's text.
    pub message: Option<String>,
    /// The service's id of the request.
    pub request_id: Option<String>,
    /// The cause, where there is one below the service.
    #[source]
    pub source: Option<Box<dyn StdError + Send + Sync>>,
}

impl CloudError {
    /// An error of `kind` without anything from a service.
    pub fn new(action: &'static str, target: impl Into<String>, kind: CloudErrorKind) -> Self {
        Self {
            action,
            target: target.into(),
            kind,
            code: None,
            message: None,
            request_id: None,
            source: None,
        }
    }
}

impl fmt::Display for CloudError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` on `{}`: {}", self.action, self.target, self.kind.advice())?;
        match (&self.code, &self.message) {
            (Some(code), Some(message)) => write!(f, " ({code}: {message})")?,
            (Some(one), None) | (None, Some(one)) => write!(f, " ({one})")?,
            (None, None) => {}
        }
        let mut cause = StdError::source(self);
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        match &self.request_id {
            Some(id) => write!(f, " [request {id}]"),
            None => Ok(()),
        }
    }
}

/// One or more failed calls.
#[derive(Debug)]
pub struct CloudErrors {
    first: CloudError,
    more: Vec<CloudError>,
}

impl CloudErrors {
    /// All of `errors`; `None` if there are none.
    pub fn collect(errors: impl IntoIterator<Item = CloudError>) -> Option<Self> {
        let mut errors = errors.into_iter();
        let first = errors.next()?;
        Some(Self { first, more: errors.collect() })
    }

    /// Those that there were before, if any, and these.
    #[must_use]
    pub fn after(self, before: Option<Self>) -> Self {
        match before {
            Some(before) => before.and(self),
            None => self,
        }
    }

    /// These errors and `others`.
    #[must_use]
    pub fn and(mut self, others: Self) -> Self {
        self.more.push(others.first);
        self.more.extend(others.more);
        self
    }

    /// The errors, in order.
    pub fn iter(&self) -> impl Iterator<Item = &CloudError> {
        std::iter::once(&self.first).chain(&self.more)
    }

    /// The kind that all of them share; `None` where they differ.
    pub fn kind(&self) -> Option<CloudErrorKind> {
        self.more.iter().all(|error| error.kind == self.first.kind).then_some(self.first.kind)
    }
}

impl fmt::Display for CloudErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(f, "{separator}{error}")?;
        }
        Ok(())
    }
}

impl StdError for CloudErrors {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        StdError::source(&self.first)
    }
}

impl From<CloudError> for CloudErrors {
    fn from(first: CloudError) -> Self {
        Self { first, more: Vec::new() }
    }
}
