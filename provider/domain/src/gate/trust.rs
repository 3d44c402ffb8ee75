//! Who may become the role of a gate.

use super::Gate;
use super::permissions::until;
use crate::policy_document::{Actions, Effect, PolicyDocument, Principals, Statement};
use crate::roles::Trust;

/// The trust of an open gate's role: its promoters, until the gate expires, and nobody else.
///
/// They may name themselves by `sts:SourceIdentity`, without which those of them that carry one
/// could not become the role. They may not tag their session: its tags would stand before the
/// role's, by which buckets bind gate roles.
///
/// IAM keeps the unique id of a role that a trust names: one that is made anew under the name of a
/// promoter is none.
///
/// Sources: AWS IAM User Guide, "AWS JSON policy elements: Principal", IAM role principals,
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>,
/// and "Monitor and control actions taken with assumed roles",
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html>
/// (2026-11).
pub fn open_trust(gate: &Gate) -> PolicyDocument {
    let trust = Trust::Principals(gate.promoters().trust.clone());
    let mut document = trust.document(gate.account(), &gate.target().region);
    for statement in &mut document.statements {
        statement.conditions.push(until(gate.expires()));
    }
    document
}

/// The trust of a closed gate's role: nobody. IAM takes no trust without a statement, nor a
/// statement without a principal, so this one refuses everybody; whatever it does not name, as
/// assuming the role by a token, is refused because nothing allows it.
///
/// Source: AWS IAM User Guide, "AWS JSON policy elements: Principal", all principals: `"*"` is taken
/// in policies of resources, of which a role's trust is one,
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>,
/// and "Grammar of the IAM JSON policy language",
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html> (2026-11).
pub fn closed_trust() -> PolicyDocument {
    PolicyDocument::of(vec![Statement {
        sid: Some("KfmGateClosed".into()),
        effect: Effect::Deny,
        principals: Some(Principals::everyone()),
        actions: Actions::only(["sts:AssumeRole"]),
        resources: None,
        conditions: Vec::new(),
    }])
}
