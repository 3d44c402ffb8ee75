//! What a proof found: requests on which documents and matrix differ.

use std::fmt;

/// How a request is decided otherwise than the matrix says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// It is admitted, though the matrix does not give it; by what.
    Admitted(String),
    /// It is refused, though the matrix gives it; by what.
    Refused(String),
    /// It cannot be told; why.
    CannotProve(String),
}

/// A request on which documents and matrix differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// Who asks, e.g. `role/analyst`.
    pub who: String,
    /// The action.
    pub action: String,
    /// On what, e.g. `raw/soils/x`.
    pub place: String,
    /// What else the request is, as ends of a sentence.
    pub context: Vec<String>,
    /// How it is decided.
    pub finding: Finding,
}

impl fmt::Display for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { who, action, place, context, finding } = self;
        let verb = match finding {
            Finding::Admitted(_) => "may",
            Finding::Refused(_) => "may not",
            Finding::CannotProve(_) => "may or may not",
        };
        write!(f, "`{who}` {verb} {action} on `{place}`")?;
        if !context.is_empty() {
            write!(f, " {}", context.join(", "))?;
        }
        match finding {
            Finding::Admitted(by) => write!(f, ": {by}, and the matrix does not give it"),
            Finding::Refused(by) => write!(f, ": {by}, though the matrix gives it"),
            Finding::CannotProve(why) => write!(f, ": {why}"),
        }
    }
}
