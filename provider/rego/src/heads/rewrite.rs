//! The moving, on the text.

use serde_json::Value;

use crate::heads::edits::{Edits, behind};
use crate::heads::parts::{Parts, assigned, moves_as_key, moves_as_value};
use crate::syntax::{kind, span};

/// The text of a module with heads that name variables of `prefix`, bound in the bodies. None where its tree is not
/// what is expected.
pub(super) fn module(text: &str, tree: &Value, prefix: &str) -> Option<String> {
    let mut moving = Moving { text, prefix, moved: 0, edits: Edits::default() };
    for rule in tree.pointer("/ast/rules")?.as_array()? {
        match kind(rule)? {
            ("Spec", spec) => moving.rule(spec)?,
            // Its value may only be what is always defined: the engine refuses others.
            ("Default", _) => {}
            _ => return None,
        }
    }
    moving.edits.apply(text)
}

struct Moving<'a> {
    text: &'a str,
    prefix: &'a str,
    moved: usize,
    edits: Edits,
}

impl Moving<'_> {
    fn rule(&mut self, spec: &Value) -> Option<()> {
        let rule = Parts::of(spec)?;
        let mut keys = Vec::new();
        for (index, of) in rule.indexes() {
            if moves_as_key(index) {
                let (_, name) = kind(of.get("refr")?)?;
                let from = behind(self.text, self.span(name)?.1, "[")?;
                keys.push(self.part((from, self.span(of)?.1))?);
            }
        }
        let value = match rule.value().filter(|value| moves_as_value(value)) {
            None => None,
            Some(_) if rule.kind == "Set" => {
                let (_, name) = kind(rule.refr)?;
                let from = behind(self.text, self.span(name)?.1, "contains")?;
                Some(self.part((from, self.span(rule.head)?.1))?)
            }
            Some(_) => Some(self.assignment(rule.head)?),
        };
        for (at, body) in rule.bodies.iter().enumerate() {
            let mut bound = keys.clone();
            if rule.evaluates_head(at) {
                bound.extend(value.clone());
            } else if assigned(body).is_some_and(moves_as_value) {
                bound.push(self.assignment(body)?);
            }
            self.bind(body, &bound)?;
        }
        if rule.bodies.is_empty() {
            let bound: Vec<_> = keys.into_iter().chain(value).collect();
            self.body(self.span(rule.head)?.1, &bound);
        }
        Some(())
    }

    /// Moves what is assigned in a head, or behind `else`. The text is taken from the operator on: the spans of
    /// expressions are not to be relied on.
    fn assignment(&mut self, of: &Value) -> Option<String> {
        let assign = of.get("assign")?;
        let operator = if assign.get("op")? == "Eq" { "=" } else { ":=" };
        let (from, to) = self.span(assign)?;
        self.part((behind(self.text, from, operator)?, to))
    }

    /// Puts a variable in the place of an expression, and gives the statement that binds the one to the other.
    fn part(&mut self, (from, to): (usize, usize)) -> Option<String> {
        let name = format!("{}{}", self.prefix, self.moved);
        self.moved += 1;
        let statement = format!("{name} := {}", self.text.get(from..to)?);
        self.edits.replace((from, to), format!(" {name} "));
        Some(statement)
    }

    /// Adds statements to a body, on lines of their own: a comment may be before them.
    fn bind(&mut self, body: &Value, bound: &[String]) -> Option<()> {
        let query = body.get("query")?;
        let ((from, to), statements) = (self.span(query)?, query.get("stmts")?.as_array()?);
        let added = bound.join("\n");
        match statements.first() {
            _ if bound.is_empty() => {}
            // An `else` with a value and no body.
            None => self.body(self.span(body.get("assign")?)?.1, bound),
            Some(first) if self.span(first)?.0 == from => {
                self.edits.insert(from, "{\n".to_owned());
                self.edits.insert(to, format!("\n{added}\n}}"));
            }
            Some(_) => {
                let brace = to.checked_sub(1)?;
                self.text.get(brace..to).filter(|brace| *brace == "}")?;
                self.edits.insert(brace, format!("\n{added}\n"));
            }
        }
        Some(())
    }

    fn span(&self, of: &Value) -> Option<(usize, usize)> {
        span(of, self.text)
    }

    /// Adds a body to what has none.
    fn body(&mut self, at: usize, bound: &[String]) {
        if !bound.is_empty() {
            self.edits.insert(at, format!(" if {{\n{}\n}}", bound.join("\n")));
        }
    }
}
