//! What of a rule the moving is about.

use serde_json::Value;

use crate::syntax::kind;

/// A rule that is no default.
pub(super) struct Parts<'a> {
    /// `Set`, `Compr` or `Func`.
    pub(super) kind: &'a str,
    pub(super) head: &'a Value,
    pub(super) refr: &'a Value,
    pub(super) bodies: &'a [Value],
}

impl<'a> Parts<'a> {
    /// None for a tree that no rule has.
    pub(super) fn of(spec: &'a Value) -> Option<Self> {
        let (kind, head) = kind(spec.get("head")?)?;
        let bodies = spec.get("bodies")?.as_array()?;
        Some(Self { kind, head, refr: head.get("refr")?, bodies })
    }

    /// What the rule says in its head: what a set contains, or behind `:=`.
    pub(super) fn value(&self) -> Option<&'a Value> {
        match self.kind {
            "Set" => self.head.get("key").filter(|key| !key.is_null()),
            _ => assigned(self.head),
        }
    }

    /// The expressions in brackets of the rule's name, each with the reference that it is the index of, from the last
    /// to the first. A function's name has none that are evaluated.
    pub(super) fn indexes(&self) -> Vec<(&'a Value, &'a Value)> {
        let mut indexes = Vec::new();
        let mut next = (self.kind != "Func").then_some(self.refr);
        while let Some((_, content)) = next.and_then(kind) {
            next = content.get("refr");
            indexes.extend(content.get("index").zip(Some(content)));
        }
        indexes
    }

    /// Whether the engine evaluates the head's value once this body holds: it is the first, or one of a rule for
    /// members of a set or an object, and says nothing itself (`eval_rule_bodies`, `analyze_rule`).
    pub(super) fn evaluates_head(&self, body: usize) -> bool {
        let members = self.kind == "Set"
            || (self.kind == "Compr"
                && kind(self.refr).is_some_and(|(kind, _)| kind == "RefBrack"));
        body == 0 || (members && self.bodies.get(body).and_then(assigned).is_none())
    }
}

/// The expression that is assigned in a head, or behind `else`.
pub(super) fn assigned(of: &Value) -> Option<&Value> {
    of.get("assign")?.get("value")
}

/// Whether an expression is moved from a head's value: all are but scalars.
pub(super) fn moves_as_value(expression: &Value) -> bool {
    const SCALARS: [&str; 5] = ["String", "RawString", "Number", "Bool", "Null"];
    kind(expression).is_none_or(|(kind, _)| !SCALARS.contains(&kind))
}

/// Whether an expression is moved from a head's key: variables are not.
pub(super) fn moves_as_key(expression: &Value) -> bool {
    moves_as_value(expression) && kind(expression).is_none_or(|(kind, _)| kind != "Var")
}
