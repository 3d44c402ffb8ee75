//! A gate, whole and without contradictions.

use super::candidate::LONGEST_TAG_VALUE;
use super::{
    Candidate, GateId, GateProblem, Moment, Place, Promoters, open_trust, permissions, revocation,
};
use crate::names::{AccountId, Environment};
use crate::policy_document::PolicyKind;
use crate::principal::PrincipalArn;

const DATASET: &[&str] = &["candidate", "dataset"];
const SOURCES: &[&str] = &["sources"];
const TARGET: &[&str] = &["target"];
const PRINCIPALS: &[&str] = &["promoter", "principals"];

/// What a gate is to be. Each part is right by itself.
#[derive(Clone, Debug)]
pub struct WantedGate {
    /// The environment.
    pub environment: Environment,
    /// The account of both buckets and of the role.
    pub account: AccountId,
    /// What is promoted.
    pub candidate: Candidate,
    /// The bucket that it lies in.
    pub source: Place,
    /// The bucket that it is promoted to.
    pub target: Place,
    /// Who promotes it.
    pub promoters: Promoters,
    /// When the gate ends, in IAM itself.
    pub expires: Moment,
    /// Whether objects are copied in parts, as those above 5 GB must be. Then the role can put
    /// objects of any content: see [`permissions()`].
    pub multipart_copy: bool,
}

/// A gate: what it promotes, whose it is and until when.
#[derive(Clone, Debug)]
pub struct Gate {
    id: GateId,
    wanted: WantedGate,
}

impl Gate {
    /// Checks the parts of a gate against each other.
    ///
    /// # Errors
    /// Every rule that is broken: the buckets are of the kinds that the candidate names, of one
    /// partition, and two; the id fits the value of a tag; the documents fit IAM.
    pub fn new(wanted: WantedGate) -> Result<Self, Vec<GateProblem>> {
        let id = GateId::new(&wanted.environment, &wanted.target.bucket, &wanted.candidate);
        let gate = Self { id, wanted };
        let mut problems = gate.place_problems();
        problems.extend(gate.size_problems());
        if problems.is_empty() { Ok(gate) } else { Err(problems) }
    }

    fn place_problems(&self) -> Vec<GateProblem> {
        let WantedGate { candidate, source, target, .. } = &self.wanted;
        let mut problems = Vec::new();
        let mut kind = |member, place: &Place, wanted| {
            if place.kind != wanted {
                let rule = format!(
                    "`{}` is a zone of kind `{}`, and the candidate needs one of kind `{wanted}`",
                    place.bucket, place.kind
                );
                problems.push(GateProblem::new(member, rule));
            }
        };
        kind(SOURCES, source, candidate.from());
        kind(TARGET, target, candidate.to());
        if source.bucket == target.bucket {
            let rule = format!("`{}` is the bucket of the target too", source.bucket);
            problems.push(GateProblem::new(SOURCES, rule));
        }
        let (from, to) = (source.region.partition(), target.region.partition());
        if from != to {
            let rule = format!(
                "`{}` is of partition `{from}`, and the target of `{to}`: no role reaches both",
                source.bucket
            );
            problems.push(GateProblem::new(SOURCES, rule));
        }
        problems
    }

    fn size_problems(&self) -> Vec<GateProblem> {
        let mut problems = Vec::new();
        let length = self.id.to_string().chars().count();
        if length > LONGEST_TAG_VALUE {
            let rule = format!(
                "makes an id of {length} characters, and the gate's role carries it as the value \
                 of a tag, which has at most {LONGEST_TAG_VALUE}"
            );
            problems.push(GateProblem::new(DATASET, rule));
        }
        if let Err(large) = open_trust(self).headroom(PolicyKind::Trust) {
            let rule = format!("makes a {large}. Name fewer roles");
            problems.push(GateProblem::new(PRINCIPALS, rule));
        }
        // The role's boundary says the same.
        if let Err(large) = permissions(self).headroom(PolicyKind::Boundary) {
            problems.push(GateProblem::new(DATASET, format!("makes a {large}")));
        }
        // While a gate closes, both stand on the role.
        let both = [permissions(self).to_json(), revocation(self.expires()).to_json()];
        let both = both.iter().map(String::as_str);
        if let Err(large) = PolicyKind::RoleInline.headroom_of_all(both) {
            problems.push(GateProblem::new(DATASET, format!("makes a {large}")));
        }
        problems
    }

    /// The gate's id.
    pub const fn id(&self) -> &GateId {
        &self.id
    }

    /// What is promoted.
    pub const fn candidate(&self) -> &Candidate {
        &self.wanted.candidate
    }

    /// The account of buckets and role.
    pub const fn account(&self) -> &AccountId {
        &self.wanted.account
    }

    /// The bucket that it is copied from.
    pub const fn source(&self) -> &Place {
        &self.wanted.source
    }

    /// The bucket that it is copied to.
    pub const fn target(&self) -> &Place {
        &self.wanted.target
    }

    /// Who promotes.
    pub const fn promoters(&self) -> &Promoters {
        &self.wanted.promoters
    }

    /// When it ends. From that second on nothing is allowed.
    pub const fn expires(&self) -> &Moment {
        &self.wanted.expires
    }

    /// Whether objects are copied in parts.
    pub const fn multipart_copy(&self) -> bool {
        self.wanted.multipart_copy
    }

    /// The ARN of the gate's role.
    pub fn role_arn(&self) -> PrincipalArn {
        let target = self.target();
        self.id.role_arn(target.kind, self.account(), &target.region)
    }

    /// The ARN of the role's permissions boundary.
    pub fn boundary_arn(&self) -> String {
        let target = self.target();
        self.id.boundary_arn(target.kind, self.account(), &target.region)
    }
}
