//! The proof of a zone's documents: it holds for all that are generated, and for none that is
//! weakened.

mod mutants;
mod mutation;
mod random;
mod world;

use kfm_provider::domain::ZoneKind;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use self::world::World;

#[test]
fn every_zone_is_proved_sealed_and_granted() {
    for kind in ZoneKind::ALL {
        for world in [World::sealed(kind), World::granted(kind)] {
            let proof = world.prove(&world.documents());
            assert!(proof.requests > 500, "{kind}: {}", proof.requests);
            assert!(proof.holds(), "{kind}\n{}", words(&proof.witnesses));
        }
    }
}

/// The number of zones: `KFM_PROOFS` for a long run.
fn count() -> u32 {
    std::env::var("KFM_PROOFS").ok().and_then(|count| count.parse().ok()).unwrap_or(500)
}

#[test]
fn no_valid_zone_raises_a_false_alarm() {
    let config = Config { cases: count(), failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&random::world(), |world| {
        let proof = world.prove(&world.documents());
        prop_assert!(proof.holds(), "{}", words(&proof.witnesses));
        Ok(())
    });
    outcome.unwrap();
}

fn words(witnesses: &[kfm_provider::domain::proof::Witness]) -> String {
    let lines: Vec<_> = witnesses.iter().take(20).map(ToString::to_string).collect();
    lines.join("\n")
}
