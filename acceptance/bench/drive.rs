//! Does to a provider what terraform does when it plans, without terraform.

use std::time::{Duration, Instant};

use futures::{StreamExt as _, TryStreamExt as _, stream};
use kfm_acceptance::{Context, Failure, Result};
use kfm_provider::terraform::client::{Client, Stored};
use kfm_provider::terraform::diag::Diag;
use kfm_provider::terraform::value::Tree;

use crate::zones;

/// How many resources terraform works on at a time (its `-parallelism`).
pub(crate) const AT_ONCE: usize = 10;

/// A zone as core knows it.
#[derive(Clone, Debug)]
pub(crate) struct Zone {
    /// What is configured.
    pub(crate) config: Tree,
    /// What the state holds.
    pub(crate) stored: Stored,
}

/// Gives the provider its block.
pub(crate) async fn configure(client: &Client, block: serde_json::Value) -> Result<()> {
    let block = client.provider_block(block).doing("encoding the provider block")?;
    let diags = client.configure(block).await.doing("configuring the provider")?;
    match diags.is_empty() {
        true => Ok(()),
        false => Err(Failure::new(format!("configuring the provider: {diags:?}"))),
    }
}

/// Creates a zone.
pub(crate) async fn create(client: &Client, number: usize) -> Result<Zone> {
    let doing = || format!("creating zone {number}");
    let config = zones::configuration(number);
    let config = client.object(zones::TYPE, config).doing(doing())?;
    let change = client.change(zones::TYPE, None, Some(config.clone())).await.doing(doing())?;
    accept(&doing(), &change.errors())?;
    let stored = change.stored().cloned().doing(format!("{}: nothing came of it", doing()))?;
    Ok(Zone { config, stored })
}

/// Creates zones `0..count`.
pub(crate) async fn create_all(client: &Client, count: usize) -> Result<Vec<Zone>> {
    stream::iter((0..count).map(|number| create(client, number)))
        .buffered(AT_ONCE)
        .try_collect()
        .await
}

/// Puts a policy on a zone, with a role of its own.
pub(crate) async fn grant(client: &Client, number: usize) -> Result<Stored> {
    let doing = "granting access to a zone";
    let config = client.object(zones::POLICY, zones::policy(number)).doing(doing)?;
    let change = client.change(zones::POLICY, None, Some(config)).await.doing(doing)?;
    accept(doing, &change.errors())?;
    change.stored().cloned().doing(doing)
}

/// Reads the policy of a zone.
pub(crate) async fn refresh_policy(client: &Client, stored: &Stored) -> Result<Stored> {
    let doing = "reading the policy of a zone";
    let read = client.read(zones::POLICY, stored).await.doing(doing)?;
    accept(doing, &read.errors())?;
    read.stored.doing(doing)
}

/// Plans the policy of a zone that does not exist.
pub(crate) async fn plan_new_policy(client: &Client, number: usize) -> Result<()> {
    let doing = "planning a new policy";
    let config = client.object(zones::POLICY, zones::policy(number)).doing(doing)?;
    let planned = client.plan(zones::POLICY, None, Some(&config)).await.doing(doing)?;
    accept(doing, &planned.errors())
}

/// Reads a zone.
pub(crate) async fn refresh(client: &Client, zone: &Zone) -> Result<Stored> {
    let read = client.read(zones::TYPE, &zone.stored).await.doing("reading a zone")?;
    accept("reading a zone", &read.errors())?;
    read.stored.doing("a zone is gone")
}

/// Plans a zone as read.
pub(crate) async fn plan(client: &Client, stored: &Stored, config: &Tree) -> Result<()> {
    let planned = client.plan(zones::TYPE, Some(stored), Some(config)).await;
    let planned = planned.doing("planning a zone")?;
    accept("planning a zone", &planned.errors())?;
    match planned.state == stored.state {
        true => Ok(()),
        false => {
            let names = differing(&stored.state, &planned.state).join(", ");
            Err(Failure::new(format!("a plan that should be empty changes {names}")))
        }
    }
}

/// The attributes in which two objects differ.
fn differing(one: &Tree, other: &Tree) -> Vec<String> {
    match (one, other) {
        (Tree::Map(one), Tree::Map(other)) => {
            let changed = one.iter().filter(|(name, value)| other.get(*name) != Some(*value));
            changed.map(|(name, _)| format!("`{name}`")).collect()
        }
        _ => vec!["everything".to_owned()],
    }
}

/// Plans a zone that does not exist.
pub(crate) async fn plan_new(client: &Client, number: usize) -> Result<()> {
    let config = zones::configuration(number);
    let config = client.object(zones::TYPE, config).doing("encoding a zone")?;
    let planned = client.plan(zones::TYPE, None, Some(&config)).await;
    accept("planning a new zone", &planned.doing("planning a new zone")?.errors())
}

/// Validates, reads and plans all zones, [`AT_ONCE`] at a time, and says how long it took. Fails
/// unless every plan is empty.
pub(crate) async fn no_op_plan(client: &Client, zones: &[Zone]) -> Result<Duration> {
    let start = Instant::now();
    stream::iter(zones.iter().map(Ok))
        .try_for_each_concurrent(AT_ONCE, |zone| async move {
            let invalid = client.validate(zones::TYPE, zone.config.clone()).await;
            accept(
                "validating a zone",
                &invalid.doing("validating a zone")?.iter().collect::<Vec<_>>(),
            )?;
            let stored = refresh(client, zone).await?;
            plan(client, &stored, &zone.config).await
        })
        .await?;
    Ok(start.elapsed())
}

fn accept(doing: &str, errors: &[&Diag]) -> Result<()> {
    match errors.is_empty() {
        true => Ok(()),
        false => Err(Failure::new(format!("{doing}: {errors:?}"))),
    }
}
