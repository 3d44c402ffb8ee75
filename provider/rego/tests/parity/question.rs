//! What engines are asked.

use kfm_domain::promotion::bundle::{Bundle, Module};
use kfm_rego::Request;
use serde_json::{Map, Value};

use crate::example_packet::digest_of;

/// One question.
#[derive(Debug)]
pub(crate) struct Question {
    /// The group that it belongs to.
    pub(crate) area: &'static str,
    /// What it is about.
    pub(crate) name: String,
    /// As our engine takes it.
    pub(crate) request: Request,
}

impl Question {
    /// Asks one module for a document.
    pub(crate) fn new(
        area: &'static str,
        name: String,
        [path, text, query]: [&str; 3],
        data: Map<String, Value>,
        input: Value,
    ) -> Self {
        let module = Module { path: path.to_owned(), text: text.to_owned() };
        let bundle = Bundle { modules: vec![module], data, roots: vec![String::new()] };
        Self { area, name, request: Request::new(&bundle, query, input) }
    }

    /// As the other engines read it: one line of JSON, in canonical form.
    pub(crate) fn line(&self) -> String {
        serde_json_canonicalizer::to_string(&self.request).unwrap()
    }
}

/// What tells these questions from others.
pub(crate) fn digest(questions: &[Question]) -> String {
    let lines: Vec<_> = questions.iter().map(Question::line).collect();
    digest_of(lines.join("\n").as_bytes())
}
