//! Roles under the path of the gates: those that a gate can have made, and those that none can.

use std::time::Duration;

use kfm_provider::domain::access::{SOURCE_TAG, TARGET_TAG};
use kfm_provider::domain::gate::GateId;
use kfm_provider::reconcile::guard::{Deviation, Undeclared, survey};

use super::*;

async fn look(cloud: &dyn Mutate) -> Vec<Undeclared> {
    let environment = Environment::parse("dev").unwrap();
    survey(cloud, &environment, ZoneKind::Published).await.unwrap()
}

/// A cloud with an open gate.
async fn opened() -> (MemoryCloud, Gate) {
    let (cloud, gate) = (cloud(), gate(EXPIRES));
    run(&cloud, &gate, true).await.unwrap();
    (cloud, gate)
}

#[tokio::test(start_paused = true)]
async fn no_role_and_roles_elsewhere_are_no_matter() {
    let (cloud, gate) = opened().await;
    let found = role(&cloud, &gate).unwrap();
    run(&cloud, &gate, false).await.unwrap();
    assert_eq!(look(&cloud).await, []);
    for path in ["kfm/dev/gate/catalog", "kfm/prod/gate/published", "kfm/dev/gate"] {
        let arn = format!("arn:aws:iam::{ACCOUNT}:role/{path}/x");
        let arn = PrincipalArn::parse(&arn).unwrap();
        cloud.add_role(RoleFacets { arn, tags: Tags::new(), ..found.clone() });
        assert_eq!(look(&cloud).await, [], "{path}");
    }
}

/// Also one that a crash left anywhere, and one of another bucket of the kind.
#[tokio::test(start_paused = true)]
async fn a_role_of_a_gate_can_have_been_made_by_it() {
    let (open, gate) = opened().await;
    assert_eq!(look(&open).await, []);
    for (before, opens) in [(&cloud(), true), (&open, false)] {
        let mut at = 0;
        while let Some(left) = disturbed(before, &gate, opens, at, WriteFault::DiesAfter).await {
            assert_eq!(look(&left).await, [], "{opens} {at}");
            at += 1;
        }
        assert!(at >= 5);
    }
    let (other, _) = renamed("dev/another-bucket/soils/2026-02.abcd1234").await;
    assert_eq!(look(&other).await, []);
}

/// The role of an open gate, taken for that of another id.
async fn renamed(id: &str) -> (MemoryCloud, PrincipalArn) {
    let (cloud, gate) = opened().await;
    let before = role(&cloud, &gate).unwrap();
    cloud.remove_role(&gate.id().role_name());
    let id = GateId::parse(id).unwrap();
    let account = AccountId::parse(ACCOUNT).unwrap();
    let region = Region::parse("us-east-1").unwrap();
    let arn = id.role_arn(ZoneKind::Published, &account, &region);
    let mut tags = before.tags.clone();
    tags.insert(GATE_TAG.to_owned(), id.to_string());
    tags.insert("kfm:bucket".to_owned(), id.target().to_string());
    let boundary = Some(id.boundary_arn(ZoneKind::Published, &account, &region));
    cloud.add_role(RoleFacets { arn: arn.clone(), tags, boundary, ..before });
    (cloud, arn)
}

#[tokio::test(start_paused = true)]
async fn every_deviation_is_told() {
    type Change = fn(&mut RoleFacets);
    let administrator = "arn:aws:iam::aws:policy/AdministratorAccess";
    let cases: [(&str, Change); 13] = [
        ("it has no tag `kfm:gate`", |role| drop(role.tags.remove(GATE_TAG))),
        ("its tag `kfm:gate` is no id of a gate: ", |role| {
            role.tags.insert(GATE_TAG.to_owned(), "mine".to_owned());
        }),
        ("whose role is `kfm-dev-gate-", |role| {
            let other = "dev/kfm-dev-published-111122223333/water/2026-02.abcd1234";
            role.tags.insert(GATE_TAG.to_owned(), other.to_owned());
            role.tags.remove(TARGET_TAG);
            role.tags.remove(SOURCE_TAG);
        }),
        ("its tag `kfm:bucket` is missing", |role| drop(role.tags.remove("kfm:bucket"))),
        ("its tag `kfm:zone` is missing, or not that", |role| {
            role.tags.insert("kfm:zone".to_owned(), "catalog".to_owned());
        }),
        ("its tag `kfm:prefix` is no prefix", |role| {
            role.tags.insert(TARGET_TAG.to_owned(), "soils/".to_owned());
        }),
        ("its tag `kfm:source-prefix` is no prefix", |role| {
            role.tags.insert(SOURCE_TAG.to_owned(), "*".to_owned());
        }),
        ("it has an inline policy `more`", |role| {
            role.inline.insert("more".to_owned(), everything());
        }),
        // As policies of zones are named, which are not read.
        ("it has an inline policy `kfm-", |role| {
            role.inline.insert("kfm-dev-raw-0123abcd".to_owned(), everything());
        }),
        ("AdministratorAccess` is attached to it", |role| {
            role.attached.insert("arn:aws:iam::aws:policy/AdministratorAccess".to_owned());
        }),
        ("it has no permissions boundary", |role| role.boundary = None),
        ("it is bounded by `arn:aws:iam::aws:policy/AdministratorAccess`", |role| {
            role.boundary = Some("arn:aws:iam::aws:policy/AdministratorAccess".to_owned());
        }),
        ("its sessions last up to 43200 seconds", |role| role.max_session = 43_200),
    ];
    for (words, change) in cases {
        let (cloud, gate) = opened().await;
        cloud.drift_role(&gate.id().role_name(), change);
        let [told] = <[_; 1]>::try_from(look(&cloud).await).unwrap();
        assert_eq!((&told.arn, told.reasons.len()), (&gate.role_arn(), 1), "{told}");
        let start = format!("no gate made the role `{}`", gate.role_arn());
        assert!(told.to_string().starts_with(&start), "{told}");
        assert!(told.to_string().contains(words), "{told}");
    }
    // Several at once, in one sentence.
    let (cloud, gate) = opened().await;
    cloud.drift_role(&gate.id().role_name(), |role| {
        role.boundary = None;
        role.attached.insert(administrator.to_owned());
    });
    let [told] = <[_; 1]>::try_from(look(&cloud).await).unwrap();
    assert_eq!(
        told.reasons,
        [Deviation::Attached(administrator.to_owned()), Deviation::Boundary(None)]
    );
    assert!(told.to_string().contains("attached to it; it has no"), "{told}");
}

