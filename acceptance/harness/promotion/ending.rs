//! How a gate ends: by its time, and by a destroy.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::stage::{Stage, bucket};
use crate::error::{Context, Failure, Result};
use crate::evidence::{ARTIFACT, DATASET, VERSION, remove};
use crate::guard::{copy, refused};

/// How long the gate is open here: longer than a plan and an apply take.
const OPEN: SignedDuration = SignedDuration::from_secs(20);

/// Begins with an open gate and ends without a gate.
pub(super) async fn holds(stage: &mut Stage) -> Result<()> {
    expired(stage).await?;
    destroyed(stage).await
}

/// Sessions end by the policy of their role, and the gate is not renewed.
async fn expired(stage: &mut Stage) -> Result<()> {
    let until = (Timestamp::now() + OPEN).strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let end: Timestamp = until.parse().doing("reading a time")?;
    stage.set("expires", &until);
    stage.plan().await?;
    stage.apply_saved(true, &[]).await?.is("a short gate", "PASS", true, &[])?;
    let gate = stage.gate_session().await?;
    let (from, to) = (bucket("catalog"), bucket("published"));
    let key = |name: &str| format!("{DATASET}/{VERSION}/{name}");
    copy(&gate, (&from, ARTIFACT), (&to, &key("in-time")), true).await.doing("copying in time")?;
    remove(&stage.account.root, &format!("s3://{to}/{}", key("in-time"))).await?;
    let left = end.duration_since(Timestamp::now()) + SignedDuration::from_secs(1);
    tokio::time::sleep(Duration::try_from(left).unwrap_or_default()).await;
    let late = copy(&gate, (&from, ARTIFACT), (&to, &key("late")), true).await;
    refused("a copy after the end", late)?;
    let role = stage.state()?.text("role_arn").to_owned();
    let assumed = stage.promoter.sts.assume_role().role_arn(role).role_session_name("late");
    refused("a session after the end", assumed.send().await)?;

    let planned = stage.plan().await?;
    let shown = (planned.before.text("status"), planned.after.text("status"));
    if shown != ("PASS", "EXPIRED") || planned.after.is_open() {
        return Err(planned.output.unexpected(&format!("it shows {shown:?}")));
    }
    let told = stage.apply_saved(true, &[]).await?;
    if told.text("status") != "EXPIRED" || told.text("expires_at") != until || told.is_open() {
        return Err(Failure::new(format!("the gate is {told:?}")));
    }
    stage.is_there("expired", false).await?;
    stage.settled("an expired gate").await
}

/// Another `expires` opens it again; the destroy of the gate alone closes it.
async fn destroyed(stage: &mut Stage) -> Result<()> {
    stage.set("expires", "");
    stage.plan().await?;
    stage.apply_saved(true, &[]).await?.is("a gate with more time", "PASS", true, &[])?;
    stage.is_there("a gate with more time", true).await?;
    let gate = stage.gate_session().await?;
    stage.destroy().await?;
    stage.is_there("destroyed", false).await?;
    let (from, to) = (bucket("catalog"), bucket("published"));
    let key = format!("{DATASET}/{VERSION}/destroyed");
    let late = copy(&gate, (&from, ARTIFACT), (&to, &key), true).await;
    refused("a copy by a session from before the destroy", late)
}
