//! `make demo`: the quick start of the README, applied by the real terraform to an emulator that
//! enforces policies, and tried by somebody with AdministratorAccess.

use std::collections::BTreeMap;
use std::process::ExitCode;

use kfm_acceptance::access::{Answer, Attempt};
use kfm_acceptance::account::{Account, session};
use kfm_acceptance::clients::Clients;
use kfm_acceptance::emulator::Emulator;
use kfm_acceptance::mirror::Mirror;
use kfm_acceptance::steps::Caller;
use kfm_acceptance::terraform::Terraform;
use kfm_acceptance::workspace::Workspace;
use kfm_acceptance::{Context, Failure, Result, places};
use serde_json::Value;

const ZONES: [&str; 8] =
    ["raw", "work", "quarantine", "processed", "catalog", "published", "audit", "logs"];
const PLAIN: &str = "a-plain-bucket-beside";
const PLAN: &str = "demo.tfplan";

#[tokio::main]
async fn main() -> ExitCode {
    match demonstrate().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            complain(&failure);
            ExitCode::FAILURE
        }
    }
}

async fn demonstrate() -> Result<()> {
    say("Eight zones on an AWS emulator on this machine (MiniStack, policies enforced, TLS).");
    say("No AWS account is used. The terraform, the provider and the HCL are the real ones.");
    let example = places::repository().join("examples/quickstart");
    let mirror = Mirror::make().await?;
    let emulator = Emulator::start().await?;
    let account = Account::make(&emulator).await?;
    let workspace = Workspace::new(&example, &emulator, &account, &mirror)?;
    workspace.copy_all()?;
    let terraform = workspace.terraform_as(Caller::Administrator, &account);

    heading("terraform init (from a filesystem mirror with the provider just built)");
    terraform.succeed(&["init"]).await?;
    say("initialised");
    heading("terraform plan");
    terraform.succeed(&["plan", &format!("-out={PLAN}")]).await?;
    show_plan(&terraform.show(Some(PLAN)).await?);
    heading("terraform apply");
    emulator.calls().await?;
    let applied = terraform.succeed(&["apply", PLAN]).await?;
    say(last_line(&applied.stdout, "Apply complete!"));
    say(&format!("{} calls to AWS", count(&emulator).await?));
    say(last_line(&terraform.succeed(&["plan"]).await?.stdout, "No changes."));
    say(&format!("{} calls to AWS for that plan, which reads every zone", count(&emulator).await?));
    heading("terraform output");
    say(terraform.succeed(&["output"]).await?.stdout.trim_end());

    heading("Who gets in? A user with AdministratorAccess tries:");
    let buckets = buckets(&terraform).await?;
    let intruder = Clients::new(&emulator, &account.intruder)?;
    try_data(&intruder, &account.root, &buckets).await?;
    heading("Who gets in? The role `steward`, which an administrator assumes, tries:");
    steward(&emulator, &account, &terraform, &buckets).await?;

    heading("terraform destroy");
    destroy(&terraform).await?;
    drop(emulator);
    say("\nThe emulator is gone, and everything in it.");
    say(
        "It proves that these policies refuse what they should. It does not prove that AWS agrees, \
         nor encryption: see acceptance/README.md.",
    );
    Ok(())
}

fn show_plan(plan: &Value) {
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

async fn buckets(terraform: &Terraform) -> Result<BTreeMap<String, String>> {
    let output = terraform.succeed(&["output", "-json", "buckets"]).await?;
    let buckets: BTreeMap<String, String> =
        serde_json::from_str(&output.stdout).doing("reading the output `buckets`")?;
    match ZONES.iter().find(|zone| !buckets.contains_key(**zone)) {
        None => Ok(buckets),
        Some(zone) => Err(Failure::new(format!("the output `buckets` lacks the zone `{zone}`"))),
    }
}

async fn try_data(
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
async fn steward(
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

async fn destroy(terraform: &Terraform) -> Result<()> {
    let everything = terraform.run(&["destroy", "-auto-approve"]).await?;
    if everything.code == 0 {
        return Err(everything.unexpected("protected zones should have refused"));
    }
    let errors = everything
        .text
        .lines()
        .filter_map(|line| line.trim_start_matches("│ ").strip_prefix("Error: "));
    for error in errors {
        say(&format!("  refused: {error}"));
    }
    let work = terraform.succeed(&["destroy", "-auto-approve", "-target=kfm_zone.work"]).await?;
    say(last_line(&work.stdout, "Destroy complete!"));
    let state = terraform.succeed(&["state", "list"]).await?;
    let left = state.stdout.lines().filter(|line| line.starts_with("kfm_zone.")).count();
    if left == ZONES.len() - 1 {
        say(&format!("{left} protected zones are left."));
        return Ok(());
    }
    Err(Failure::new(format!("{left} zones are left after the destroy of one")))
}

async fn count(emulator: &Emulator) -> Result<usize> {
    Ok(emulator.calls().await?.values().sum())
}

fn last_line<'a>(text: &'a str, start: &str) -> &'a str {
    text.lines().rev().find(|line| line.starts_with(start)).unwrap_or("?")
}

fn heading(text: &str) {
    say(&format!("\n== {text}"));
}

#[expect(clippy::print_stdout, reason = "a demonstration speaks to whoever runs it")]
fn say(text: &str) {
    println!("{text}");
}

#[expect(clippy::print_stderr, reason = "a demonstration speaks to whoever runs it")]
fn complain(failure: &Failure) {
    eprintln!("\ndemo: {failure}");
}
