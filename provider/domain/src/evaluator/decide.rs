//! The answer, from what every statement says of a request.
//!
//! Source: AWS IAM User Guide, "Policy evaluation logic": "How AWS enforcement code logic evaluates
//! requests to allow or deny access", "Evaluating identity-based policies with resource-based
//! policies", "Cross-account policy evaluation logic", "Permissions boundaries for IAM entities";
//! AWS KMS Developer Guide, "Key policies" (2026-11).

use super::statement::{Reach, reach};
use super::{Caller, Decision, Doubt, Gatekeeper, Identity, Layer, Reason, Truth};
use crate::policy_document::{Effect, Statement};

/// What one statement says of a request.
#[derive(Clone, Debug)]
pub struct Said<'a> {
    /// Where its document is attached.
    pub layer: Layer,
    /// Which of the documents of that layer, from 0.
    pub document: usize,
    /// Which statement of the document, from 0.
    pub number: usize,
    /// The statement.
    pub statement: &'a Statement,
    /// Whether it is about the request.
    pub applies: Truth,
}

impl Said<'_> {
    fn reason(&self) -> Reason {
        Reason {
            layer: self.layer,
            document: self.document,
            statement: self.number,
            sid: self.statement.sid.as_ref().map(ToString::to_string),
        }
    }
}

/// What is asked, as far as the answer depends on it beside the statements.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// Who asks.
    pub caller: &'a Caller,
    /// The action.
    pub action: &'a str,
    /// The account of the resource.
    pub resource_account: &'a str,
    /// How the resource's policy counts.
    pub gatekeeper: Gatekeeper,
    /// Whether the caller has a permissions boundary.
    pub bounded: bool,
    /// Whether the session has policies of its own.
    pub narrowed: bool,
}

/// Decides.
pub fn decide(question: &Question<'_>, said: &[Said<'_>]) -> Decision {
    let answer = Answer { question, said };
    if answer.is_repair_by_root() {
        // Not even the bucket's own policy keeps the root user of its account from these.
        return answer.denied(|layer| layer == Layer::Guard).unwrap_or(Decision::Allowed(None));
    }
    if let Some(denied @ Decision::Denied(_)) = answer.denied(|_| true) {
        return denied;
    }
    let routes = answer.routes();
    match Truth::any(routes.iter().map(|route| route.open)) {
        Truth::No => Decision::NotAllowed(answer.lacking()),
        Truth::Unknown => Decision::CannotProve(answer.doubts(Effect::Allow)),
        Truth::Yes => answer.denied(|_| true).unwrap_or_else(|| {
            let open = routes.iter().find(|route| route.open == Truth::Yes);
            Decision::Allowed(open.and_then(|route| answer.first(route.by, Some(route.least))))
        }),
    }
}

/// A way to be allowed.
#[derive(Debug)]
struct Route {
    open: Truth,
    /// Where the statement is that decides it.
    by: Layer,
    /// How far it must reach.
    least: Reach,
}

struct Answer<'a> {
    question: &'a Question<'a>,
    said: &'a [Said<'a>],
}

