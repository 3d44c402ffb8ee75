//! Changes of a text, by bytes of the text as it was.

/// Changes to be made.
#[derive(Default)]
pub(super) struct Edits(Vec<(usize, usize, String)>);

impl Edits {
    /// What is between two places becomes something else.
    pub(super) fn replace(&mut self, (from, to): (usize, usize), new: String) {
        self.0.push((from, to, new));
    }

    /// Something comes to a place, behind what came there before.
    pub(super) fn insert(&mut self, at: usize, new: String) {
        self.replace((at, at), new);
    }

    /// The text with all changes. None where two are about the same part, or a place is within a character or none.
    pub(super) fn apply(mut self, text: &str) -> Option<String> {
        self.0.sort_by_key(|(from, to, _)| (*from, *to));
        let (mut result, mut done) = (String::with_capacity(text.len() * 2), 0);
        for (from, to, new) in self.0 {
            result.push_str(text.get(done..from)?);
            result.push_str(&new);
            text.get(from..to)?;
            done = to;
        }
        result.push_str(text.get(done..)?);
        Some(result)
    }
}

/// Where a token ends that stands behind a place, with nothing between but white space, comments, and brackets that
/// close: an expression's end may be before those.
pub(super) fn behind(text: &str, at: usize, token: &str) -> Option<usize> {
    let mut rest = text.get(at..)?;
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\r', '\n', ']']);
        let Some(comment) = rest.strip_prefix('#') else { break };
        rest = comment.trim_start_matches(|letter| letter != '\n');
    }
    Some(text.len() - rest.strip_prefix(token)?.len())
}
