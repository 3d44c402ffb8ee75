//! The guard of a promotion gate, opened and closed over the in-memory cloud, and disturbed at every write: there is never
//! a role that can be used unless the gate is open as a whole.

mod survey;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use kfm_provider::cloud::faulty::{Faults, Faulty, WriteFault};
use kfm_provider::cloud::memory::MemoryCloud;
use kfm_provider::cloud::{
    Caller, CloudErrorKind, ManagedPolicyFacets, Mutate, Operation, RoleFacets,
};
use kfm_provider::domain::access::ZoneKey;
use kfm_provider::domain::gate::{
    CLOSED_POLICY, Candidate, GATE_TAG, Gate, Moment, OPEN_POLICY, Place, Promoters, RoleState,
    Standing as Judged, WantedCandidate, WantedGate,
};
use kfm_provider::domain::policy_document::PolicyDocument;
use kfm_provider::domain::roles::Home;
use kfm_provider::domain::tags::Tags;
use kfm_provider::domain::{AccountId, BucketName, Environment, PrincipalArn, Region, ZoneKind};
use kfm_provider::reconcile::guard::{Guard, Standing, Wanted, observe, settle};
use kfm_provider::reconcile::{Cause, Limit, Stopped};
use tokio_util::sync::CancellationToken;

const ACCOUNT: &str = "111122223333";
const PROMOTER: &str = "arn:aws:iam::111122223333:role/ci/promoter";
const NOW: &str = "2026-11-24T12:00:00Z";

fn moment(text: &str) -> Moment {
    Moment::parse(text, &["expires"]).unwrap()
}

fn place(kind: ZoneKind) -> Place {
    Place {
        kind,
        bucket: BucketName::parse(&format!("kfm-dev-{kind}-{ACCOUNT}")).unwrap(),
        region: Region::parse("us-east-1").unwrap(),
        key: ZoneKey::None,
    }
}

fn gate(expires: &str) -> Gate {
    let account = AccountId::parse(ACCOUNT).unwrap();
    let home = Home { account: Some(&account), region: None };
    let candidate = Candidate::parse(&WantedCandidate {
        dataset: "soils",
        version: "2026-02.abcd1234",
        from: "catalog",
        to: "published",
        source_prefix: None,
        target_prefix: None,
    });
    Gate::new(WantedGate {
        environment: Environment::parse("dev").unwrap(),
        account: account.clone(),
        candidate: candidate.unwrap(),
        source: place(ZoneKind::Catalog),
        target: place(ZoneKind::Published),
        promoters: Promoters::new(&[PROMOTER.to_owned()].into(), None, home).unwrap(),
        expires: moment(expires),
        multipart_copy: false,
    })
    .unwrap()
}

fn cloud() -> MemoryCloud {
    let caller = Caller {
        account: AccountId::parse(ACCOUNT).unwrap(),
        arn: format!("arn:aws:iam::{ACCOUNT}:role/terraform"),
    };
    let cloud = MemoryCloud::new(caller);
    cloud.add_principal(PrincipalArn::parse(PROMOTER).unwrap());
    cloud
}

/// What a run of the reconciler came to.
async fn run(cloud: &dyn Mutate, gate: &Gate, open: bool) -> Result<(), Stopped> {
    let (at, tags) = (moment(NOW), Tags::from([("team".to_owned(), "data".to_owned())]));
    let wanted = if open { Wanted::Open(gate) } else { Wanted::Closed };
    let guard = Guard { id: gate.id(), wanted, at: &at, tags: &tags };
    let mut standing = match observe(cloud, &guard).await {
        Ok(standing) => standing,
        Err(errors) => {
            let (done, remaining) = (Vec::new(), Vec::new());
            return Err(Stopped { done, remaining, cause: Cause::Cloud(errors) });
        }
    };
    let mut limit = Limit::new(&CancellationToken::new(), Duration::from_secs(3600));
    settle(cloud, &guard, &mut standing, &mut limit, &mut |_: &Standing| ()).await
}

