//! Booleans.

/// Reads `true` or `false`, as AWS writes them.
pub(in super::super) fn parse(text: &str) -> Option<bool> {
    match text {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_two_words_are_booleans() {
        assert_eq!(parse("true"), Some(true));
        assert_eq!(parse("false"), Some(false));
        for text in ["True", "1", "", "${aws:SecureTransport}"] {
            assert_eq!(parse(text), None);
        }
    }
}
