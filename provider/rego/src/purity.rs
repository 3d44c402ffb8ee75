//! What a module may not hold: the one function that differs from run to run and that the engine always has,
//! `rand.intn`; and `with`.
//!
//! regorus 0.14.1 does not always put `input` and `data` back after a statement that replaced them: where an error in it
//! is forgiven, because another definition of the same function gives a value, what is evaluated later still sees the
//! replacement. Only tests need `with`, and a gate evaluates none.

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

/// Whether a statement of the modules replaces input, data or a function by `with`.
pub(crate) fn replaces(node: &Value) -> bool {
    match node {
        Value::Object(members) => {
            let replaced = members.get("with_mods").and_then(Value::as_array);
            replaced.is_some_and(|all| !all.is_empty()) || members.values().any(replaces)
        }
        Value::Array(elements) => elements.iter().any(replaces),
        _ => false,
    }
}
