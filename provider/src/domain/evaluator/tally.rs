//! What the statements of all layers say of a request.

use super::keys::Keys;
use super::notes::Notes;
use super::principals::{Naming, naming};
use super::statement::action_matches;
use super::{
    Doubt, Gatekeeper, Identity, Layer, Policies, Reason, Request, Truth, condition, resources,
};
use crate::domain::policy_document::{Effect, PolicyDocument, Statement};

/// Where a statement stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    layer: Layer,
    document: usize,
    statement: usize,
    text: &'a Statement,
    of: &'a PolicyDocument,
}

impl Place<'_> {
    /// The statement as a reason.
    pub(super) fn reason(&self) -> Reason {
        Reason {
            layer: self.layer,
            document: self.document,
            statement: self.statement,
            sid: self.text.sid.as_ref().map(|sid| sid.clone().into_owned()),
        }
    }
}

/// What statements say together: whether one of them matches.
#[derive(Clone, Debug, Default)]
pub(super) struct Side<'a> {
    sure: Option<Place<'a>>,
    doubtful: Vec<Place<'a>>,
}

impl<'a> Side<'a> {
    fn note(&mut self, truth: Truth, place: Place<'a>) {
        match truth {
            Truth::Yes => self.sure = self.sure.or(Some(place)),
            Truth::Unknown => self.doubtful.push(place),
            Truth::No => {}
        }
    }

    /// Whether one of the statements matches.
    pub(super) fn truth(&self) -> Truth {
        match (&self.sure, self.doubtful.is_empty()) {
            (Some(_), _) => Truth::Yes,
            (None, false) => Truth::Unknown,
            (None, true) => Truth::No,
        }
    }

    /// The first statement that surely matches.
    pub(super) fn reason(&self) -> Option<Reason> {
        self.sure.as_ref().map(Place::reason)
    }

    /// The statements that may match, where none surely does.
    pub(super) fn doubtful(&self) -> &[Place<'a>] {
        if self.sure.is_some() { &[] } else { &self.doubtful }
    }
}

/// What the grants and denials of all layers say.
#[derive(Debug, Default)]
pub(super) struct Tally<'a> {
    /// A denial of any layer.
    pub(super) denied: Side<'a>,
    /// Grants of the caller's own policies.
    pub(super) identity: Side<'a>,
    /// Grants of the boundary.
    pub(super) boundary: Side<'a>,
    /// Grants of the session's policies.
    pub(super) session: Side<'a>,
    /// Grants of the resource to the caller itself, or to everyone.
    pub(super) direct: Side<'a>,
    /// Grants of the resource to the caller's role.
    pub(super) role: Side<'a>,
    /// Grants of the resource to the caller's account.
    pub(super) account: Side<'a>,
}

/// A request with the policies that it is judged by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trial<'a> {
    pub(super) request: &'a Request<'a>,
    pub(super) policies: &'a Policies<'a>,
    keys: Keys<'a>,
}

impl<'a> Trial<'a> {
    pub(super) const fn new(request: &'a Request<'a>, policies: &'a Policies<'a>) -> Self {
        Self { request, policies, keys: Keys::of(request) }
    }

    /// Whether identity, boundary and session are layers of this caller: only users and roles have
    /// policies.
    fn has_own_policies(&self) -> bool {
        matches!(self.request.caller.identity, Identity::Role { .. } | Identity::User { .. })
    }

    /// Whether denials of the resource's policy count. The root user of a bucket's account may
    /// always read, write and delete the bucket's policy.
    ///
    /// Source: Amazon S3 API Reference, `GetBucketPolicy`, `PutBucketPolicy` and
    /// `DeleteBucketPolicy` (2026-11).
    pub(super) fn resource_may_deny(&self) -> bool {
        const ALWAYS: [&str; 3] =
            ["s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"];
        let Request { caller, action, resource_account, .. } = self.request;
        !(matches!(&caller.identity, Identity::Root { account, .. } if account == resource_account)
            && self.policies.gatekeeper == Gatekeeper::Bucket
            && ALWAYS.iter().any(|always| always.eq_ignore_ascii_case(action)))
    }

