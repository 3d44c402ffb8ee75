//! What the documents decide, from which of their statements apply.

use std::cell::RefCell;
use std::collections::HashMap;

use super::class::Class;
use super::compiled::Compiled;
use super::ground::Ground;
use super::mask::Applying;
use crate::evaluator::decide::{Question, Said, decide};
use crate::evaluator::{Decision, Layer, Reason, Truth};

/// What the documents decide, and why in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The request is admitted.
    Allowed(String),
    /// It is refused.
    Refused(String),
    /// It cannot be told.
    Unproved(String),
}

/// Decides for one class. The same statements apply to many requests, so answers are kept.
pub(super) struct Judge<'j> {
    ground: &'j Ground<'j>,
    class: &'j Class<'j>,
    compiled: &'j Compiled<'j>,
    bounded: bool,
    kept: RefCell<HashMap<Applying, Verdict>>,
}

impl<'j> Judge<'j> {
    pub(super) fn new(
        ground: &'j Ground<'j>,
        class: &'j Class<'j>,
        compiled: &'j Compiled<'j>,
    ) -> Self {
        let mut documents = ground.documents(class).into_iter();
        let bounded = documents.any(|(layer, _)| layer == Layer::Boundary);
        Self { ground, class, compiled, bounded, kept: RefCell::default() }
    }

    /// The decision where these statements apply. No class is a root user, so that the action does
    /// not matter beyond them.
    pub(super) fn verdict(&self, applying: Applying) -> Verdict {
        if let Some(kept) = self.kept.borrow().get(&applying) {
            return kept.clone();
        }
        let verdict = self.decide(applying);
        self.kept.borrow_mut().insert(applying, verdict.clone());
        verdict
    }

    fn decide(&self, applying: Applying) -> Verdict {
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
        words(decide(&question, &said))
    }
}

fn words(decision: Decision) -> Verdict {
    let by = |reason: &Reason| match &reason.sid {
        Some(sid) => format!("statement `{sid}` of {}", reason.layer),
        None => format!("statement {} of {}", reason.statement, reason.layer),
    };
    match decision {
        Decision::Allowed(reason) => Verdict::Allowed(match reason {
            Some(reason) => format!("{} allows it", by(&reason)),
            None => "AWS allows it".to_owned(),
        }),
        Decision::Denied(reason) => Verdict::Refused(format!("{} denies it", by(&reason))),
        Decision::NotAllowed(layer) => {
            Verdict::Refused(format!("no statement of {layer} allows it"))
        }
        Decision::CannotProve(doubts) => {
            let why: Vec<_> = doubts.into_iter().map(|doubt| doubt.why).collect();
            Verdict::Unproved(why.join("; "))
        }
    }
}
