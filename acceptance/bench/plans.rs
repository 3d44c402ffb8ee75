//! Time of an empty plan without terraform, and how it grows.

use std::time::Duration;

use kfm_acceptance::{Context, Result};
use kfm_provider::terraform::client::Client;

use crate::delay::Delay;
use crate::drive::{self, AT_ONCE, Zone};
use crate::machine::processor_time;
use crate::offline::Offline;
use crate::replay::stage::Stage;
use crate::samples::{Samples, time};
use crate::table::Row;

/// Zones of a plan.
pub(crate) const COUNTS: [usize; 3] = [1, 100, 1000];
/// What a call to AWS takes, about.
pub(crate) const CALL: Duration = Duration::from_millis(40);

/// The rows.
pub(crate) async fn rows(stage: Option<&Stage>) -> Result<Vec<Row>> {
    let offline = Offline::start(true).await?;
    let zones = drive::create_all(&offline.client, 1000).await?;
    let subject = Subject {
        place: "in memory, a port call",
        client: &offline.client,
        zones: &zones,
        delay: &offline.delay,
        process: None,
    };
    let mut rows = subject.grow(Duration::ZERO).await?;
    rows.extend(subject.grow(CALL).await?);
    if let Some(stage) = stage {
        let process = stage.provider().await?;
        let zones = stage.zones(&process.client, 1000).await?;
        // Finds the credentials and makes the clients.
        drive::no_op_plan(&process.client, zones.get(..1).unwrap_or_default()).await?;
        let subject = Subject {
            place: "the binary over HTTP, a call",
            client: &process.client,
            zones: &zones,
            delay: stage.server.delay(),
            process: process.host.process_id(),
        };
        rows.extend(subject.grow(Duration::ZERO).await?);
        rows.extend(subject.grow(CALL).await?);
        stage.server.requests()?;
    }
    Ok(rows)
}

/// A provider whose plans are timed.
struct Subject<'a> {
    place: &'a str,
    client: &'a Client,
    zones: &'a [Zone],
    delay: &'a Delay,
    /// Where the provider is a process: its processor time too, which depends less on what else
    /// the machine does.
    process: Option<u32>,
}

impl Subject<'_> {
    /// Plans of all [`COUNTS`] while each call takes `delay`, and the ratio of the last two.
    async fn grow(&self, delay: Duration) -> Result<Vec<Row>> {
        let place = format!("{} of {} ms", self.place, delay.as_millis());
        self.delay.set(delay);
        let mut medians = Vec::new();
        let mut rows = Vec::new();
        for count in COUNTS {
            let zones = self.zones.get(..count).doing("there are fewer zones")?;
            let (samples, spent) = self.plan(zones).await?;
            medians.push(samples.median());
            let spent = spent.map(|spent| format!(", CPU {}", time(spent))).unwrap_or_default();
            let what = format!("empty plan, {}, {place}", number(count));
            rows.push(Row::plain(what, samples.text() + &spent));
        }
        self.delay.set(Duration::ZERO);
        rows.extend(ratio(&medians, &format!("{place}, {AT_ONCE} at a time")));
        Ok(rows)
    }

    /// Times plans of `zones`, and the processor time of one.
    async fn plan(&self, zones: &[Zone]) -> Result<(Samples, Option<Duration>)> {
        let repetitions = if zones.len() < 1000 { 7 } else { 3 };
        let before = self.process.map(processor_time).transpose()?;
        let mut times = Vec::new();
        for _ in 0..repetitions {
            times.push(drive::no_op_plan(self.client, zones).await?);
        }
        let after = self.process.map(processor_time).transpose()?;
        let spent =
            before.zip(after).map(|(before, after)| after.saturating_sub(before) / repetitions);
        Ok((Samples::of(times).doing("no samples")?, spent))
    }
}

/// The time of 1,000 zones over that of 100: 10 is linear. A fifth more is what a machine may vary.
pub(crate) fn ratio(medians: &[Duration], place: &str) -> Option<Row> {
    let [.., hundred, thousand] = medians else { return None };
    let ratio = thousand.div_duration_f64(*hundred);
    let what = format!("1,000 zones : 100 zones, {place}");
    Some(Row::judged(what, format!("{ratio:.1}"), "linear: 10, at most 12", ratio <= 12.0))
}

/// `1 zone`, `1,000 zones`.
pub(crate) fn number(count: usize) -> String {
    match count {
        1 => "1 zone".to_owned(),
        1000 => "1,000 zones".to_owned(),
        count => format!("{count} zones"),
    }
}
