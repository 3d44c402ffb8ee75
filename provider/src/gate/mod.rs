//! Evidence in storage, evaluated: reads what a packet refers to, asks the policy, and says what could not be read.
//!
//! The rules are the domain's. Here are the two things that they leave to others: reading objects and running an
//! engine. Nothing is written.

mod engine;
mod observe;

pub use engine::PolicyEngine;
pub use observe::{Observations, observe};

use crate::cloud::Observe;
use crate::domain::promotion::contract::storage::{Approval, Inquiry};
use crate::domain::promotion::contract::{Evaluation, Options};

/// An evaluation at the level of storage, with why what could not be evaluated could not be.
#[derive(Debug)]
pub struct StoredEvaluation {
    /// The evaluation.
    pub evaluation: Evaluation,
    /// What proves the approval; none where the packet could not be read.
    pub approval: Option<Approval>,
    /// Reads that failed and the engine's failure, each a sentence, in the order of the objects.
    pub causes: Vec<String>,
}

/// Evaluates a packet with its stored objects. A packet that could not be read stays what it is.
pub async fn evaluate(
    packet: Evaluation,
    options: &Options,
    cloud: &dyn Observe,
    engine: &PolicyEngine,
) -> StoredEvaluation {
    let Some(inquiry) = Inquiry::of(&packet, options) else {
        return StoredEvaluation { evaluation: packet, approval: None, causes: Vec::new() };
    };
    let found = observe(&inquiry, options, cloud).await;
    let mut causes = found.causes;
    let judged = inquiry.judge(&found.objects, found.kill_switch, &PolicyEngine::identity());
    let answer = match judged.question() {
        None => None,
        Some(question) => {
            let (answer, cause) = engine.answer(question).await;
            causes.extend(cause);
            Some(answer)
        }
    };
    let approval = judged.approval().cloned();
    StoredEvaluation { evaluation: judged.conclude(answer.as_ref()), approval, causes }
}
