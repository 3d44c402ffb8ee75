//! Conditions of every operator.

use serde_json::{Map, Value, json};

use super::dice::Dice;
use super::keys::{KEYS, Key, Sort};

/// What the conditions of a statement may ask: keys of requests, or of callers too.
pub(super) fn conditions(dice: &mut Dice) -> Option<Value> {
    let count = dice.weighted(&[(50, 0), (34, 1), (16, 2)]);
    let mut all: Map<String, Value> = Map::new();
    for _ in 0..count {
        let key = dice.of(&KEYS);
        let (operator, values) = test(dice, &key);
        let tests = all.entry(operator).or_insert_with(|| json!({}));
        // Names of keys are compared whatever their case.
        let lower = dice.chance(5);
        let name = if lower { key.name.to_lowercase() } else { key.name.to_owned() };
        let taken = tests
            .as_object()
            .is_some_and(|tests| tests.keys().any(|other| other.eq_ignore_ascii_case(&name)));
        if !taken {
            tests[name] = values;
        }
    }
    (count > 0).then_some(Value::Object(all))
}

/// An operator, and the values that one of must match.
fn test(dice: &mut Dice, key: &Key) -> (String, Value) {
    if dice.chance(8) {
        return ("Null".to_owned(), json!(dice.of(&["true", "false"])));
    }
    // An operator that is meant for other values is asked rarely: neither side may understand it.
    let sort =
        if dice.chance(2) { dice.of(&[Sort::Number, Sort::Text, Sort::Arn]) } else { key.sort };
    let set = match (key.many, dice.below(100)) {
        (true, 0..45) | (false, 0..4) => "ForAnyValue:",
        (true, 45..92) | (false, 4..8) => "ForAllValues:",
        _ => "",
    };
    let end = if dice.chance(25) { "IfExists" } else { "" };
    let operator = format!("{set}{}{end}", dice.of(sort.operators()));
    (operator, one_or_many(dice.some(key.wanted, 3)))
}

/// A list, or the only item: documents are written either way.
pub(super) fn one_or_many(items: Vec<&str>) -> Value {
    match items.as_slice() {
        [one] => json!(one),
        items => json!(items),
    }
}
