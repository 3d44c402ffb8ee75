//! The policy engine that the provider ships, in a process of its own.

use std::path::PathBuf;
use std::time::Duration;

use kfm_rego::{Isolated, Request};

use crate::domain::promotion::contract::ENTRYPOINT;
use crate::domain::promotion::contract::storage::{Answer, Engine, Question};

/// How long one evaluation may take.
const TIME: Duration = Duration::from_secs(30);

/// The engine, by the program that runs it.
#[derive(Clone, Debug)]
pub struct PolicyEngine(PathBuf);

impl PolicyEngine {
    /// An engine whose worker is this program, started with [`kfm_rego::ARGUMENT`].
    #[must_use]
    pub const fn new(program: PathBuf) -> Self {
        Self(program)
    }

    /// Its name and version, as pins and receipts have them.
    #[must_use]
    pub fn identity() -> Engine {
        Engine { name: kfm_rego::NAME.to_owned(), version: kfm_rego::VERSION.to_owned() }
    }

    /// Asks it, and says why there is no answer.
    pub async fn answer(&self, question: &Question) -> (Answer, Option<String>) {
        let engine = Isolated::new(&self.0, TIME);
        let request = Request::new(&question.bundle, ENTRYPOINT, question.input.clone());
        // The engine is waited for, which would block the executor.
        let answer = tokio::task::spawn_blocking(move || engine.evaluate(&request)).await;
        match answer {
            Ok(Ok(Some(document))) => (Answer::Defined(document), None),
            Ok(Ok(None)) => (Answer::Undefined, None),
            Ok(Err(failure)) => (Answer::Failed, Some(format!("the policy: {failure}"))),
            Err(_) => (Answer::Failed, Some("the policy: the engine could not be run".to_owned())),
        }
    }
}
