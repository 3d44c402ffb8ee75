//! Calls to the cloud, by action.

use std::collections::BTreeMap;

use kfm_acceptance::Result;

use crate::drive;
use crate::offline::Offline;
use crate::replay::stage::{Stage, ZoneCalls};
use crate::table::Row;

/// Calls by IAM action.
pub(crate) type Calls = BTreeMap<String, usize>;

/// For a zone with its policy and one role.
const REFRESH_LIMIT: usize = 17;

/// The rows, and a list of the actions to print below the table.
pub(crate) async fn rows(stage: Option<&Stage>) -> Result<(Vec<Row>, Option<String>)> {
    let mut rows = Vec::new();
    for account in [true, false] {
        let offline = Offline::start(account).await?;
        for number in 0..7 {
            drive::plan_new(&offline.client, number).await?;
        }
        let calls = offline.calls();
        let what = match account {
            true => "calls to plan 7 zones that do not exist, `account_id` set",
            false => "the same, `account_id` not set",
        };
        let budget = "0, or 1 (sts)";
        rows.push(Row::judged(what, text(&calls), budget, total(&calls) <= 1));
    }
    let offline = Offline::start(true).await?;
    for number in 0..7 {
        drive::plan_new_policy(&offline.client, number).await?;
    }
    let calls = offline.calls();
    let what = "calls to plan 7 policies of zones that do not exist, `account_id` set";
    rows.push(Row::judged(what, text(&calls), "0, or 1 (sts)", total(&calls) <= 1));
    let offline = Offline::start(true).await?;
    let zone = drive::create(&offline.client, 0).await?;
    let create = offline.calls();
    let stored = drive::refresh(&offline.client, &zone).await?;
    let refresh = offline.calls();
    drive::plan(&offline.client, &stored, &zone.config).await?;
    let plan = offline.calls();
    let granted = drive::grant(&offline.client, 0).await?;
    let grant = offline.calls();
    drive::refresh(&offline.client, &zone).await?;
    drive::refresh_policy(&offline.client, &granted).await?;
    let both = offline.calls();
    rows.push(Row::plain("calls to put its policy and make a role, in memory", text(&grant)));
    let what = "calls to refresh a zone, its policy and a role, in memory";
    rows.push(Row::judged(what, text(&both), "≤ 17", total(&both) <= REFRESH_LIMIT));
    rows.push(Row::plain("calls to create a zone, in memory", text(&create)));
    rows.push(Row::plain("calls to refresh a zone, in memory", text(&refresh)));
    rows.push(Row::plain("calls of the empty plan after it, in memory", text(&plan)));
    if let Some(stage) = stage {
        rows.push(Row::plain("calls to create a zone, over HTTP", text(&stage.calls.create)));
        let refresh = text(&stage.calls.refresh);
        rows.push(Row::plain("calls to refresh a zone, over HTTP", refresh));
        let plan = text(&stage.calls.plan);
        rows.push(Row::plain("calls of the empty plan after it, over HTTP", plan));
    }
    let mut note = note("in memory", &[&create, &refresh, &plan]);
    if let Some(stage) = stage {
        let ZoneCalls { create, refresh, plan } = &stage.calls;
        note.push_str(&self::note("over HTTP", &[create, refresh, plan]));
    }
    Ok((rows, Some(note.trim_end().to_owned())))
}

/// All actions of create, refresh and plan.
fn note(place: &str, calls: &[&Calls; 3]) -> String {
    let lines = ["create", "refresh", "empty plan"].iter().zip(calls).map(|(name, calls)| {
        let actions = if calls.is_empty() { "none".to_owned() } else { actions(calls) };
        format!("- {name}: {actions}\n")
    });
    format!("Calls of one zone, {place}:\n\n{}\n", lines.collect::<String>())
}

fn total(calls: &Calls) -> usize {
    calls.values().sum()
}

/// The number of calls, and by service.
fn text(calls: &Calls) -> String {
    let mut services = Calls::new();
    for (action, count) in calls {
        let service = action.split(':').next().unwrap_or(action);
        *services.entry(service.to_owned()).or_default() += count;
    }
    let services: Vec<_> = services.iter().map(|(name, count)| format!("{name} {count}")).collect();
    match total(calls) {
        0 => "0".to_owned(),
        total => format!("{total} ({})", services.join(", ")),
    }
}

/// All actions, each with its number where that is not one.
fn actions(calls: &Calls) -> String {
    let name = |(action, count): (&String, &usize)| match count {
        1 => action.clone(),
        count => format!("{action} ×{count}"),
    };
    calls.iter().map(name).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_summed_by_service() {
        let calls = [("kms:DescribeKey", 2), ("s3:GetBucketAcl", 1), ("s3:GetBucketTagging", 1)];
        let calls = calls.map(|(action, count)| (action.to_owned(), count)).into();
        assert_eq!(text(&calls), "4 (kms 2, s3 2)");
        assert_eq!(actions(&calls), "kms:DescribeKey ×2, s3:GetBucketAcl, s3:GetBucketTagging");
        assert_eq!(text(&Calls::new()), "0");
    }
}
