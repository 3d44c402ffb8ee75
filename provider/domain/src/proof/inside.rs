//! The zone itself: everybody, every action, every sort of object, every context.

use super::class::classes;
use super::compiled::Sheets;
use super::dimension::dimensions;
use super::engine::compare;
use super::ground::Ground;
use super::literals::Literals;
use super::resources::resources;
use super::scene::Scene;
use super::{Proof, Subject, actions};
use crate::evaluator::Gatekeeper;

pub(super) fn prove(subject: &Subject<'_>, literals: &Literals, proof: &mut Proof) {
    let access = subject.access;
    let ground = Ground {
        subject,
        policy: subject.bucket_policy,
        account: access.account.as_str(),
        gatekeeper: Gatekeeper::Bucket,
        arn: access.bucket.arn(&access.region),
        words: access.kind.to_string(),
        bounded: true,
    };
    let resources = resources(access, literals);
    let actions = actions();
    let usual = dimensions(access, literals, None);
    let scene =
        Scene { ground: &ground, actions: &actions, resources: &resources, dimensions: &usual };
    let mut sheets = Sheets::default();
    for class in classes(access, literals) {
        proof.add(match &class.sources {
            None => compare(&scene, &mut sheets, &class),
            Some(sources) => {
                let dimensions = dimensions(access, literals, Some(sources));
                let scene = Scene { dimensions: &dimensions, ..scene };
                compare(&scene, &mut Sheets::default(), &class)
            }
        });
    }
}
