//! The form of a case file.

use std::collections::BTreeMap;

use kfm_provider::domain::evaluator::{
    Caller, Context, Decision, Gatekeeper, Identity, Layer, Policies, Request, evaluate,
};
use kfm_provider::domain::policy_document::PolicyDocument;
use serde::Deserialize;
use serde_json::Value as Json;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CaseFile {
    #[serde(rename = "about")]
    _about: String,
    #[serde(rename = "source")]
    _source: String,
    policies: Documents,
    #[serde(default)]
    resource_kind: ResourceKind,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Documents {
    #[serde(default)]
    identity: Vec<Json>,
    boundary: Option<Json>,
    #[serde(default)]
    session: Vec<Json>,
    resource: Option<Json>,
    #[serde(default)]
    guards: Vec<Json>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum ResourceKind {
    #[default]
    Bucket,
    Key,
    Role,
    Other,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    principal: Principal,
    action: String,
    resource: String,
    resource_account: Option<String>,
    #[serde(default)]
    context: BTreeMap<String, OneOrMany>,
    expect: Expected,
    by: Option<String>,
    why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Principal {
    role: Option<String>,
    session: Option<String>,
    user: Option<String>,
    root: Option<String>,
    service: Option<String>,
    federated: Option<String>,
    anonymous: Option<bool>,
    #[serde(default)]
    tags: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Expected {
    Allowed,
    Denied,
    Refused,
    CannotProve,
}

impl CaseFile {
    /// How many cases it has.
    pub(super) fn len(&self) -> usize {
        self.cases.len()
    }

    /// The cases that are decided otherwise, one sentence each.
    pub(super) fn failures(&self) -> impl Iterator<Item = String> {
        self.cases.iter().enumerate().filter_map(|(index, case)| self.failure(index, case))
    }

    fn failure(&self, index: usize, case: &Case) -> Option<String> {
        let decision = match self.decide(case) {
            Ok(decision) => decision,
            Err(problem) => return Some(format!("case {index} ({}): {problem}", case.why)),
        };
        if case.fits(&decision) {
            return None;
        }
        let by = case.by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
        Some(format!(
            "case {index} ({} {}, {}): expected {:?}{by}, got {decision:?}",
            case.action, case.resource, case.why, case.expect
        ))
    }

    fn decide(&self, case: &Case) -> Result<Decision, String> {
        let all = |documents: &[Json]| documents.iter().map(read).collect::<Result<Vec<_>, _>>();
        let identity = all(&self.policies.identity)?;
        let session = all(&self.policies.session)?;
        let guards = all(&self.policies.guards)?;
        let boundary = self.policies.boundary.as_ref().map(read).transpose()?;
        let resource = self.policies.resource.as_ref().map(read).transpose()?;
        let policies = Policies {
            identity: identity.iter().collect(),
            boundary: boundary.as_ref(),
            session: session.iter().collect(),
            resource: resource.as_ref(),
            guards: guards.iter().collect(),
            gatekeeper: match self.resource_kind {
                ResourceKind::Bucket => Gatekeeper::Bucket,
                ResourceKind::Key => Gatekeeper::Key,
                ResourceKind::Role => Gatekeeper::Role,
                ResourceKind::Other => Gatekeeper::Other,
            },
        };
        let caller = case.principal.caller()?;
        let context =
            case.context.iter().fold(Context::new(), |context, (key, value)| match value {
                OneOrMany::One(value) => context.with(key, value),
                OneOrMany::Many(values) => context.with_all(key, values.iter().cloned()),
            });
        let own_account = caller.account();
        let request = Request {
            caller: &caller,
            action: &case.action,
            resource: &case.resource,
            resource_account: case
                .resource_account
                .as_deref()
                .or(own_account)
                .ok_or("a caller without an account needs `resource_account`")?,
            context: &context,
        };
        Ok(evaluate(&request, &policies))
    }
}

/// The documents are of every kind, and some in forms that AWS would not save.
fn read(document: &Json) -> Result<PolicyDocument, String> {
    PolicyDocument::parse_any(&document.to_string()).map_err(|problems| format!("{problems:?}"))
}

impl Case {
    fn fits(&self, decision: &Decision) -> bool {
        let by = |sid: Option<&str>| self.by.as_deref().is_none_or(|by| sid == Some(by));
        match decision {
            Decision::Allowed(reason) => {
                let sid = reason.as_ref().and_then(|reason| reason.sid.as_deref());
                self.expect == Expected::Allowed && by(sid)
            }
            Decision::Denied(reason) => {
                self.expect == Expected::Denied && by(reason.sid.as_deref())
            }
            Decision::NotAllowed(layer) => {
                self.expect == Expected::Refused && by(Some(layer_name(*layer)))
            }
            Decision::CannotProve(doubts) => {
                self.expect == Expected::CannotProve && !doubts.is_empty()
            }
        }
    }
}

fn layer_name(layer: Layer) -> &'static str {
    match layer {
        Layer::Identity => "identity",
        Layer::Boundary => "boundary",
        Layer::Session => "session",
        Layer::Resource => "resource",
        Layer::Guard => "guard",
    }
}

impl Principal {
    fn caller(&self) -> Result<Caller, String> {
        let mut identities = Vec::new();
        if let Some(arn) = &self.role {
            let session = self.session.clone().unwrap_or_else(|| "session".to_owned());
            identities.push(Identity::Role { arn: arn.clone(), session });
        }
        if let Some(arn) = &self.user {
            identities.push(Identity::User { arn: arn.clone() });
        }
        if let Some(account) = &self.root {
            let partition = "aws".to_owned();
            identities.push(Identity::Root { account: account.clone(), partition });
        }
        if let Some(name) = &self.service {
            identities.push(Identity::Service { name: name.clone() });
        }
        if let Some(provider) = &self.federated {
            identities.push(Identity::Federated { provider: provider.clone() });
        }
        if self.anonymous == Some(true) {
            identities.push(Identity::Anonymous);
        }
        let mut identities = identities.into_iter();
        match (identities.next(), identities.next()) {
            (Some(identity), None) => {
                Ok(Caller { tags: self.tags.clone(), ..Caller::of(identity) })
            }
            _ => Err("a principal is exactly one of role, user, root, …".to_owned()),
        }
    }
}
