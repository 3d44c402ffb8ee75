//! The engine itself, in the process that it is in.

use std::num::NonZeroU32;
use std::time::Duration;

use regorus::utils::limits::ExecutionTimerConfig;
use regorus::{Engine, Value};

use crate::purity;
use crate::request::{Answer, Failure, Request};

/// The engine's own limit, asked between steps; the parent's limit is behind it.
const TIME: Duration = Duration::from_secs(10);
const STEPS: NonZeroU32 = NonZeroU32::new(1_000).unwrap();

pub(crate) fn evaluate(request: Request) -> Answer {
    match answer(request) {
        Ok(Some(document)) => Answer::Defined(document),
        Ok(None) => Answer::Undefined,
        Err(failure) => Answer::Failed(failure),
    }
}

fn answer(request: Request) -> Result<Option<serde_json::Value>, Failure> {
    let Request { modules, data, input, query } = request;
    let mut engine = Engine::new();
    engine.set_execution_timer_config(ExecutionTimerConfig { limit: TIME, check_interval: STEPS });
    engine.set_strict_builtin_errors(false);
    for (path, text) in modules {
        engine.add_policy(path, text).map_err(|_| Failure::Compile)?;
    }
    let tree = engine.get_ast_as_json().map_err(|_| Failure::Compile)?;
    if purity::depends_on_chance(&tree)? {
        return Err(Failure::Impure);
    }
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
