//! One form for documents that mean the same. AWS gives documents back in another order and with
//! single values turned into lists or lists of one into single values; that is no difference.

use serde_json::{Map, Value, json};

/// Writes JSON in the form of RFC 8785.
pub(super) fn to_string(value: &Value) -> String {
    // INVARIANT: a `Value` has only text keys and finite numbers, so this does not fail.
    serde_json_canonicalizer::to_string(value).unwrap_or_else(|_| value.to_string())
}

/// Whether two policy documents mean the same. A document that is not JSON equals only itself.
pub fn same_meaning(left: &str, right: &str) -> bool {
    left == right
        || match (normalised(left), normalised(right)) {
            (Some(left), Some(right)) => left == right,
            _ => false,
        }
}

/// The statements of a document in normal form: every list sorted, every single value a list.
/// Empty where the text is not a policy document.
pub fn statements(document: &str) -> Vec<Value> {
    match normalised(document) {
        Some(Value::Object(mut document)) => match document.remove("Statement") {
            Some(Value::Array(statements)) => statements,
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn normalised(document: &str) -> Option<Value> {
    let Value::Object(mut document) = serde_json::from_str(document).ok()? else { return None };
    // AWS reads a document without a version as this older one.
    document.entry("Version").or_insert_with(|| json!("2008-10-17"));
    let statements = match document.remove("Statement") {
        Some(Value::Array(statements)) => statements,
        Some(single) => vec![single],
        None => Vec::new(),
    };
    document.insert(
        "Statement".into(),
        sorted(statements.into_iter().map(normalised_statement).collect()),
    );
    Some(Value::Object(document))
}

fn normalised_statement(statement: Value) -> Value {
    let Value::Object(statement) = statement else { return statement };
    let member = |(name, value): (String, Value)| {
        let value = match name.as_str() {
            "Action" | "NotAction" => lower_case(as_list(value)),
            "Resource" | "NotResource" => as_list(value),
            "Principal" | "NotPrincipal" => normalised_principal(value),
            "Condition" => normalised_condition(value),
            _ => value,
        };
        (name, value)
    };
    Value::Object(statement.into_iter().map(member).collect())
}

/// `"*"` and `{"AWS": "*"}` name the same principals in a resource policy.
fn normalised_principal(principal: Value) -> Value {
    match principal {
        Value::Object(kinds) => {
            Value::Object(kinds.into_iter().map(|(kind, value)| (kind, as_list(value))).collect())
        }
        everyone => json!({ "AWS": as_list(everyone) }),
    }
}

fn normalised_condition(condition: Value) -> Value {
    let Value::Object(operators) = condition else { return condition };
    let keys = |keys: Value| match keys {
        Value::Object(keys) => Value::Object(
            keys.into_iter()
                .map(|(key, values)| (key.to_ascii_lowercase(), as_text(as_list(values))))
                .collect::<Map<_, _>>(),
        ),
        other => other,
    };
    Value::Object(operators.into_iter().map(|(operator, value)| (operator, keys(value))).collect())
}

fn as_list(value: Value) -> Value {
    match value {
        Value::Array(items) => sorted(items),
        single => Value::Array(vec![single]),
    }
}

/// Conditions may hold booleans and numbers; AWS compares them as text.
fn as_text(list: Value) -> Value {
    map_items(list, |item| match item {
        Value::Bool(value) => json!(value.to_string()),
        Value::Number(value) => json!(value.to_string()),
        other => other,
    })
}

fn lower_case(list: Value) -> Value {
    map_items(list, |item| match item {
        Value::String(text) => json!(text.to_ascii_lowercase()),
        other => other,
    })
}

fn map_items(list: Value, f: impl Fn(Value) -> Value) -> Value {
    match list {
        Value::Array(items) => sorted(items.into_iter().map(f).collect()),
        other => other,
    }
}

fn sorted(mut items: Vec<Value>) -> Value {
    items.sort_by_cached_key(to_string);
    items.dedup();
    Value::Array(items)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = r#"{"Version":"2012-10-17","Id":"x","Statement":{"Sid":"A","Effect":"Deny",
        "Principal":"*","Action":"s3:GetObject","Resource":["b","a"],
        "Condition":{"Bool":{"aws:SecureTransport":"false"}}}}"#;

    #[test]
    fn order_lists_and_case_are_no_difference() {
        let stored = r#"{"Id":"x","Statement":[{"Effect":"Deny","Sid":"A","Principal":{"AWS":["*"]},
            "Condition":{"Bool":{"AWS:SecureTransport":[false]}},"Action":["S3:getobject"],
            "Resource":["a","b","a"]}],"Version":"2012-10-17"}"#;
        assert!(same_meaning(ONE, stored));
    }

    #[test]
    fn a_changed_value_is_a_difference() {
        for (from, to) in [
            ("Deny", "Allow"),
            ("s3:GetObject", "s3:PutObject"),
            ("\"b\",", ""),
            ("\"false\"", "\"true\""),
            ("\"Bool\"", "\"BoolIfExists\""),
            ("\"Id\":\"x\"", "\"Id\":\"y\""),
            ("2012-10-17", "2008-10-17"),
        ] {
            assert!(ONE.contains(from));
            assert!(!same_meaning(ONE, &ONE.replace(from, to)), "{from} -> {to}");
        }
    }

    #[test]
    fn what_is_not_json_equals_only_itself() {
        assert!(same_meaning("x", "x"));
        assert!(!same_meaning("x", "y"));
        assert!(statements("x").is_empty());
    }
}
