//! The roles' own policies, by themselves: what each gives is what its grant says, in this bucket
//! and in no other, nor in one of the same name that is somebody else's. Neither the bucket's
//! policy nor a boundary helps.
//!
//! What an Allow cannot say is left to the bucket's policy: how a request must be made, that a put
//! creates, and what is reserved for others.

use super::class::{Carries, Class, FOREIGN_ACCOUNT, classes};
use super::compiled::Sheets;
use super::dimension::{listing, others};
use super::engine::compare;
use super::ground::{Ground, open, silent};
use super::literals::Literals;
use super::resources::Resource;
use super::scene::Scene;
use super::{Proof, Subject, actions};
use crate::access::{Entitlement, Extent};
use crate::evaluator::Gatekeeper;

pub(super) fn prove(subject: &Subject<'_>, literals: &Literals, proof: &mut Proof) {
    let access = subject.access;
    let bucket = access.bucket.arn(&access.region);
    let account = access.account.as_str();
    let ground = |policy, account, arn: &str, words: &str| Ground {
        subject,
        policy,
        account,
        gatekeeper: Gatekeeper::Bucket,
        arn: arn.to_owned(),
        words: words.to_owned(),
        bounded: false,
    };
    let other = format!("{bucket}-other");
    let grounds = [
        (ground(silent(), account, &bucket, access.kind.as_str()), true),
        (ground(silent(), account, &other, "another bucket"), false),
        (ground(open(), FOREIGN_ACCOUNT, &bucket, "a bucket of this name elsewhere"), false),
    ];
    let mut resources = vec![Resource::Itself];
    resources.extend(super::resources::keys(access, literals).into_iter().map(Resource::Object));
    let actions = actions();
    let dimensions = others(literals, vec![listing(access, literals)]);
    let own: Vec<_> = classes(access, literals)
        .into_iter()
        .filter(|class| matches!(class.carries, Carries::Own(_)))
        .collect();
    for (ground, ours) in &grounds {
        let (actions, resources, dimensions) = (&actions, &resources, &dimensions);
        let scene = Scene { ground, actions, resources, dimensions };
        let mut sheets = Sheets::default();
        for class in &own {
            let entitlements = class.entitlements.iter().filter(|_| *ours).map(by_itself);
            let class = Class { entitlements: entitlements.collect(), ..class.clone() };
            proof.add(compare(&scene, &mut sheets, &class));
        }
    }
}

/// What is left of an entitlement without the bucket's policy.
fn by_itself(one: &Entitlement) -> Entitlement {
    let extent = match &one.extent {
        Extent::Except(_) => Extent::Everything,
        other => other.clone(),
    };
    Entitlement { extent, create_only: false, ..one.clone() }
}
