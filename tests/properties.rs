//! What holds for every zone that can be configured and every world that it can meet.

mod distance;
mod worlds;

use std::sync::Arc;

use distance::{distances, sum};
use kfm_provider::cloud::faulty::{Faults, Faulty};
use kfm_provider::cloud::memory::MemoryCloud;
use kfm_provider::cloud::{CloudErrorKind, Effect, Operation};
use kfm_provider::domain::ZoneKind;
use kfm_provider::reconcile::next::{next, remaining};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value as Json;
use worlds::{MADE, arn, desired, observed, observed_of};

use crate::support::terraform::{Kept, Terraform};
use crate::support::zones::{
    ZONE, attributes, client, drifts, facets, own_buckets, with, world, zone,
};

/// So many cases. A failure prints its smallest input, which then becomes a test with a name; no
/// file keeps it.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn a_zone_as_desired_has_nothing_left_to_do(desired in desired()) {
        prop_assert_eq!(remaining(&desired, &observed_of(&desired)), []);
    }

    #[test]
    fn every_step_comes_nearer_and_none_goes_back(desired in desired(), start in observed()) {
        let mut observed = start;
        let mut before = distances(&desired, &observed);
        let bound = sum(&before) + u32::try_from(before.len()).unwrap();
        let announced = remaining(&desired, &observed).len();
        let mut steps = 0;
        while let Some(operation) = next(&desired, &observed) {
            steps += 1;
            prop_assert!(steps <= bound, "no end after {steps} steps: {operation}");
            let opened = before.get("blocks") != Some(&0) || before.get("policy") != Some(&0);
            let closes = matches!(
                operation,
                Operation::CreateBucket { .. }
                    | Operation::BlockPublicAccess { .. }
                    | Operation::PutBucketPolicy { .. }
            );
            prop_assert_eq!(opened, closes, "{} while open: {}", &operation, opened);
            let effect = match operation {
                Operation::CreateKey { .. } => Effect::KeyMade(arn(MADE)),
                _ => Effect::Done,
            };
            observed.apply(&operation, &effect);
            let after = distances(&desired, &observed);
            for (facet, distance) in &after {
                let farther = before.get(facet).is_some_and(|before| distance > before);
                prop_assert!(!farther, "{operation} undoes {facet}");
            }
            let made =
                matches!(operation, Operation::CreateBucket { .. } | Operation::CreateKey { .. });
            prop_assert!(made || sum(&after) + 1 == sum(&before), "{operation} has no effect");
            before = after;
        }
        prop_assert_eq!(sum(&before), 0, "it ends too early: {:?}", before);
        prop_assert_eq!(usize::try_from(steps).unwrap(), announced);
    }
}

/// Any configuration that the table of attributes gives.
fn config() -> impl Strategy<Value = Json> {
    let choices = vec(any::<Index>(), attributes().len());
    (select(ZoneKind::ALL.to_vec()), any::<bool>(), choices).prop_map(|(kind, given, choices)| {
        let fitting = attributes().into_iter().zip(choices);
        let fitting = fitting.filter(|(attribute, _)| (attribute.fits)(kind));
        fitting.fold(zone(kind, given && kind.takes_kms()), |config, (attribute, choice)| {
            // One choice more than there are values: unset.
            match attribute.values.get(choice.index(attribute.values.len() + 1)) {
                Some(value) => with(config, attribute.name, value.clone()),
                None => config,
            }
        })
    })
}

fn block_on<F: Future<Output = Result<(), TestCaseError>>>(test: F) -> Result<(), TestCaseError> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test)
}

/// The run must succeed; then a further run must change nothing.
async fn settles(
    terraform: &Terraform<'_>,
    world: &MemoryCloud,
    kept: Option<Kept>,
    config: &Json,
) -> Result<Option<Kept>, TestCaseError> {
    let run = terraform.apply(kept, Some(config)).await;
    prop_assert!(run.errors.is_empty(), "{:?}", run.errors);
    let writes = world.mutations();
    let again = terraform.apply(run.kept.clone(), Some(config)).await;
    prop_assert!(again.errors.is_empty(), "{:?}", again.errors);
    prop_assert_eq!(&again.kept, &run.kept, "the plan is not empty");
    prop_assert_eq!(world.mutations(), writes, "an empty plan writes");
    Ok(run.kept)
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn after_an_apply_the_plan_is_empty_whatever_drifted_before(
        config in config(),
        drifted in vec(any::<bool>(), drifts().len()),
    ) {
        block_on(async {
            let world = world();
            let client = client(world.clone()).await;
            let terraform = Terraform::new(&client, ZONE);
            let invalid = client.validate(ZONE, client.object(ZONE, config.clone()).unwrap()).await;
            prop_assert_eq!(invalid.unwrap(), [], "the table gives what is not valid");
            let kept = settles(&terraform, &world, None, &config).await?;
            let made = facets(&world);
            for (drift, _) in drifts().iter().zip(drifted).filter(|(_, drifted)| *drifted) {
                drift.happen(&world);
            }
            settles(&terraform, &world, kept, &config).await?;
            prop_assert_eq!(facets(&world), made, "the drift is not repaired");
            Ok(())
        })?;
    }

    #[test]
    fn looking_changes_nothing_whatever_fails(
        config in config(),
        failure in option::of(select(vec![
            CloudErrorKind::Denied,
            CloudErrorKind::Throttled,
            CloudErrorKind::Unavailable,
            CloudErrorKind::NotFound,
        ])),
    ) {
        block_on(async {
            let world = world();
            let faulty = Faulty::new(Arc::new(world.clone()));
            let client = client(faulty.clone()).await;
            let run = Terraform::new(&client, ZONE).apply(None, Some(&config)).await;
            let stored = run.kept.unwrap().stored;
            let (made, writes) = (facets(&world), world.mutations());
            faulty.set(match failure {
                Some(kind) => Faults::default().fail_reads(kind),
                None => Faults::default(),
            });
            let config = client.object(ZONE, config).unwrap();
            for prior in [None, Some(&stored)] {
                client.plan(ZONE, prior, Some(&config)).await.unwrap();
            }
            client.plan(ZONE, Some(&stored), None).await.unwrap();
            let read = client.read(ZONE, &stored).await.unwrap();
            client.import(ZONE, "a-bucket").await.unwrap();
            client.import(ZONE, own_buckets(&world).first().unwrap().as_str()).await.unwrap();
            prop_assert_eq!((facets(&world), world.mutations()), (made, writes));
            prop_assert_eq!((faulty.writes(), read.stored), (0, Some(stored)));
            Ok(())
        })?;
    }
}
