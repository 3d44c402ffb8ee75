//! The emulator's enforcement against the product's evaluator: many worlds of policies, many signed
//! requests in each, and one answer from both.
//!
//! What the emulator gets wrong is in `faults.rs`, and not asked. A difference in anything else is
//! a fault of one of the two.

mod cast;
mod dice;
mod faults;
mod place;
mod pools;
mod random;
mod send;
mod tally;
mod wish;
mod world;
mod zones;

use std::env;
use std::str::FromStr;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::{StreamExt, stream};
use kfm_provider::domain::evaluator::{Decision, Request, evaluate};

use self::cast::{Cast, Managed};
use self::dice::Dice;
use self::faults::Fault;
use self::place::Place;
use self::tally::Tally;
use self::wish::Wish;
use self::world::{Documents, Stage, World};
use crate::access::Answer;
use crate::account::{ACCOUNT, Account};
use crate::emulator::Emulator;
use crate::error::{Context, Failure, Result};

/// Environment variable: how many requests are compared.
pub const REQUESTS_VARIABLE: &str = "KFM_ENFORCEMENT_REQUESTS";
/// Environment variable: the seed that the worlds are made up from.
pub const SEED_VARIABLE: &str = "KFM_ENFORCEMENT_SEED";
/// Environment variable: how many emulators are asked at once.
pub const EMULATORS_VARIABLE: &str = "KFM_ENFORCEMENT_EMULATORS";

const REQUESTS: usize = 2_000;

/// Requests on their way to one emulator at once.
const AT_ONCE: usize = 4;

/// What kind of worlds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Zones,
    Random,
}

/// Compares.
///
/// # Errors
/// The two differ, too little was compared, or nearly everything was allowed or refused.
pub async fn agrees() -> Result<()> {
    let requests = number(REQUESTS_VARIABLE, REQUESTS)?;
    let seed = number(SEED_VARIABLE, 1_u64)?;
    let emulators = number(EMULATORS_VARIABLE, 1_u64)?.max(1);
    let promised = requests.div_ceil(2);
    let counts = [AtomicUsize::new(0), AtomicUsize::new(0)];
    let lanes =
        (0..emulators).map(|lane| compare(seed.wrapping_add(lane << 32), promised, &counts));
    let mut both = [Tally::default(), Tally::default()];
    for tallies in futures::future::try_join_all(lanes).await? {
        for (all, one) in both.iter_mut().zip(tallies) {
            all.add(one);
        }
    }
    let [zones, random] = &both;
    tell(&format!("zones (seed {seed}): {zones}\nrandom (seed {seed}): {random}"));
    zones.judge("zones", promised)?;
    random.judge("random", promised)?;
    random.judge_each("random")
}

/// Asks an emulator of its own until `promised` of each family were compared by all lanes.
async fn compare(seed: u64, promised: usize, counts: &[AtomicUsize; 2]) -> Result<[Tally; 2]> {
    let emulator = Emulator::start().await?;
    let account = Account::make(&emulator).await?;
    let mut zones = stage(&emulator, &account, Family::Zones).await?;
    let mut random = stage(&emulator, &account, Family::Random).await?;
    let [of_zones, of_random] = counts;
    Ok([
        family(Family::Zones, &mut zones, &account, Dice::new(seed), promised, of_zones).await?,
        family(Family::Random, &mut random, &account, Dice::new(!seed), promised, of_random)
            .await?,
    ])
}

async fn stage(emulator: &Emulator, account: &Account, family: Family) -> Result<Stage> {
    let home = crate::clients::Clients::new(emulator, &account.administrator)?;
    let (name, parts, buckets): (_, &[_], Vec<_>) = match family {
        Family::Zones => ("zones", &zones::PARTS, zones::buckets().collect()),
        Family::Random => ("random", &random::PARTS, random::BUCKETS.map(str::to_owned).to_vec()),
    };
    let managed = Managed::make(&home, name).await?;
    let cast = Cast::make(emulator, account, parts, &managed).await?;
    let mut places = Vec::new();
    for bucket in buckets {
        places.push(Place::make(&home, &bucket, family == Family::Random).await?);
    }
    Ok(Stage::new(cast, managed, places))
}

