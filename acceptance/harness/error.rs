//! The one error of the harness: a text for whoever reads the test's output.

use std::error::Error;
use std::fmt::{Debug, Display, Formatter};

/// Why a step could not be made, or what it found instead of what was expected.
pub struct Failure(String);

/// What the harness returns.
pub type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    /// A failure that reads as `text`.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl Display for Failure {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Debug for Failure {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Error for Failure {}

/// Says what was being done when something else failed.
pub trait Context<T> {
    /// Puts `doing` before the text of the error and of everything that caused it.
    fn doing(self, doing: impl Display) -> Result<T>;
}

impl<T, E: Error> Context<T> for std::result::Result<T, E> {
    fn doing(self, doing: impl Display) -> Result<T> {
        self.map_err(|error| {
            let mut text = format!("{doing}: {error}");
            let mut cause = error.source();
            while let Some(inner) = cause {
                text.push_str(&format!(": {inner}"));
                cause = inner.source();
            }
            Failure(text)
        })
    }
}

impl<T> Context<T> for Option<T> {
    fn doing(self, doing: impl Display) -> Result<T> {
        self.ok_or_else(|| Failure(doing.to_string()))
    }
}
