//! Closed zones: for each zone and persona every allowed act succeeds and every forbidden one is
//! refused, over TLS, by sessions of the roles that the applied policies make. And so for everybody
//! else: other administrators, other accounts, nobody.

mod acts;
mod answer;
#[cfg(test)]
mod answer_tests;
mod ground;
mod look;
mod manner;
mod people;
mod rounds;
mod send;
mod stack;
mod table;
mod tally;
mod unclaimed;

use jiff::Timestamp;
use kfm_provider::domain::access::ZoneAccess;
use kfm_provider::domain::bucket_policy;
use serde_json::json;

use self::acts::Act;
use self::ground::Ground;
use self::people::{People, Person, STRANGERS};
use self::rounds::{Arena, HOME, Job};
use self::send::BESIDE;
use self::stack::{Named, Zone, open_until};
use self::tally::{Round, Tally};
use crate::account::{Account, role, user};
use crate::clients::Clients;
use crate::emulator::Emulator;
use crate::error::{Context, Result};
use crate::mirror::Mirror;
use crate::places;
use crate::steps::Caller;
use crate::workspace::Workspace;

/// When break-glass ended.
const PAST: &str = "2020-12-01T18:00:00Z";

/// Applies every zone and tries everything.
///
/// # Errors
/// An answer is not the expected one; or an act was never admitted in a zone, or never refused.
pub async fn holds(mirror: &Mirror) -> Result<()> {
    let emulator = Emulator::start().await?;
    let account = Account::make(&emulator).await?;
    let workload = user(&account.root, "workload").await?;
    let medic = role(&account.root, "/team/", "medic").await?;
    let key = account.root.kms.create_key().send().await.doing("making a key")?;
    let key = key.key_metadata.map(|key| key.arn).doing("a key without metadata")?;

    let scenarios = places::acceptance().join("scenarios");
    let workspace = Workspace::new(&scenarios.join("closed"), &emulator, &account, mirror)?;
    workspace.copy_all()?;
    workspace.copy(&scenarios.join("provider.tf"), "provider.tf")?;
    let terraform = workspace
        .terraform_as(Caller::Administrator, &account)
        .with("TF_VAR_workload", &workload.arn)
        .with("TF_VAR_medic", &medic)
        .with("TF_VAR_key", key.doing("a key without an ARN")?);
    let outputs = stack::apply(&terraform).await?;
    let zones = outputs.zones(&Named {
        administrators: [&account.administrator.arn, &account.limited.arn],
        medic: &medic,
        receipt_writer: &account.writer.arn,
    })?;
    let beside = beside(&account.root).await?;
    let people = People::gather(&emulator, &account, &workload, &medic, &outputs.roles).await?;
    let trial = Trial { root: &account.root, zones, beside, people, now: Timestamp::now() };
    let tally = trial.run(&Clients::new(&emulator, &account.administrator)?, &medic).await?;
    let names: Vec<_> = trial.zones.iter().map(|zone| zone.name.clone()).collect();
    tell(&tally.told(&names));
    tally.judge(&names)
}

struct Trial<'a> {
    root: &'a Clients,
    zones: Vec<Zone>,
    beside: Zone,
    people: People,
    now: Timestamp,
}

