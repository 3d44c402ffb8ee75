//! Who calls.

use crate::domain::AccountId;

/// The identity behind the credentials, as `sts:GetCallerIdentity` gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The account.
    pub account: AccountId,
    /// A user's ARN, or a role session's without the role's path.
    pub arn: String,
}
