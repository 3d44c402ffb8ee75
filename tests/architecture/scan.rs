//! Reads Rust source just far enough to see which paths it names.
//!
//! Comments, doc text, strings and character literals are skipped; grouped imports are taken apart; `super` and `self`
//! are resolved against the module they stand in, inline modules included.

/// A path that a file names, and the line it stands on.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Named {
    /// The segments as written, one path for each leaf of a grouped import.
    pub(super) segments: Vec<String>,
    /// The same path from the crate root, for paths that start at `crate`, `self`, `super` or the library's name.
    pub(super) absolute: Option<Vec<String>>,
    pub(super) line: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    Separator,
    Open,
    Close,
    Comma,
    Other(char),
}

/// Every path that `source` names, given the module that the file is.
pub(super) fn paths(module: &[String], source: &str) -> Vec<Named> {
    let tokens = tokens(source);
    let mut found = Vec::new();
    let mut depth = 0_usize;
    let mut inline: Vec<(String, usize)> = Vec::new();
    let mut at = 0;
    while let Some((token, line)) = tokens.get(at) {
        match token {
            Token::Word(word) if word == "mod" => {
                if let (Some((Token::Word(name), _)), Some((Token::Open, _))) =
                    (tokens.get(at + 1), tokens.get(at + 2))
                {
                    inline.push((name.clone(), depth));
                }
                at += 2;
                continue;
            }
            Token::Word(_) => {
                let mut leaves = Vec::new();
                at = leaf_paths(&tokens, at, Vec::new(), &mut leaves);
                let here: Vec<String> =
                    module.iter().cloned().chain(inline.iter().map(|(n, _)| n.clone())).collect();
                found.extend(leaves.into_iter().map(|segments| Named {
                    absolute: absolute(&here, &segments),
                    segments,
                    line: *line,
                }));
                continue;
            }
            Token::Open => depth += 1,
            Token::Close => {
                depth = depth.saturating_sub(1);
                if inline.last().is_some_and(|(_, opened)| *opened == depth) {
                    inline.pop();
                }
            }
            Token::Separator | Token::Comma | Token::Other(_) => {}
        }
        at += 1;
    }
    found
}

/// Follows one path or use tree from `at`, adds its leaves to `out` and returns where it ends.
fn leaf_paths(
    tokens: &[(Token, usize)],
    at: usize,
    mut prefix: Vec<String>,
    out: &mut Vec<Vec<String>>,
) -> usize {
    let token = |i: usize| tokens.get(i).map(|(token, _)| token);
    match token(at) {
        Some(Token::Word(word)) => {
            if word != "self" || prefix.is_empty() {
                prefix.push(word.clone());
            }
            let continues =
                matches!(token(at + 2), Some(Token::Word(_) | Token::Open | Token::Other('*')));
            if token(at + 1) == Some(&Token::Separator) && continues {
                return leaf_paths(tokens, at + 2, prefix, out);
            }
            out.push(prefix);
        }
        Some(Token::Open) => {
            let mut next = at + 1;
            loop {
                match token(next) {
                    None => return next,
                    Some(Token::Close) => return next + 1,
                    Some(Token::Word(word)) if word == "as" => next += 2,
                    Some(Token::Word(_) | Token::Open | Token::Other('*')) => {
                        next = leaf_paths(tokens, next, prefix.clone(), out);
                    }
                    Some(_) => next += 1,
                }
            }
        }
        Some(_) => {
            prefix.push("*".to_owned());
            out.push(prefix);
        }
        None => {}
    }
    at + 1
}

fn absolute(module: &[String], segments: &[String]) -> Option<Vec<String>> {
    let mut from = match segments.first()?.as_str() {
        "crate" | "kfm_provider" => Vec::new(),
        "self" | "super" => module.to_vec(),
        _ => return None,
    };
    for segment in segments {
        match segment.as_str() {
            "crate" | "kfm_provider" | "self" => {}
            "super" => {
                from.pop()?;
            }
            name => from.push(name.to_owned()),
        }
    }
    Some(from)
}

fn tokens(source: &str) -> Vec<(Token, usize)> {
    let chars: Vec<char> = source.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let mut out = Vec::new();
    let mut line = 1;
    let mut i = 0;
    while i < chars.len() {
        let start = i;
        match (at(i), at(i + 1)) {
            ('/', '/') => {
                while i < chars.len() && at(i) != '\n' {
                    i += 1;
                }
            }
            ('/', '*') => i = after_block_comment(&chars, i),
            ('"', _) => i = after_string(&chars, i),
            // A character literal, or the tick of a lifetime.
            ('\'', '\\') => {
                i += 3;
                while i < chars.len() && at(i) != '\'' {
                    i += 1;
                }
                i += 1;
            }
            ('\'', _) => i += if at(i + 2) == '\'' { 3 } else { 1 },
            (':', ':') => {
                out.push((Token::Separator, line));
                i += 2;
            }
            (c, _) if c.is_alphanumeric() || c == '_' => {
                while at(i).is_alphanumeric() || at(i) == '_' {
                    i += 1;
                }
                let word: String = chars.iter().take(i).skip(start).collect();
                let hashes = (i..).take_while(|j| at(*j) == '#').count();
                if matches!(word.as_str(), "r" | "br" | "cr") && at(i + hashes) == '"' {
                    i = after_raw_string(&chars, i + hashes + 1, hashes);
                } else if word == "r" && hashes == 1 {
                    i += 1; // a raw identifier: its name follows as a word of its own
                } else {
                    out.push((Token::Word(word), line));
                }
            }
            (c, _) => {
                match c {
                    '{' => out.push((Token::Open, line)),
                    '}' => out.push((Token::Close, line)),
                    ',' => out.push((Token::Comma, line)),
                    c if c.is_whitespace() => {}
                    c => out.push((Token::Other(c), line)),
                }
                i += 1;
            }
        }
        line += chars.iter().take(i).skip(start).filter(|c| **c == '\n').count();
    }
    out
}

fn after_block_comment(chars: &[char], start: usize) -> usize {
    let mut depth = 0_usize;
    let mut i = start;
    loop {
        match (chars.get(i), chars.get(i + 1)) {
            (Some('/'), Some('*')) => (depth, i) = (depth + 1, i + 2),
            (Some('*'), Some('/')) => (depth, i) = (depth.saturating_sub(1), i + 2),
            (Some(_), _) => i += 1,
            (None, _) => return i,
        }
        if depth == 0 {
            return i;
        }
    }
}

fn after_string(chars: &[char], start: usize) -> usize {
    let mut i = start + 1;
    loop {
        match chars.get(i) {
            Some('\\') => i += 2,
            Some('"') | None => return i + 1,
            Some(_) => i += 1,
        }
    }
}

fn after_raw_string(chars: &[char], start: usize, hashes: usize) -> usize {
    let mut i = start;
    while let Some(c) = chars.get(i) {
        let closed = chars.iter().skip(i + 1).take(hashes).filter(|c| **c == '#').count() == hashes;
        i += 1;
        if *c == '"' && closed {
            return i + hashes;
        }
    }
    i
}