fn role(cloud: &MemoryCloud, gate: &Gate) -> Option<RoleFacets> {
    cloud.role_facets(&gate.id().role_name())
}

fn boundary(cloud: &MemoryCloud, gate: &Gate) -> Option<ManagedPolicyFacets> {
    cloud.managed_policy_facets(&gate.boundary_arn())
}

/// Whether the role, as IAM has it now, can be used by a promoter.
fn is_usable(cloud: &MemoryCloud, gate: &Gate) -> bool {
    is_usable_since(cloud, gate, None)
}

/// The same, where there may be sessions of a role that was there before.
fn is_usable_since(cloud: &MemoryCloud, gate: &Gate, before: Option<&RoleFacets>) -> bool {
    let document = |text: &str| PolicyDocument::parse_any(text).unwrap();
    let state = role(cloud, gate).map(|role| {
        let policy = |name: &'static str| Some((name, document(role.inline.get(name)?)));
        let policies: BTreeMap<_, _> =
            [OPEN_POLICY, CLOSED_POLICY].into_iter().filter_map(policy).collect();
        RoleState { trust: document(&role.trust), tags: role.tags.clone(), policies }
    });
    let unique = |role: &RoleFacets| role.unique_id.clone();
    let sessions =
        before.map(unique).is_some_and(|id| role(cloud, gate).map(|r| unique(&r)) == Some(id));
    let boundary = boundary(cloud, gate).map(|found| document(&found.document));
    Judged { role: state, sessions, boundary }.is_usable(gate, &moment(NOW))
}

fn actions(operations: &[Operation]) -> Vec<&'static str> {
    operations.iter().map(Operation::action).collect()
}

const OPENING: [&str; 5] = [
    "iam:CreatePolicy",
    "iam:CreateRole",
    "iam:TagRole",
    "iam:PutRolePolicy",
    "iam:UpdateAssumeRolePolicy",
];
const CLOSING: [&str; 6] = [
    "iam:PutRolePolicy",
    "iam:UpdateAssumeRolePolicy",
    "iam:DeleteRolePolicy",
    "iam:DeleteRolePolicy",
    "iam:DeleteRole",
    "iam:DeletePolicy",
];
const EXPIRES: &str = "2026-11-25T18:00:00Z";

