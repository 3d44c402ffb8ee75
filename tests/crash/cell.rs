//! One cell: a run that is disturbed at one write, and the run after it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use kfm_provider::cloud::faulty::{Faults, Faulty, Watch, WriteFault};
use kfm_provider::cloud::memory::MemoryCloud;
use kfm_provider::cloud::{CloudErrorKind, KeyState, Operation};
use kfm_provider::domain::KeyArn;
use kfm_provider::terraform::client::Client;
use kfm_provider::terraform::diag::Diag;
use kfm_provider::terraform::value::Tree;

use super::scenario::{Kind, Scenario, Undisturbed};
use super::watch::SealWatch;
use crate::support::terraform::{Ending, Kept, Run, Terraform};
use crate::support::zones::{GIVEN, ZONE, at, client, facets, own_buckets, own_keys};

/// What befalls a write, and how the run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Blow {
    /// It fails.
    Fails,
    /// It happens, and its answer is lost.
    AnswerLost,
    /// Terraform is interrupted right after it.
    Stopped,
    /// The process dies before it, and Terraform keeps what it had.
    DiesBefore,
    /// The process dies before it, and Terraform keeps values without private data.
    DiesBeforeWithoutPrivate,
    /// The process dies after it, and Terraform keeps what it had.
    DiesAfter,
    /// The process dies after it, and Terraform keeps values without private data.
    DiesAfterWithoutPrivate,
}

impl Blow {
    const ALL: [Self; 7] = [
        Self::Fails,
        Self::AnswerLost,
        Self::Stopped,
        Self::DiesBefore,
        Self::DiesBeforeWithoutPrivate,
        Self::DiesAfter,
        Self::DiesAfterWithoutPrivate,
    ];

    /// What can befall a write of a kind of run that has not befallen the one before: a process
    /// that dies before a write is one that died after the last, except that a create has noted
    /// what that one made.
    pub(crate) fn at(number: usize, kind: Kind) -> impl Iterator<Item = Self> {
        let notes = matches!(kind, Kind::Create | Kind::Replace);
        Self::ALL.into_iter().filter(move |blow| match blow {
            Self::DiesBefore => number == 0,
            Self::DiesBeforeWithoutPrivate => number == 0 || notes,
            _ => true,
        })
    }

    pub(crate) fn fault(self) -> Option<WriteFault> {
        match self {
            Self::Fails => Some(WriteFault::Fails(CloudErrorKind::Unavailable)),
            Self::AnswerLost => Some(WriteFault::ReplyLost),
            Self::Stopped => None,
            Self::DiesBefore | Self::DiesBeforeWithoutPrivate => Some(WriteFault::DiesBefore),
            Self::DiesAfter | Self::DiesAfterWithoutPrivate => Some(WriteFault::DiesAfter),
        }
    }

    pub(crate) fn ending(self) -> Ending {
        match self {
            Self::Fails | Self::AnswerLost | Self::Stopped => Ending::Answers,
            Self::DiesBefore | Self::DiesAfter => Ending::Forgets,
            Self::DiesBeforeWithoutPrivate | Self::DiesAfterWithoutPrivate => Ending::LosesPrivate,
        }
    }
}

/// One cell.
pub(crate) struct Cell<'a> {
    pub(crate) scenario: &'a Scenario,
    pub(crate) undisturbed: &'a Undisturbed,
    pub(crate) number: usize,
    pub(crate) blow: Blow,
}

