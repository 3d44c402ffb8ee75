//! What a gate's role comes to after some of the steps, judged by the evaluator.

use std::collections::{BTreeMap, BTreeSet};

use super::{Gate, Moment, Step};
use crate::evaluator::{Caller, Context, Decision, Gatekeeper, Policies, Request, evaluate};
use crate::policy_document::{Actions, Effect, PolicyDocument, Statement};
use crate::tags::Tags;

/// A role, as far as the gate made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleState {
    /// Who may become it.
    pub trust: PolicyDocument,
    /// Its tags.
    pub tags: Tags,
    /// Its inline policies, by name.
    pub policies: BTreeMap<&'static str, PolicyDocument>,
}

/// The role of a gate and its boundary, and whether anybody may have become the role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The role; `None` where there is none.
    pub role: Option<RoleState>,
    /// Whether there may be sessions of it, which outlive its trust.
    pub sessions: bool,
    /// What the managed policy says that is the role's boundary; `None` where there is none.
    pub boundary: Option<PolicyDocument>,
}

impl Standing {
    /// What this standing becomes by some steps, one after the other, at a moment. What exists is
    /// not made, no role without its boundary, and no boundary is removed that a role has: IAM
    /// refuses, and there it ends. Promoters are taken to become the role as soon as they may.
    #[must_use]
    pub fn after(mut self, gate: &Gate, steps: &[Step], at: &Moment) -> Self {
        for step in steps {
            if self.refuses(step) {
                break;
            }
            self.take(step);
            self.sessions |= self.admits_a_promoter(gate, at);
        }
        self
    }

    /// Whether IAM does.
    const fn refuses(&self, step: &Step) -> bool {
        match step {
            Step::CreateBoundary(_) => self.boundary.is_some(),
            Step::CreateRole(_) => self.role.is_some() || self.boundary.is_none(),
            Step::DeleteBoundary => self.role.is_some(),
            _ => false,
        }
    }

    fn take(&mut self, step: &Step) {
        match step {
            Step::CreateBoundary(new) => self.boundary = Some(new.document.clone()),
            Step::DeleteBoundary => self.boundary = None,
            Step::CreateRole(new) => {
                self.sessions = false;
                self.role = Some(RoleState {
                    trust: new.trust.clone(),
                    tags: new.tags.clone(),
                    policies: BTreeMap::new(),
                });
            }
            Step::DeleteRole => {
                self.sessions = false;
                self.role = None;
            }
            Step::Tag(tags) => self.change(|role| role.tags.extend(tags.clone())),
            Step::SetTrust(trust) => self.change(|role| role.trust = trust.clone()),
            Step::PutPolicy { name, document } => self.change(|role| {
                role.policies.insert(name, document.clone());
            }),
            Step::DeletePolicy { name } => self.change(|role| {
                role.policies.remove(name);
            }),
        }
    }

    /// Changes the role, if there is one.
    fn change(&mut self, how: impl FnOnce(&mut RoleState)) {
        if let Some(role) = &mut self.role {
            how(role);
        }
    }

    /// Whether anything can be put by this role at a moment: a promoter may become it, or may have,
    /// and its policies allow a put. What the evaluator cannot tell counts as usable.
    ///
    /// The policies of the buckets and the role's boundary, which only take away, are left out; so
    /// are policies that others put on the role, and the time that IAM needs until a change is in
    /// force everywhere.
    pub fn is_usable(&self, gate: &Gate, at: &Moment) -> bool {
        (self.sessions || self.admits_a_promoter(gate, at)) && self.puts(gate, at)
    }

    fn admits_a_promoter(&self, gate: &Gate, at: &Moment) -> bool {
        let id = gate.promoters().external_id();
        let mut promoters = gate.promoters().roles();
        promoters.any(|role| !self.admits(gate, &Caller::role(role.as_str()), id, at).is_refused())
    }

    /// Whether somebody may become the role at a moment, who names an external id and whose own
    /// policies allow it to become any.
    pub fn admits(
        &self,
        gate: &Gate,
        caller: &Caller,
        external_id: Option<&str>,
        at: &Moment,
    ) -> Decision {
        let own = anything();
        let mut context = Context::new().with("aws:CurrentTime", at.as_str());
        if let Some(id) = external_id {
            context = context.with("sts:ExternalId", id);
        }
        let arn = gate.role_arn();
        let request = Request {
            caller,
            action: "sts:AssumeRole",
            resource: arn.as_str(),
            resource_account: gate.account().as_str(),
            context: &context,
        };
        let nobody = PolicyDocument::of(Vec::new());
        let trust = self.role.as_ref().map_or(&nobody, |role| &role.trust);
        evaluate(
            &request,
            &Policies {
                identity: vec![&own],
                resource: Some(trust),
                gatekeeper: Gatekeeper::Role,
                ..Policies::default()
            },
        )
    }

    fn puts(&self, gate: &Gate, at: &Moment) -> bool {
        puts(gate, at).iter().any(|context| !self.allows_put(gate, context).is_refused())
    }

    /// Whether the role's policies allow a put of an object below the target prefix.
    fn allows_put(&self, gate: &Gate, context: &Context) -> Decision {
        let mut caller = Caller::role(gate.role_arn().to_string());
        let identity = match &self.role {
            None => Vec::new(),
            Some(role) => {
                caller.tags.clone_from(&role.tags);
                role.policies.values().collect()
            }
        };
        let resource = format!("{}/{}x", gate.target().arn(), gate.candidate().target_prefix());
        let request = Request {
            caller: &caller,
            action: "s3:PutObject",
            resource: &resource,
            resource_account: gate.account().as_str(),
            context,
        };
        evaluate(&request, &Policies { identity, ..Policies::default() })
    }
}

/// Every form of a put: a copy, a part that is copied, the beginning of an upload, and its end,
/// which is as a put of any bytes.
fn puts(gate: &Gate, at: &Moment) -> Vec<Context> {
    let fresh = || {
        let signed = Context::signed().with("aws:CurrentTime", at.as_str());
        signed.with("aws:TokenIssueTime", at.as_str())
    };
    let from = format!("{}/{}x", gate.source().bucket, gate.candidate().source_prefix());
    let copies = |context: Context| context.with("s3:x-amz-copy-source", from.as_str());
    let whole = || fresh().with("s3:ObjectCreationOperation", "true").with("s3:if-none-match", "*");
    let part = || fresh().with("s3:ObjectCreationOperation", "false");
    vec![copies(whole()), copies(part()), part(), whole()]
}

/// What the most powerful promoter has.
pub(super) fn anything() -> PolicyDocument {
    PolicyDocument::of(vec![Statement {
        sid: None,
        effect: Effect::Allow,
        principals: None,
        actions: Actions::only(["*"]),
        resources: Some(BTreeSet::from(["*".to_owned()]).into()),
        conditions: Vec::new(),
    }])
}