    /// What all statements say. Stops at the first that surely denies.
    pub(super) fn tally(&self) -> Tally<'a> {
        let mut tally = Tally::default();
        let policies = self.policies;
        let own = self.has_own_policies();
        let only_if_own = |documents: &'a [&'a PolicyDocument]| if own { documents } else { &[] };
        let layers = [
            (Layer::Guard, policies.guards.as_slice()),
            (Layer::Identity, only_if_own(&policies.identity)),
            (Layer::Boundary, only_if_own(policies.boundary.as_slice())),
            (Layer::Session, only_if_own(&policies.session)),
            (Layer::Resource, policies.resource.as_slice()),
        ];
        for (layer, documents) in layers {
            for (document, of) in documents.iter().enumerate() {
                for (statement, text) in of.statements.iter().enumerate() {
                    self.count(Place { layer, document, statement, text, of }, &mut tally);
                    if tally.denied.sure.is_some() {
                        return tally;
                    }
                }
            }
        }
        tally
    }

    fn count(&self, place: Place<'a>, tally: &mut Tally<'a>) {
        // What the organization allows beside `FullAWSAccess` adds nothing.
        let ignored = match (place.layer, place.text.effect) {
            (Layer::Guard, Effect::Allow) => true,
            (Layer::Resource, Effect::Deny) => !self.resource_may_deny(),
            _ => false,
        };
        if ignored || !action_matches(place.text, self.request.action) {
            return;
        }
        let notes = &mut Notes::silent();
        let naming = self.naming(place, notes);
        let truth = if naming.any() == Truth::No { Truth::No } else { self.rest(place, notes) };
        if truth == Truth::No {
            return;
        }
        if place.text.effect == Effect::Deny {
            tally.denied.note(naming.any().and(truth), place);
            return;
        }
        match place.layer {
            Layer::Guard => {}
            Layer::Identity => tally.identity.note(naming.any().and(truth), place),
            Layer::Boundary => tally.boundary.note(naming.any().and(truth), place),
            Layer::Session => tally.session.note(naming.any().and(truth), place),
            Layer::Resource => {
                let Naming { everyone, itself, role, account } = self.weighed(naming);
                tally.direct.note(everyone.or(itself).and(truth), place);
                tally.role.note(role.and(truth), place);
                tally.account.note(account.and(truth), place);
            }
        }
    }

    /// A user with session policies is a session of `GetFederationToken`, which boundary and
    /// session policies limit as they limit a role's where the resource names the user ("How AWS
    /// enforcement code logic evaluates requests", "Resource-based policies").
    fn weighed(&self, naming: Naming) -> Naming {
        match self.request.caller.identity {
            Identity::User { .. } if !self.policies.session.is_empty() => {
                Naming { itself: Truth::No, role: naming.role.or(naming.itself), ..naming }
            }
            _ => naming,
        }
    }

    /// Whether the statement is about the caller.
    fn naming(&self, place: Place<'a>, notes: &mut Notes) -> Naming {
        let caller = self.request.caller;
        let everyone = |truth| Naming {
            everyone: truth,
            itself: Truth::No,
            role: Truth::No,
            account: Truth::No,
        };
        let bounded = self.policies.boundary.is_some();
        match (place.layer, &place.text.principals) {
            (Layer::Resource, _) => naming(place.text, caller, bounded, notes),
            (Layer::Guard, principals) => {
                // "Service control policies": only principals of accounts, and no service-linked
                // role; "Resource control policies": whom they name, and no service-linked role.
                let linked = matches!(&caller.identity, Identity::Role { arn, .. }
                    if arn.contains(":role/aws-service-role/"));
                match principals {
                    _ if linked => everyone(Truth::No),
                    None => everyone(caller.account().is_some().into()),
                    Some(_) => naming(place.text, caller, bounded, notes),
                }
            }
            (Layer::Identity | Layer::Boundary | Layer::Session, None) => everyone(Truth::Yes),
            (Layer::Identity | Layer::Boundary | Layer::Session, Some(_)) => {
                everyone(notes.unknown(|| "a policy of the caller names principals".to_owned()))
            }
        }
    }

    /// Whether resource and conditions match.
    fn rest(&self, place: Place<'a>, notes: &mut Notes) -> Truth {
        let Place { text, of, .. } = place;
        let trust = place.layer == Layer::Resource && self.policies.gatekeeper == Gatekeeper::Role;
        let resource = if text.resources.is_none() && !trust {
            notes.unknown(|| "the statement names no resource".to_owned())
        } else {
            resources::holds(text, of.version, self.request.resource, &self.keys, notes)
        };
        if resource == Truth::No {
            return resource;
        }
        let conditions = notes.all(&text.conditions, |condition, notes| {
            notes.of(|notes| condition::holds(condition, of.version, &self.keys, notes))
        });
        resource.and(conditions)
    }

    /// What is not understood of a statement, in words.
    pub(super) fn doubts(&self, place: Place<'a>) -> impl Iterator<Item = Doubt> {
        let mut notes = Notes::kept();
        notes.of(|notes| self.naming(place, notes).any().and(self.rest(place, notes)));
        notes.into_words().into_iter().map(move |why| Doubt { reason: Some(place.reason()), why })
    }
}
