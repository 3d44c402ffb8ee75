//! Outside the zone: what its roles were given for it reaches no other bucket, nor one of the same
//! name that is somebody else's.

use super::class::{Carries, Class, classes};
use super::compiled::Sheets;
use super::dimension::dimensions;
use super::engine::compare;
use super::ground::{Ground, open, silent};
use super::literals::Literals;
use super::resources::Resource;
use super::scene::Scene;
use super::{Proof, Subject, actions};
use crate::evaluator::Gatekeeper;

pub(super) fn prove(subject: &Subject<'_>, literals: &Literals, proof: &mut Proof) {
    let access = subject.access;
    let bucket = access.bucket.arn(access.region);
    let account = access.account.as_str();
    let ground = |policy, account, arn: String, words: &str| Ground {
        subject,
        policy,
        account,
        gatekeeper: Gatekeeper::Bucket,
        arn,
        words: words.to_owned(),
    };
    let grounds = [
        ground(silent(), account, format!("{bucket}-other"), "another bucket"),
        ground(open(), "999999999999", bucket, "a bucket of this name in another account"),
    ];
    let mut resources = vec![Resource::Itself];
    resources.extend(super::resources::keys(access, literals).into_iter().map(Resource::Object));
    let actions = actions();
    let dimensions = dimensions(access, literals, None);
    let own: Vec<_> = classes(access, literals)
        .into_iter()
        .filter(|class| matches!(class.carries, Carries::Own(_)))
        .map(|class| Class { entitlements: Vec::new(), ..class })
        .collect();
    for ground in &grounds {
        let scene =
            Scene { ground, actions: &actions, resources: &resources, dimensions: &dimensions };
        let mut sheets = Sheets::default();
        for class in &own {
            proof.add(compare(&scene, &mut sheets, class));
        }
    }
}
