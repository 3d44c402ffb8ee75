//! What the documents decide, from which of their statements apply.

use std::cell::RefCell;
use std::collections::HashMap;

use super::class::Class;
use super::compiled::Compiled;
use super::ground::Ground;
use super::mask::{Applying, Mask};
use crate::evaluator::decide::{Question, Said, decide};
use crate::evaluator::{Decision, Layer, Reason, Truth};
use crate::policy_document::Effect;

/// What the documents decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The request is admitted.
    Allowed,
    /// It is refused.
    Refused,
    /// It cannot be told.
    Unproved,
}

/// Decides for one class. The same statements apply to many requests, so answers are kept.
pub(super) struct Judge<'j> {
    ground: &'j Ground<'j>,
    class: &'j Class<'j>,
    compiled: &'j Compiled<'j>,
    bounded: bool,
    denials: Mask,
    grants: Mask,
    kept: RefCell<HashMap<Applying, Verdict>>,
    open: RefCell<HashMap<Mask, bool>>,
}

impl<'j> Judge<'j> {
    pub(super) fn new(
        ground: &'j Ground<'j>,
        class: &'j Class<'j>,
        compiled: &'j Compiled<'j>,
    ) -> Self {
        let mut documents = ground.documents(class).into_iter();
        let bounded = documents.any(|(layer, _)| layer == Layer::Boundary);
        let of = |effect: Effect| {
            let lines = &compiled.lines;
            let is = |index: usize| lines.get(index).map(|line| line.statement.effect);
            Mask::of(lines.len(), |index| is(index) == Some(effect))
        };
        let (denials, grants) = (of(Effect::Deny), of(Effect::Allow));
        let (kept, open) = Default::default();
        Self { ground, class, compiled, bounded, denials, grants, kept, open }
    }

    /// The decision where these statements apply. No class is a root user, so that the action does
    /// not matter beyond them.
    pub(super) fn verdict(&self, applying: Applying) -> Verdict {
        if !(applying.surely & self.denials).is_empty() {
            return Verdict::Refused;
        }
        *self.kept.borrow_mut().entry(applying).or_insert_with(|| match self.decide(applying) {
            Decision::Allowed(_) => Verdict::Allowed,
            Decision::Denied(_) | Decision::NotAllowed(_) => Verdict::Refused,
            Decision::CannotProve(_) => Verdict::Unproved,
        })
    }

    /// Whether the statements that perhaps apply would allow, if they all did and nothing denied.
    /// If not, no request to which fewer of them apply is allowed.
    pub(super) fn may_allow(&self, applying: Applying) -> bool {
        let grants = applying.perhaps & self.grants;
        *self.open.borrow_mut().entry(grants).or_insert_with(|| {
            !self.decide(Applying { perhaps: grants, surely: grants }).is_refused()
        })
    }

    /// Why, in words.
    pub(super) fn why(&self, applying: Applying) -> String {
        words(self.decide(applying))
    }

    fn decide(&self, applying: Applying) -> Decision {
        let lines = self.compiled.lines.iter().enumerate();
        let said: Vec<_> = lines
            .filter(|(index, _)| applying.perhaps.has(*index))
            .map(|(index, line)| Said {
                layer: line.layer,
                document: 0,
                number: line.number,
                statement: line.statement,
                applies: if applying.surely.has(index) { Truth::Yes } else { Truth::Unknown },
            })
            .collect();
        let question = Question {
            caller: &self.class.caller,
            action: "",
            resource_account: self.ground.account,
            gatekeeper: self.ground.gatekeeper,
            bounded: self.bounded,
            narrowed: false,
        };
        decide(&question, &said)
    }
}

fn words(decision: Decision) -> String {
    let by = |reason: &Reason| match &reason.sid {
        Some(sid) => format!("statement `{sid}` of {}", reason.layer),
        None => format!("statement {} of {}", reason.statement, reason.layer),
    };
    match decision {
        Decision::Allowed(Some(reason)) => format!("{} allows it", by(&reason)),
        Decision::Allowed(None) => "AWS allows it".to_owned(),
        Decision::Denied(reason) => format!("{} denies it", by(&reason)),
        Decision::NotAllowed(layer) => format!("no statement of {layer} allows it"),
        Decision::CannotProve(doubts) => {
            let why: Vec<_> = doubts.into_iter().map(|doubt| doubt.why).collect();
            why.join("; ")
        }
    }
}
