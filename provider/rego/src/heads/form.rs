//! What a tree says, without where it stands.

use std::mem;

use serde_json::Value;

/// What numbers the nodes of a module, and says how many there are.
const NUMBERS: [&str; 6] =
    ["eidx", "sidx", "qidx", "num_expressions", "num_statements", "num_queries"];

/// Reduces the trees of modules to what they say: places go, but where a place is all that there is of a name, the
/// name comes instead, and for a scalar or a variable also how it is written. None where a tree is not what is
/// expected.
pub(super) fn reduce(tree: &mut Value) -> Option<()> {
    for module in tree.as_array_mut()? {
        let text = mem::take(module.pointer_mut("/source/contents")?);
        reduced(module.get_mut("ast")?, None, text.as_str()?);
    }
    Some(())
}

fn reduced(node: &mut Value, name: Option<&str>, text: &str) {
    if let Some(written) = written(node, text) {
        // The names of `some`, `every` and `import`. In a list with other things, as in the fields of objects, those
        // say it all, and the span may be wrong.
        let is_name = matches!(name, Some("vars" | "key" | "value" | "as"));
        *node = if is_name { written } else { Value::Null };
        return;
    }
    match node {
        Value::Object(members) => {
            let is_leaf = members.get("value").is_some_and(|value| !value.is_object());
            if let Some(span) = members.get_mut("span").filter(|_| is_leaf) {
                *span = written(span, text).unwrap_or_default();
            }
            members
                .retain(|name, _| (is_leaf || name != "span") && !NUMBERS.contains(&name.as_str()));
            for (name, member) in members.iter_mut() {
                reduced(member, Some(name), text);
            }
        }
        Value::Array(elements) => elements.iter_mut().for_each(|one| reduced(one, name, text)),
        _ => {}
    }
}

/// What is written at a place, if the node is one.
fn written(node: &Value, text: &str) -> Option<Value> {
    let at = |side| node.get(side)?.as_u64()?.try_into().ok();
    let (from, to): (usize, usize) = (at("start")?, at("end")?);
    Some(text.get(from..to).into())
}
