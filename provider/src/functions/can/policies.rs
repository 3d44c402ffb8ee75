//! The argument `policies`: documents by what they are attached to.

use crate::domain::evaluator::{Gatekeeper, Layer, Policies};
use crate::domain::policy_document::{PolicyDocument, PolicyKind};
use crate::terraform::diag::AttributePath;
use crate::terraform::dynamic::Dynamic;
use crate::terraform::function::ArgumentError;
use crate::terraform::value::Tree;

/// The members of the argument, in the order in which they are told.
const MEMBERS: &str = "`identity`, `boundary`, `session` and `resource`";

/// All documents.
#[derive(Debug, Default)]
pub(super) struct Documents {
    identity: Vec<PolicyDocument>,
    boundary: Option<PolicyDocument>,
    session: Vec<PolicyDocument>,
    resource: Option<PolicyDocument>,
}

impl Documents {
    /// Reads the argument. `kind` is that of the resource's policy; `None`: of any.
    pub(super) fn read(
        argument: Option<&Dynamic>,
        kind: Option<PolicyKind>,
        errors: &mut Vec<ArgumentError>,
    ) -> Self {
        let mut documents = Self::default();
        let root = AttributePath::attribute("policies");
        let Some(Dynamic(Tree::Map(members))) = argument else {
            let found = argument.map_or("null", |Dynamic(tree)| tree.shape());
            let message = format!("is a {found}: it must be an object with any of {MEMBERS}");
            errors.push(ArgumentError::new(root, message));
            return documents;
        };
        for (name, member) in members {
            let mut reading = Reading { path: root.clone().then(name), errors };
            match name.as_str() {
                "identity" => documents.identity = reading.all(member, Some(PolicyKind::Identity)),
                "boundary" => documents.boundary = reading.one(member, Some(PolicyKind::Boundary)),
                "session" => documents.session = reading.all(member, Some(PolicyKind::Session)),
                "resource" => documents.resource = reading.one(member, kind),
                _ => reading.error(None, format!("there is no such member: there are {MEMBERS}")),
            }
        }
        documents
    }

    /// The documents as the evaluator takes them.
    pub(super) fn policies(&self, gatekeeper: Gatekeeper) -> Policies<'_> {
        Policies {
            identity: self.identity.iter().collect(),
            boundary: self.boundary.as_ref(),
            session: self.session.iter().collect(),
            resource: self.resource.as_ref(),
            guards: Vec::new(),
            gatekeeper,
        }
    }

    /// Whether the caller has a permissions boundary.
    pub(super) const fn is_bounded(&self) -> bool {
        self.boundary.is_some()
    }

    /// Every document.
    pub(super) fn iter(&self) -> impl Iterator<Item = &PolicyDocument> {
        let caller = self.identity.iter().chain(&self.boundary).chain(&self.session);
        caller.chain(&self.resource)
    }

    /// Whether a document has this text anywhere, whatever its case.
    pub(super) fn mention(&self, text: &str) -> bool {
        let text = text.to_ascii_lowercase();
        self.iter().any(|document| document.to_json().to_ascii_lowercase().contains(&text))
    }
}

/// How the argument calls a document.
pub(super) fn name(layer: Layer, document: usize) -> String {
    match layer {
        Layer::Identity => format!("identity[{document}]"),
        Layer::Boundary => "boundary".to_owned(),
        Layer::Session => format!("session[{document}]"),
        Layer::Resource => "resource".to_owned(),
        Layer::Guard => format!("guard[{document}]"),
    }
}

/// One member.
struct Reading<'e> {
    path: AttributePath,
    errors: &'e mut Vec<ArgumentError>,
}

impl Reading<'_> {
    fn all(&mut self, member: &Tree, kind: Option<PolicyKind>) -> Vec<PolicyDocument> {
        match member {
            Tree::Null => Vec::new(),
            Tree::List(items) => items
                .iter()
                .enumerate()
                .filter_map(|(index, item)| self.document(Some(index), item, kind))
                .collect(),
            single => self.document(None, single, kind).into_iter().collect(),
        }
    }

    fn one(&mut self, member: &Tree, kind: Option<PolicyKind>) -> Option<PolicyDocument> {
        if let Tree::List(items) = member
            && items.len() > 1
        {
            self.error(None, format!("has {} policies: there is at most one", items.len()));
        }
        self.all(member, kind).pop()
    }

    fn document(
        &mut self,
        index: Option<usize>,
        item: &Tree,
        kind: Option<PolicyKind>,
    ) -> Option<PolicyDocument> {
        let Tree::String(text) = item else {
            let shape = item.shape();
            self.error(index, format!("is a {shape}: it must be JSON, as jsonencode() makes it"));
            return None;
        };
        let read = match kind {
            Some(kind) => PolicyDocument::parse(text, kind),
            None => PolicyDocument::parse_any(text),
        };
        let problems = match read {
            Ok(document) => return Some(document),
            Err(problems) => problems,
        };
        for problem in problems {
            self.error(index, problem.to_string());
        }
        None
    }

    fn error(&mut self, index: Option<usize>, message: String) {
        let path = self.path.clone();
        let path = match index {
            Some(index) => path.index(index),
            None => path,
        };
        self.errors.push(ArgumentError::new(path, message));
    }
}