impl Trial<'_> {
    async fn run(&self, administrator: &Clients, medic: &str) -> Result<Tally> {
        let mut ground = Ground::prepare(self.root, &self.beside, HOME).await?;
        for zone in &self.zones {
            for folder in zone.access.as_ref().map_or_else(Vec::new, answer::folders) {
                ground.add(Ground::prepare(self.root, zone, &folder).await?);
            }
        }
        let arena = Arena { root: self.root, ground: &ground, now: self.now };
        let mut tally = Tally::default();
        let people = &self.people;
        let everybody: Vec<_> = people.granted.iter().chain(&people.others).collect();
        arena.matrix(&self.zones, &everybody, Round::Declared, &mut tally).await?;
        self.ask_the_evaluator(&mut tally)?;
        self.end_break_glass(&arena, medic, &mut tally).await?;
        let strangers: Result<Vec<_>> =
            STRANGERS.into_iter().map(|one| people.other(one)).collect();
        arena.matrix([&self.beside], &strangers?, Round::Beside, &mut tally).await?;
        arena.matrix(&self.zones, &[&people.root], Round::Root, &mut tally).await?;
        let widened = people.widened(&administrator.iam).await?;
        let widened: Vec<_> = widened.iter().collect();
        arena.matrix(&self.zones, &widened, Round::Widened, &mut tally).await?;
        let (admin, intruder) = (people.other("admin")?, people.other("intruder")?);
        for zone in &self.zones {
            arena.reopen(zone, admin, intruder, &people.root, &mut tally).await?;
        }
        look::nothing_else_happened(&arena, &self.zones, &mut tally).await?;
        Ok(tally)
    }

    /// Asks about what no request of the suite can be.
    fn ask_the_evaluator(&self, tally: &mut Tally) -> Result<()> {
        let zones: Vec<_> = self.zones.iter().filter_map(|zone| zone.access.as_ref()).collect();
        for zone in &zones {
            for person in &self.people.granted {
                let by = person.standing();
                let folder = answer::home(zone, by, self.now);
                let rows = unclaimed::of_everybody(zone, by, &folder, self.now)?;
                rows.into_iter().for_each(|why| tally.leave(why));
            }
        }
        unclaimed::of_gates(&zones, self.now)?.into_iter().for_each(|why| tally.leave(why));
        Ok(())
    }

    /// Where break-glass is open, puts the document of one that has ended: a plan refuses a date
    /// that is past, so it is made as the provider makes it, and put through S3.
    async fn end_break_glass(
        &self,
        arena: &Arena<'_>,
        medic: &str,
        tally: &mut Tally,
    ) -> Result<()> {
        let (admin, patient) = (self.people.other("admin")?, self.people.other("medic")?);
        for zone in &self.zones {
            let Some(access) = zone.access.clone().filter(|one| one.break_glass.is_some()) else {
                continue;
            };
            let break_glass = Some(open_until(medic, PAST).doing("ending break-glass")?);
            let access = ZoneAccess { break_glass, ..access };
            let ended = Zone {
                name: zone.name.clone(),
                bucket: zone.bucket.clone(),
                key: zone.key.clone(),
                policy: bucket_policy::document(&access).to_json(),
                access: Some(access),
                locks: zone.locks,
            };
            arena.one(putting(&ended, admin), tally).await?;
            arena.matrix([&ended], &[patient], Round::Ended, tally).await?;
            arena.one(putting(zone, admin), tally).await?;
        }
        Ok(())
    }
}

/// The administrator puts the policy of a zone.
fn putting<'a>(zone: &'a Zone, by: &'a Person) -> Job<'a> {
    let (act, folder) = (Act::PutPolicy, HOME.to_owned());
    Job { zone, by, act, folder, round: Round::Ended, expected: true }
}

/// A bucket like those of the zones, but that its policy lets everybody in.
async fn beside(root: &Clients) -> Result<Zone> {
    let doing = "making a bucket beside the zones";
    let s3 = &root.s3;
    let bucket = s3.create_bucket().bucket(BESIDE).object_lock_enabled_for_bucket(true);
    bucket.send().await.doing(doing)?;
    let open = s3.delete_public_access_block().bucket(BESIDE).send().await;
    open.doing(doing)?;
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [format!("arn:aws:s3:::{BESIDE}"), format!("arn:aws:s3:::{BESIDE}/*")],
        }],
    });
    let policy = policy.to_string();
    s3.put_bucket_policy().bucket(BESIDE).policy(&policy).send().await.doing(doing)?;
    let name = "beside".to_owned();
    Ok(Zone { name, bucket: BESIDE.to_owned(), access: None, policy, key: None, locks: true })
}

#[expect(clippy::print_stderr, reason = "the counts are for whoever runs the test")]
fn tell(text: &str) {
    eprintln!("{text}");
}
