//! Texts with wildcards: `*` for any number of characters, `?` for one.
//!
//! Source: AWS IAM User Guide, "IAM JSON policy elements: Resource", section "Using wildcards in
//! resource ARNs", and "IAM JSON policy elements: Condition operators" (2026-11).

use std::borrow::Cow;
use std::str::Chars;

/// A part of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// Any number of characters.
    Any,
    /// One character.
    One,
    /// This character.
    Char(char),
}

impl Token {
    /// What a character of a policy means.
    pub(super) const fn of(character: char) -> Self {
        match character {
            '*' => Self::Any,
            '?' => Self::One,
            other => Self::Char(other),
        }
    }

    /// The character of a policy that it is where wildcards mean nothing.
    const fn character(self) -> char {
        match self {
            Self::Any => '*',
            Self::One => '?',
            Self::Char(character) => character,
        }
    }
}

/// A text with wildcards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern<'a> {
    /// As it is written.
    Plain(&'a str),
    /// With variables replaced: characters of their values are no wildcards.
    Mixed(Cow<'a, [Token]>),
}

impl Pattern<'_> {
    /// Whether a text is of this pattern; case counts.
    pub fn matches(&self, text: &str) -> bool {
        match self {
            Self::Plain(pattern) => glob(pattern, text),
            Self::Mixed(tokens) => walk(tokens.iter().copied(), text, |a, b| a == b),
        }
    }

    /// The text itself, without wildcards.
    pub fn literal(&self) -> Cow<'_, str> {
        match self {
            Self::Plain(text) => Cow::Borrowed(text),
            Self::Mixed(tokens) => tokens.iter().map(|token| token.character()).collect(),
        }
    }

    /// The parts between the first colons, at most six: what follows the fifth colon is one part.
    pub fn arn_parts(&self) -> ArnParts<'_> {
        let rest = match self {
            Self::Plain(text) => Rest::Text(text),
            Self::Mixed(tokens) => Rest::Tokens(tokens),
        };
        ArnParts { rest: Some(rest), left: 6 }
    }

    /// Whether there is a wildcard in it.
    pub fn is_wild(&self) -> bool {
        match self {
            Self::Plain(text) => first_wildcard(text).is_some(),
            Self::Mixed(tokens) => tokens.iter().any(|token| !matches!(token, Token::Char(_))),
        }
    }

    /// Whether the last character, and no other, is a wildcard, and it is `*`.
    pub fn ends_open(&self) -> bool {
        match self {
            Self::Plain(text) => {
                text.strip_suffix('*').is_some_and(|rest| first_wildcard(rest).is_none())
            }
            Self::Mixed(tokens) => matches!(tokens.split_last(), Some((Token::Any, rest))
                if rest.iter().all(|token| matches!(token, Token::Char(_)))),
        }
    }
}

/// The parts of a pattern of ARNs.
#[derive(Clone, Debug)]
pub struct ArnParts<'p> {
    rest: Option<Rest<'p>>,
    left: u8,
}

/// What is not yet split.
#[derive(Clone, Copy, Debug)]
enum Rest<'p> {
    Text(&'p str),
    Tokens(&'p [Token]),
}

impl<'p> Rest<'p> {
    /// What stands before the first colon, and behind it.
    fn split(self) -> Option<(Self, Self)> {
        match self {
            Self::Text(text) => {
                text.split_once(':').map(|(start, end)| (Self::Text(start), Self::Text(end)))
            }
            Self::Tokens(tokens) => {
                let mut parts = tokens.splitn(2, |token| *token == Token::Char(':'));
                Some((Self::Tokens(parts.next()?), Self::Tokens(parts.next()?)))
            }
        }
    }

    const fn pattern(self) -> Pattern<'p> {
        match self {
            Self::Text(text) => Pattern::Plain(text),
            Self::Tokens(tokens) => Pattern::Mixed(Cow::Borrowed(tokens)),
        }
    }
}

impl<'p> Iterator for ArnParts<'p> {
    type Item = Pattern<'p>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.rest.take()?;
        self.left = self.left.saturating_sub(1);
        let (part, later) = match rest.split() {
            Some((part, later)) if self.left > 0 => (part, Some(later)),
            _ => (rest, None),
        };
        self.rest = later;
        Some(part.pattern())
    }
}

/// Whether a text is of a pattern; case counts.
pub fn glob(pattern: &str, text: &str) -> bool {
    // Most patterns are a name, or a name and a last `*`.
    let (start, rest) = pattern.split_at(first_wildcard(pattern).unwrap_or(pattern.len()));
    let Some(text) = text.strip_prefix(start) else { return false };
    match rest {
        "" => text.is_empty(),
        "*" => true,
        rest => walk(rest.chars().map(Token::of), text, |a, b| a == b),
    }
}

/// Whether a text is of a pattern, whatever the case of ASCII letters.
pub fn glob_ignoring_case(pattern: &str, text: &str) -> bool {
    // Names of actions end, or begin, in different ways: most often that decides.
    if let (Some(a), Some(b)) = (pattern.bytes().next_back(), text.bytes().next_back())
        && !matches!(a, b'*' | b'?')
        && !a.eq_ignore_ascii_case(&b)
    {
        return false;
    }
    let alike = pattern
        .bytes()
        .zip(text.bytes())
        .take_while(|(a, b)| !matches!(a, b'*' | b'?') && a.eq_ignore_ascii_case(b))
        .count();
    match (pattern.get(alike..), text.get(alike..)) {
        (Some(""), Some(rest)) => rest.is_empty(),
        (Some("*"), Some(_)) => true,
        (Some(rest), Some(later)) if rest.starts_with(['*', '?']) => {
            walk(rest.chars().map(Token::of), later, |a, b| a.eq_ignore_ascii_case(&b))
        }
        _ => false,
    }
}