impl Cell<'_> {
    /// Runs it.
    ///
    /// # Errors
    /// What was found that must not be.
    pub(crate) async fn run(&self) -> Result<(), String> {
        let world = self.scenario.world.fork();
        let seals = SealWatch::new(&world);
        let first = self.disturbed(&world, &seals).await?;
        let faulty = Faulty::new(Arc::new(world.clone()));
        faulty.watch(seals.each_write());
        let client = client(faulty).await;
        let terraform = Terraform::new(&client, ZONE);
        let config = self.scenario.config.as_ref();
        let mut kept = first.kept;
        if self.is_finished_but_unknown(kept.as_ref()) {
            kept = self.imported(&terraform, &world).await?;
        }
        let second = terraform.apply(kept, config).await;
        no_errors("the next run", &second.errors)?;
        self.settled(&terraform, &world, second.kept).await?;
        match seals.violations().as_slice() {
            [] => Ok(()),
            some => Err(some.join("; ")),
        }
    }

    async fn disturbed(&self, world: &MemoryCloud, seals: &SealWatch) -> Result<Run, String> {
        let faulty = Faulty::new(Arc::new(world.clone()));
        let client = client(faulty.clone()).await;
        match self.blow.fault() {
            Some(fault) => {
                faulty.set(Faults::default().at_write(self.number, fault));
                faulty.watch(seals.each_write());
            }
            None => {
                let seals = seals.clone();
                faulty.watch(stop_after(&client, self.number, move |write| seals.look(write)));
            }
        }
        let died = || faulty.is_dead();
        let terraform =
            Terraform { ending: self.blow.ending(), died: &died, ..Terraform::new(&client, ZONE) };
        let kept = self.scenario.kept.clone();
        let run = terraform.apply(kept, self.scenario.config.as_ref()).await;
        // A watch may hold the client, and the client's provider holds the watch.
        faulty.watch(seals.each_write());
        if faulty.writes() <= self.number {
            return Err(format!("the run ended before it: {:?}", run.errors));
        }
        if self.blow == Blow::Fails && run.errors.is_empty() {
            return Err("the failure went unnoticed".to_owned());
        }
        Ok(run)
    }

    /// The one thing that no next run can finish: a create that was carried out to its end and
    /// whose process died before it could say so. Nothing tells the bucket from one that another
    /// state manages, so it is not taken over silently: it has to be imported.
    fn is_finished_but_unknown(&self, kept: Option<&Kept>) -> bool {
        kept.is_none()
            && self.scenario.config.is_some()
            && self.blow == Blow::DiesAfter
            && self.number + 1 == self.undisturbed.writes.len()
    }

    async fn imported(
        &self,
        terraform: &Terraform<'_>,
        world: &MemoryCloud,
    ) -> Result<Option<Kept>, String> {
        let writes = world.mutations();
        let refused = terraform.apply(None, self.scenario.config.as_ref()).await;
        let way_out = |error: &Diag| error.detail.contains("terraform import");
        if !refused.errors.iter().any(way_out) || world.mutations() != writes {
            return Err(format!("no refusal that names the import: {:?}", refused.errors));
        }
        let buckets = own_buckets(world);
        let [bucket] = buckets.as_slice() else { return Err(format!("buckets: {buckets:?}")) };
        let imported = terraform.import(bucket.as_str()).await;
        no_errors("the import", &imported.errors)?;
        Ok(imported.kept)
    }

    /// The world is that of the undisturbed run, and Terraform knows all that is in it.
    async fn settled(
        &self,
        terraform: &Terraform<'_>,
        world: &MemoryCloud,
        kept: Option<Kept>,
    ) -> Result<(), String> {
        same_world(world, &self.undisturbed.world)?;
        let writes = world.mutations();
        let third = terraform.apply(kept.clone(), self.scenario.config.as_ref()).await;
        no_errors("the run after that", &third.errors)?;
        if third.kept != kept || world.mutations() != writes {
            return Err(format!("the plan is not empty: {kept:?}, then {:?}", third.kept));
        }
        let Some(kept) = kept else { return nothing_left(world) };
        if kept.tainted {
            return Err("the resource is still tainted".to_owned());
        }
        all_known(world, &kept.stored.state)
    }
}

/// Looks at every write, and interrupts Terraform after the one with this number.
pub(crate) fn stop_after(
    client: &Client,
    number: usize,
    look: impl Fn(&Operation) + Send + Sync + 'static,
) -> Watch {
    let client = client.clone();
    let writes = AtomicUsize::new(0);
    Arc::new(move |operation| {
        look(operation);
        let now = writes.fetch_add(1, Ordering::SeqCst) == number;
        let client = client.clone();
        Box::pin(async move {
            if now {
                client.stop().await.unwrap();
            }
        })
    })
}

fn no_errors(what: &str, errors: &[Diag]) -> Result<(), String> {
    if errors.is_empty() { Ok(()) } else { Err(format!("{what} failed: {errors:?}")) }
}

fn same_world(found: &MemoryCloud, expected: &MemoryCloud) -> Result<(), String> {
    let made = |world: &MemoryCloud| {
        let is_making = |operation: &&Operation| matches!(operation, Operation::CreateKey { .. });
        world.operations().iter().filter(is_making).count()
    };
    same("keys made", &made(found), &made(expected))?;
    same("world", &facets(found), &facets(expected))
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, found: &T, expected: &T) -> Result<(), String> {
    if found == expected {
        return Ok(());
    }
    Err(format!("{what}: found {found:?}, expected {expected:?}"))
}

/// After a destroy: no bucket, and no key that is not about to go.
fn nothing_left(world: &MemoryCloud) -> Result<(), String> {
    same("buckets", &own_buckets(world), &Vec::new())?;
    let living: Vec<_> = own_keys(world).into_iter().filter(|key| lives(world, key)).collect();
    same("living keys", &living, &Vec::new())
}

/// Every bucket and every key that lives is in the state, and every alias names one of these keys.
fn all_known(world: &MemoryCloud, state: &Tree) -> Result<(), String> {
    let known = |path: &str| match at(state, &[path]) {
        Tree::String(text) => vec![text.clone()],
        Tree::List(items) => items
            .iter()
            .filter_map(|item| match item {
                Tree::String(text) => Some(text.clone()),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    };
    let buckets: Vec<_> = own_buckets(world).iter().map(ToString::to_string).collect();
    same("known buckets", &known("bucket"), &buckets)?;
    let keys = [known("key_arn"), known("retired_key_arns")].concat();
    let is_known = |key: &KeyArn| keys.iter().any(|known| known == key.as_str());
    let orphans: Vec<_> =
        own_keys(world).into_iter().filter(|key| lives(world, key) && !is_known(key)).collect();
    same("orphaned keys", &orphans, &Vec::new())?;
    let dangling: Vec<_> = world
        .aliases()
        .into_iter()
        .filter(|(_, key)| lives(world, key) && !is_known(key))
        .collect();
    same("dangling aliases", &dangling, &Vec::new())
}

fn lives(world: &MemoryCloud, key: &KeyArn) -> bool {
    let state = world.key_facets(key).map(|key| key.state);
    key.as_str() != GIVEN && state.is_some_and(|state| state != KeyState::PendingDeletion)
}
