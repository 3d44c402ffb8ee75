//! What is not understood, noted in words while matching.

use super::Truth;

/// Collects doubts, or only counts with them: most matching never asks for the words.
#[derive(Debug, Default)]
pub(super) struct Notes(Option<Vec<String>>);

impl Notes {
    /// Keeps nothing.
    pub(super) const fn silent() -> Self {
        Self(None)
    }

    /// Keeps every doubt.
    pub(super) const fn kept() -> Self {
        Self(Some(Vec::new()))
    }

    /// The doubts that were kept, in the order in which they were met.
    pub(super) fn into_words(self) -> Vec<String> {
        self.0.unwrap_or_default()
    }

    /// One more doubt.
    pub(super) fn unknown(&mut self, why: impl FnOnce() -> String) -> Truth {
        if let Some(kept) = &mut self.0 {
            let why = why();
            if !kept.contains(&why) {
                kept.push(why);
            }
        }
        Truth::Unknown
    }

    /// The truth of a part. Doubts that do not touch it are forgotten.
    pub(super) fn of(&mut self, part: impl FnOnce(&mut Self) -> Truth) -> Truth {
        let before = self.0.as_ref().map_or(0, Vec::len);
        let truth = part(self);
        if truth != Truth::Unknown
            && let Some(kept) = &mut self.0
        {
            kept.truncate(before);
        }
        truth
    }

    /// Whether one of the items holds; stops at the first that surely does.
    pub(super) fn any<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut holds: impl FnMut(T, &mut Self) -> Truth,
    ) -> Truth {
        self.of(|notes| {
            let mut truth = Truth::No;
            for item in items {
                truth = truth.or(holds(item, notes));
                if truth == Truth::Yes {
                    break;
                }
            }
            truth
        })
    }

    /// Whether all items hold; stops at the first that surely does not.
    pub(super) fn all<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut holds: impl FnMut(T, &mut Self) -> Truth,
    ) -> Truth {
        self.any(items, |item, notes| holds(item, notes).negated()).negated()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_doubts_that_matter_are_kept() {
        let mut notes = Notes::kept();
        let truths = [Truth::Unknown, Truth::Yes];
        let holds = |truth, notes: &mut Notes| match truth {
            Truth::Unknown => notes.unknown(|| "first".to_owned()),
            sure => sure,
        };
        assert_eq!(notes.any(truths, holds), Truth::Yes);
        assert_eq!(notes.all(truths, holds), Truth::Unknown);
        assert_eq!(notes.into_words(), ["first"]);
    }

    #[test]
    fn silent_notes_keep_nothing() {
        let mut notes = Notes::silent();
        assert_eq!(notes.unknown(|| panic!("words are not asked for")), Truth::Unknown);
        assert!(notes.into_words().is_empty());
    }
}
