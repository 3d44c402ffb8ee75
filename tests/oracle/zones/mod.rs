//! The documents of zones, and requests around them: what the documents name, and things beside it.

mod hints;
mod requests;

use kfm_provider::domain::access::ZoneAccess;
use kfm_provider::domain::evaluator::{Caller, Gatekeeper, Identity};
use kfm_provider::domain::policy_document::PolicyKind;
use serde_json::json;

use self::hints::Hints;
use super::dice::Dice;
use super::ground::PARTNER;
use super::scene::{Document, Layers, Scene};
use crate::proof::random::zone;
use crate::proof::zone::Documents;
use crate::support::registry::ACCOUNT;

/// How many callers a zone has, and how many requests each of them makes.
const CALLERS: usize = 16;
const REQUESTS: usize = 5;

/// The scenes of one zone.
pub(super) fn scenes(dice: &mut Dice) -> Vec<Scene> {
    let access = dice.draw(&zone());
    let documents = Documents::of(&access);
    let zone = Zone { hints: Hints::of(&documents), access: &access, documents: &documents };
    (0..CALLERS).map(|_| zone.scene(dice)).collect()
}

/// A zone, and what is drawn from it.
struct Zone<'a> {
    access: &'a ZoneAccess,
    documents: &'a Documents,
    hints: Hints,
}

/// How a caller is related to a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    Granted,
    Named,
    Stranger,
    User,
    Root,
    Service,
    Nobody,
    Abroad,
}

impl Zone<'_> {
    fn scene(&self, dice: &mut Dice) -> Scene {
        let granted = if self.access.grants.is_empty() { 0 } else { 45 };
        let relation = dice.weighted(&[
            (granted, Relation::Granted),
            (28, Relation::Named),
            (9, Relation::Stranger),
            (4, Relation::User),
            (4, Relation::Root),
            (6, Relation::Service),
            (3, Relation::Nobody),
            (7, Relation::Abroad),
        ]);
        let caller = self.caller(dice, relation);
        let is_role = matches!(caller.identity, Identity::Role { .. });
        let has_own = is_role || relation == Relation::User;
        let key = self.documents.key.as_ref().filter(|_| has_own && dice.chance(30));
        let bounded = if relation == Relation::Granted { 70 } else { 8 };
        let layers = Layers {
            identity: has_own.then(|| self.identity(dice, &caller)).into_iter().collect(),
            boundary: (has_own && dice.chance(bounded))
                .then(|| Document::written(&self.documents.boundary)),
            session: (is_role && dice.chance(8)).then(|| session(dice)).into_iter().collect(),
            resource: Some(Document::written(key.unwrap_or(&self.documents.bucket))),
            guards: Vec::new(),
        };
        let asked = |_| match key {
            Some(_) => self.asked_of_key(dice, &caller),
            None => self.asked_of_bucket(dice, &caller),
        };
        let asked = (0..REQUESTS).map(asked).collect();
        let gatekeeper = if key.is_some() { Gatekeeper::Key } else { Gatekeeper::Bucket };
        Scene { layers, gatekeeper, caller, account: ACCOUNT.to_owned(), asked }
    }

    fn caller(&self, dice: &mut Dice, relation: Relation) -> Caller {
        match relation {
            Relation::Granted => Caller::role(dice.of(&self.access.grants).role().as_str()),
            Relation::Named => self.named(dice),
            Relation::Stranger => Caller::role(format!("arn:aws:iam::{ACCOUNT}:role/stranger")),
            Relation::User => {
                let arn = format!("arn:aws:iam::{ACCOUNT}:user/Ana");
                Caller::of(Identity::User { arn })
            }
            Relation::Root => {
                let account = dice.of(&[ACCOUNT, ACCOUNT, PARTNER]).to_owned();
                Caller::of(Identity::Root { account, partition: "aws".to_owned() })
            }
            Relation::Service => {
                let services = self.access.services.iter().map(|one| one.principal.clone());
                let mut services: Vec<_> = services.collect();
                services.push("logging.s3.amazonaws.com".to_owned());
                Caller::of(Identity::Service { name: dice.of(&services) })
            }
            Relation::Nobody => Caller::of(Identity::Anonymous),
            Relation::Abroad => Caller::role(format!("arn:aws:iam::{PARTNER}:role/admin")),
        }
    }

    /// A role that the documents name: an administrator, a gate, break-glass, a receipt writer.
    fn named(&self, dice: &mut Dice) -> Caller {
        let mut caller = Caller::role(dice.of(&self.hints.roles));
        for tag in &self.hints.tags {
            if dice.chance(85) {
                let folder = dice.of(&["soils/", "soils/", "wells/", "soils"]);
                caller.tags.insert(tag.clone(), folder.to_owned());
            }
        }
        caller
    }

    /// What the zone gives the role of a grant, or everything: whatever else a role is given, the
    /// zone's own documents have to hold it.
    fn identity(&self, dice: &mut Dice, caller: &Caller) -> Document {
        match self.grant_of(caller) {
            Some(grant) if dice.chance(65) => Document::written(&self.documents.roles[grant]),
            _ => everything(PolicyKind::Identity, &["s3:*", "kms:*"]),
        }
    }

    /// The number of the grant that a caller holds.
    fn grant_of(&self, caller: &Caller) -> Option<usize> {
        let Identity::Role { arn, .. } = &caller.identity else { return None };
        self.access.grants.iter().position(|grant| grant.role().as_str() == arn)
    }
}

fn session(dice: &mut Dice) -> Document {
    let actions: &[&str] = dice.of(&[&["s3:Get*", "s3:List*"], &["s3:*", "kms:Decrypt"]]);
    everything(PolicyKind::Session, actions)
}

/// These actions on whatever there is.
fn everything(kind: PolicyKind, actions: &[&str]) -> Document {
    let one = json!({ "Sid": "S", "Effect": "Allow", "Action": actions, "Resource": "*" });
    Document::read(&json!({ "Version": "2012-10-17", "Statement": [one] }), kind)
}