#[tokio::test(start_paused = true)]
async fn a_role_is_where_its_gate_puts_it() {
    let (cloud, gate) = opened().await;
    let found = role(&cloud, &gate).unwrap();
    cloud.remove_role(&gate.id().role_name());
    let arn = found.arn.as_str().replace("/published/", "/published/below/");
    let boundary = Some(arn.replacen(":role/", ":policy/", 1));
    let arn = PrincipalArn::parse(&arn).unwrap();
    cloud.add_role(RoleFacets { arn, boundary, ..found });
    let [told] = <[_; 1]>::try_from(look(&cloud).await).unwrap();
    assert_eq!(told.reasons, [Deviation::Path("/kfm/dev/gate/published/below/".to_owned())]);

    let (cloud, arn) = renamed("prod/kfm-dev-published-111122223333/soils/2026-02.abcd1234").await;
    let below = arn.as_str().replace("/kfm/prod/", "/kfm/dev/");
    let boundary = Some(below.replacen(":role/", ":policy/", 1));
    let name = kfm_provider::domain::roles::RoleName::parse(arn.name()).unwrap();
    let found = cloud.role_facets(&name).unwrap();
    let arn = PrincipalArn::parse(&below).unwrap();
    cloud.add_role(RoleFacets { arn, boundary, ..found });
    let [told] = <[_; 1]>::try_from(look(&cloud).await).unwrap();
    assert!(matches!(told.reasons.as_slice(), [Deviation::Environment(_)]), "{told}");
    assert!(told.to_string().contains("of another environment"), "{told}");
}

/// More than are read at a time.
#[tokio::test(start_paused = true)]
async fn every_role_is_read() {
    let (cloud, gate) = opened().await;
    let found = role(&cloud, &gate).unwrap();
    for number in 10..30 {
        let arn = format!("{}-{number}", found.arn);
        let arn = PrincipalArn::parse(&arn).unwrap();
        cloud.add_role(RoleFacets { arn, ..found.clone() });
    }
    let told: Vec<_> = look(&cloud).await.iter().map(|one| one.arn.to_string()).collect();
    let expected: Vec<_> = (10..30).map(|number| format!("{}-{number}", gate.role_arn())).collect();
    assert_eq!(told, expected);
}

#[tokio::test(start_paused = true)]
async fn a_role_that_goes_meanwhile_is_none_and_a_failure_is_told() {
    let (cloud, gate) = opened().await;
    cloud.drift_role(&gate.id().role_name(), |role| role.boundary = None);
    let faulty = Faulty::new(Arc::new(cloud.clone()));
    faulty.set(Faults::default().delay(Duration::from_millis(10)));
    assert_eq!(look(&faulty).await.len(), 1);
    // Listed after 10 milliseconds, read after 20.
    let going = async {
        tokio::time::sleep(Duration::from_millis(15)).await;
        cloud.remove_role(&gate.id().role_name());
    };
    let (told, ()) = tokio::join!(look(&faulty), going);
    assert_eq!(told, []);

    let (cloud, _) = opened().await;
    let environment = Environment::parse("dev").unwrap();
    for action in ["iam:ListRoles", "iam:GetRole"] {
        let faulty = Faulty::new(Arc::new(cloud.clone()));
        faulty.set(Faults::default().fail([action], CloudErrorKind::Denied));
        let errors = survey(&faulty, &environment, ZoneKind::Published).await.unwrap_err();
        assert_eq!(errors.kind(), Some(CloudErrorKind::Denied));
        assert!(errors.iter().all(|error| error.action == action), "{errors}");
    }
}
