//! The policy: who is asked what, and what the answer means.
//!
//! Messages of the policy are never repeated: they may quote the packet.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::promotion::bundle::Bundle;
use crate::promotion::contract::codes;
use crate::promotion::contract::facts::Facts;
use crate::promotion::contract::options::Options;
use crate::promotion::contract::policy_input::policy_input;
use crate::promotion::json::Json;
use crate::promotion::verdict::Findings;

use super::references::Reference;

/// Where findings of the policy are reported.
const PLACE: &str = "$.policy.bundle";

/// The engine that would answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engine {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// What the engine is asked: the document [`super::super::ENTRYPOINT`] of this bundle, for this input.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The trusted bundle.
    pub bundle: Bundle,
    /// The packet as the policy sees it.
    pub input: Value,
}

/// What the engine said.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// The document; sets are lists.
    Defined(Value),
    /// There is no such document.
    Undefined,
    /// It could not be evaluated.
    Failed,
}

/// The question, if the bundle is the pinned one. That it is not is reported at the level of the packet; an engine
/// that is not the pinned one, and bytes that are no bundle, are reported here.
pub(super) fn question(
    packet: &Json,
    reference: &Reference<'_>,
    content: Option<&[u8]>,
    options: &Options,
    engine: &Engine,
    findings: &mut Findings,
) -> Option<Question> {
    let pin = options.policy_pin();
    if reference.digest != pin.bundle_digest {
        return None;
    }
    let is_pinned = engine.name == pin.engine_name && engine.version == pin.engine_version;
    let media_type = reference.node.get("media_type").json().as_str().unwrap_or_default();
    let bundle = content
        .filter(|_| is_pinned)
        .and_then(|bytes| Bundle::read(bytes, media_type, &pin.bundle_digest).ok());
    let Some(bundle) = bundle else {
        findings.add(codes::F_POLICY_EVALUATION_ERROR, PLACE);
        return None;
    };
    let input = policy_input(packet, findings.has(codes::X_EMERGENCY_DENY));
    Some(Question { bundle, input })
}

/// Reports what keeps an answer from being a permission.
pub(super) fn judge(facts: &Facts<'_>, answer: Option<&Answer>, findings: &mut Findings) {
    let document = match answer {
        Some(Answer::Defined(document)) => document,
        Some(Answer::Undefined) => return findings.add(codes::F_POLICY_UNDEFINED, PLACE),
        Some(Answer::Failed) | None => {
            return findings.add(codes::F_POLICY_EVALUATION_ERROR, PLACE);
        }
    };
    let Some(decision) = Decision::of(document) else {
        return findings.add(codes::F_POLICY_RESULT_INVALID, PLACE);
    };
    let denied = !decision.allow || decision.denials > 0;
    findings.add_if(denied, codes::F_POLICY_DENY, PLACE);
    let covered = facts.obligation_types();
    let uncovered = decision.obligations.iter().any(|kind| !covered.contains(kind));
    findings.add_if(uncovered, codes::F_POLICY_OBLIGATION_UNCOVERED, PLACE);
}

/// A decision in the form that the profile asks for.
struct Decision<'a> {
    allow: bool,
    denials: usize,
    obligations: BTreeSet<&'a str>,
}

impl<'a> Decision<'a> {
    fn of(document: &'a Value) -> Option<Self> {
        let document = document.as_object()?;
        let obligations = match document.get("obligations") {
            None => Some(BTreeSet::new()),
            Some(list) => list.as_array()?.iter().map(Value::as_str).collect(),
        };
        Some(Self {
            allow: document.get("allow")?.as_bool()?,
            denials: document.get("deny")?.as_array()?.len(),
            obligations: obligations?,
        })
    }
}