#[tokio::test(start_paused = true)]
async fn a_guard_is_opened_and_closed_in_order() {
    let (cloud, gate) = (cloud(), gate(EXPIRES));
    run(&cloud, &gate, true).await.unwrap();
    assert_eq!(actions(&cloud.operations()), OPENING);
    assert!(is_usable(&cloud, &gate));
    let found = role(&cloud, &gate).unwrap();
    assert_eq!(found.tags[GATE_TAG], gate.id().to_string());
    assert_eq!(found.tags["team"], "data");
    let bound = boundary(&cloud, &gate).unwrap();
    assert_eq!(found.boundary.as_ref(), Some(&bound.arn));
    assert_eq!(bound.document, found.inline[OPEN_POLICY]);
    assert_eq!(bound.tags[GATE_TAG], gate.id().to_string());
    assert_eq!(bound.tags["team"], "data");

    cloud.forget_calls();
    run(&cloud, &gate, false).await.unwrap();
    assert_eq!(actions(&cloud.operations()), CLOSING);
    assert_eq!(role(&cloud, &gate), None);
    assert_eq!(cloud.managed_policies(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn what_is_as_it_should_be_is_left() {
    let (cloud, gate) = (cloud(), gate(EXPIRES));
    run(&cloud, &gate, false).await.unwrap();
    assert_eq!(cloud.mutations(), 0);
    run(&cloud, &gate, true).await.unwrap();
    cloud.forget_calls();
    run(&cloud, &gate, true).await.unwrap();
    assert_eq!(actions(&cloud.operations()), Vec::<&str>::new());
}

/// A role that exists is never opened further: whatever differs, it is closed to its end and made anew.
#[tokio::test(start_paused = true)]
async fn a_role_that_differs_is_closed_and_made_anew() {
    type Change = fn(&mut RoleFacets);
    let changes: [Change; 9] = [
        |role| drop(role.tags.insert("kfm:prefix".to_owned(), "other/".to_owned())),
        |role| drop(role.inline.insert("more".to_owned(), everything())),
        |role| drop(role.inline.insert(OPEN_POLICY.to_owned(), everything())),
        |role| drop(role.inline.remove(OPEN_POLICY)),
        |role| {
            role.attached.insert("arn:aws:iam::aws:policy/AdministratorAccess".to_owned());
        },
        |role| role.trust = anybody(),
        |role| role.max_session = 43_200,
        |role| role.boundary = None,
        |role| role.boundary = Some("arn:aws:iam::aws:policy/AdministratorAccess".to_owned()),
    ];
    for (number, change) in changes.into_iter().enumerate() {
        let (cloud, gate) = (cloud(), gate(EXPIRES));
        run(&cloud, &gate, true).await.unwrap();
        let before = role(&cloud, &gate).unwrap().unique_id;
        cloud.drift_role(&gate.id().role_name(), change);
        cloud.forget_calls();
        run(&cloud, &gate, true).await.unwrap();
        let done = actions(&cloud.operations());
        assert_eq!(done.first(), Some(&"iam:PutRolePolicy"), "{number}");
        // What bounds it is as it should be, and stays.
        assert!(done.ends_with(&OPENING[1..]), "{number}: {done:?}");
        assert!(!done.contains(&"iam:CreatePolicy"), "{number}: {done:?}");
        assert_ne!(role(&cloud, &gate).unwrap().unique_id, before, "{number}");
        assert!(is_usable(&cloud, &gate), "{number}");
    }
    // Another date is another gate.
    let (cloud, earlier, later) = (cloud(), gate(EXPIRES), gate("2026-11-26T18:00:00Z"));
    run(&cloud, &earlier, true).await.unwrap();
    let before = role(&cloud, &earlier).unwrap().unique_id;
    run(&cloud, &later, true).await.unwrap();
    assert_ne!(role(&cloud, &later).unwrap().unique_id, before);
}

/// A boundary that differs goes once no role has it, and is made anew before the role.
#[tokio::test(start_paused = true)]
async fn a_boundary_that_differs_ends_with_its_role() {
    type Change = fn(&mut ManagedPolicyFacets);
    let changes: [Change; 3] = [
        |policy| policy.document = everything(),
        |policy| drop(policy.tags.remove("kfm:bucket")),
        |policy| drop(policy.tags.insert("team".to_owned(), "other".to_owned())),
    ];
    for (number, change) in changes.into_iter().enumerate() {
        let (cloud, gate) = (cloud(), gate(EXPIRES));
        run(&cloud, &gate, true).await.unwrap();
        let before = role(&cloud, &gate).unwrap().unique_id;
        let right = boundary(&cloud, &gate);
        cloud.drift_managed_policy(&gate.boundary_arn(), change);
        // Without its role, too.
        let bare = cloud.fork();
        bare.remove_role(&gate.id().role_name());
        for (cloud, closing) in [(&cloud, &CLOSING[..]), (&bare, &CLOSING[5..])] {
            cloud.forget_calls();
            run(cloud, &gate, true).await.unwrap();
            let expected: Vec<_> = closing.iter().chain(&OPENING).copied().collect();
            assert_eq!(actions(&cloud.operations()), expected, "{number}");
            assert_ne!(role(cloud, &gate).unwrap().unique_id, before, "{number}");
            assert_eq!(boundary(cloud, &gate), right, "{number}");
            assert!(is_usable(cloud, &gate), "{number}");
        }
    }
}

/// As one that somebody took away by force.
#[tokio::test(start_paused = true)]
async fn a_role_without_its_boundary_is_closed_and_made_anew() {
    let (cloud, gate) = (cloud(), gate(EXPIRES));
    run(&cloud, &gate, true).await.unwrap();
    cloud.remove_managed_policy(&gate.boundary_arn());
    cloud.forget_calls();
    run(&cloud, &gate, true).await.unwrap();
    let expected: Vec<_> = CLOSING[..5].iter().chain(&OPENING).copied().collect();
    assert_eq!(actions(&cloud.operations()), expected);
}

/// A policy of that name that the gate did not make stays; a role of the gate's is closed all the same.
#[tokio::test(start_paused = true)]
async fn a_boundary_that_is_not_the_gates_is_left() {
    for (tag, has_role) in
        [(None, true), (Some("dev/other/soils/2026-02.abcd1234"), true), (None, false)]
    {
        for open in [true, false] {
            let (cloud, gate) = (cloud(), gate(EXPIRES));
            run(&cloud, &gate, true).await.unwrap();
            cloud.drift_managed_policy(&gate.boundary_arn(), |policy| {
                policy.tags.remove(GATE_TAG);
                policy.tags.extend(tag.map(|id| (GATE_TAG.to_owned(), id.to_owned())));
            });
            if !has_role {
                cloud.remove_role(&gate.id().role_name());
            }
            cloud.forget_calls();
            let stopped = run(&cloud, &gate, open).await.unwrap_err();
            assert!(matches!(stopped.cause, Cause::ForeignPolicy(_)), "{stopped}");
            let expected = if has_role { &CLOSING[..5] } else { &[] };
            assert_eq!(actions(&cloud.operations()), expected);
            assert_eq!(role(&cloud, &gate), None);
            assert!(boundary(&cloud, &gate).is_some());
        }
    }
}

/// The boundary of a gate into a bucket of another kind stands at another path.
#[tokio::test(start_paused = true)]
async fn a_boundary_is_found_wherever_it_stands() {
    for open in [true, false] {
        let (cloud, gate) = (cloud(), gate(EXPIRES));
        run(&cloud, &gate, true).await.unwrap();
        let found = boundary(&cloud, &gate).unwrap();
        run(&cloud, &gate, false).await.unwrap();
        let arn = found.arn.replace("/published/", "/catalog/");
        cloud.add_managed_policy(ManagedPolicyFacets { arn, ..found });
        run(&cloud, &gate, open).await.unwrap();
        let expected = if open { vec![gate.boundary_arn()] } else { Vec::new() };
        assert_eq!(cloud.managed_policies(), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn a_read_of_a_guard_names_every_missing_permission() {
    let (cloud, gate) = (cloud(), gate(EXPIRES));
    let faulty = Faulty::new(Arc::new(cloud));
    faulty.set(
        Faults::default().fail(["iam:GetRole", "iam:GetPolicyVersion"], CloudErrorKind::Denied),
    );
    for open in [true, false] {
        let stopped = run(&faulty, &gate, open).await.unwrap_err();
        let Cause::Cloud(errors) = stopped.cause else { panic!("{stopped}") };
        let denied: Vec<_> = errors.iter().map(|error| error.action).collect();
        assert_eq!(denied, ["iam:GetRole", "iam:GetPolicyVersion", "iam:GetPolicyVersion"]);
    }
}

fn everything() -> String {
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#
        .to_owned()
}

fn anybody() -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"{PROMOTER}"}},"Action":"sts:AssumeRole"}}]}}"#
    )
}

