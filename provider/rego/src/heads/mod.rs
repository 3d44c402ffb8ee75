//! Values and keys of rule heads, moved into the rules' bodies.
//!
//! regorus 0.14.1 evaluates a head once its body holds, and where something in the head is undefined then, it forgets
//! what the rule had found before (`eval_output_expr_in_loop`, where `rule_value` becomes `Undefined`):
//!
//! ```rego
//! deny contains one.code if some one in input.list
//! allow if count(deny) == 0
//! ```
//!
//! allows everything if the last of the list has no `code`; if another has none, the evaluation fails. The same holds
//! for keys and values of objects and for complete rules, and an `else` is not tried where the value of a function is
//! undefined. In Rego, the body with an undefined head does not hold, and OPA's compiler rewrites it so. So does this
//! module:
//!
//! ```rego
//! deny contains v if {
//!     some one in input.list
//!     v := one.code
//! }
//! ```
//!
//! Scalars stay: they are never undefined, and the engine ends a loop early by them. So do variables as keys: what a
//! body binds is defined, and another rule or an import is undefined for all that a rule finds or for nothing, while the
//! engine makes an object of no members only of a key that is known without the body. Variables as values are moved:
//! with another rule that is undefined, the engine would not try the `else` of a function.
//!
//! The rewriting is of text, and what is evaluated is not what was pinned. So the rewritten text is parsed, the moving
//! is undone on its syntax tree, and the tree has to be the one of the text as it was written: ADR 0011.

mod edits;
mod form;
mod parts;
mod rewrite;
mod undo;

#[cfg(test)]
mod tests;

use serde_json::Value;

/// Modules, rewritten.
pub(crate) struct Moved {
    /// Paths and texts.
    pub(crate) modules: Vec<(String, String)>,
    /// What the names of all variables that were added begin with, and nothing in the modules as they were written.
    prefix: String,
    /// The form of the modules as they were written.
    form: String,
}

impl Moved {
    /// Rewrites modules. None where that cannot be done.
    pub(crate) fn new(modules: Vec<(String, String)>, mut tree: Value) -> Option<Self> {
        let prefix = prefix(&modules);
        let trees = tree.as_array()?;
        if trees.len() != modules.len() {
            return None;
        }
        let rewritten = modules.into_iter().zip(trees).map(|((path, text), tree)| {
            (tree.pointer("/source/contents")?.as_str()? == text)
                .then(|| rewrite::module(&text, tree, &prefix))?
                .map(|text| (path, text))
        });
        let modules = rewritten.collect::<Option<_>>()?;
        form::reduce(&mut tree)?;
        Some(Self { modules, prefix, form: tree.to_string() })
    }

    /// Whether the tree of the rewritten modules is the tree of the modules as they were written, but for what was
    /// moved.
    pub(crate) fn is_what_was_written(&self, mut tree: Value) -> bool {
        let undone = form::reduce(&mut tree).and_then(|()| undo::modules(&mut tree, &self.prefix));
        // As text, so that two trees are never in memory at a time.
        undone.is_some_and(|()| {
            let form = tree.to_string();
            form == self.form
        })
    }
}

/// Longer than any run of `z` in the modules, so that it is in none. And behind all names that are: the engine goes
/// through the statements of a body in the order of the names that they bind, as far as they do not depend on each
/// other, and what guards a value should come before the value.
fn prefix(modules: &[(String, String)]) -> String {
    let runs = modules.iter().flat_map(|(_, text)| text.split(|letter| letter != 'z'));
    let longest = runs.map(str::len).max().unwrap_or(0);
    format!("{}_head_", "z".repeat(longest + 1))
}
