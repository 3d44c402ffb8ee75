//! Resident memory of the provider's process.

use std::path::Path;

use kfm_acceptance::{Context, Result};
use kfm_provider::terraform::client::Host;

use crate::drive;
use crate::machine::{Resident, megabytes};
use crate::process;
use crate::replay::stage::{Process, Stage};
use crate::table::Row;

const PROCESSES: usize = 5;
const START: u64 = 15_000_000;
const THOUSAND: u64 = 60_000_000;

/// The rows.
pub(crate) async fn rows(binary: &Path, stage: Option<&Stage>) -> Result<Vec<Row>> {
    let mut idle = Vec::new();
    for _ in 0..PROCESSES {
        let host = Host::spawn(process::command(binary)).await.doing("starting the provider")?;
        idle.push(resident(&host)?.now);
    }
    idle.sort_unstable();
    let idle = *idle.get(PROCESSES / 2).doing("no processes")?;
    let measured = format!("{} (median of {PROCESSES})", megabytes(idle));
    let mut rows = vec![Row::judged("memory at start", measured, "≤ 15 MB", idle <= START)];
    if let Some(stage) = stage {
        rows.extend(planned(stage).await?);
    }
    Ok(rows)
}

/// One process that plans more and more zones.
async fn planned(stage: &Stage) -> Result<Vec<Row>> {
    let process = stage.provider().await?;
    let mut rows = Vec::new();
    for (what, count) in [
        ("memory after a plan of 1 zone", 1),
        ("after a plan of 100 zones", 100),
        ("after a plan of 1,000 zones", 1000),
        ("after another plan of the same 1,000 zones", 1000),
    ] {
        let resident = plan(stage, &process, count).await?;
        let measured = format!("{}, peak {}", megabytes(resident.now), megabytes(resident.peak));
        rows.push(match count {
            1000 => Row::judged(what, measured, "≤ 60 MB", resident.peak <= THOUSAND),
            _ => Row::plain(what, measured),
        });
    }
    Ok(rows)
}

async fn plan(stage: &Stage, process: &Process, count: usize) -> Result<Resident> {
    let zones = stage.zones(&process.client, count).await?;
    drive::no_op_plan(&process.client, &zones).await?;
    stage.server.requests()?;
    resident(&process.host)
}

fn resident(host: &Host) -> Result<Resident> {
    Resident::of(host.process_id().doing("the provider has ended")?)
}
