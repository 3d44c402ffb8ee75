//! The engine itself, in the process that it is in.

use std::num::{NonZeroU32, NonZeroUsize};

use regorus::utils::limits::PolicyLengthConfig;
use regorus::{Engine, Value};

use crate::heads::Moved;
use crate::request::{Answer, Failure, Request};
use crate::{purity, syntax};

/// How long a module may be once it is rewritten: as written, it has been held to the engine's own limits, which are
/// an eighth of these and less.
const REWRITTEN: PolicyLengthConfig = PolicyLengthConfig {
    max_col: NonZeroU32::new(8 << 10).unwrap(),
    max_file_bytes: NonZeroUsize::new(8 << 20).unwrap(),
    max_lines: NonZeroUsize::new(160_000).unwrap(),
};

pub(crate) fn evaluate(request: Request) -> Answer {
    match answer(request) {
        Ok(Some(document)) => Answer::Defined(document),
        Ok(None) => Answer::Undefined,
        Err(failure) => Answer::Failed(failure),
    }
}

fn answer(request: Request) -> Result<Option<serde_json::Value>, Failure> {
    let Request { modules, data, input, query } = request;
    let mut engine = engine(modules)?;
    let value = |value: serde_json::Value| {
        Value::from_json_str(&value.to_string()).map_err(|_| Failure::Evaluate)
    };
    engine.add_data(value(data.into())?).map_err(|_| Failure::Evaluate)?;
    engine.set_input(value(input)?);
    let found = engine.eval_query(query, false).map_err(|_| Failure::Evaluate)?;
    let document = found.result.first().and_then(|row| row.expressions.first());
    match document.map(|expression| &expression.value) {
        None | Some(Value::Undefined) => Ok(None),
        Some(value) => {
            let text = value.to_json_str().map_err(|_| Failure::Evaluate)?;
            serde_json::from_str(&text).map(Some).map_err(|_| Failure::Evaluate)
        }
    }
}

/// An engine with modules as it should evaluate them. Two read them: the first as they are written, the second as they
/// are rewritten.
fn engine(modules: Vec<(String, String)>) -> Result<Engine, Failure> {
    let mut first = Engine::new();
    for (path, text) in &modules {
        first.add_policy(path.clone(), text.clone()).map_err(|_| Failure::Compile)?;
    }
    let tree = syntax::tree(&first)?;
    drop(first);
    if purity::depends_on_chance(&tree) {
        return Err(Failure::Impure);
    }
    if purity::replaces(&tree) {
        return Err(Failure::Replaces);
    }
    let moved = Moved::new(modules, tree).ok_or(Failure::Heads)?;

    let mut engine = Engine::new();
    // Strict: otherwise the engine forgives any error in one definition of a function where another definition gives a
    // value, conflicts and its own limits included, and a policy allows because a part of it failed. For the same
    // reason time has no limit in here, where it would be such an error: the parent ends the process.
    engine.set_strict_builtin_errors(true);
    engine.set_policy_length_config(REWRITTEN);
    for (path, text) in &moved.modules {
        engine.add_policy(path.clone(), text.clone()).map_err(|_| Failure::Heads)?;
    }
    if moved.is_what_was_written(syntax::tree(&engine)?) { Ok(engine) } else { Err(Failure::Heads) }
}
