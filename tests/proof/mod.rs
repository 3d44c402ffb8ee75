//! The proof of a zone's documents: it holds for all that are generated, and for none that is
//! weakened.

mod explained;
mod mutants;
mod mutation;
pub(crate) mod random;
pub(crate) mod zone;

use kfm_provider::domain::ZoneKind;
use kfm_provider::domain::object_lifecycle::LifecycleRule;
use kfm_provider::domain::policy_document::{PolicyDocument, PolicyKind, Statement};
use kfm_provider::domain::proof::{Proof, Witness};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use self::zone::{Documents, granted, sealed};
use crate::support::access::role;

#[test]
fn every_zone_is_proved_sealed_and_granted() {
    for kind in ZoneKind::ALL {
        for zone in [sealed(kind), granted(kind)] {
            let proof = Documents::of(&zone).prove(&zone);
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
    let outcome = TestRunner::new(config).run(&random::zone(), |zone| {
        let proof = Documents::of(&zone).prove(&zone);
        prop_assert!(proof.holds(), "{}", words(&proof.witnesses));
        Ok(())
    });
    outcome.unwrap();
}

#[test]
fn documents_are_what_they_say_and_fit_or_say_by_how_much_not() {
    let config = Config { cases: 300, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&random::zone(), |zone| {
        let documents = Documents::of(&zone);
        let roles = documents.roles.iter().map(|role| (role, PolicyKind::RoleInline));
        let all =
            [(&documents.bucket, PolicyKind::Bucket), (&documents.boundary, PolicyKind::Boundary)];
        let key = documents.key.iter().map(|key| (key, PolicyKind::Key));
        for (document, kind) in all.into_iter().chain(roles).chain(key) {
            let text = document.to_json();
            let read = PolicyDocument::parse(&text, kind);
            prop_assert_eq!(read.map(|read| read.to_json()).ok(), Some(text));
            let canonical = document.canonical();
            prop_assert_eq!(&canonical.canonical(), &canonical);
            match document.headroom(kind) {
                Ok(size) => prop_assert!(size.used <= size.limit),
                Err(size) => prop_assert!(size.used > size.limit && size.limit == kind.limit()),
            }
        }
        Ok(())
    });
    outcome.unwrap();
}

/// The proof of a sealed zone with this lifecycle rule.
fn proof_with(kind: ZoneKind, rule: LifecycleRule) -> Proof {
    let zone = sealed(kind);
    Documents { lifecycle: vec![rule], ..Documents::of(&zone) }.prove(&zone)
}

#[test]
fn lifecycle_rules_delete_only_where_the_zone_lets_them() {
    let rule = |prefix: &str| LifecycleRule {
        id: "old".to_owned(),
        enabled: true,
        prefix: prefix.to_owned(),
        expiration_days: Some(30),
        ..LifecycleRule::default()
    };
    for kind in ZoneKind::ALL {
        let with = |rule| proof_with(kind, rule);
        assert_eq!(with(rule("scratch/")).holds(), kind.may_expire_prefixes(), "{kind}");
        let off = LifecycleRule { enabled: false, ..rule("scratch/") };
        assert!(with(off).holds(), "{kind}");
    }
    assert_eq!(
        words(&proof_with(ZoneKind::Raw, rule("soils/")).witnesses),
        "`lifecycle` may delete on `raw/soils/*` after 30 days: lifecycle rule `old` is in force, \
         and the matrix does not give it"
    );
}

#[test]
fn a_witness_says_who_may_what_where_and_by_what() {
    let zone = granted(ZoneKind::Raw);
    let mut documents = Documents::of(&zone);
    let open = |statement: &mut Statement| {
        for condition in &mut statement.conditions {
            if condition.key == "aws:PrincipalArn" {
                condition.values.insert(role("analyst").to_string());
            }
        }
    };
    documents.bucket.statements.iter_mut().take(1).for_each(open);
    let proof = documents.prove(&zone);
    assert!(!proof.holds());
    assert_eq!(
        words(proof.witnesses.get(..1).unwrap()),
        "`role/analyst` may s3:AllowVendedLogDeliveryForResource on `raw`: statement `Everything` \
         of the caller's policies allows it, and the matrix does not give it"
    );
}

fn words(witnesses: &[Witness]) -> String {
    let lines: Vec<_> = witnesses.iter().take(20).map(ToString::to_string).collect();
    lines.join("\n")
}
