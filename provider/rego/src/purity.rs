//! The one function that differs from run to run and that the engine always has: `rand.intn`.

use serde_json::Value;

use crate::request::Failure;

/// Whether modules name `rand`, by their syntax tree: as a function, as a replacement in `with`, however spelled. A
/// variable of that name is refused too; comments and strings may say what they like.
pub(crate) fn depends_on_chance(tree: &str) -> Result<bool, Failure> {
    // As deep as the engine's parser lets expressions nest, times the levels of its tree: above serde's default.
    let mut reader = serde_json::Deserializer::from_str(tree);
    reader.disable_recursion_limit();
    let tree = serde::Deserialize::deserialize(&mut reader).map_err(|_| Failure::Compile)?;
    Ok(names_rand(&tree))
}

fn names_rand(node: &Value) -> bool {
    match node {
        Value::Object(members) => {
            let here = members.get("Var").and_then(|var| var.get("value"));
            here.and_then(Value::as_str) == Some("rand") || members.values().any(names_rand)
        }
        Value::Array(elements) => elements.iter().any(names_rand),
        _ => false,
    }
}
