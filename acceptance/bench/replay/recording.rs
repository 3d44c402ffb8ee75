//! What was asked and answered for one zone, told of another.
//!
//! A zone is known by two names, its bucket and its key's id. Both have the same length for every
//! zone, so replacing them changes no length and no signature that anybody checks.

use std::collections::HashMap;

use hyper::body::Bytes;

use crate::zones::{self, DIGITS, PREFIX};

/// Digits of a key's id in which zones differ: those before the first hyphen.
const KEY_DIGITS: usize = 8;

/// What tells requests apart. Signatures and dates do not.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) struct Question {
    pub(super) method: String,
    /// Path and query.
    pub(super) target: String,
    /// `X-Amz-Target`: the operation, where the service is asked by JSON.
    pub(super) operation: String,
    pub(super) body: Bytes,
}

/// An answer without what belongs to the connection.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Bytes,
}

/// The names of a zone.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Names {
    bucket: String,
    key: String,
}

impl Names {
    /// Of zone 0, whose key is `key`.
    pub(crate) fn recorded(key: &str) -> Self {
        Self { bucket: zones::bucket(0), key: key.to_owned() }
    }

    /// Of any zone, while these are the recorded one's. Zone 0 too gets a key of its own.
    pub(crate) fn of(&self, number: usize) -> Self {
        let tail: String = self.key.chars().skip(KEY_DIGITS).collect();
        Self { bucket: zones::bucket(number), key: format!("{number:08x}{tail}") }
    }

    /// `text` with these names in place of `from`'s.
    pub(crate) fn retell(&self, from: &Self, text: &str) -> String {
        text.replace(&from.bucket, &self.bucket).replace(&from.key, &self.key)
    }

    fn retell_bytes(&self, from: &Self, bytes: &Bytes) -> Bytes {
        match std::str::from_utf8(bytes) {
            Ok(text) => self.retell(from, text).into(),
            Err(_) => bytes.clone(),
        }
    }

    /// The number of the zone that `text` names, while these are the recorded one's.
    fn number_in(&self, text: &str) -> Option<usize> {
        let after = |found: usize, skip: usize, len: usize| {
            text.get(found + skip..).and_then(|rest| rest.get(..len))
        };
        if let Some(found) = text.find(PREFIX) {
            return after(found, PREFIX.len(), DIGITS)?.parse().ok();
        }
        let tail = self.key.get(KEY_DIGITS..)?;
        let found = text.find(tail)?.checked_sub(KEY_DIGITS)?;
        let digits = after(found, 0, KEY_DIGITS)?;
        usize::from_str_radix(digits, 16).ok()
    }
}

/// The answers of one zone.
#[derive(Debug, Default)]
pub(super) struct Recording(HashMap<Question, Answer>);

impl Recording {
    /// Keeps an answer; the last one to a question holds.
    pub(super) fn keep(&mut self, question: Question, answer: Answer) {
        self.0.insert(question, answer);
    }

    /// Answers for whichever zone is asked about; `None` if nothing like it was asked before.
    pub(super) fn answer(&self, recorded: &Names, question: &Question) -> Option<Answer> {
        let number = recorded.number_in(&question.target).or_else(|| {
            std::str::from_utf8(&question.body).ok().and_then(|body| recorded.number_in(body))
        });
        // A question about no zone is answered as it was.
        let Some(number) = number else { return self.0.get(question).cloned() };
        let asked = recorded.of(number);
        let known = Question {
            target: recorded.retell(&asked, &question.target),
            body: recorded.retell_bytes(&asked, &question.body),
            ..question.clone()
        };
        let answer = self.0.get(&known)?;
        Some(Answer { body: asked.retell_bytes(recorded, &answer.body), ..answer.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "5f0c1d2e-0000-4000-8000-00000000abcd";

    fn question(target: &str, body: &str) -> Question {
        Question {
            method: "POST".into(),
            target: target.into(),
            operation: String::new(),
            body: body.to_owned().into(),
        }
    }

    #[test]
    fn one_zone_answers_for_another() {
        let recorded = Names::recorded(KEY);
        let mut recording = Recording::default();
        let answer = |body: String| Answer { status: 200, headers: Vec::new(), body: body.into() };
        let bucket = zones::bucket(0);
        recording
            .keep(question(&format!("/{bucket}?policy"), ""), answer(format!("{KEY} {bucket}")));
        recording.keep(question("/", KEY), answer(KEY.to_owned()));
        recording.keep(question("/", "who"), answer("me".to_owned()));
        let told = |target: &str, body: &str| {
            let answer = recording.answer(&recorded, &question(target, body))?;
            Some(String::from_utf8(answer.body.to_vec()).unwrap())
        };
        let other = "000003e7-0000-4000-8000-00000000abcd";
        let expected = format!("{other} kfm-bench-zone-00999");
        assert_eq!(told("/kfm-bench-zone-00999?policy", ""), Some(expected));
        assert_eq!(told("/", other).as_deref(), Some(other));
        assert_eq!(told("/", "who").as_deref(), Some("me"));
        assert_eq!(told("/kfm-bench-zone-00999?acl", ""), None);
    }
}
