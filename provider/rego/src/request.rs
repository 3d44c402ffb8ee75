//! What a worker is asked and what it answers: one JSON document each way.

use kfm_domain::promotion::bundle::Bundle;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One evaluation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// Paths and texts of the modules.
    pub(crate) modules: Vec<(String, String)>,
    /// The document below `data`.
    pub(crate) data: Map<String, Value>,
    /// The document `input`.
    pub(crate) input: Value,
    /// The document that is asked for, as `data.kfm.promotion`.
    pub(crate) query: String,
}

impl Request {
    /// Asks a bundle for a document, as `data.kfm.promotion`.
    #[must_use]
    pub fn new(bundle: &Bundle, query: &str, input: Value) -> Self {
        let modules = bundle.modules.iter().map(|one| (one.path.clone(), one.text.clone()));
        Self {
            modules: modules.collect(),
            data: bundle.data.clone(),
            input,
            query: query.to_owned(),
        }
    }
}

/// What a worker writes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Answer {
    /// The document.
    Defined(Value),
    /// There is no such document.
    Undefined,
    /// It could not be evaluated.
    Failed(Failure),
}

/// Why there is no answer. The engine's own words quote modules and values: they stay in the worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// A module does not compile.
    #[error("a module of the bundle does not compile")]
    Compile,
    /// A module asks for something that differs from run to run.
    #[error(
        "a module of the bundle calls `rand.intn`, and a gate's answer may not depend on chance"
    )]
    Impure,
    /// A module replaces what it is given, as tests do.
    #[error(
        "a module of the bundle uses `with`, which is for tests: leave them out of the bundle, as by `opa build --ignore '*_test.rego'`"
    )]
    Replaces,
    /// A rule could not be rewritten so that the engine evaluates it as Rego has it.
    #[error(
        "the value or key in a rule's head could not be moved into the rule's body, where it has to be defined: bind it to a variable there, and name that variable in the head"
    )]
    Heads,
    /// The evaluation failed: a conflict, a wrong call, a limit.
    #[error(
        "the evaluation failed: rules in conflict, an error in a built-in function, or a limit of the engine. A part that fails is not forgiven because another part holds"
    )]
    Evaluate,
    /// The time was up.
    #[error("the evaluation took longer than it may")]
    Time,
    /// The worker ended without an answer: memory, stack, or a fault in the engine.
    #[error("the engine's process ended without an answer: out of memory, or a fault")]
    Died,
    /// The worker could not be started or spoken to.
    #[error("the engine's process could not be started")]
    Start,
}
