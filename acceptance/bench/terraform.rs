//! Wall time of `terraform plan` that finds nothing to do, init not included.

use std::time::{Duration, Instant};

use kfm_acceptance::terraform::Terraform;
use kfm_acceptance::{Context, Failure, Result};

use crate::machine::processor_time_of_ended_children;
use crate::plans::{CALL, COUNTS, number, ratio};
use crate::replay::stage::Stage;
use crate::samples::{Samples, time};
use crate::table::Row;

const REPETITIONS: u32 = 3;
/// Zones in one resource. What terraform itself takes grows with the square of this number: 1,000
/// `terraform_data` in one resource take it seven times as long as in ten (terraform 1.11.4).
const EACH: usize = 100;
/// How often an apply is tried at most.
const APPLIES: usize = 3;

/// The rows.
pub(crate) async fn rows(stage: &Stage, thousand: bool) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for delay in [Duration::ZERO, CALL] {
        stage.server.delay().set(delay);
        rows.extend(replayed(stage, delay).await?);
    }
    stage.server.delay().set(Duration::ZERO);
    let (_workspace, terraform) = stage.replayed(1000, 1000).await?;
    let (_, times) = samples(&terraform, 1).await?;
    stage.server.requests()?;
    let what = "`terraform plan`, 1,000 zones in one resource, HTTP, a call of 0 ms";
    rows.push(Row::open(what, times, "", "terraform's own growth"));
    for count in COUNTS {
        if count == 1000 && !thousand {
            continue;
        }
        let terraform = stage.emulated(count, EACH)?;
        apply(&terraform).await?;
        let (_, times) = samples(&terraform, REPETITIONS).await?;
        let what = format!("`terraform plan`, {}, the emulator", number(count));
        rows.push(Row::plain(what, times));
    }
    let budget = "≥ 5 × faster than hashicorp/aws";
    rows.push(Row::open("the same against hashicorp/aws 3.39", "not measured", budget, "open"));
    Ok(rows)
}

/// Behind the server, which answers after `delay`.
async fn replayed(stage: &Stage, delay: Duration) -> Result<Vec<Row>> {
    let place = format!("HTTP, a call of {} ms", delay.as_millis());
    let mut rows = Vec::new();
    let mut medians = Vec::new();
    for count in COUNTS {
        let (_workspace, terraform) = stage.replayed(count, EACH).await?;
        let (times, text) = samples(&terraform, REPETITIONS).await?;
        stage.server.requests()?;
        medians.push(times.median());
        rows.push(Row::plain(format!("`terraform plan`, {}, {place}", number(count)), text));
    }
    rows.extend(ratio(&medians, &format!("`terraform plan`, {place}")));
    Ok(rows)
}

/// Creates the zones. What fails is completed by another apply; it is said, for it should not.
async fn apply(terraform: &Terraform) -> Result<()> {
    let mut said = String::new();
    for _ in 0..APPLIES {
        let applied = terraform.run(&["apply", "-auto-approve"]).await?;
        if applied.code == 0 {
            return Ok(());
        }
        let errors = applied.text.find("\nError: ").and_then(|start| applied.text.get(start..));
        said = format!("`{}` failed: {}", applied.command, errors.unwrap_or(&applied.text));
        crate::progress(&said);
    }
    Err(Failure::new(said))
}

/// Times of plans, and in words what terraform and the provider spent on the processors for one.
async fn samples(terraform: &Terraform, repetitions: u32) -> Result<(Samples, String)> {
    let mut times = Vec::new();
    let before = processor_time_of_ended_children()?;
    for _ in 0..repetitions {
        let start = Instant::now();
        let plan = terraform.succeed(&["plan"]).await?;
        times.push(start.elapsed());
        if !plan.stdout.contains("No changes.") {
            return Err(Failure::new(format!("a plan that should be empty says:\n{}", plan.text)));
        }
    }
    let spent = processor_time_of_ended_children()?.saturating_sub(before) / repetitions;
    let samples = Samples::of(times).doing("no samples")?;
    let text = format!("{}, CPU {}", samples.text(), time(spent));
    Ok((samples, text))
}
