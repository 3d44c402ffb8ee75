//! What engines answer.

use kfm_rego::Failure;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One answer of one engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Answer {
    /// The document; sets are lists.
    Defined(Value),
    /// There is no such document.
    Undefined,
    /// The engine says that there is no answer.
    Failed,
    /// The process ended without an answer, or had to be ended.
    Died,
    /// As [`Answer::Failed`], of our engine: the module does not compile.
    Uncompiled,
    /// As [`Answer::Failed`], of our engine: the module asks for chance, or replaces its input.
    Refused,
}

impl From<Result<Option<Value>, Failure>> for Answer {
    fn from(answer: Result<Option<Value>, Failure>) -> Self {
        match answer {
            Ok(Some(document)) => Self::Defined(document),
            Ok(None) => Self::Undefined,
            Err(Failure::Compile) => Self::Uncompiled,
            Err(Failure::Impure | Failure::Replaces) => Self::Refused,
            Err(Failure::Evaluate | Failure::Heads) => Self::Failed,
            Err(Failure::Time | Failure::Died) => Self::Died,
            Err(Failure::Start) => panic!("the worker cannot be started"),
        }
    }
}

impl Answer {
    pub(crate) const fn document(&self) -> Option<&Value> {
        if let Self::Defined(document) = self { Some(document) } else { None }
    }

    /// Whether two answers are one to whoever asked: the same document, none, or no answer, for whatever reason.
    pub(crate) fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Defined(one), Self::Defined(other)) => same(one, other),
            (Self::Undefined, other) | (other, Self::Undefined) => *other == Self::Undefined,
            (one, other) => one.document().is_none() && other.document().is_none(),
        }
    }

    /// In words, or the document as JSON.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Defined(document) => serde_json_canonicalizer::to_string(document).unwrap(),
            Self::Undefined => "undefined".to_owned(),
            Self::Failed => "fails".to_owned(),
            Self::Died => "does not end".to_owned(),
            Self::Uncompiled => "does not compile".to_owned(),
            Self::Refused => "is refused".to_owned(),
        }
    }
}

/// Equality of JSON, where `1`, `1.0` and `1e0` are one number.
pub(crate) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one == other || ((one.is_f64() || other.is_f64()) && one.as_f64() == other.as_f64())
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(name, one)| other.get(name).is_some_and(|other| same(one, other)))
        }
        _ => one == other,
    }
}

#[test]
fn answers_are_the_same_by_what_they_mean() {
    let json = |text| Answer::Defined(serde_json::from_str(text).unwrap());
    assert!(json(r#"{"a": [1, 0.5]}"#).same(&json(r#"{"a": [1.0, 0.5]}"#)));
    for (one, other) in [
        ("[1]", "[2]"),
        ("[1]", "[1, 2]"),
        ("{\"a\": 1}", "{\"b\": 1}"),
        ("9007199254740993", "9007199254740992"),
    ] {
        assert!(!json(one).same(&json(other)), "{one} {other}");
    }
    assert!(Answer::Uncompiled.same(&Answer::Failed));
    assert!(!Answer::Undefined.same(&Answer::Failed) && !Answer::Failed.same(&Answer::Undefined));
    assert!(Answer::Undefined.same(&Answer::Undefined) && !json("1").same(&Answer::Failed));
}
