//! Reads policy documents in every form that AWS takes, and finds all that is wrong with one at
//! once.
//!
//! Names of elements and the values of `Effect` and `Version` are taken in AWS's own case only:
//! IAM calls `statement` an unknown field.
//!
//! Source: AWS IAM User Guide, "Grammar of the IAM JSON policy language", "IAM JSON policy
//! elements" `Effect`, `NotPrincipal` and `Sid`, and "IAM Access Analyzer policy check reference"
//! (2026-11).

mod elements;
mod json;
mod statement;

use std::collections::BTreeSet;
use std::fmt;

use elements::Elements;
use json::Node;

use super::kind::{Presence, Rules};
use super::{PolicyDocument, PolicyKind, Statement, Version};

/// The largest text that is read. The largest document that AWS takes has 32,768 bytes.
const MAX_BYTES: usize = 1024 * 1024;

/// How many problems are kept: enough for any document that AWS would have taken but for them.
const MAX_PROBLEMS: usize = 1_000;

/// What is wrong with a document, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseProblem {
    /// Where it is, e.g. `Statement[2].Condition.Bool`. Empty where it is the document itself.
    pub path: String,
    /// Which rule is broken, as the rest of a sentence about the path.
    pub rule: String,
}

impl fmt::Display for ParseProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            write!(f, "the document {}", self.rule)
        } else {
            write!(f, "`{}` {}", self.path, self.rule)
        }
    }
}

impl std::error::Error for ParseProblem {}

impl PolicyDocument {
    /// Reads a document of a known kind.
    ///
    /// # Errors
    /// Everything that is wrong with it, but never more than 1,000 problems: it is not JSON,
    /// larger than 1 MiB or nested too deeply; it has a member twice, an unknown one, or one of
    /// the wrong type; it lacks an element, or has one that a document of this kind may not have.
    pub fn parse(text: &str, kind: PolicyKind) -> Result<Self, Vec<ParseProblem>> {
        read(text, kind.rules())
    }

    /// Reads a document of which the kind is not known: it may have the elements of any.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn parse_any(text: &str) -> Result<Self, Vec<ParseProblem>> {
        read(text, Rules::ANY)
    }
}

fn read(text: &str, rules: Rules) -> Result<PolicyDocument, Vec<ParseProblem>> {
    let whole = |rule: String| vec![ParseProblem { path: String::new(), rule }];
    if text.len() > MAX_BYTES {
        return Err(whole(format!("has {} bytes: at most {MAX_BYTES} are read", text.len())));
    }
    if text.starts_with('\u{feff}') {
        return Err(whole("starts with a byte order mark, which JSON does not have".to_owned()));
    }
    let node = Node::read(text).map_err(|error| whole(format!("is not JSON: {error}")))?;
    let mut reader = Reader { rules, problems: Vec::new() };
    let document = reader.document(node);
    if reader.problems.is_empty() { Ok(document) } else { Err(reader.problems) }
}

/// Reads one document and notes what is wrong. What its methods return counts only as long as
/// there are no problems.
struct Reader {
    rules: Rules,
    problems: Vec<ParseProblem>,
}

impl Reader {
    fn problem(&mut self, path: &str, rule: impl Into<String>) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(ParseProblem { path: path.to_owned(), rule: rule.into() });
        }
    }

    fn wrong_type(&mut self, path: &str, node: &Node, wanted: &str) {
        self.problem(path, format!("is {}: it must be {wanted}", node.kind()));
    }

    fn document(&mut self, node: Node) -> PolicyDocument {
        let known = ["Version", "Id", "Statement"];
        let Some(mut elements) = self.elements("", node, &known) else {
            return PolicyDocument::of(Vec::new());
        };
        let version = self.version(&mut elements);
        let id = self.id(&mut elements);
        let statements = self.statements(&mut elements);
        self.check_sids(&statements);
        PolicyDocument { version, id: id.map(Into::into), statements }
    }

    /// A document that names no version follows the older one.
    fn version(&mut self, elements: &mut Elements) -> Version {
        let rule = match elements.take("Version") {
            None if self.rules.says_2012 => {
                format!("must be there in a {}, as `2012-10-17`", self.rules.name)
            }
            None => return Version::V2008,
            Some((path, node)) => match self.text(&path, node).as_deref() {
                Some("2012-10-17") => return Version::V2012,
                Some("2008-10-17") if self.rules.says_2012 => {
                    format!("must be `2012-10-17` in a {}", self.rules.name)
                }
                Some("2008-10-17") | None => return Version::V2008,
                Some(_) => "is neither `2012-10-17` nor `2008-10-17`".to_owned(),
            },
        };
        self.problem("Version", rule);
        Version::V2008
    }

    fn id(&mut self, elements: &mut Elements) -> Option<String> {
        let (path, node) = elements.take("Id")?;
        if self.rules.id == Presence::MustNot {
            self.misplaced(&path);
        }
        self.text(&path, node)
    }

    fn statements(&mut self, elements: &mut Elements) -> Vec<Statement> {
        match elements.take("Statement") {
            None => {
                self.problem("", "has no `Statement`");
                Vec::new()
            }
            Some((path, Node::List(items))) => {
                if items.is_empty() {
                    self.problem(&path, "is empty: it must have a statement");
                }
                let at = |index: usize| format!("{path}[{index}]");
                let items = items.into_iter().enumerate();
                items.map(|(index, item)| self.statement(&at(index), item)).collect()
            }
            Some((path, one)) => vec![self.statement(&path, one)],
        }
    }

    fn misplaced(&mut self, path: &str) {
        let rule = format!("does not belong in a {}", self.rules.name);
        self.problem(path, rule);
    }

    fn check_sids(&mut self, statements: &[Statement]) {
        if !self.rules.strict_sids {
            return;
        }
        let mut seen = BTreeSet::new();
        for (index, statement) in statements.iter().enumerate() {
            let Some(sid) = statement.sid.as_deref().filter(|sid| !sid.is_empty()) else {
                continue;
            };
            if !seen.insert(sid) {
                self.problem(
                    &format!("Statement[{index}].Sid"),
                    "is the name of an earlier statement too",
                );
            }
        }
    }
}

/// A name from the document, short enough for a path.
fn shortened(name: &str) -> String {
    const MAX: usize = 100;
    match name.char_indices().nth(MAX) {
        Some((end, _)) => format!("{}…", name.get(..end).unwrap_or_default()),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests;