#[tokio::test(start_paused = true)]
async fn a_role_that_is_not_the_gates_is_left() {
    for tag in [Some("dev/other/soils/2026-02.abcd1234".to_owned()), Some(String::new())] {
        for open in [true, false] {
            let (cloud, gate) = (cloud(), gate(EXPIRES));
            run(&cloud, &gate, true).await.unwrap();
            cloud.drift_role(&gate.id().role_name(), |role| {
                role.trust = anybody();
                role.tags.remove(GATE_TAG);
                role.tags.extend(tag.clone().map(|id| (GATE_TAG.to_owned(), id)));
            });
            cloud.forget_calls();
            let stopped = run(&cloud, &gate, open).await.unwrap_err();
            assert!(matches!(stopped.cause, Cause::ForeignRole(_)), "{stopped}");
            assert_eq!(actions(&cloud.operations()), Vec::<&str>::new());
        }
    }
}

/// Whoever takes its tag away does not keep a gate from being closed.
#[tokio::test(start_paused = true)]
async fn a_role_at_its_place_that_lost_its_tag_is_closed() {
    let (cloud, gate) = (cloud(), gate(EXPIRES));
    run(&cloud, &gate, true).await.unwrap();
    cloud.drift_role(&gate.id().role_name(), |role| drop(role.tags.remove(GATE_TAG)));
    run(&cloud, &gate, false).await.unwrap();
    assert_eq!(role(&cloud, &gate), None);
}

