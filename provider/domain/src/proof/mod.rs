//! The proof: that the documents of a zone admit exactly what the matrix gives.
//!
//! Every sort of caller, every action, every sort of resource and every context that a document or
//! the matrix tells apart is decided twice, by the documents and by the matrix. A request that
//! they decide differently is a witness, in either direction; what cannot be decided is one too.
//! What lies outside the claim is said by [`crate::access`].

mod class;
mod compiled;
mod dimension;
mod engine;
mod ground;
mod inside;
mod key;
mod lifecycle;
mod literals;
mod lock_out;
mod mask;
mod outside;
mod resources;
mod scene;
mod sheet;
mod verdict;
mod witness;

pub(crate) use ground::everything;
pub use lock_out::keepers;
pub use witness::{Finding, Witness};

use self::engine::Outcome;
use self::literals::Literals;
use self::scene::Action;
use super::access::{Grant, ZoneAccess};
use super::iam_actions;
use super::object_lifecycle::LifecycleRule;
use super::policy_document::PolicyDocument;
use super::retention::RetentionClass;

/// What is to be proved.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    /// Who may do what: the claim.
    pub access: &'a ZoneAccess,
    /// The bucket's policy.
    pub bucket_policy: &'a PolicyDocument,
    /// The policy of each grant's role, in the order of the grants.
    pub role_policies: &'a [PolicyDocument],
    /// The permissions boundary of the roles, if they have one.
    pub boundary: Option<&'a PolicyDocument>,
    /// The lifecycle rules of the bucket.
    pub lifecycle: &'a [LifecycleRule],
    /// How long the zone's objects are to be kept.
    pub retention: RetentionClass,
    /// The policy of the zone's own key; `None` where the key is given, or there is none.
    pub key_policy: Option<&'a PolicyDocument>,
}

/// What a proof came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// Requests on which documents and matrix differ; none where the claim holds.
    pub witnesses: Vec<Witness>,
    /// How many requests were decided, those counted once that agree in all that is looked at.
    pub requests: u64,
}

impl Proof {
    /// Whether the claim holds.
    pub const fn holds(&self) -> bool {
        self.witnesses.is_empty()
    }
}

/// An action that S3 does not have: what it gains tomorrow is decided as this one.
const INVENTED: &str = "s3:ActionOfTomorrow";

/// Proves that the documents of a zone admit at S3 exactly what the matrix gives.
pub fn prove(subject: &Subject<'_>) -> Proof {
    let own = || subject.role_policies.iter().chain(subject.boundary);
    let literals = Literals::of_documents([subject.bucket_policy].into_iter().chain(own()));
    let mut proof = Proof::default();
    inside::prove(subject, &literals, &mut proof);
    outside::prove(subject, &Literals::of_documents(own()), &mut proof);
    key::prove(subject, &mut proof);
    lifecycle::prove(subject, &mut proof);
    proof
}

impl Subject<'_> {
    /// The policy of a grant's role.
    fn role_policy(&self, grant: &Grant) -> Option<&PolicyDocument> {
        let at = self.access.grants.iter().position(|one| one == grant)?;
        self.role_policies.get(at)
    }
}

impl Proof {
    fn add(&mut self, outcome: Outcome) {
        self.requests += outcome.requests;
        self.witnesses.extend(outcome.witnesses);
    }
}

/// Every action of S3 on a bucket or on objects.
fn actions() -> Vec<Action> {
    let known = iam_actions::s3().iter().map(|action| Action {
        name: action.name,
        on_itself: action.on_bucket(),
        on_objects: action.on_object(),
    });
    let invented = Action { name: INVENTED, on_itself: true, on_objects: true };
    known.filter(|one| one.on_itself || one.on_objects).chain([invented]).collect()
}
