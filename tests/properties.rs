//! What holds for every zone that can be configured and every world that it can meet.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kfm_provider::cloud::faulty::{Faults, Faulty};
use kfm_provider::cloud::memory::MemoryCloud;
use kfm_provider::cloud::{
    Acl, BucketFacets, BucketRef, CloudErrorKind, Effect, Encryption, Facet, KeyFacets, KeyState,
    LogTarget, ObjectLock, Operation, Ownership, PublicAccessBlock, Versioning,
};
use kfm_provider::domain::object_lifecycle::meaning;
use kfm_provider::domain::policy_document::same_meaning;
use kfm_provider::domain::seal::{PolicyState, judge};
use kfm_provider::domain::tags::Tags;
use kfm_provider::domain::{
    AccountId, BucketName, BucketNamespace, Days, KeyArn, LockMode, LockRule, ObjectLifecycle,
    Region, ZoneKind,
};
use kfm_provider::reconcile::next::{next, remaining};
use kfm_provider::reconcile::{Desired, DesiredKey, DesiredLock, DesiredSeal, Observed};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use serde_json::Value as Json;

use crate::support::terraform::{Kept, Terraform};
use crate::support::zones::{
    ACCOUNT, GIVEN, ZONE, attributes, client, drifts, facets, own_buckets, with, world, zone,
};

const OWN: &str = "arn:aws:kms:us-east-1:123456789012:key/00000002-0000-4000-8000-000000000002";
const MADE: &str = "arn:aws:kms:us-east-1:123456789012:key/00000003-0000-4000-8000-000000000003";
const ALIAS: &str = "alias/kfm/dev/a-bucket";

