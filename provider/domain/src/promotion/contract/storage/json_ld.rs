//! JSON-LD as these profiles read it: plain JSON with literal prefixed names. Nothing is expanded, and no context is
//! fetched.

use crate::promotion::contract::formats::is_digest;
use crate::promotion::formats::is_non_empty;
use crate::promotion::json::Json;

/// An IRI: a string, or an object with `@id`.
pub(super) fn iri(value: &Json) -> Option<&str> {
    value.as_str().or_else(|| value.get("@id").as_str())
}

/// Whether a node has that type, alone or among others.
pub(super) fn has_type(node: &Json, name: &str) -> bool {
    let types = node.get("@type");
    types.is_str(name)
        || types.as_array().is_some_and(|types| types.iter().any(|one| one.is_str(name)))
}

/// Whether a member says anything.
pub(super) fn is_filled(value: &Json) -> bool {
    match value {
        Json::Null => false,
        Json::String(text) => is_non_empty(text),
        Json::Array(elements) => elements.iter().any(is_filled),
        Json::Object(members) => members.values().any(is_filled),
        Json::Bool(_) | Json::Number(_) => true,
    }
}

/// Whether a member is a string that says anything.
pub(super) fn is_text(value: &Json) -> bool {
    value.as_str().is_some_and(is_non_empty)
}

/// Whether a file's `kfm:digest` is a digest.
pub(super) fn has_digest(file: &Json) -> bool {
    file.get("kfm:digest").as_str().is_some_and(is_digest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promotion::json::Limits;

    fn json(text: &str) -> Json {
        Json::read(text.as_bytes(), Limits::DOCUMENT).unwrap()
    }

    #[test]
    fn an_iri_is_a_string_or_a_node() {
        assert_eq!(iri(&json(r#""a:b""#)), Some("a:b"));
        assert_eq!(iri(&json(r#"{"@id": "a:b"}"#)), Some("a:b"));
        for other in ["1", "null", r#"["a:b"]"#, r#"{"@id": 1}"#] {
            assert_eq!(iri(&json(other)), None, "{other}");
        }
    }

    #[test]
    fn a_type_is_one_or_among_several() {
        assert!(has_type(&json(r#"{"@type": "a"}"#), "a"));
        assert!(has_type(&json(r#"{"@type": ["b", "a"]}"#), "a"));
        assert!(!has_type(&json(r#"{"@type": ["b"]}"#), "a"));
        assert!(!has_type(&json("{}"), "a"));
    }

    #[test]
    fn empty_values_say_nothing() {
        for empty in ["null", r#""""#, r#"" ""#, "[]", "{}", "[null]", r#"[{"a": ""}]"#] {
            assert!(!is_filled(&json(empty)), "{empty}");
        }
        for filled in ["0", "false", r#""a""#, r#"[null, "a"]"#, r#"{"a": 1}"#] {
            assert!(is_filled(&json(filled)), "{filled}");
        }
    }
}
