//! Time of an empty plan without terraform, and how it grows.

use std::time::Duration;

use kfm_acceptance::{Context, Result};
use kfm_provider::terraform::client::Client;

use crate::drive::{self, AT_ONCE, Zone};
use crate::offline::Offline;
use crate::replay::stage::Stage;
use crate::samples::Samples;
use crate::slow::Delay;
use crate::table::Row;

/// Zones of a plan.
pub(crate) const COUNTS: [usize; 3] = [1, 100, 1000];
/// What a call to AWS takes, about.
pub(crate) const CALL: Duration = Duration::from_millis(40);

/// The rows.
pub(crate) async fn rows(stage: Option<&Stage>) -> Result<Vec<Row>> {
    let offline = Offline::start(true).await?;
    let zones = drive::create_all(&offline.client, 1000).await?;
    let mut rows = Vec::new();
    for delay in [Duration::ZERO, CALL] {
        let place = "in memory, a port call";
        rows.extend(grow(&offline.client, &zones, &offline.delay, delay, place).await?);
    }
    if let Some(stage) = stage {
        let process = stage.provider().await?;
        let zones = stage.zones(&process.client, 1000).await?;
        drive::no_op_plan(&process.client, zones.get(..1).unwrap_or_default()).await?;
        for delay in [Duration::ZERO, CALL] {
            let place = "the binary over HTTP, a call";
            let server = stage.server.delay();
            rows.extend(grow(&process.client, &zones, server, delay, place).await?);
            stage.server.requests()?;
        }
    }
    Ok(rows)
}

/// Plans of all [`COUNTS`], and the ratio of the last two.
async fn grow(
    client: &Client,
    zones: &[Zone],
    shared: &Delay,
    delay: Duration,
    place: &str,
) -> Result<Vec<Row>> {
    let place = format!("{place} of {} ms", delay.as_millis());
    shared.set(delay);
    let mut medians = Vec::new();
    let mut rows = Vec::new();
    for count in COUNTS {
        let zones = zones.get(..count).doing("there are fewer zones")?;
        let mut times = Vec::new();
        for _ in 0..repetitions(count) {
            times.push(drive::no_op_plan(client, zones).await?);
        }
        let samples = Samples::of(times).doing("no samples")?;
        medians.push(samples.median());
        let what = format!("empty plan, {}, {place}", number(count));
        rows.push(Row::plain(what, samples.text()));
    }
    shared.set(Duration::ZERO);
    rows.extend(ratio(&medians, &format!("{place}, {AT_ONCE} at a time")));
    Ok(rows)
}

/// The time of 1,000 zones over that of 100: 10 is linear. A fifth more is what a machine may vary.
pub(crate) fn ratio(medians: &[Duration], place: &str) -> Option<Row> {
    let [.., hundred, thousand] = medians else { return None };
    let ratio = thousand.div_duration_f64(*hundred);
    let what = format!("1,000 zones : 100 zones, {place}");
    Some(Row::judged(what, format!("{ratio:.1}"), "linear: 10, at most 12", ratio <= 12.0))
}

/// How often a plan is timed.
pub(crate) const fn repetitions(count: usize) -> usize {
    if count < 1000 { 7 } else { 3 }
}

/// `1 zone`, `1,000 zones`.
pub(crate) fn number(count: usize) -> String {
    match count {
        1 => "1 zone".to_owned(),
        1000 => "1,000 zones".to_owned(),
        count => format!("{count} zones"),
    }
}