async fn family(
    family: Family,
    stage: &mut Stage,
    account: &Account,
    mut dice: Dice,
    promised: usize,
    count: &AtomicUsize,
) -> Result<Tally> {
    let mut tally = Tally::default();
    let mut asked = 0;
    // Exclusions and doubts may take half of what is asked, not more.
    while count.load(Ordering::Relaxed) < promised && asked < 2 * promised {
        let world = match family {
            Family::Zones => zones::world(&mut dice, &stage.cast)?,
            Family::Random => random::world(&mut dice, &stage.cast),
        };
        stage.put(&world, &account.root).await.doing(&world.about)?;
        let documents = world.texts.read()?;
        let before = tally.compared();
        ask(stage, &world, &documents, &mut tally).await.doing(&world.about)?;
        tally.world();
        asked += world.wishes.len();
        count.fetch_add(tally.compared() - before, Ordering::Relaxed);
    }
    Ok(tally)
}

/// Asks both everything that a world wants to know.
async fn ask(stage: &Stage, world: &World, documents: &Documents, tally: &mut Tally) -> Result<()> {
    let place = stage.places.get(world.place).doing("a world without a bucket")?;
    let mut questions = Vec::new();
    for (by, wish) in &world.wishes {
        let by = stage.cast.members.get(*by).doing("a request of nobody in the cast")?;
        match judge(documents, by, place, wish) {
            Ok(decision) => questions.push((by, wish, decision)),
            Err(Some(fault)) => tally.exclude(fault),
            Err(None) => tally.doubt(),
        }
    }
    let answers = stream::iter(&questions)
        .map(|(by, wish, decision)| async move {
            let answer = send::send(by, place, wish).await;
            let answer = answer.doing(format!("{} as {}", wish.words(place), by.name()))?;
            let agrees = (answer == Answer::Admitted) == decision.is_allowed();
            let difference = (!agrees).then(|| {
                format!(
                    "{}: {} as {}: the emulator says {answer:?}, the evaluator {decision:?}{}",
                    world.about,
                    wish.words(place),
                    by.name(),
                    world.texts.of(by)
                )
            });
            Ok::<_, Failure>((wish.act.action(), by.name(), answer, difference))
        })
        .buffer_unordered(AT_ONCE);
    let answers: Vec<_> = answers.collect().await;
    for answer in answers {
        let (action, caller, answer, difference) = answer?;
        tally.count(action, &caller, answer, difference);
    }
    Ok(())
}

/// The evaluator's answer; else the fault of the emulator, or none where the evaluator has doubts.
fn judge(
    documents: &Documents,
    by: &cast::Member,
    place: &Place,
    wish: &Wish,
) -> std::result::Result<Decision, Option<Fault>> {
    let now = jiff::Timestamp::now();
    let context = wish.context(by, &now.to_string(), now.as_second());
    let resource = place.arn(&wish.key());
    let request = Request {
        caller: &by.caller,
        action: wish.act.action(),
        resource: &resource,
        resource_account: ACCOUNT,
        context: &context,
    };
    let policies = documents.of(by);
    if let Some(fault) = Fault::met(&request, &policies) {
        return Err(Some(fault));
    }
    match evaluate(&request, &policies) {
        Decision::CannotProve(_) => Err(None),
        decision => Ok(decision),
    }
}

fn number<N: FromStr>(variable: &str, usual: N) -> Result<N> {
    let Ok(text) = env::var(variable) else { return Ok(usual) };
    text.parse().map_err(|_| Failure::new(format!("`{variable}` is `{text}`, not a number")))
}

#[expect(clippy::print_stderr, reason = "the counts are for whoever runs the test")]
fn tell(text: &str) {
    eprintln!("{text}");
}
