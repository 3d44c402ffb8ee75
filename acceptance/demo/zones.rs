//! The zones of the quick start: what a plan shows of them, and who gets in.

use std::collections::BTreeMap;

use kfm_acceptance::access::{Answer, Attempt};
use kfm_acceptance::account::{Account, session};
use kfm_acceptance::clients::Clients;
use kfm_acceptance::emulator::Emulator;
use kfm_acceptance::terraform::Terraform;
use kfm_acceptance::{Context, Failure, Result};
use serde_json::Value;

use crate::say::say;

pub(crate) const ZONES: [&str; 8] =
    ["raw", "work", "quarantine", "processed", "catalog", "published", "audit", "logs"];
const PLAIN: &str = "a-plain-bucket-beside";

/// Who is given what, and what each zone enforces.
pub(crate) fn show_plan(plan: &Value) {
    let none = Vec::new();
    let changes = plan.get("resource_changes").and_then(Value::as_array).unwrap_or(&none);
    for change in changes {
        let lines = change.pointer("/change/after/access").and_then(Value::as_array);
        let lines: Vec<_> = lines.into_iter().flatten().filter_map(Value::as_str).collect();
        if !lines.is_empty() {
            let address = change.get("address").and_then(Value::as_str).unwrap_or("?");
            say(&format!("{address} gives\n    {}", lines.join("\n    ")));
        }
    }
    // Zones with the same controls are shown under one list of them.
    let zone = |change: &&Value| change.get("type").and_then(Value::as_str) == Some("kfm_zone");
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for change in changes.iter().filter(zone) {
        let text = |pointer: &str| change.pointer(pointer).and_then(Value::as_str).unwrap_or("?");
        let actions = change.pointer("/change/actions").map(Value::to_string).unwrap_or_default();
        let line = format!(
            "{:<22} {:<11} {:<22} {}",
            text("/address"),
            actions.trim_matches(['[', ']']).replace('"', ""),
            text("/change/after/mutability"),
            text("/change/after/bucket"),
        );
        let controls = change.pointer("/change/after/controls").and_then(Value::as_object);
        let controls = controls
            .into_iter()
            .flatten()
            .map(|(name, value)| format!("{name}: {}", value.as_str().unwrap_or("?")));
        groups.entry(controls.collect::<Vec<_>>().join("\n    ")).or_default().push(line);
    }
    for (controls, lines) in groups {
        say(&lines.join("\n"));
        say(&format!("  with\n    {controls}"));
    }
}

/// The buckets by zone.
pub(crate) async fn buckets(terraform: &Terraform) -> Result<BTreeMap<String, String>> {
    let output = terraform.succeed(&["output", "-json", "buckets"]).await?;
    let buckets: BTreeMap<String, String> =
        serde_json::from_str(&output.stdout).doing("reading the output `buckets`")?;
    match ZONES.iter().find(|zone| !buckets.contains_key(**zone)) {
        None => Ok(buckets),
        Some(zone) => Err(Failure::new(format!("the output `buckets` lacks the zone `{zone}`"))),
    }
}

/// An administrator of the account tries the data.
pub(crate) async fn try_data(
    intruder: &Clients,
    root: &Clients,
    buckets: &BTreeMap<String, String>,
) -> Result<()> {
    let made = intruder.s3.create_bucket().bucket(PLAIN).send().await;
    made.doing("making a plain bucket")?;
    say(&format!("  {:<34} {:<9} {:<9} list", "", "put", "get"));
    let mut wrong = try_bucket(intruder, root, "a plain bucket", PLAIN, Answer::Admitted).await?;
    for zone in ZONES {
        let bucket = buckets.get(zone).map_or("", String::as_str);
        wrong += try_bucket(intruder, root, bucket, bucket, Answer::Refused).await?;
    }
    match wrong {
        0 => Ok(()),
        wrong => Err(Failure::new(format!("{wrong} answers are not what they should be"))),
    }
}

/// A steward reads everywhere and writes in one place only, where nothing is written over.
pub(crate) async fn steward(
    emulator: &Emulator,
    account: &Account,
    terraform: &Terraform,
    buckets: &BTreeMap<String, String>,
) -> Result<()> {
    let output = terraform.succeed(&["output", "-json", "roles"]).await?;
    let roles: BTreeMap<String, String> =
        serde_json::from_str(&output.stdout).doing("reading the output `roles`")?;
    let role = roles.get("steward").doing("the output `roles` lacks `steward`")?;
    let administrator = Clients::new(emulator, &account.administrator)?;
    let steward = Clients::new(emulator, &session(&administrator, role).await?)?;
    let bucket = |zone: &str| buckets.get(zone).map_or("", String::as_str);
    let (audit, raw) = (bucket("audit"), bucket("raw"));
    let decision = "decisions/soils/1.json";
    let mut wrong = 0;
    for (attempt, bucket, key, expected) in [
        (Attempt::Create, audit, decision, Answer::Admitted),
        (Attempt::Put, audit, decision, Answer::Refused),
        (Attempt::Create, audit, "apply/1.json", Answer::Refused),
        (Attempt::Get, audit, decision, Answer::Admitted),
        (Attempt::DeleteVersion, audit, decision, Answer::Refused),
        (Attempt::List, raw, "soils/attempt", Answer::Admitted),
        (Attempt::Create, raw, "soils/attempt", Answer::Refused),
    ] {
        let answer = attempt.make(&steward, &account.root, bucket, key).await?;
        wrong += usize::from(answer != expected);
        let what = format!("{attempt:?} {bucket}/{key}");
        say(&format!("  {what:<58} {}", word(answer)));
    }
    match wrong {
        0 => Ok(()),
        wrong => Err(Failure::new(format!("{wrong} answers are not what they should be"))),
    }
}

const fn word(answer: Answer) -> &'static str {
    match answer {
        Answer::Admitted => "admitted",
        Answer::Refused => "refused",
    }
}

/// Prints a row and returns how many answers are not the expected one.
async fn try_bucket(
    clients: &Clients,
    root: &Clients,
    name: &str,
    bucket: &str,
    expected: Answer,
) -> Result<usize> {
    let mut row = format!("  {name:<34}");
    let mut wrong = 0;
    for attempt in Attempt::DATA {
        let answer = attempt.make(clients, root, bucket, "soils/attempt").await?;
        wrong += usize::from(answer != expected);
        row.push_str(&format!(" {:<9}", word(answer)));
    }
    say(row.trim_end());
    Ok(wrong)
}
