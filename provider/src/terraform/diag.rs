//! What the user reads: diagnostics with a severity, a summary, a detail and an attribute path.

use std::fmt;

use super::model::ShapeError;

/// One step of an attribute path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// An attribute of an object.
    Attribute(String),
    /// A key of a map.
    Key(String),
    /// An index of a list.
    Index(i64),
}

impl Step {
    /// An index step.
    pub fn index(index: usize) -> Self {
        Self::Index(i64::try_from(index).unwrap_or(i64::MAX))
    }
}

/// Where in a configuration a diagnostic belongs. The empty path is the whole resource.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct AttributePath(Vec<Step>);

impl AttributePath {
    /// The whole resource.
    pub const fn root() -> Self {
        Self(Vec::new())
    }

    /// A top-level attribute.
    pub fn attribute(name: &str) -> Self {
        Self(vec![Step::Attribute(name.to_owned())])
    }

    /// An attribute of the object at this path.
    #[must_use]
    pub fn then(mut self, name: &str) -> Self {
        self.0.push(Step::Attribute(name.to_owned()));
        self
    }

    /// The entry `key` of the map at this path.
    #[must_use]
    pub fn key(mut self, key: &str) -> Self {
        self.0.push(Step::Key(key.to_owned()));
        self
    }

    /// The element `index` of the list at this path.
    #[must_use]
    pub fn index(mut self, index: usize) -> Self {
        self.0.push(Step::index(index));
        self
    }

    /// The steps from the outermost to the innermost.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// Puts a step in front.
    pub fn prepend(&mut self, step: Step) {
        self.0.insert(0, step);
    }
}

impl fmt::Display for AttributePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.0.iter().enumerate() {
            match step {
                Step::Attribute(name) if index == 0 => write!(f, "{name}")?,
                Step::Attribute(name) => write!(f, ".{name}")?,
                Step::Key(key) => write!(f, "[{key:?}]")?,
                Step::Index(position) => write!(f, "[{position}]")?,
            }
        }
        Ok(())
    }
}

/// How bad a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The operation does not go on.
    Error,
    /// The operation goes on.
    Warning,
}

/// One message to the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diag {
    /// How bad it is.
    pub severity: Severity,
    /// One line: what happened to which resource. Terraform collapses warnings of equal summary,
    /// so it names the resource and the fact.
    pub summary: String,
    /// What was asked, the rule, what was found, what state things are in, what to do.
    pub detail: String,
    /// Where in the configuration.
    pub path: AttributePath,
}

impl Diag {
    /// An error about the whole resource.
    pub fn error(summary: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            summary: summary.into(),
            detail: detail.into(),
            path: AttributePath::root(),
        }
    }

    /// A warning about the whole resource.
    pub fn warning(summary: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(summary, detail) }
    }

    /// The same message at `path`.
    ///
    /// Terraform shows a path that ends inside a nested attribute only at the resource's header
    /// (terraform 1.11.4), so the wire gets the top attribute and the text gets the whole path.
    #[must_use]
    pub fn at(mut self, path: AttributePath) -> Self {
        self.path = path;
        self
    }

    /// The same message, seen from one level further out.
    #[must_use]
    pub fn inside(mut self, step: Step) -> Self {
        self.path.prepend(step);
        self
    }
}

/// All messages of one operation: everything is collected, then reported at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use = "diagnostics that are dropped never reach the user"]
pub struct Diags(Vec<Diag>);

impl Extend<Diag> for Diags {
    fn extend<I: IntoIterator<Item = Diag>>(&mut self, diags: I) {
        self.0.extend(diags);
    }
}

impl Diags {
    /// No messages.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds a message.
    pub fn push(&mut self, diag: Diag) {
        self.0.push(diag);
    }

    /// Adds all messages of `other`.
    pub fn append(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Whether any message is an error.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|diag| diag.severity == Severity::Error)
    }

    /// The messages, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Diag> {
        self.0.iter()
    }
}

impl FromIterator<Diag> for Diags {
    fn from_iter<I: IntoIterator<Item = Diag>>(diags: I) -> Self {
        Self(diags.into_iter().collect())
    }
}

impl IntoIterator for Diags {
    type Item = Diag;
    type IntoIter = std::vec::IntoIter<Diag>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Diags {
    type Item = &'a Diag;
    type IntoIter = std::slice::Iter<'a, Diag>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl From<Diag> for Diags {
    fn from(diag: Diag) -> Self {
        Self(vec![diag])
    }
}

impl From<ShapeError> for Diags {
    fn from(error: ShapeError) -> Self {
        Diag::error(
            "Value of an unexpected shape",
            format!(
                "{}. The value does not fit this provider's schema; nothing was changed. \
                 Run `terraform init -upgrade` if the provider was replaced, else report it.",
                error.message
            ),
        )
        .at(error.path)
        .into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reads_as_in_hcl() {
        let path = AttributePath::attribute("grants").key("a b").then("role_arn");
        assert_eq!(path.to_string(), r#"grants["a b"].role_arn"#);
    }
}
