use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kfm_provider::cli::Exit;
use kfm_provider::cloud::faulty::{Faults, Faulty};
use kfm_provider::cloud::{CloudErrorKind, ManagedPolicyFacets, RoleFacets};
use kfm_provider::domain::PrincipalArn;
use kfm_provider::domain::gate::{GATE_TAG, GateId, OPEN_POLICY};
use kfm_provider::domain::tags::Tags;

use crate::support::Desk;

const ID: &str = "dev/kfm-dev-published-111122223333/soils/2026-02.abcd1234";
const EVERYTHING: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
const ANYBODY: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}]}"#;

/// A desk with the role of an open gate.
fn open() -> Desk {
    let desk = Desk::new();
    let name = GateId::parse(ID).unwrap().role_name();
    desk.cloud.add_role(RoleFacets {
        arn: PrincipalArn::parse(&format!(
            "arn:aws:iam::111122223333:role/kfm/dev/gate/published/{name}"
        ))
        .unwrap(),
        unique_id: "AROAEXAMPLE".to_owned(),
        trust: ANYBODY.to_owned(),
        boundary: None,
        max_session: 3600,
        description: String::new(),
        tags: Tags::from([(GATE_TAG.to_owned(), ID.to_owned())]),
        inline: BTreeMap::from([(OPEN_POLICY.to_owned(), EVERYTHING.to_owned())]),
        others: BTreeSet::new(),
        attached: BTreeSet::new(),
    });
    desk
}

#[test]
fn an_open_gate_is_closed() {
    let desk = open();
    let ended = desk.run(&["gate", "close", ID]);
    assert_eq!(ended.exit, Exit::Good, "{ended:?}");
    assert!(
        ended.output.starts_with(&format!("{ID}: closed: the role `kfm-dev-gate-")),
        "{}",
        ended.output
    );
    assert!(desk.cloud.roles().is_empty());
    let again = desk.run(&["gate", "close", ID]);
    assert_eq!(again.exit, Exit::Good);
    assert!(again.output.contains("there is no role"), "{}", again.output);
}

/// The policy that bounds the role of the gate, as a close leaves it that ended before its end.
fn bound(desk: &Desk, tag: &str) -> String {
    let name = GateId::parse(ID).unwrap().boundary_name();
    let arn = format!("arn:aws:iam::111122223333:policy/kfm/dev/gate/published/{name}");
    desk.cloud.add_managed_policy(ManagedPolicyFacets {
        arn: arn.clone(),
        document: EVERYTHING.to_owned(),
        tags: Tags::from([(GATE_TAG.to_owned(), tag.to_owned())]),
    });
    arn
}

#[test]
fn what_bounds_the_role_is_removed_with_it_and_alone() {
    for (desk, words) in [(open(), "the role `kfm-dev-gate-"), (Desk::new(), "there was no role")] {
        bound(&desk, ID);
        let ended = desk.run(&["gate", "close", ID]);
        assert_eq!(ended.exit, Exit::Good, "{ended:?}");
        assert!(ended.output.contains(words), "{}", ended.output);
        assert!(desk.cloud.roles().is_empty() && desk.cloud.managed_policies().is_empty());
    }
}

#[test]
fn a_policy_of_another_is_told_and_stays() {
    let desk = open();
    let arn = bound(&desk, "dev/other/soils/2026-02.abcd1234");
    let ended = desk.run(&["gate", "close", ID]);
    assert_eq!(ended.exit, Exit::Error);
    assert!(ended.errors.contains("there is no role"), "{}", ended.errors);
    assert!(ended.errors.contains(&arn), "{}", ended.errors);
    assert!(desk.cloud.roles().is_empty());
    assert_eq!(desk.cloud.managed_policies(), [arn]);
}

#[test]
fn what_cannot_be_closed_is_told() {
    let mut desk = open();
    let faulty = Faulty::new(Arc::new(desk.cloud.clone()));
    faulty.set(Faults::default().fail(["iam:UpdateAssumeRolePolicy"], CloudErrorKind::Denied));
    desk.instead = Some(Arc::new(faulty));
    let ended = desk.run(&["gate", "close", ID]);
    assert_eq!(ended.exit, Exit::Error);
    assert!(ended.errors.contains("Done: iam:PutRolePolicy."), "{}", ended.errors);
    assert_eq!(desk.cloud.roles().len(), 1);

    let mut desk = open();
    let faulty = Faulty::new(Arc::new(desk.cloud.clone()));
    faulty.set(Faults::default().fail_reads(CloudErrorKind::Denied));
    desk.instead = Some(Arc::new(faulty));
    let ended = desk.run(&["gate", "close", ID]);
    assert_eq!(ended.exit, Exit::Error);
    assert!(ended.errors.contains("cannot be told"), "{}", ended.errors);
}

#[test]
fn an_id_that_is_none_is_told() {
    let ended = Desk::new().run(&["gate", "close", "DEV/b/soils/latest"]);
    assert_eq!(ended.exit, Exit::Error);
    assert!(ended.errors.matches("error: the id: ").count() >= 2, "{}", ended.errors);
}