/// Where the first wildcard stands.
fn first_wildcard(pattern: &str) -> Option<usize> {
    // Two searches for one byte are quicker than one for either.
    let star = pattern.find('*');
    pattern.get(..star.unwrap_or(pattern.len())).and_then(|start| start.find('?')).or(star)
}

/// Goes through pattern and text together. After a mismatch the last `*` takes one character more:
/// an earlier one never has to, so the time is at most the product of both lengths.
fn walk<P: Iterator<Item = Token> + Clone>(
    mut pattern: P,
    text: &str,
    same: impl Fn(char, char) -> bool,
) -> bool {
    let mut text = text.chars();
    let mut again: Option<(P, Chars<'_>)> = None;
    loop {
        let mut later = pattern.clone();
        match later.next() {
            None if text.as_str().is_empty() => return true,
            None => {}
            Some(Token::Any) => {
                again = Some((later.clone(), text.clone()));
                pattern = later;
                continue;
            }
            Some(token) => {
                let mut rest = text.clone();
                match rest.next() {
                    // Without text left, no `*` can help.
                    None => return false,
                    Some(found) if accepts(token, found, &same) => {
                        pattern = later;
                        text = rest;
                        continue;
                    }
                    Some(_) => {}
                }
            }
        }
        let Some((after, from)) = &mut again else { return false };
        if from.next().is_none() {
            return false;
        }
        pattern = after.clone();
        text = from.clone();
    }
}

fn accepts(token: Token, found: char, same: impl Fn(char, char) -> bool) -> bool {
    match token {
        Token::Char(wanted) => same(wanted, found),
        Token::Any | Token::One => true,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The definition, word for word: exponential, and fine for short texts.
    fn naive(pattern: &[char], text: &[char]) -> bool {
        match (pattern.split_first(), text.split_first()) {
            (None, None) => true,
            (None, Some(_)) => false,
            (Some(('*', rest)), _) => (0..=text.len()).any(|skip| naive(rest, &text[skip..])),
            (Some(('?', rest)), Some((_, later))) => naive(rest, later),
            (Some((wanted, rest)), Some((found, later))) => wanted == found && naive(rest, later),
            (Some(_), None) => false,
        }
    }

    proptest! {
        #[test]
        fn patterns_match_as_defined(pattern in "[ab:é*?]{0,9}", text in "[ab:é*?]{0,9}") {
            let (p, t): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
            prop_assert_eq!(glob(&pattern, &text), naive(&p, &t));
            prop_assert_eq!(Pattern::Plain(&pattern).matches(&text), naive(&p, &t));
            let mixed = Pattern::Mixed(p.iter().map(|c| Token::of(*c)).collect());
            prop_assert_eq!(mixed.matches(&text), naive(&p, &t));
            let literal = Pattern::Mixed(p.iter().map(|c| Token::Char(*c)).collect());
            prop_assert_eq!(literal.matches(&text), pattern == text);
            prop_assert_eq!(literal.literal(), pattern);
        }

        #[test]
        fn case_is_ignored_as_if_there_were_none(pattern in "[abAB*?]{0,9}", text in "[abAB]{0,9}") {
            prop_assert_eq!(
                glob_ignoring_case(&pattern, &text),
                glob(&pattern.to_ascii_lowercase(), &text.to_ascii_lowercase())
            );
        }
    }

    #[test]
    fn many_stars_do_not_blow_up() {
        let text = "a".repeat(5_000);
        assert!(!glob(&"*a*a".repeat(500), &"a".repeat(400)));
        assert!(!glob(&format!("{}b", "*a".repeat(200)), &text));
        assert!(glob(&"*a".repeat(200), &text));
    }

    #[test]
    fn an_arn_has_six_parts() {
        for (text, count, last) in [
            ("arn:aws:s3:::bucket/a:b", 6, "bucket/a:b"),
            ("arn:aws:logs:eu-*:1:group:*", 6, "group:*"),
            ("arn:aws:s3", 3, "s3"),
            ("*", 1, "*"),
            ("", 1, ""),
        ] {
            let mixed = Pattern::Mixed(text.chars().map(Token::of).collect());
            for pattern in [Pattern::Plain(text), mixed] {
                assert_eq!(pattern.arn_parts().count(), count, "{text}");
                assert_eq!(pattern.arn_parts().last().unwrap().literal(), last);
            }
        }
    }

    #[test]
    fn an_open_end_is_the_only_wildcard() {
        for (text, open) in
            [("*", true), ("eu-*", true), ("eu-*-1", false), ("?*", false), ("", false)]
        {
            assert_eq!(Pattern::Plain(text).ends_open(), open, "{text}");
            let mixed = Pattern::Mixed(text.chars().map(Token::of).collect());
            assert_eq!(mixed.ends_open(), open, "{text}");
        }
    }
}
