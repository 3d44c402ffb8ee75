//! Evidence that changes between a plan and its apply: nothing opens that the plan has not shown, nothing stays open that
//! it has shown as closed, and terraform never blames the provider.

use super::stage::Stage;
use crate::error::Result;

const SPOILED: [&str; 1] = ["PC_A_OBJECT_DIGEST_MISMATCH"];

/// Begins and ends with an open gate; then its packet is pinned.
pub(super) async fn hold(stage: &mut Stage) -> Result<()> {
    closing(stage, "not pinned").await?;
    opening(stage, "not pinned").await?;
    another_packet(stage).await?;
    pinning(stage).await?;
    closing(stage, "pinned").await?;
    opening(stage, "pinned").await?;
    stage.restore().await?;
    stage.becomes("all is well", ("DENY", "PASS"), true, &[]).await?;
    stage.receipts_are_kept().await
}

/// A plan shows a closing; then the evidence passes again.
async fn closing(stage: &mut Stage, pin: &str) -> Result<()> {
    let what = format!("evidence that passes again ({pin})");
    stage.spoil().await?;
    stage.plan().await?.shows(&what, ("PASS", "DENY"), false, &SPOILED)?;
    stage.restore().await?;
    let told = stage
        .apply_saved(true, &["stays closed, as planned, although its evidence passes now"])
        .await?;
    told.is(&what, "DENY", false, &SPOILED)?;
    stage.is_there(&what, false).await
}

/// A plan shows an opening; then an object is another one. Ends with that object, and closed.
async fn opening(stage: &mut Stage, pin: &str) -> Result<()> {
    let what = format!("evidence that does not pass any more ({pin})");
    stage.plan().await?.shows(&what, ("DENY", "PASS"), true, &[])?;
    stage.spoil().await?;
    let says = ["Error: The gate of", "does not open: DENY", SPOILED[0]];
    let told = stage.apply_saved(false, &says).await?;
    told.is(&what, "DENY", false, &SPOILED)?;
    stage.is_there(&what, false).await
}

/// A plan shows an opening; then the packet is another one, which passes too.
async fn another_packet(stage: &mut Stage) -> Result<()> {
    let what = "another packet";
    stage.restore().await?;
    stage.plan().await?.shows(what, ("DENY", "PASS"), true, &[])?;
    let (first, second) = (stage.evidence.clone(), stage.evidence.shorter());
    stage.put_packet(&second).await?;
    stage.apply_saved(false, &["its evidence is not the plan's"]).await?;
    stage.is_there(what, false).await?;
    stage.put_packet(&first).await
}

/// A plan pins the packet; then the packet is another one.
async fn pinning(stage: &mut Stage) -> Result<()> {
    let what = "a packet that is not the pinned one";
    let (first, second) = (stage.evidence.clone(), stage.evidence.shorter());
    stage.set("packet", &first.digest());
    stage.plan().await?;
    stage.put_packet(&second).await?;
    stage.apply_saved(false, &["evidence.sha256", "is not the digest of the packet"]).await?;
    stage.is_there(what, false).await?;
    stage.put_packet(&first).await?;
    stage.plan().await?;
    let told = stage.apply_saved(true, &[]).await?;
    told.is("the pinned packet", "PASS", true, &[])?;
    stage.is_there("the pinned packet", true).await
}
