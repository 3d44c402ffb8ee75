//! The answer, from what every statement says of a request.
//!
//! Source: AWS IAM User Guide, "How AWS enforcement code logic evaluates requests to allow or deny
//! access" (2026-11).

use super::notes::Notes;
use super::principals::{Naming, naming};
use super::way::{Grants, Way};
use super::{Caller, Decision, Doubt, Gatekeeper, Identity, Layer, Reason, Truth};
use crate::policy_document::{Effect, Statement};

/// What one statement says of a request.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// Where its document is attached.
    pub layer: Layer,
    /// Which of the documents of that layer, from 0.
    pub document: usize,
    /// Which statement of the document, from 0.
    pub number: usize,
    /// The statement.
    pub statement: &'a Statement,
    /// Whether it is about the request: caller, action, resource and conditions.
    pub applies: Truth,
}

impl Said<'_> {
    /// The statement as a reason.
    pub fn reason(&self) -> Reason {
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

/// Decides. Doubts name their statements, and say no more than that.
pub fn decide(question: &Question<'_>, said: &[Said<'_>]) -> Decision {
    decide_in_words(question, said, |one| {
        let name = one.statement.sid.as_deref().map_or_else(
            || format!("statement {}", one.number),
            |sid| format!("statement `{sid}`"),
        );
        vec![format!("{name} of {} is not understood for this request", one.layer)]
    })
}

/// Decides. `words` says what is not understood of a statement.
pub(super) fn decide_in_words(
    question: &Question<'_>,
    said: &[Said<'_>],
    words: impl Fn(&Said<'_>) -> Vec<String>,
) -> Decision {
    let way = match Way::of(question) {
        Ok(way) => way,
        Err(why) => return Decision::CannotProve(vec![Doubt { reason: None, why }]),
    };
    let tally = Tally::of(question, said);
    if let Some(denial) = tally.denied.sure {
        return Decision::Denied(denial.reason());
    }
    let grants = Grants {
        identity: tally.identity.truth(),
        boundary: if question.bounded { tally.boundary.truth() } else { Truth::Yes },
        session: if question.narrowed { tally.session.truth() } else { Truth::Yes },
        direct: tally.direct.truth(),
        role: tally.role.truth(),
        account: tally.account.truth(),
    };
    match (way.granted(&grants), tally.denied.truth()) {
        (Truth::No, _) => Decision::NotAllowed(way.lacking(&grants)),
        (Truth::Yes, Truth::No) => {
            let sides = tally.sides();
            let by = way.grantors(&grants).iter().find_map(|one| one.of(&sides).sure);
            Decision::Allowed(by.map(Said::reason))
        }
        _ => {
            let sides = tally.sides();
            let grants = way.doubtful(&grants).flat_map(|one| &one.of(&sides).doubtful);
            Decision::CannotProve(doubts(grants.chain(&tally.denied.doubtful), words))
        }
    }
}

fn doubts<'s>(
    said: impl Iterator<Item = &'s &'s Said<'s>>,
    words: impl Fn(&Said<'_>) -> Vec<String>,
) -> Vec<Doubt> {
    let mut doubts: Vec<Doubt> = Vec::new();
    for one in said {
        for why in words(one) {
            let doubt = Doubt { reason: Some(one.reason()), why };
            if !doubts.contains(&doubt) {
                doubts.push(doubt);
            }
        }
    }
    doubts
}

/// Whether a statement is one that counts for the caller, in a form that its layer takes, and how
/// it names the caller.
pub(super) fn named(question: &Question<'_>, said: &Said<'_>, notes: &mut Notes) -> Naming {
    let caller = question.caller;
    let naming = match (said.layer, &said.statement.principals) {
        (Layer::Guard, None) => Naming::everyone(is_guarded(caller)),
        (Layer::Guard, Some(_)) if is_linked(caller) => Naming::NONE,
        (Layer::Guard, Some(_)) => naming(said.statement, caller, question.bounded, notes),
        (Layer::Resource, Some(_)) if !may_deny(question, said) => Naming::NONE,
        (Layer::Resource, Some(_)) => naming(said.statement, caller, question.bounded, notes),
        (Layer::Resource, None) => {
            Naming::everyone(notes.unknown(|| "the statement names no principal".to_owned()))
        }
        (Layer::Identity | Layer::Boundary | Layer::Session, _) if !has_policies(caller) => {
            Naming::NONE
        }
        (Layer::Identity | Layer::Boundary | Layer::Session, None) => Naming::everyone(Truth::Yes),
        (Layer::Identity | Layer::Boundary | Layer::Session, Some(_)) => Naming::everyone(
            notes.unknown(|| "a policy of the caller's own names principals".to_owned()),
        ),
    };
    let trust = said.layer == Layer::Resource && question.gatekeeper == Gatekeeper::Role;
    if said.statement.resources.is_none() && !trust {
        return naming.and(notes.unknown(|| "the statement names no resource".to_owned()));
    }
    naming
}

/// Only users and roles have policies of their own.
const fn has_policies(caller: &Caller) -> bool {
    matches!(caller.identity, Identity::Role { .. } | Identity::User { .. })
}

/// Service control policies are about the principals of accounts, but not about service-linked
/// roles.
///
/// Source: AWS Organizations User Guide, "Service control policies (SCPs)" (2026-11).
fn is_guarded(caller: &Caller) -> Truth {
    (caller.account().is_some() && !is_linked(caller)).into()
}

/// Neither are resource control policies about service-linked roles.
///
/// Source: AWS Organizations User Guide, "Resource control policies (RCPs)" (2026-11).
fn is_linked(caller: &Caller) -> bool {
    matches!(&caller.identity, Identity::Role { arn, .. } if arn.contains(":role/aws-service-role/"))
}

/// Whether a statement of the resource may deny: the root user of a bucket's account may always
/// read, write and delete the bucket's policy.
///
/// Source: Amazon S3 API Reference, `GetBucketPolicy`, `PutBucketPolicy` and `DeleteBucketPolicy`
/// (2026-11).
fn may_deny(question: &Question<'_>, said: &Said<'_>) -> bool {
    const ALWAYS: [&str; 3] = ["s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"];
    let own_root = matches!(&question.caller.identity, Identity::Root { account, .. }
        if account == question.resource_account);
    said.statement.effect == Effect::Allow
        || !own_root
        || question.gatekeeper != Gatekeeper::Bucket
        || !ALWAYS.iter().any(|always| always.eq_ignore_ascii_case(question.action))
}

/// Statements that say the same: whether one of them applies.
#[derive(Debug, Default)]
pub(super) struct Side<'s> {
    sure: Option<&'s Said<'s>>,
    doubtful: Vec<&'s Said<'s>>,
}

impl<'s> Side<'s> {
    fn note(&mut self, truth: Truth, said: &'s Said<'s>) {
        match truth {
            Truth::Yes => self.sure = self.sure.or(Some(said)),
            Truth::Unknown => self.doubtful.push(said),
            Truth::No => {}
        }
    }

    fn truth(&self) -> Truth {
        match (self.sure, self.doubtful.is_empty()) {
            (Some(_), _) => Truth::Yes,
            (None, false) => Truth::Unknown,
            (None, true) => Truth::No,
        }
    }
}

/// What the grants and denials of all layers say.
#[derive(Debug, Default)]
struct Tally<'s> {
    denied: Side<'s>,
    identity: Side<'s>,
    boundary: Side<'s>,
    session: Side<'s>,
    direct: Side<'s>,
    role: Side<'s>,
    account: Side<'s>,
}

