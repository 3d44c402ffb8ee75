//! The forms that the elements of a document are made of: objects, texts, lists and what stands
//! alone for a list of one.

use std::collections::BTreeSet;

use super::json::Node;
use super::{Reader, shortened};

/// The members of an object of which the names are known.
#[derive(Debug, Default)]
pub(super) struct Elements {
    path: String,
    members: Vec<(String, Node)>,
}

impl Elements {
    /// Takes a member out, with its path.
    pub(super) fn take(&mut self, name: &str) -> Option<(String, Node)> {
        let at = self.members.iter().position(|(member, _)| member == name)?;
        let (name, node) = self.members.swap_remove(at);
        Some((joined(&self.path, &name), node))
    }

    /// Whether there is such a member.
    pub(super) fn has(&self, name: &str) -> bool {
        self.members.iter().any(|(member, _)| member == name)
    }

    /// Where the object is.
    pub(super) fn path(&self) -> &str {
        &self.path
    }
}

/// The path of a member.
pub(super) fn joined(path: &str, name: &str) -> String {
    let name = shortened(name);
    if path.is_empty() { name } else { format!("{path}.{name}") }
}

impl Reader {
    /// The members of an object that has none but `known` ones; `None` where it is no object.
    pub(super) fn elements(&mut self, path: &str, node: Node, known: &[&str]) -> Option<Elements> {
        let is_object = matches!(node, Node::Members(_));
        let members = self.members(path, node, str::to_owned);
        for (name, _) in &members {
            if known.contains(&name.as_str()) {
                continue;
            }
            let rule = match known.iter().find(|known| known.eq_ignore_ascii_case(name)) {
                Some(meant) => format!("is not an element: it is written `{meant}`"),
                None => format!("is not an element: there are {}", quoted(known)),
            };
            self.problem(&joined(path, name), rule);
        }
        is_object.then(|| Elements { path: path.to_owned(), members })
    }

    /// The members of an object. Two names are the same if `fold` makes the same of them.
    pub(super) fn members(
        &mut self,
        path: &str,
        node: Node,
        fold: impl Fn(&str) -> String,
    ) -> Vec<(String, Node)> {
        let Node::Members(members) = node else {
            self.wrong_type(path, &node, "an object");
            return Vec::new();
        };
        let mut seen = BTreeSet::new();
        for (name, _) in &members {
            if !seen.insert(fold(name)) {
                self.problem(&joined(path, name), "stands there twice");
            }
            self.check_characters(&joined(path, name), name);
        }
        members
    }

    /// A text.
    pub(super) fn text(&mut self, path: &str, node: Node) -> Option<String> {
        match node {
            Node::Text(text) => {
                self.check_characters(path, &text);
                Some(text)
            }
            other => {
                self.wrong_type(path, &other, "text");
                None
            }
        }
    }

    /// A text that says something.
    fn filled_text(&mut self, path: &str, node: Node) -> Option<String> {
        let text = self.text(path, node)?;
        if text.is_empty() {
            self.problem(path, "is empty");
        }
        Some(text)
    }

    /// A text, or a list of at least one.
    pub(super) fn texts(&mut self, path: &str, node: Node) -> BTreeSet<String> {
        match node {
            Node::List(items) => {
                if items.is_empty() {
                    self.problem(path, "is an empty list, which AWS refuses");
                }
                let items = items.into_iter().enumerate();
                items
                    .filter_map(|(index, item)| self.filled_text(&format!("{path}[{index}]"), item))
                    .collect()
            }
            one @ Node::Text(_) => self.filled_text(path, one).into_iter().collect(),
            other => {
                self.wrong_type(path, &other, "text or a list of texts");
                BTreeSet::new()
            }
        }
    }

    /// A value of a condition as text, or a list of them, which may be empty.
    pub(super) fn values(&mut self, path: &str, node: Node) -> BTreeSet<String> {
        match node {
            Node::List(items) => {
                let items = items.into_iter().enumerate();
                items
                    .filter_map(|(index, item)| self.value(&format!("{path}[{index}]"), item))
                    .collect()
            }
            one => self.value(path, one).into_iter().collect(),
        }
    }

    fn value(&mut self, path: &str, node: Node) -> Option<String> {
        match node {
            Node::Bool(value) => Some(value.to_string()),
            Node::Number(value) => Some(value),
            text @ Node::Text(_) => self.text(path, text),
            other => {
                self.wrong_type(path, &other, "text, a boolean or a number");
                None
            }
        }
    }

    /// IAM, STS and KMS take tab, line feed, carriage return and U+0020 to U+00FF.
    fn check_characters(&mut self, path: &str, text: &str) {
        let taken = |c: char| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{ff}');
        if !self.rules.latin || text.chars().all(taken) {
            return;
        }
        let rule = format!(
            "has a character that a {} does not take: it takes tab, line feed, carriage return \
             and U+0020 to U+00FF",
            self.rules.name
        );
        self.problem(path, rule);
    }
}

/// Names as a list in a sentence.
pub(super) fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