/// What befalls a write.
const BLOWS: [WriteFault; 4] = [
    WriteFault::Fails(CloudErrorKind::Denied),
    WriteFault::ReplyLost,
    WriteFault::DiesBefore,
    WriteFault::DiesAfter,
];

/// How many writes a run has that nothing disturbs.
async fn undisturbed(before: &MemoryCloud, gate: &Gate, open: bool) -> usize {
    let cloud = before.fork();
    cloud.forget_calls();
    run(&cloud, gate, open).await.unwrap();
    cloud.mutations()
}

/// A run that is disturbed at a write, from a state that another run left; `None` where the run has no such write.
async fn disturbed(
    before: &MemoryCloud,
    gate: &Gate,
    open: bool,
    at: usize,
    blow: WriteFault,
) -> Option<MemoryCloud> {
    let cloud = before.fork();
    let faulty = Faulty::new(Arc::new(cloud.clone()));
    faulty.set(Faults::default().at_write(at, blow));
    let ended = run(&faulty, gate, open).await;
    (faulty.writes() > at).then(|| {
        assert!(ended.is_err(), "{at} {blow:?}");
        cloud
    })
}

#[tokio::test(start_paused = true)]
async fn no_crash_leaves_a_role_that_can_be_used_without_an_open_gate() {
    let gate = gate(EXPIRES);
    let (nothing, opened, drifted, unbound) = (cloud(), cloud(), cloud(), cloud());
    for cloud in [&opened, &drifted, &unbound] {
        run(cloud, &gate, true).await.unwrap();
    }
    drifted.drift_role(&gate.id().role_name(), |role| {
        role.inline.insert("more".to_owned(), everything());
    });
    unbound.drift_managed_policy(&gate.boundary_arn(), |policy| policy.document = everything());
    let mut cells = 0;
    for (name, before, open) in [
        ("opening", &nothing, true),
        ("closing", &opened, false),
        ("closing what somebody changed", &drifted, false),
        ("opening anew", &drifted, true),
        ("opening anew with another boundary", &unbound, true),
    ] {
        for blow in BLOWS {
            let mut at = 0;
            while let Some(cloud) = disturbed(before, &gate, open, at, blow).await {
                let cell = format!("{name}, write {at}, {blow:?}");
                cells += 1;
                // The last write of an opening opens. Before the first of a closing, nothing has happened.
                let happened =
                    usize::from(matches!(blow, WriteFault::ReplyLost | WriteFault::DiesAfter));
                let done = at + happened;
                let untouched = done == 0 && is_usable(before, &gate);
                let whole = open && done == undisturbed(before, &gate, open).await;
                let usable = is_usable_since(&cloud, &gate, role(before, &gate).as_ref());
                assert_eq!(usable, untouched || whole, "{cell}");
                // The next run comes to its end, whichever it is.
                for open in [false, true] {
                    let cloud = cloud.fork();
                    run(&cloud, &gate, open)
                        .await
                        .unwrap_or_else(|stopped| panic!("{cell}: {stopped}"));
                    assert_eq!(is_usable(&cloud, &gate), open, "{cell}");
                    assert_eq!(role(&cloud, &gate).is_some(), open, "{cell}");
                    assert_eq!(boundary(&cloud, &gate).is_some(), open, "{cell}");
                }
                at += 1;
            }
        }
    }
    // 5, 6, 7, 10 and 11 writes, each struck in four ways.
    assert_eq!(cells, 156);
}