impl<'s> Tally<'s> {
    fn of(question: &Question<'_>, said: &'s [Said<'s>]) -> Self {
        let mut tally = Self::default();
        for one in said {
            if one.applies != Truth::No {
                tally.count(question, one);
            }
        }
        tally
    }

    fn count(&mut self, question: &Question<'_>, one: &'s Said<'s>) {
        let naming = named(question, one, &mut Notes::silent()).and(one.applies);
        if one.statement.effect == Effect::Deny {
            self.denied.note(naming.any(), one);
            return;
        }
        match one.layer {
            // What the organization allows beside `FullAWSAccess` adds nothing.
            Layer::Guard => {}
            Layer::Identity => self.identity.note(naming.any(), one),
            Layer::Boundary => self.boundary.note(naming.any(), one),
            Layer::Session => self.session.note(naming.any(), one),
            Layer::Resource => {
                let Naming { everyone, itself, role, account } = weighed(question, naming);
                self.direct.note(everyone.or(itself), one);
                self.role.note(role, one);
                self.account.note(account, one);
            }
        }
    }

    const fn sides(&self) -> [&Side<'s>; 6] {
        [&self.identity, &self.boundary, &self.session, &self.direct, &self.role, &self.account]
    }
}

/// A user with session policies is a session of `GetFederationToken`. Where the resource names its
/// user, boundary and session policies limit it as they limit a role ("How AWS enforcement code
/// logic evaluates requests", "Resource-based policies").
fn weighed(question: &Question<'_>, naming: Naming) -> Naming {
    match question.caller.identity {
        Identity::User { .. } if question.narrowed => {
            Naming { itself: Truth::No, role: naming.role.or(naming.itself), ..naming }
        }
        _ => naming,
    }
}
