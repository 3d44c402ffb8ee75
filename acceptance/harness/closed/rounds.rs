//! One round: everybody of a list tries everything in every zone.

use futures::{StreamExt, stream};
use jiff::Timestamp;

use super::acts::Act;
use super::answer::{Own, Standing, admits, folders, home};
use super::ground::{Ground, Spot, lay};
use super::manner::Wants;
use super::people::Person;
use super::send::{Found, Try};
use super::stack::Zone;
use super::tally::{Round, Row, Tally};
use super::unclaimed::{Question, Unclaimed};
use crate::clients::Clients;
use crate::error::{Failure, Result};

/// Requests on their way at once.
const AT_ONCE: usize = 8;

/// The folder of a bucket that tells no folders apart.
pub(super) const HOME: &str = "soils/";

/// What a stranger tries in a bucket whose policy was taken away.
const OPENED: [Act; 8] = [
    Act::ListVersions,
    Act::Get,
    Act::Put,
    Act::Create,
    Act::PutTags,
    Act::Delete,
    Act::DeleteVersion,
    Act::PutLifecycle,
];

/// One try, and what it must come to.
#[derive(Clone, Debug)]
pub(super) struct Job<'a> {
    pub(super) zone: &'a Zone,
    pub(super) by: &'a Person,
    pub(super) act: Act,
    pub(super) folder: String,
    pub(super) round: Round,
    pub(super) expected: bool,
}

impl Job<'_> {
    /// The key that nobody else uses.
    fn own_key(&self) -> String {
        format!("{}{:?}/{}/{:?}", self.folder, self.round, self.by.name, self.act)
    }
}

/// Where it all happens.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arena<'a> {
    pub(super) root: &'a Clients,
    pub(super) ground: &'a Ground,
    pub(super) now: Timestamp,
}

impl Arena<'_> {
    /// Everybody tries everything everywhere.
    ///
    /// # Errors
    /// Something cannot be laid or sent. What differs is in the tally.
    pub(super) async fn matrix<'a>(
        &self,
        zones: impl IntoIterator<Item = &'a Zone>,
        people: &[&'a Person],
        round: Round,
        tally: &mut Tally,
    ) -> Result<()> {
        let mut jobs = Vec::new();
        for zone in zones {
            for by in people {
                jobs.extend(self.jobs(zone, by, round, tally)?);
            }
        }
        let mut ended = stream::iter(jobs)
            .map(|job| async move {
                let end = self.send(&job).await;
                end.map(|(key, found)| (job, key, found))
            })
            .buffer_unordered(AT_ONCE);
        while let Some(end) = ended.next().await {
            let (job, key, found) = end?;
            count(job, key, found, tally);
        }
        Ok(())
    }

    /// Tries one thing.
    ///
    /// # Errors
    /// It cannot be laid or sent.
    pub(super) async fn one(&self, job: Job<'_>, tally: &mut Tally) -> Result<()> {
        let (key, found) = self.send(&job).await?;
        count(job, key, found, tally);
        Ok(())
    }

    /// The administrator takes the policy of a zone away, whereupon a stranger is let in, and puts
    /// it back: it is the policy that kept the stranger out.
    ///
    /// # Errors
    /// Something cannot be laid or sent.
    pub(super) async fn reopen(
        &self,
        zone: &Zone,
        administrator: &Person,
        stranger: &Person,
        root: &Person,
        tally: &mut Tally,
    ) -> Result<()> {
        let job = |by, act, expected| Job {
            zone,
            by,
            act,
            folder: HOME.to_owned(),
            round: Round::Reopened,
            expected,
        };
        self.one(job(administrator, Act::DeletePolicy, true), tally).await?;
        for act in OPENED {
            self.one(job(stranger, act, true), tally).await?;
        }
        self.one(job(administrator, Act::PutPolicy, true), tally).await?;
        for act in [Act::ListVersions, Act::Get] {
            self.one(job(stranger, act, false), tally).await?;
        }
        self.one(job(root, Act::DeletePolicy, true), tally).await?;
        self.one(job(administrator, Act::PutPolicy, true), tally).await
    }

    fn jobs<'a>(
        &self,
        zone: &'a Zone,
        by: &'a Person,
        round: Round,
        tally: &mut Tally,
    ) -> Result<Vec<Job<'a>>> {
        let standing = by.standing();
        let own = match &zone.access {
            Some(access) => home(access, standing, self.now),
            None => HOME.to_owned(),
        };
        let known = zone.knows(standing);
        // To a stranger all folders are the same, and to who is bound by no policy.
        let folders = zone.access.as_ref().filter(|_| known && round != Round::Root).map(folders);
        let others = folders.into_iter().flatten().filter(|folder| *folder != own);
        let elsewhere: Vec<_> =
            others.flat_map(|folder| Act::ELSEWHERE.map(|act| (act, folder.clone()))).collect();
        // A widened role that the zone does not know is a stranger like others: some acts tell.
        let all: &[_] = match round == Round::Widened && !known {
            true => &Act::ELSEWHERE,
            false => &Act::ALL,
        };
        let tries = all.iter().map(|act| (*act, own.clone())).chain(elsewhere);
        let mut jobs = Vec::new();
        for (act, folder) in tries {
            // Who signs nothing has no URL to sign.
            if act.url().is_some() && !by.signs() {
                continue;
            }
            let bound = zone.access.as_ref().filter(|_| round != Round::Root);
            let expected =
                bound.is_none_or(|access| admits(access, standing, act, &folder, self.now));
            // What was admitted with less is not tried again.
            let declared = Standing { own: Own::Granted, ..standing };
            if round == Round::Widened
                && bound.is_some_and(|access| admits(access, declared, act, &folder, self.now))
            {
                continue;
            }
            // Who may, would open the zone: that is for the end.
            if act == Act::DeletePolicy && expected {
                continue;
            }
            if let Some(access) = bound
                && let Some(why) = Unclaimed::of(access, standing, act, &folder, self.now, expected)
            {
                let question =
                    Question { zone: access, by: standing, act, folder: &folder, now: self.now };
                if question.is_let_through(&[], None)? != expected {
                    tally.differ(format!(
                        "{}: {}: {act:?} below `{folder}`: the evaluator does not say {expected}",
                        zone.name, by.name
                    ));
                }
                tally.leave(why);
                continue;
            }
            jobs.push(Job { zone, by, act, folder, round, expected });
        }
        Ok(jobs)
    }

    /// Lays what the act wants, if it would change it, and tries.
    async fn send(&self, job: &Job<'_>) -> Result<(String, Found)> {
        let Job { zone, by, act, folder, .. } = job;
        let wants = act.wants();
        let spot = match wants {
            Wants::Nothing => Spot::new(job.own_key()),
            _ if job.expected && act.uses_up() => {
                lay(self.root, zone, job.own_key(), wants).await?
            }
            _ => self.ground.spot(zone, folder, wants)?.clone(),
        };
        let one = Try { by, zone, folder, spot: &spot, act: *act };
        let doing = || format!("{}: {}: {act:?} below `{folder}`", zone.name, by.name);
        let found = one.send().await.map_err(|error| Failure::new(format!("{}: {error}", doing())));
        Ok((spot.key.clone(), found?))
    }
}

fn count(job: Job<'_>, key: String, found: Found, tally: &mut Tally) {
    let Job { zone, by, act, folder, round, expected } = job;
    if expected {
        tally.touch(&zone.bucket, key);
    }
    let (zone, who) = (zone.name.clone(), by.name.clone());
    tally.add(Row { round, zone, who, act, folder, expected, found });
}
