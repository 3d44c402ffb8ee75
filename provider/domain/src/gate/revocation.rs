//! What closes a role at once, whoever is using it.

use std::collections::BTreeSet;

use super::Moment;
use crate::policy_document::{Actions, Comparison, Condition, Effect, PolicyDocument, Statement};

/// The inline policy that closes a role: it denies everything, to sessions that began before `at`
/// and to all others too. The second statement alone closes. The first is the form in which AWS
/// revokes sessions, and says when: whoever takes the second away by hand revives no session.
///
/// A session keeps its credentials when its role's trust changes, and is judged by the role's
/// policies at each request; so this comes before the trust. AWS may take minutes until every
/// request is judged by it.
///
/// Sources: AWS IAM User Guide, "Revoke IAM role temporary security credentials",
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html>, and
/// "Disable permissions for temporary security credentials",
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_disable-perms.html>
/// (2026-11).
pub fn revocation(at: &Moment) -> PolicyDocument {
    let deny = |sid: &'static str, conditions| Statement {
        sid: Some(sid.into()),
        effect: Effect::Deny,
        principals: None,
        actions: Actions::only(["*"]),
        resources: Some(BTreeSet::from(["*".to_owned()]).into()),
        conditions,
    };
    let older = Condition::one(Comparison::DateLessThan, "aws:TokenIssueTime", at.as_str());
    PolicyDocument::of(vec![deny("KfmGateRevoked", vec![older]), deny("KfmGateClosed", Vec::new())])
}
