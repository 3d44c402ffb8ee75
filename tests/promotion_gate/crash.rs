//! A run that ends early, at every write and in every way: after it there is no role that can be used unless the evidence
//! passes and the gate is open as a whole, and the next run finishes.

use std::time::Duration;

use kfm_provider::cloud::CloudErrorKind;
use kfm_provider::cloud::faulty::{Faults, Faulty, WriteFault};
use kfm_provider::domain::gate::{CLOSED_POLICY, OPEN_POLICY};

use super::*;
use crate::support::terraform::{Ending, Kept, Terraform};

/// What befalls a write, and what Terraform keeps then.
const BLOWS: [(WriteFault, Ending); 6] = [
    (WriteFault::Fails(CloudErrorKind::Denied), Ending::Answers),
    (WriteFault::ReplyLost, Ending::Answers),
    (WriteFault::DiesBefore, Ending::Forgets),
    (WriteFault::DiesBefore, Ending::LosesPrivate),
    (WriteFault::DiesAfter, Ending::Forgets),
    (WriteFault::DiesAfter, Ending::LosesPrivate),
];

/// What a run is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A gate is made, and opens.
    Open,
    /// The evidence of an open gate stops to pass.
    Close,
    /// An open gate is destroyed.
    Destroy,
    /// The role of an open gate was changed.
    Repair,
}

impl Kind {
    /// The world before the run, and what Terraform keeps of it.
    async fn before(self, release: &Release) -> (MemoryCloud, Option<Kept>) {
        let cloud = ground().await;
        store(&cloud, release);
        if self == Self::Open {
            return (cloud, None);
        }
        let stored = applied(&client(&cloud).await, None, &gate(release)).await;
        match self {
            Self::Close => put(&cloud, release.uri("spec.json"), b"{}"),
            Self::Repair => cloud.drift_role(&id().role_name(), |role| {
                role.inline.insert("more".to_owned(), role.inline[OPEN_POLICY].clone());
            }),
            Self::Open | Self::Destroy => {}
        }
        (cloud, Some(Kept { stored, tainted: false }))
    }

    /// Whether the gate is open after the run.
    const fn opens(self) -> bool {
        matches!(self, Self::Open | Self::Repair)
    }
}

/// Whether a promoter could put something by the role: it is trusted, allowed, and not denied.
fn is_usable(cloud: &MemoryCloud) -> bool {
    role(cloud).is_some_and(|role| {
        role.trust.contains("ci/promoter")
            && role.inline.contains_key(OPEN_POLICY)
            && !role.inline.contains_key(CLOSED_POLICY)
    })
}

async fn run(
    cloud: Arc<dyn Mutate>,
    kept: Option<Kept>,
    config: Option<&Json>,
    ending: Ending,
    died: &(dyn Fn() -> bool + Sync),
) -> crate::support::terraform::Run {
    let client = client_at(cloud, || NOW.parse().unwrap()).await;
    Terraform { ending, died, ..Terraform::new(&client, GATE) }.apply(kept, config).await
}

async fn every_cell_of(kind: Kind) {
    let release = release(Approval::Kept);
    let config = gate(&release);
    let mut cells = 0;
    let wanted = (kind != Kind::Destroy).then_some(&config);
    let (before, kept) = kind.before(&release).await;
    let faulty = Arc::new(Faulty::new(Arc::new(before.fork())));
    let whole = run(faulty.clone(), kept.clone(), wanted, Ending::Answers, &|| false).await;
    assert!(whole.errors.is_empty(), "{kind:?}: {:?}", whole.errors);
    assert!(faulty.writes() >= 4, "{kind:?}: {} writes", faulty.writes());
    for number in 0..faulty.writes() {
        for (blow, ending) in BLOWS {
            cells += 1;
            let cell = format!("{kind:?}, {blow:?} at {number}, {ending:?}");
            let (cloud, kept) = (before.fork(), kept.clone());
            let was_usable = is_usable(&cloud);
            let faulty = Arc::new(Faulty::new(Arc::new(cloud.clone())));
            faulty.set(Faults::default().at_write(number, blow).delay(Duration::ZERO));
            let dead = faulty.clone();
            let first = run(faulty, kept, wanted, ending, &move || dead.is_dead()).await;
            // Before its first write has had its effect, an open gate is as it was.
            let untouched =
                number == 0 && matches!(blow, WriteFault::Fails(_) | WriteFault::DiesBefore);
            if is_usable(&cloud) {
                assert!(kind.opens() || (was_usable && untouched), "{cell}: half open");
            }
            let next =
                run(Arc::new(cloud.clone()), first.kept, wanted, Ending::Answers, &|| false).await;
            assert!(next.errors.is_empty(), "{cell}: {:?}", next.errors);
            assert_eq!(is_usable(&cloud), kind.opens(), "{cell}");
            assert_eq!(role(&cloud).is_some(), kind.opens(), "{cell}");
            assert_eq!(next.kept.is_some(), wanted.is_some(), "{cell}");
            if let Some(kept) = next.kept {
                assert!(!kept.tainted, "{cell}");
                assert_settled(&client(&cloud).await, &kept.stored, &config).await;
            }
        }
    }
    println!("{kind:?}: {cells} cells");
    assert!(cells >= 24, "{cells} cells");
}

#[tokio::test]
async fn an_opening_that_ends_early_is_closed_and_finished_by_the_next_run() {
    every_cell_of(Kind::Open).await;
}

#[tokio::test]
async fn a_closing_that_ends_early_is_closed_and_finished_by_the_next_run() {
    every_cell_of(Kind::Close).await;
}

#[tokio::test]
async fn a_destroy_that_ends_early_is_closed_and_finished_by_the_next_run() {
    every_cell_of(Kind::Destroy).await;
}

#[tokio::test]
async fn a_repair_that_ends_early_is_closed_and_finished_by_the_next_run() {
    every_cell_of(Kind::Repair).await;
}
