//! Texts with wildcards: `*` stands for any run of characters, `?` for any one.
//!
//! No pattern takes more steps than its length times that of the text.

/// A piece of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// This character.
    One(char),
    /// Any character.
    Any,
    /// Any run of characters.
    Run,
}

/// The pieces of a text that is written with wildcards.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    text.chars().map(token).collect()
}

const fn token(one: char) -> Token {
    match one {
        '*' => Token::Run,
        '?' => Token::Any,
        other => Token::One(other),
    }
}

/// Whether a text is of a pattern.
pub(super) fn is_of(pattern: &[Token], text: &str) -> bool {
    let rest = |tokens: &[Token]| tokens.iter().all(|token| *token == Token::Run);
    let mut at = 0;
    let mut chars = text.chars();
    // Where to go on if what follows the last run does not fit.
    let mut back: Option<(usize, std::str::Chars<'_>)> = None;
    loop {
        let here = chars.clone();
        let Some(one) = chars.next() else {
            return rest(pattern.get(at..).unwrap_or_default());
        };
        match pattern.get(at) {
            Some(Token::Run) => {
                back = Some((at + 1, here.clone()));
                at += 1;
                chars = here;
            }
            Some(Token::Any) => at += 1,
            Some(Token::One(wanted)) if *wanted == one => at += 1,
            _ => {
                // The last run takes one character more.
                let Some((after, mut from)) = back.take() else { return false };
                if from.next().is_none() {
                    return false;
                }
                at = after;
                chars = from.clone();
                back = Some((after, from));
            }
        }
    }
}

fn has_wildcards(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, b'*' | b'?'))
}

/// Whether a text is of a pattern of plain text.
pub(super) fn is_like(pattern: &str, text: &str) -> bool {
    if !has_wildcards(pattern) {
        return pattern == text;
    }
    match pattern.strip_suffix('*') {
        Some(begin) if !has_wildcards(begin) => text.starts_with(begin),
        _ => is_of(&tokens(pattern), text),
    }
}

/// Whether an action is of a pattern: its name is compared whatever its case.
pub(super) fn action_is_like(pattern: &str, action: &str) -> bool {
    if !has_wildcards(pattern) {
        return pattern.eq_ignore_ascii_case(action);
    }
    match pattern.strip_suffix('*') {
        Some(begin) if !has_wildcards(begin) => {
            action.get(..begin.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(begin))
        }
        _ => is_of(&tokens(&pattern.to_ascii_lowercase()), &action.to_ascii_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The definition, without regard to time.
    fn naive(pattern: &[Token], text: &[char]) -> bool {
        match pattern.split_first() {
            None => text.is_empty(),
            Some((Token::Run, rest)) => (0..=text.len()).any(|at| naive(rest, &text[at..])),
            Some((Token::Any, rest)) => {
                text.split_first().is_some_and(|(_, text)| naive(rest, text))
            }
            Some((Token::One(wanted), rest)) => {
                text.split_first().is_some_and(|(one, text)| one == wanted && naive(rest, text))
            }
        }
    }

    proptest! {
        #[test]
        fn a_pattern_means_what_its_definition_says(
            pattern in "[abö*?]{0,8}", text in "[abö]{0,8}",
        ) {
            let chars: Vec<_> = text.chars().collect();
            let expected = naive(&tokens(&pattern), &chars);
            prop_assert_eq!(is_of(&tokens(&pattern), &text), expected);
            prop_assert_eq!(is_like(&pattern, &text), expected);
            let upper = text.to_ascii_uppercase();
            prop_assert_eq!(action_is_like(&pattern, &upper), expected);
        }
    }

    #[test]
    fn many_runs_take_no_long_time() {
        let pattern = "a*".repeat(200) + "b";
        assert!(!is_like(&pattern, &"a".repeat(5000)));
    }
}
