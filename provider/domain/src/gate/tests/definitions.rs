use super::*;
use crate::names::{BucketName, Region};

fn told(wanted: WantedGate) -> Vec<String> {
    Gate::new(wanted).err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

#[test]
fn a_gate_is_named_after_what_it_opens() {
    let gate = gate();
    assert_eq!(gate.id().to_string(), "dev/kfm-dev-published-123456789012/soils/2026-02.abcd1234");
    let arn = gate.role_arn();
    assert_eq!(arn.path(), "/kfm/dev/gate/published/");
    assert_eq!(arn.name(), gate.id().role_name().as_str());
    assert_eq!(GateId::parse(&gate.id().to_string()).as_ref(), Ok(gate.id()));
}

#[test]
fn places_are_those_that_the_candidate_names() {
    let mut swapped = wanted(&words());
    std::mem::swap(&mut swapped.source, &mut swapped.target);
    let all = told(swapped);
    assert_eq!(all.len(), 2, "{all:?}");
    assert!(all[0].starts_with("`sources` ") && all[0].contains("kind `catalog`"), "{all:?}");
    assert!(all[1].starts_with("`target` ") && all[1].contains("kind `published`"), "{all:?}");

    let mut same = wanted(&words());
    same.source.bucket = same.target.bucket.clone();
    assert!(told(same)[0].contains("is the bucket of the target too"));

    let mut far = wanted(&words());
    far.source.region = Region::parse("cn-north-1").unwrap();
    assert!(told(far)[0].contains("partition `aws-cn`"));
}

#[test]
fn an_id_fits_the_value_of_a_tag() {
    let dataset = ["a".repeat(110), "b".repeat(110)].join("/");
    let mut long = wanted(&WantedCandidate { dataset: &dataset, ..words() });
    assert!(
        told(long.clone()).iter().all(|one| one.starts_with("`candidate.dataset` makes an id"))
    );
    assert_eq!(told(long.clone()).len(), 1);
    let dataset = "a".repeat(128);
    long = wanted(&WantedCandidate { dataset: &dataset, ..words() });
    long.target.bucket = BucketName::parse(&"b".repeat(63)).unwrap();
    assert_eq!(told(long), [""; 0]);
}

#[test]
fn more_promoters_than_a_trust_holds_are_refused() {
    let names: Vec<_> = (0..60).map(|n| format!("ci/promoter-{n}")).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let many = |count: usize| {
        let promoters = promoters(&names[..count], None);
        told(WantedGate { promoters, ..wanted(&words()) })
    };
    assert_eq!(many(10), [""; 0]);
    let told = many(60);
    assert!(told[0].starts_with("`promoter.principals` makes a trust policy of "), "{told:?}");
}

/// The role's own policy has more room than the managed policy that bounds it.
#[test]
fn a_boundary_fits_a_managed_policy() {
    let told_of = |length: usize, multipart_copy: bool| {
        let usual = format!("soils/{VERSION}/");
        let prefix = format!("{}/{usual}", "p".repeat(length - usual.len() - 1));
        let mut long = wanted(&WantedCandidate {
            source_prefix: Some(&prefix),
            target_prefix: Some(&prefix),
            ..words()
        });
        long.multipart_copy = multipart_copy;
        long.target.bucket = BucketName::parse(&"b".repeat(63)).unwrap();
        long.source.bucket = BucketName::parse(&"c".repeat(63)).unwrap();
        told(long)
    };
    assert_eq!(told_of(128, true), [""; 0]);
    assert_eq!(told_of(256, false), [""; 0]);
    let told = told_of(256, true);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("`candidate.dataset` makes a permissions boundary"), "{told:?}");
}
