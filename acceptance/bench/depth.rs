//! How many calls wait for one another. Each call is made to take some time more: what an
//! operation takes more then, divided by it, is the length of its longest chain of calls.

use std::time::{Duration, Instant};

use kfm_acceptance::{Context, Result};

use crate::delay::Delay;
use crate::drive;
use crate::offline::Offline;
use crate::replay::stage::Stage;
use crate::samples::Samples;
use crate::table::Row;

/// Long beside everything else that an operation does.
const DELAY: Duration = Duration::from_millis(40);
const SAMPLES: usize = 5;
const BUDGET: &str = "1 a resource";

/// The rows.
pub(crate) async fn rows(stage: Option<&Stage>) -> Result<Vec<Row>> {
    let offline = Offline::start(true).await?;
    let zone = drive::create(&offline.client, 0).await?;
    let refresh =
        depth(&offline.delay, async || drive::refresh(&offline.client, &zone).await.map(drop));
    let mut rows = vec![judged("refresh: port calls deep, in memory", refresh.await?)];
    let number = std::cell::Cell::new(0);
    let create = depth(&offline.delay, async || {
        number.set(number.get() + 1);
        drive::create(&offline.client, number.get()).await.map(drop)
    });
    let create = create.await?;
    rows.push(Row::plain("create: port calls deep, in memory", text(create)));
    if let Some(stage) = stage {
        let process = stage.provider().await?;
        let zones = stage.zones(&process.client, 1).await?;
        let zone = zones.first().doing("there is no zone")?;
        // Opens the connections and finds the credentials.
        drive::refresh(&process.client, zone).await?;
        let refresh = depth(stage.server.delay(), async || {
            drive::refresh(&process.client, zone).await.map(drop)
        });
        rows.push(judged("refresh: HTTP calls deep", refresh.await?));
        stage.server.requests()?;
    }
    Ok(rows)
}

fn judged(what: &str, depth: f64) -> Row {
    Row::judged(what, text(depth), BUDGET, depth < 1.5)
}

fn text(depth: f64) -> String {
    format!("{depth:.0} ({depth:.2} × {} ms)", DELAY.as_millis())
}

async fn depth(delay: &Delay, operation: impl AsyncFn() -> Result<()>) -> Result<f64> {
    let fast = median(&operation).await?;
    delay.set(DELAY);
    let slow = median(&operation).await;
    delay.set(Duration::ZERO);
    Ok(slow?.saturating_sub(fast).div_duration_f64(DELAY))
}

async fn median(operation: &impl AsyncFn() -> Result<()>) -> Result<Duration> {
    let mut times = Vec::new();
    for _ in 0..SAMPLES {
        let start = Instant::now();
        operation().await?;
        times.push(start.elapsed());
    }
    Ok(Samples::of(times).doing("no samples")?.median())
}
