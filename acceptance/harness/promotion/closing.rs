//! What closes an open gate, beside its evidence.

use super::stage::{Stage, bucket, gate};
use crate::account::{ACCOUNT, session};
use crate::error::{Context, Failure, Result};
use crate::evidence::{ARTIFACT, DATASET, VERSION, put, remove};
use crate::guard::{copy, refused};

/// Begins and ends with an open gate.
pub(super) async fn holds(stage: &mut Stage) -> Result<()> {
    altered(stage).await?;
    switched_off(stage).await?;
    by_hand(stage).await?;
    undeclared(stage).await
}

/// What was promoted is replaced: the gate closes, with the sessions from before.
async fn altered(stage: &mut Stage) -> Result<()> {
    let what = "a target that differs";
    let root = stage.account.root.clone();
    let (from, to) = (bucket("catalog"), bucket("published"));
    let copied = format!("s3://{to}/{ARTIFACT}");
    let spare = |name: &str| format!("{DATASET}/{VERSION}/{name}");
    let gate = stage.gate_session().await?;
    copy(&gate, (&from, ARTIFACT), (&to, &spare("before")), true).await.doing("copying before")?;
    remove(&root, &format!("s3://{to}/{}", spare("before"))).await?;
    put(&root, &copied, b"{}".to_vec()).await?;
    let told = stage.becomes(what, ("PASS", "DENY"), false, &["target_differs"]).await?;
    if told.findings() != [("target_differs", copied.as_str())] {
        return Err(Failure::new(format!("{what}: found {:?}", told.findings())));
    }
    let late = copy(&gate, (&from, ARTIFACT), (&to, &spare("late")), true).await;
    refused("a copy by a session from before the closing", late)?;
    put(&root, &copied, stage.evidence.bytes("/gauges.geojson")).await?;
    stage.becomes("a target as it was", ("DENY", "PASS"), true, &[]).await.map(drop)
}

/// The kill switch; and what it closed opens again for the rest of its time.
async fn switched_off(stage: &mut Stage) -> Result<()> {
    let root = stage.account.root.clone();
    let switch = format!("s3://{}/emergency_deny", bucket("audit"));
    let until = stage.state()?.text("expires_at").to_owned();
    put(&root, &switch, Vec::new()).await?;
    let codes = ["PC_X_EMERGENCY_DENY"];
    stage.becomes("switched off", ("PASS", "DENY"), false, &codes).await?;
    remove(&root, &switch).await?;
    let told = stage.becomes("switched on again", ("DENY", "PASS"), true, &[]).await?;
    if until.is_empty() || told.text("expires_at") != until {
        let found = told.text("expires_at");
        return Err(Failure::new(format!("it ended at `{until}`, and ends at `{found}` now")));
    }
    Ok(())
}

/// `gate close` needs neither terraform nor its state; the next plan shows what it did.
async fn by_hand(stage: &mut Stage) -> Result<()> {
    let what = "closed by hand";
    let id = gate()?.to_string();
    for said in ["is gone, and its sessions with it", "closed: there is no role"] {
        let output = stage.close(&id).await?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        if !output.status.success() || !text.contains(said) {
            let errors = String::from_utf8_lossy(&output.stderr);
            return Err(Failure::new(format!(
                "`gate close` does not say `{said}`: {text}{errors}"
            )));
        }
        stage.is_there(what, false).await?;
    }
    let planned = stage.plan().await?;
    if planned.before.is_open() {
        return Err(planned.output.unexpected("the plan does not know that the gate was closed"));
    }
    planned.shows(what, ("PASS", "PASS"), true, &[])?;
    stage.apply_saved(true, &[]).await?.is("opened anew", "PASS", true, &[])?;
    stage.is_there("opened anew", true).await
}

/// A role where only gates are admitted, and that none can have made.
async fn undeclared(stage: &Stage) -> Result<()> {
    const NAME: &str = "kfm-dev-gate-00000000";
    let iam = &stage.account.root.iam;
    let trust = serde_json::json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": { "AWS": format!("arn:aws:iam::{ACCOUNT}:root") },
        }],
    });
    let make = iam.create_role().role_name(NAME).path("/kfm/dev/gate/published/");
    make.assume_role_policy_document(trust.to_string()).send().await.doing("making a role")?;
    let output = stage.run(&["plan"]).await?;
    if output.code == 0 || !output.text.contains(NAME) {
        return Err(output.unexpected("it does not refuse a role that no gate made"));
    }
    // The error closes nothing.
    stage.is_there("beside an undeclared role", true).await?;
    iam.delete_role().role_name(NAME).send().await.doing("removing a role")?;
    stage.settled("the undeclared role is gone").await?;
    let role = stage.state()?.text("role_arn").to_owned();
    session(&stage.promoter, &role).await.map(drop)
}
