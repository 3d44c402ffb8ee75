//! Evidence in storage, evaluated: reads what a packet refers to, asks the policy, and says what could not be read. And
//! evidence weighed for one gate, with what the profiles leave to it.
//!
//! The rules are the domain's. Here are the two things that they leave to others: reading and running an engine.
//! Nothing is written.

mod engine;
mod observe;
mod verdict;
mod weigh;

pub use engine::PolicyEngine;
pub use observe::{Observations, observe};
pub use verdict::{Found, GUARD, Rule, UNPROVEN, Verdict, rules};
pub use weigh::{Desk, Evaluated, Evidence, Rules, Trust, Weighed, Weighing, weigh};

use crate::cloud::Observe;
use crate::domain::AccountId;
use crate::domain::promotion::contract::storage::{Approval, Inquiry};
use crate::domain::promotion::contract::{Evaluation, Options};

/// An evaluation at the level of storage, with why what could not be evaluated could not be.
#[derive(Debug)]
pub struct StoredEvaluation {
    /// The evaluation.
    pub evaluation: Evaluation,
    /// What proves the approval; none where the packet could not be read.
    pub approval: Option<Approval>,
    /// The digest of the envelope beside the decision, where one was read.
    pub envelope: Option<String>,
    /// Reads that failed and the engine's failure, each a sentence, in the order of the objects.
    pub causes: Vec<String>,
}

/// Evaluates a packet with its stored objects. A packet that could not be read stays what it is. `owner` is the account
/// that must own every bucket: an object of another account's is unreadable.
pub async fn evaluate(
    packet: Evaluation,
    options: &Options,
    cloud: &dyn Observe,
    owner: Option<&AccountId>,
    engine: &PolicyEngine,
) -> StoredEvaluation {
    let Some(inquiry) = Inquiry::of(&packet, options) else {
        let causes = Vec::new();
        return StoredEvaluation { evaluation: packet, approval: None, envelope: None, causes };
    };
    let found = observe(&inquiry, options, cloud, owner).await;
    let mut causes = found.causes;
    let envelope =
        inquiry.envelope().and_then(|id| found.objects.get(&id)?.digest().map(ToOwned::to_owned));
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
    let evaluation = judged.conclude(answer.as_ref());
    StoredEvaluation { evaluation, approval, envelope, causes }
}
