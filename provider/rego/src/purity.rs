//! The one function that differs from run to run and that the engine always has: `rand.intn`.

use serde_json::Value;

/// Whether modules name `rand`, by their syntax tree: as a function, as a replacement in `with`, however spelled. A
/// variable of that name is refused too; comments and strings may say what they like.
pub(crate) fn depends_on_chance(node: &Value) -> bool {
    match node {
        Value::Object(members) => {
            let here = members.get("Var").and_then(|var| var.get("value"));
            here.and_then(Value::as_str) == Some("rand") || members.values().any(depends_on_chance)
        }
        Value::Array(elements) => elements.iter().any(depends_on_chance),
        _ => false,
    }
}
