//! The moving, undone on the tree.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::heads::parts::{Parts, assigned};
use crate::syntax::kind;

/// Puts what was moved back into the heads of a reduced tree. None where a body does not bind exactly what its head
/// needs, and as its last statements.
pub(super) fn modules(tree: &mut Value, prefix: &str) -> Option<()> {
    for module in tree.as_array_mut()? {
        for rule in module.pointer_mut("/ast/rules")?.as_array_mut()? {
            if let Some(spec) = rule.get_mut("Spec") {
                undo(spec, prefix)?;
            }
        }
    }
    Some(())
}

fn undo(spec: &mut Value, prefix: &str) -> Option<()> {
    let needed = needed(&Parts::of(spec)?, prefix);
    let bodies = spec.get_mut("bodies")?.as_array_mut()?;
    let mut moved = BTreeMap::new();
    for (body, needed) in bodies.iter_mut().zip(needed) {
        let statements = body.pointer_mut("/query/stmts")?.as_array_mut()?;
        let own = statements.len().checked_sub(needed.len())?;
        for (statement, name) in statements.split_off(own).into_iter().zip(needed) {
            let value = bound(statement, &name)?;
            // A key is bound in each body, to the same.
            if moved.get(&name).is_some_and(|before| *before != value) {
                return None;
            }
            moved.insert(name, value);
        }
        if let Some(value) = body.pointer_mut("/assign/value") {
            restore(value, &moved);
        }
    }
    // No rule is written with a body of nothing, but behind `else`.
    bodies.retain(|body| {
        let empty =
            body.pointer("/query/stmts").and_then(Value::as_array).is_some_and(Vec::is_empty);
        !empty || body.get("is_else") == Some(&Value::Bool(true))
    });

    let (_, head) = spec.get_mut("head")?.as_object_mut()?.iter_mut().next()?;
    for part in ["/key", "/assign/value"] {
        if let Some(value) = head.pointer_mut(part) {
            restore(value, &moved);
        }
    }
    let mut next = head.get_mut("refr");
    while let Some(members) = next.take().and_then(Value::as_object_mut) {
        let (_, content) = members.iter_mut().next()?;
        if let Some(index) = content.get_mut("index") {
            restore(index, &moved);
        }
        next = content.get_mut("refr");
    }
    Some(())
}

/// For each body, the variables that it has to bind, in their order.
fn needed(rule: &Parts<'_>, prefix: &str) -> Vec<Vec<String>> {
    let keys = rule.indexes();
    let bodies = rule.bodies.iter().enumerate().map(|(at, body)| {
        let value = if rule.evaluates_head(at) { rule.value() } else { assigned(body) };
        let parts = keys.iter().map(|(index, _)| *index).chain(value);
        parts
            .filter_map(variable)
            .filter(|name| name.starts_with(prefix))
            .map(ToOwned::to_owned)
            .collect()
    });
    bodies.collect()
}

fn variable(expression: &Value) -> Option<&str> {
    let (kind, variable) = kind(expression)?;
    variable.get("value").filter(|_| kind == "Var")?.as_str()
}

/// The right side of `name := …`, if the statement is that and no more.
fn bound(mut statement: Value, name: &str) -> Option<Value> {
    let assignment = statement.pointer_mut("/literal/Expr/expr/AssignExpr")?.take();
    let is_right = variable(assignment.get("lhs")?)? == name && assignment.get("op")? == "ColEq";
    (is_right && statement.get("with_mods").is_none()).then(|| assignment.get("rhs").cloned())?
}

fn restore(place: &mut Value, moved: &BTreeMap<String, Value>) {
    if let Some(value) = variable(place).and_then(|name| moved.get(name)) {
        *place = value.clone();
    }
}
