//! What is wrong with the options that a gate is configured with.

/// What is wrong with one option.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{path}: {problem}")]
pub struct OptionProblem {
    /// The option: `$`, then `.name` and `[index]`.
    pub path: String,
    /// What has to hold.
    pub problem: &'static str,
}

impl OptionProblem {
    pub(super) fn new(path: impl Into<String>, problem: &'static str) -> Self {
        Self { path: path.into(), problem }
    }
}
