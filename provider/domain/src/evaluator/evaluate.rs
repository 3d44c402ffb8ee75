//! A request against all its policies.

use super::decide::{Question, Said, decide_in_words, named};
use super::keys::Keys;
use super::notes::Notes;
use super::statement::action_matches;
use super::{Decision, Layer, Policies, Request, Truth, condition, resources};
use crate::policy_document::{Effect, PolicyDocument, Statement, Version};

/// Whether a request is allowed, and by which statement.
///
/// An answer is certain where no statement that is not understood could change it. Else it cannot be
/// proved, and the doubts say what is not understood: of every statement that could.
pub fn evaluate(request: &Request<'_>, policies: &Policies<'_>) -> Decision {
    let keys = Keys::of(request);
    let question = Question {
        caller: request.caller,
        action: request.action,
        resource_account: request.resource_account,
        gatekeeper: policies.gatekeeper,
        bounded: policies.boundary.is_some(),
        narrowed: !policies.session.is_empty(),
    };
    let mut said = Vec::new();
    for (layer, document, policy) in documents(policies) {
        for (number, statement) in policy.statements.iter().enumerate() {
            if !action_matches(statement, request.action) {
                continue;
            }
            let mut one = Said { layer, document, number, statement, applies: Truth::Yes };
            let silent = &mut Notes::silent();
            one.applies = applies(&question, &one, policy.version, request.resource, &keys, silent);
            match (statement.effect, one.applies) {
                (_, Truth::No) => {}
                (Effect::Deny, Truth::Yes) => return Decision::Denied(one.reason()),
                _ => said.push(one),
            }
        }
    }
    decide_in_words(&question, &said, |one| {
        let mut notes = Notes::kept();
        let version = version_of(policies, one);
        applies(&question, one, version, request.resource, &keys, &mut notes);
        notes.into_words()
    })
}

/// All documents, with their layers and their numbers in these.
fn documents<'p>(
    policies: &Policies<'p>,
) -> impl Iterator<Item = (Layer, usize, &'p PolicyDocument)> {
    let layers = [
        (Layer::Guard, policies.guards.as_slice()),
        (Layer::Identity, policies.identity.as_slice()),
        (Layer::Boundary, policies.boundary.as_slice()),
        (Layer::Session, policies.session.as_slice()),
        (Layer::Resource, policies.resource.as_slice()),
    ];
    layers.into_iter().flat_map(|(layer, documents)| {
        documents.iter().enumerate().map(move |(number, document)| (layer, number, *document))
    })
}

fn version_of(policies: &Policies<'_>, said: &Said<'_>) -> Version {
    documents(policies)
        .find(|(layer, number, _)| (*layer, *number) == (said.layer, said.document))
        .map_or(Version::default(), |(_, _, document)| document.version)
}

/// Whether a statement about the action applies.
fn applies(
    question: &Question<'_>,
    said: &Said<'_>,
    version: Version,
    resource: &str,
    keys: &Keys<'_>,
    notes: &mut Notes,
) -> Truth {
    let Statement { conditions, .. } = said.statement;
    notes.of(|notes| {
        let mut applies = notes.of(|notes| named(question, said, notes).any());
        if applies != Truth::No {
            let there = resources::holds(said.statement, version, resource, keys, notes);
            applies = applies.and(there);
        }
        if applies != Truth::No {
            applies = applies.and(notes.all(conditions, |condition, notes| {
                notes.of(|notes| condition::holds(condition, version, keys, notes))
            }));
        }
        applies
    })
}