impl Answer<'_> {
    fn is_repair_by_root(&self) -> bool {
        const REPAIRS: [&str; 3] =
            ["s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"];
        let repairs = REPAIRS.iter().any(|one| one.eq_ignore_ascii_case(self.question.action));
        matches!(self.question.caller.identity, Identity::Root { .. })
            && self.is_home()
            && repairs
            && self.question.gatekeeper == Gatekeeper::Bucket
    }

    fn is_home(&self) -> bool {
        self.question.caller.account() == Some(self.question.resource_account)
    }

    /// The denial that surely applies, else the doubts about those that may.
    fn denied(&self, counts: impl Fn(Layer) -> bool) -> Option<Decision> {
        let denials = || {
            let denials = self.said.iter().filter(|one| one.statement.effect == Effect::Deny);
            denials.filter(|one| counts(one.layer))
        };
        if let Some(sure) = denials().find(|one| one.applies == Truth::Yes) {
            return Some(Decision::Denied(sure.reason()));
        }
        let doubts: Vec<_> =
            denials().filter(|one| one.applies == Truth::Unknown).map(doubt).collect();
        (!doubts.is_empty()).then_some(Decision::CannotProve(doubts))
    }

    /// Whether a layer allows, by statements that reach so far.
    fn allows(&self, layer: Layer, fits: impl Fn(Reach) -> bool) -> Truth {
        let grants = self.said.iter().filter(|one| {
            one.layer == layer
                && one.statement.effect == Effect::Allow
                && (layer != Layer::Resource
                    || reach(one.statement, self.question.caller).is_some_and(&fits))
        });
        Truth::any(grants.map(|one| one.applies))
    }

    fn of_layer(&self, layer: Layer) -> Truth {
        self.allows(layer, |_| true)
    }

    /// What the boundary and the session leave.
    fn bounds(&self) -> Truth {
        let bounded = !self.question.bounded;
        let narrowed = !self.question.narrowed;
        let boundary = if bounded { Truth::Yes } else { self.of_layer(Layer::Boundary) };
        boundary.and(if narrowed { Truth::Yes } else { self.of_layer(Layer::Session) })
    }

    /// What the caller's own policies give.
    fn own(&self) -> Truth {
        self.of_layer(Layer::Identity).and(self.bounds())
    }

    fn routes(&self) -> Vec<Route> {
        match &self.question.caller.identity {
            Identity::Service { .. } | Identity::Anonymous => vec![self.by_resource(Truth::Yes)],
            Identity::Federated { .. } => {
                const ASSUMES: [&str; 2] =
                    ["sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"];
                let mut assumes = ASSUMES.iter();
                let assumes = assumes.any(|one| one.eq_ignore_ascii_case(self.question.action));
                vec![self.by_resource(assumes.into())]
            }
            Identity::Root { .. } => self.routes_of_root(),
            Identity::Role { .. } | Identity::User { .. } if !self.is_home() => {
                let both = self.of_layer(Layer::Resource).and(self.own());
                vec![Route { open: both, by: Layer::Resource, least: Reach::Account }]
            }
            Identity::Role { .. } | Identity::User { .. } => self.routes_at_home(),
        }
    }

    fn by_resource(&self, also: Truth) -> Route {
        let open = self.of_layer(Layer::Resource).and(also);
        Route { open, by: Layer::Resource, least: Reach::Account }
    }

    /// The root user has every right in its account that a resource's policy need not give.
    fn routes_of_root(&self) -> Vec<Route> {
        let own = match self.question.gatekeeper {
            Gatekeeper::Bucket | Gatekeeper::Other if self.is_home() => Truth::Yes,
            // AWS STS: the root user cannot assume roles.
            Gatekeeper::Role => return Vec::new(),
            _ => Truth::No,
        };
        let by_itself = Route { open: own, by: Layer::Identity, least: Reach::Account };
        vec![by_itself, self.by_resource(Truth::Yes)]
    }

    /// In the caller's own account a grant to the caller itself suffices; one to the role of a
    /// session leaves boundary and session policy their say; one to the account says no more than
    /// that the account decides.
    fn routes_at_home(&self) -> Vec<Route> {
        let bounds = self.bounds();
        let is_user = matches!(self.question.caller.identity, Identity::User { .. });
        let everyone = match bounds {
            // AWS's pages say this of a grant to the user's ARN; of one to everyone, nothing.
            Truth::No if is_user => Truth::Unknown,
            other => other,
        };
        let granted = |reach| self.allows(Layer::Resource, move |one| one == reach);
        let route = |open, by, least| Route { open, by, least };
        let delegated = match self.question.gatekeeper {
            Gatekeeper::Bucket | Gatekeeper::Other => Truth::Yes,
            Gatekeeper::Key | Gatekeeper::Role => granted(Reach::Account),
        };
        vec![
            route(granted(Reach::Itself), Layer::Resource, Reach::Itself),
            route(granted(Reach::Role).and(bounds), Layer::Resource, Reach::Role),
            route(granted(Reach::Everyone).and(everyone), Layer::Resource, Reach::Everyone),
            route(self.own().and(delegated), Layer::Identity, Reach::Account),
        ]
    }

    /// The first statement of a layer that surely allows.
    fn first(&self, layer: Layer, least: Option<Reach>) -> Option<Reason> {
        let mut grants = self.said.iter().filter(|one| {
            one.layer == layer
                && one.statement.effect == Effect::Allow
                && one.applies == Truth::Yes
                && (layer != Layer::Resource || reach(one.statement, self.question.caller) >= least)
        });
        grants.next().map(Said::reason)
    }

    /// The layer that would have to allow and does not.
    fn lacking(&self) -> Layer {
        let no = |layer| self.of_layer(layer) == Truth::No;
        let home = self.is_home();
        let open = !home
            || self.question.gatekeeper != Gatekeeper::Bucket
                && self.question.gatekeeper != Gatekeeper::Other;
        match self.question.caller.identity {
            Identity::Service { .. } | Identity::Anonymous | Identity::Federated { .. } => {
                Layer::Resource
            }
            Identity::Root { .. } if self.question.gatekeeper == Gatekeeper::Role => {
                Layer::Identity
            }
            Identity::Root { .. } => Layer::Resource,
            _ if open && no(Layer::Resource) => Layer::Resource,
            _ if no(Layer::Identity) && (open || no(Layer::Resource)) => Layer::Identity,
            _ if self.question.bounded && no(Layer::Boundary) => Layer::Boundary,
            _ if self.question.narrowed && no(Layer::Session) => Layer::Session,
            _ => Layer::Identity,
        }
    }

    fn doubts(&self, effect: Effect) -> Vec<Doubt> {
        let unknown = self
            .said
            .iter()
            .filter(|one| one.statement.effect == effect && one.applies == Truth::Unknown);
        let doubts: Vec<_> = unknown.map(doubt).collect();
        if doubts.is_empty() {
            let why = "AWS does not document whether a permissions boundary holds for what a \
                       resource's policy grants to everyone";
            return vec![Doubt { reason: None, why: why.to_owned() }];
        }
        doubts
    }
}

fn doubt(said: &Said<'_>) -> Doubt {
    let name = said
        .statement
        .sid
        .as_deref()
        .map_or_else(|| format!("statement {}", said.number), |sid| format!("statement `{sid}`"));
    let why = format!("{name} of {} is not understood for this request", said.layer);
    Doubt { reason: Some(said.reason()), why }
}