fn tags(marks: &[(&str, &str)]) -> Tags {
    marks.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

fn arn(key: &str) -> KeyArn {
    KeyArn::parse(key).unwrap()
}

fn own_key() -> DesiredKey {
    DesiredKey::Own {
        description: "a key".into(),
        alias: ALIAS.into(),
        policy: r#"{"Id":"kfm_zone","Statement":[]}"#.into(),
        tags: tags(&[("kfm:bucket", "a-bucket"), ("kfm:zone", "raw")]),
    }
}

fn rule(days: i64) -> LockRule {
    LockRule { mode: LockMode::Governance, days: Days::new(days).unwrap() }
}

fn lifecycle() -> impl Strategy<Value = ObjectLifecycle> {
    let rare = ObjectLifecycle { abort_multipart_days: 3, ..ObjectLifecycle::default() };
    select(vec![ObjectLifecycle::default(), rare])
}

fn access_log() -> impl Strategy<Value = Option<LogTarget>> {
    let target = |prefix: &str| LogTarget { bucket: "logs".to_owned(), prefix: prefix.to_owned() };
    select(vec![None, Some(target("a/")), Some(target("b/"))])
}

prop_compose! {
    fn desired()(
        key in select(vec![DesiredKey::Service, DesiredKey::Given(arn(GIVEN)), own_key()]),
        owned in any::<bool>(),
        must_be_empty in any::<bool>(),
        lock in select(vec![DesiredLock::Never, DesiredLock::Kept, DesiredLock::Rule(rule(30))]),
        lifecycle in lifecycle(),
        access_log in access_log(),
        events in any::<bool>(),
        extra in select(vec![tags(&[]), tags(&[("team", "soils")])]),
    ) -> Desired {
        let with = |nonce| extra.clone().into_iter().chain(tags(&[("kfm:nonce", nonce)])).collect();
        Desired {
            bucket: BucketRef {
                name: BucketName::parse("a-bucket").unwrap(),
                owner: AccountId::parse(ACCOUNT).unwrap(),
            },
            region: Region::parse("us-east-1").unwrap(),
            tags: with("a"),
            creating_tags: with("a/creating"),
            must_be_empty,
            seal: DesiredSeal { document: r#"{"Id":"kfm_zone","Statement":[]}"#.into(), owned },
            key,
            namespace: BucketNamespace::Global,
            lock,
            lifecycle: lifecycle.rules(),
            access_log,
            events,
            needs: BTreeSet::new(),
        }
    }
}

prop_compose! {
    fn bucket()(
        tags in select(vec![
            tags(&[]),
            tags(&[("kfm:nonce", "a/creating")]),
            tags(&[("kfm:nonce", "a")]),
            tags(&[("kfm:nonce", "a"), ("team", "soils")]),
            tags(&[("kfm:nonce", "b"), ("stranger", "x")]),
        ]),
        object_lock in select(vec![
            ObjectLock::Disabled,
            ObjectLock::Enabled(None),
            ObjectLock::Enabled(Some(rule(30))),
            ObjectLock::Enabled(Some(rule(7))),
        ]),
        blocks in any::<[bool; 4]>(),
        ownership in select(vec![
            Ownership::BucketOwnerEnforced,
            Ownership::Other("ObjectWriter".into()),
        ]),
        acl in select(vec![Acl::Private, Acl::Grants(vec!["AllUsers READ".into()])]),
        versioning in select(vec![
            Versioning::Disabled,
            Versioning::Enabled,
            Versioning::Suspended,
        ]),
        encryption in select(vec![
            Encryption::service_default(),
            Encryption::wanted(Some(&arn(GIVEN))),
            Encryption::wanted(Some(&arn(OWN))),
            Encryption { bucket_key: false, ..Encryption::wanted(Some(&arn(OWN))) },
        ]),
        policy in select(vec![
            None,
            Some(r#"{"Id":"kfm_zone","Statement":[]}"#.to_owned()),
            Some(r#"{"Statement":[],"Id":"kfm_zone"}"#.to_owned()),
            Some(r#"{"Id":"kfm_zone","Statement":[{}]}"#.to_owned()),
            Some(r#"{"Id":"kfm_zone_policy","Statement":[]}"#.to_owned()),
            Some(r#"{"Statement":[]}"#.to_owned()),
            Some("no JSON".to_owned()),
        ]),
        lifecycle in option::of(lifecycle()),
        access_log in access_log(),
        [sse_c_blocked, events, website, cors] in any::<[bool; 4]>(),
    ) -> BucketFacets {
        let [block_public_acls, ignore_public_acls, block_public_policy, restrict_public_buckets] =
            blocks;
        BucketFacets {
            region: Region::parse("us-east-1").unwrap(),
            tags,
            object_lock,
            public_access_block: PublicAccessBlock {
                block_public_acls,
                ignore_public_acls,
                block_public_policy,
                restrict_public_buckets,
            },
            // S3 gives no ACL of others where ACLs have no effect.
            acl: if ownership == Ownership::BucketOwnerEnforced { Acl::Private } else { acl },
            ownership,
            versioning,
            encryption,
            policy,
            website,
            cors,
            sse_c_blocked,
            lifecycle: lifecycle.map(|lifecycle| lifecycle.rules()).unwrap_or_default(),
            access_log,
            events,
            lacks: BTreeSet::new(),
        }
    }
}

prop_compose! {
    fn key()(
        state in select(vec![
            KeyState::Enabled,
            KeyState::Disabled,
            KeyState::PendingDeletion,
        ]),
        rotation in any::<bool>(),
        policy in select(vec![r#"{"Statement":[],"Id":"kfm_zone"}"#, "{}"]),
        tags in select(vec![
            tags(&[]),
            tags(&[("kfm:zone", "raw")]),
            tags(&[("kfm:bucket", "a-bucket"), ("kfm:zone", "raw"), ("team", "x")]),
        ]),
        alias in option::of(select(vec![ALIAS.to_owned(), "alias/of/a/stranger".to_owned()])),
    ) -> KeyFacets {
        KeyFacets { arn: arn(OWN), state, rotation, policy: policy.to_owned(), tags, alias }
    }
}

prop_compose! {
    fn observed()(
        bucket in option::weighted(0.8, bucket()),
        key in option::weighted(0.7, key()),
        alias_taken in any::<bool>(),
        lacks in option::weighted(0.3, subsequence(Facet::ALL.to_vec(), 1..4)),
    ) -> Observed {
        let lacks = lacks.into_iter().flatten().collect();
        Observed { bucket, key, alias_taken, lacks }
    }
}

/// How far each facet is from what is desired, in operations, written without looking at how they
/// are found.
fn distances(desired: &Desired, observed: &Observed) -> BTreeMap<&'static str, u32> {
    let mut distances = match &observed.bucket {
        Some(bucket) => bucket_distances(desired, observed, bucket),
        None => BTreeMap::from([("bucket", 1), ("blocks", 1), ("policy", 1), ("tags", 1)]),
    };
    let (key, exists) = match &desired.key {
        DesiredKey::Service => (None, true),
        DesiredKey::Given(key) => (Some(key), true),
        DesiredKey::Own { alias, policy, tags, .. } => {
            distances.extend(key_distances(alias, policy, tags, observed.key.as_ref()));
            (observed.key.as_ref().map(|key| &key.arn), observed.key.is_some())
        }
    };
    let done = observed.bucket.as_ref().is_some_and(|bucket| {
        bucket.encryption == Encryption::wanted(key)
            && (bucket.sse_c_blocked || !observed.offers(Facet::SseC))
    });
    distances.insert("encryption", u32::from(!(done && exists)));
    distances
}

fn bucket_distances(
    desired: &Desired,
    observed: &Observed,
    bucket: &BucketFacets,
) -> BTreeMap<&'static str, u32> {
    let one = |facet, differs: bool| u32::from(differs && observed.offers(facet));
    let policy = match judge(bucket.policy.as_deref(), Some(&desired.seal.document)) {
        PolicyState::Sealed | PolicyState::Granted => false,
        PolicyState::Altered => true,
        PolicyState::Missing | PolicyState::Foreign => desired.seal.owned,
    };
    let acls = bucket.ownership != Ownership::BucketOwnerEnforced;
    let lock = match desired.lock {
        DesiredLock::Never | DesiredLock::Kept => false,
        DesiredLock::Rule(rule) => bucket.object_lock != ObjectLock::Enabled(Some(rule)),
    };
    let lifecycle = meaning(&bucket.lifecycle) != meaning(&desired.lifecycle);
    let blocks = bucket.public_access_block != PublicAccessBlock::ALL;
    BTreeMap::from([
        ("blocks", one(Facet::PublicAccessBlock, blocks)),
        ("policy", u32::from(policy)),
        ("acl", one(Facet::Acl, acls && bucket.acl != Acl::Private)),
        ("ownership", one(Facet::ObjectOwnership, acls)),
        ("versioning", u32::from(bucket.versioning != Versioning::Enabled)),
        ("lock", u32::from(lock)),
        ("lifecycle", one(Facet::Lifecycle, lifecycle)),
        ("access log", one(Facet::AccessLog, bucket.access_log != desired.access_log)),
        ("events", one(Facet::Events, desired.events && !bucket.events)),
        ("website", one(Facet::Website, bucket.website)),
        ("cors", one(Facet::Cors, bucket.cors)),
        ("tags", u32::from(bucket.tags != desired.tags)),
    ])
}

fn key_distances(
    alias: &str,
    policy: &str,
    tags: &Tags,
    key: Option<&KeyFacets>,
) -> BTreeMap<&'static str, u32> {
    let Some(key) = key else {
        return BTreeMap::from([("key", 1), ("alias", 1), ("rotation", 1)]);
    };
    let state = match key.state {
        KeyState::PendingDeletion => 2,
        KeyState::Disabled => 1,
        KeyState::Enabled | KeyState::Other => 0,
    };
    let tagged = tags.iter().all(|(name, value)| key.tags.get(name) == Some(value));
    BTreeMap::from([
        ("key state", state),
        ("alias", u32::from(key.alias.as_deref() != Some(alias))),
        ("key policy", u32::from(!same_meaning(&key.policy, policy))),
        ("rotation", u32::from(!key.rotation)),
        ("key tags", u32::from(!tagged)),
    ])
}

fn sum(distances: &BTreeMap<&'static str, u32>) -> u32 {
    distances.values().sum()
}

/// So many cases. A failure prints its smallest input, which then becomes a test with a name; no
/// file keeps it.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// A zone that is as desired, written without looking at how it is made so.
fn observed_of(desired: &Desired) -> Observed {
    let create = Operation::CreateBucket {
        bucket: desired.bucket.clone(),
        region: desired.region.clone(),
        object_lock: desired.lock != DesiredLock::Never,
        namespace: desired.namespace,
        tags: desired.tags.clone(),
    };
    let own = match &desired.key {
        DesiredKey::Given(_) | DesiredKey::Service => None,
        DesiredKey::Own { alias, policy, tags, .. } => Some(KeyFacets {
            arn: arn(OWN),
            state: KeyState::Enabled,
            rotation: true,
            policy: policy.clone(),
            tags: tags.clone(),
            alias: Some(alias.clone()),
        }),
    };
    let key = match &desired.key {
        DesiredKey::Given(key) => Some(key),
        DesiredKey::Own { .. } | DesiredKey::Service => own.as_ref().map(|own| &own.arn),
    };
    let made = create.after(None).unwrap();
    let bucket = BucketFacets {
        public_access_block: PublicAccessBlock::ALL,
        policy: Some(desired.seal.document.clone()),
        encryption: Encryption::wanted(key),
        sse_c_blocked: true,
        object_lock: match desired.lock {
            DesiredLock::Rule(rule) => ObjectLock::Enabled(Some(rule)),
            DesiredLock::Never | DesiredLock::Kept => made.object_lock,
        },
        versioning: Versioning::Enabled,
        lifecycle: desired.lifecycle.clone(),
        access_log: desired.access_log.clone(),
        events: desired.events,
        ..made
    };
    Observed { bucket: Some(bucket), key: own, ..Observed::default() }
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
