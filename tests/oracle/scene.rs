//! What is asked of both evaluators: policies, a caller, requests.

use std::collections::BTreeMap;

use kfm_provider::domain::evaluator::{
    Caller, Context, Decision, Gatekeeper, Identity, Policies, Request, evaluate,
};
use kfm_provider::domain::policy_document::{
    Actions, Effect, PolicyDocument, PolicyKind, Principal, Resources, Statement,
};
use serde_json::{Map, Value, json};

/// A document, and its text as the oracle reads it.
#[derive(Clone, Debug)]
pub(super) struct Document {
    text: String,
    parsed: PolicyDocument,
}

impl Document {
    /// A document that was made up as JSON: ours reads its text too.
    pub(super) fn read(json: &Value, kind: PolicyKind) -> Self {
        let text = json.to_string();
        let parsed = PolicyDocument::parse(&text, kind)
            .unwrap_or_else(|problems| panic!("{}\n{text}", problems[0]));
        Self { text, parsed }
    }

    /// A document of ours.
    pub(super) fn written(parsed: &PolicyDocument) -> Self {
        Self { text: parsed.to_json(), parsed: parsed.clone() }
    }
}

/// The documents by where they are attached.
#[derive(Clone, Debug, Default)]
pub(super) struct Layers {
    pub(super) identity: Vec<Document>,
    pub(super) boundary: Option<Document>,
    pub(super) session: Vec<Document>,
    pub(super) resource: Option<Document>,
    pub(super) guards: Vec<Document>,
}

impl Layers {
    fn text(&self) -> String {
        let one = |document: &Option<Document>| document.as_ref().map(|one| one.text.clone());
        let list = |documents: &[Document]| {
            let texts: Vec<_> = documents.iter().map(|one| one.text.as_str()).collect();
            (!texts.is_empty()).then(|| format!("[{}]", texts.join(",")))
        };
        let members = [
            ("identity", list(&self.identity)),
            ("boundary", one(&self.boundary)),
            ("session", list(&self.session)),
            ("resource", one(&self.resource)),
            ("guards", list(&self.guards)),
        ];
        let members = members.into_iter().filter_map(|(name, text)| Some((name, text?)));
        let members: Vec<_> = members.map(|(name, text)| format!("\"{name}\":{text}")).collect();
        format!("{{{}}}", members.join(","))
    }
}

/// One request of a scene's caller.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) action: String,
    pub(super) resource: String,
    pub(super) context: BTreeMap<String, Vec<String>>,
}

/// A caller, the policies that count for it, and what it asks.
#[derive(Clone, Debug)]
pub(super) struct Scene {
    pub(super) layers: Layers,
    pub(super) gatekeeper: Gatekeeper,
    pub(super) caller: Caller,
    /// The account of what is asked for.
    pub(super) account: String,
    pub(super) asked: Vec<Asked>,
}

/// One request with its policies, for both evaluators.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    /// The case as the oracle reads it, on one line.
    pub(super) line: String,
    /// Our answer.
    pub(super) ours: Decision,
    /// Whether nothing allows the request, and it cannot be proved that nothing denies it either: both would refuse it,
    /// and the answer does not tell which.
    pub(super) perhaps_denied: bool,
}

impl Scene {
    /// Each request on its own.
    pub(super) fn pairs(&self) -> Vec<Pair> {
        let policies = self.layers.text();
        let kind = match self.gatekeeper {
            Gatekeeper::Bucket => "bucket",
            Gatekeeper::Key => "key",
            Gatekeeper::Role => "role",
            Gatekeeper::Other => "other",
        };
        let opened = self.opened();
        let pair = |asked: &Asked| {
            let case = self.case(asked);
            let line =
                format!(r#"{{"cases":[{case}],"resource_kind":"{kind}","policies":{policies}}}"#);
            let ours = self.decide(asked, &self.layers);
            let perhaps_denied = matches!(ours, Decision::NotAllowed(_))
                && matches!(self.decide(asked, &opened), Decision::CannotProve(_));
            Pair { line, ours, perhaps_denied }
        };
        self.asked.iter().map(pair).collect()
    }

    fn case(&self, asked: &Asked) -> Value {
        let context: Map<String, Value> = asked
            .context
            .iter()
            .map(|(key, values)| match values.as_slice() {
                [one] => (key.clone(), json!(one)),
                values => (key.clone(), json!(values)),
            })
            .collect();
        json!({
            "principal": principal(&self.caller),
            "action": asked.action,
            "resource": asked.resource,
            "resource_account": self.account,
            "context": context,
        })
    }

    /// The layers, each of them with a grant of everything: only a denial still refuses.
    fn opened(&self) -> Layers {
        let principal = match &self.caller.identity {
            Identity::Federated { provider } => Principal::Federated(provider.clone()),
            _ => Principal::Everyone,
        };
        let grant = |principals| Statement {
            sid: None,
            effect: Effect::Allow,
            principals,
            actions: Actions::only(["*"]),
            resources: Some(Resources::Only(["*".to_owned()].into())),
            conditions: Vec::new(),
        };
        let mut opened = self.layers.clone();
        let own = opened.identity.iter_mut().chain(&mut opened.boundary).chain(&mut opened.session);
        own.for_each(|document| document.parsed.statements.push(grant(None)));
        let all = PolicyDocument::of(vec![grant(None)]);
        opened.identity.push(Document { text: String::new(), parsed: all });
        let open = grant(Some(principal.into()));
        let resource = opened.resource.get_or_insert_with(|| Document {
            text: String::new(),
            parsed: PolicyDocument::of(Vec::new()),
        });
        resource.parsed.statements.push(open);
        opened
    }

    fn decide(&self, asked: &Asked, layers: &Layers) -> Decision {
        let parsed = |documents| Vec::from_iter(documents_of(documents));
        let context = asked
            .context
            .iter()
            .fold(Context::new(), |all, (key, values)| all.with_all(key, values.iter().cloned()));
        let request = Request {
            caller: &self.caller,
            action: &asked.action,
            resource: &asked.resource,
            resource_account: &self.account,
            context: &context,
        };
        let policies = Policies {
            identity: parsed(&layers.identity),
            boundary: layers.boundary.as_ref().map(|one| &one.parsed),
            session: parsed(&layers.session),
            resource: layers.resource.as_ref().map(|one| &one.parsed),
            guards: parsed(&layers.guards),
            gatekeeper: self.gatekeeper,
        };
        evaluate(&request, &policies)
    }
}

fn documents_of(documents: &[Document]) -> impl Iterator<Item = &PolicyDocument> {
    documents.iter().map(|one| &one.parsed)
}

/// The caller as a case names it.
fn principal(caller: &Caller) -> Value {
    match &caller.identity {
        Identity::Role { arn, session } => {
            json!({ "role": arn, "session": session, "tags": caller.tags })
        }
        Identity::User { arn } => json!({ "user": arn, "tags": caller.tags }),
        Identity::Root { account, .. } => json!({ "root": account }),
        Identity::Service { name } => json!({ "service": name }),
        Identity::Federated { provider } => json!({ "federated": provider }),
        Identity::Anonymous => json!({ "anonymous": true }),
    }
}
