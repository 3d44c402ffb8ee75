//! The evaluator's decision, in words.

use crate::domain::evaluator::{Decision, Reason, Request, absent_keys};
use crate::terraform::value::Value as Field;

use super::Decided;
use super::policies::{Documents, name};

/// The answer to a request.
pub(super) fn of(decision: &Decision, documents: &Documents, request: &Request<'_>) -> Decided {
    let mut statements: Vec<_> = decision.reasons().into_iter().map(statement).collect();
    statements.dedup();
    let absent = absent_keys(documents.iter(), documents.is_bounded(), request);
    Decided {
        allowed: Field::Known(decision.is_allowed()),
        decision: Field::Known(decision.word().to_owned()),
        statements: Field::Known(statements.into_iter().collect()),
        absent_keys: Field::Known(absent.into_iter().collect()),
        why: Field::Known(decision.why(statement)),
    }
}

fn statement(reason: &Reason) -> String {
    let place = format!("{}.Statement[{}]", name(reason.layer, reason.document), reason.statement);
    match reason.sid.as_deref() {
        None | Some("") => place,
        Some(sid) => format!("{place} ({sid})"),
    }
}
