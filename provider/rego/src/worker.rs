//! The child's side: a request from standard input, an answer to standard output.

use std::io::{self, Read, Write};

use crate::evaluate::evaluate;
use crate::request::{Answer, Failure, Request};
use crate::{Budget, MEMORY};

/// The only argument of a worker.
pub const ARGUMENT: &str = "rego-worker";

/// Evaluates one request within the memory that it may take, and answers. What goes beyond ends the process.
///
/// # Errors
///
/// The streams fail.
pub fn serve(budget: &Budget, mut input: impl Read, mut output: impl Write) -> io::Result<()> {
    // It cannot fail: less than the limit is in use, for nothing has been read.
    let limited = budget.set_limit(MEMORY);
    let mut text = Vec::new();
    input.read_to_end(&mut text)?;
    let answer = match (limited, serde_json::from_slice::<Request>(&text)) {
        (Ok(()), Ok(request)) => evaluate(request),
        _ => Answer::Failed(Failure::Start),
    };
    serde_json::to_writer(&mut output, &answer)?;
    output.flush()
}
