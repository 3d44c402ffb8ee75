//! `make demo`: the quick start of the README, applied by the real terraform to an emulator that
//! enforces policies, and tried by somebody with AdministratorAccess; then a version of a dataset
//! that a gate lets through.

mod release;
mod say;
mod zones;

use std::process::ExitCode;

use kfm_acceptance::account::Account;
use kfm_acceptance::clients::Clients;
use kfm_acceptance::emulator::Emulator;
use kfm_acceptance::mirror::Mirror;
use kfm_acceptance::steps::Caller;
use kfm_acceptance::terraform::Terraform;
use kfm_acceptance::workspace::Workspace;
use kfm_acceptance::{Failure, Result, places};

use say::{complain, heading, last_line, say};
use zones::{ZONES, buckets, show_plan, steward, try_data};

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

    release::show(&emulator, &account, &mirror).await?;

    heading("terraform destroy (of the eight zones)");
    destroy(&terraform).await?;
    drop(emulator);
    say("\nThe emulator is gone, and everything in it.");
    say(
        "It proves that these policies refuse what they should. It does not prove that AWS agrees, \
         nor encryption: see acceptance/README.md.",
    );
    Ok(())
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
