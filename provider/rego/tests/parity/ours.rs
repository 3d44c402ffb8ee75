//! Our engine, through the process boundary.

use std::path::Path;
use std::thread;
use std::time::Duration;

use kfm_rego::Isolated;

use crate::answer::Answer;
use crate::question::Question;

/// Some modules that no engine should have trouble with take ours more than any time: see `deep values`.
const TIME: Duration = Duration::from_secs(5);

/// Our answers, in the order of the questions, by a few processes at a time.
pub(crate) fn answers(questions: &[Question]) -> Vec<Answer> {
    let workers = thread::available_parallelism().map_or(1, usize::from) * 2;
    let engine = Isolated::new(Path::new(env!("CARGO_BIN_EXE_rego-worker")), TIME);
    let answer = |one: &Question| engine.evaluate(&one.request).into();
    thread::scope(|scope| {
        let parts = questions.chunks(questions.len().div_ceil(workers).max(1));
        let parts: Vec<_> = parts
            .map(|part| scope.spawn(move || part.iter().map(answer).collect::<Vec<Answer>>()))
            .collect();
        parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
    })
}
