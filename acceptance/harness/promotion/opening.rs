//! Evidence gets complete: from nothing to a decision that a steward keeps.

use super::stage::{Stage, bucket};
use crate::error::Result;
use crate::evidence::{self, ARTIFACT, DECISION, Evidence, MANIFEST, Proof, create, offer, put};
use crate::guard::refused;

/// Ends with an open gate, whose packet nothing pins.
pub(super) async fn holds(stage: &mut Stage) -> Result<()> {
    // Everything is made by one apply. There is no evidence, and so no open gate.
    stage.plan().await?;
    let told = stage.apply_saved(true, &["stays closed"]).await?;
    told.is("without evidence", "ERROR", false, &["PC_INPUT_JSON_INVALID"])?;
    stage.is_there("without evidence", false).await?;

    // One object is not what the packet says, and nothing proves the approval.
    let root = stage.account.root.clone();
    let unproved = stage.evidence.proved(Proof::None);
    for (uri, bytes) in unproved.objects() {
        put(&root, uri, bytes.to_vec()).await?;
    }
    stage.put_packet(&unproved).await?;
    put(&root, unproved.uri("/spec.json"), b"{}".to_vec()).await?;
    let spoiled = ["PC_A_OBJECT_DIGEST_MISMATCH"];
    stage.becomes("a spoiled object", ("ERROR", "DENY"), false, &spoiled).await?;
    stage.settled("a closed gate with a spoiled object").await?;

    // All is complete but the approval, which nobody proves.
    put(&root, unproved.uri("/spec.json"), unproved.bytes("/spec.json")).await?;
    let unproven = ["approval_unproven"];
    let way = ("DENY", "APPROVAL_UNPROVEN");
    stage.becomes("an approval that nobody proves", way, false, &unproven).await?;

    forged(stage, &unproved).await?;

    // The steward keeps the decision.
    let steward = stage.session_of("steward").await?;
    let complete = stage.evidence.clone();
    for name in [DECISION, MANIFEST] {
        create(&steward, complete.uri(name), complete.bytes(name)).await?;
        let over = offer(&steward, complete.uri(name), complete.bytes(name), false).await?;
        refused("a decision put over", over)?;
    }
    stage.put_packet(&complete).await?;
    let way = ("APPROVAL_UNPROVEN", "PASS");
    stage.becomes("an approval that a steward keeps", way, true, &[]).await?;
    stage.receipts_are_kept().await
}

/// A builder of the catalog writes a decision himself: not where decisions count.
async fn forged(stage: &Stage, unproved: &Evidence) -> Result<()> {
    let root = &stage.account.root;
    let builder = stage.session_of("builder").await?;
    let (forged, kept) = (unproved.decided_in("catalog"), &stage.evidence);
    for name in [DECISION, MANIFEST] {
        create(&builder, forged.uri(name), forged.bytes(name)).await?;
        let decided = offer(&builder, kept.uri(name), kept.bytes(name), true).await?;
        refused("a decision of a builder", decided)?;
    }
    let over = offer(&builder, &forged.packet_uri(), forged.packet(), false).await?;
    refused("a packet put over another", over)?;
    evidence::remove(root, &forged.packet_uri()).await?;
    create(&builder, &forged.packet_uri(), forged.packet()).await?;
    let artifact = format!("s3://{}/{ARTIFACT}", bucket("catalog"));
    create(&builder, &artifact, forged.bytes("/gauges.geojson")).await?;
    stage.settled("a decision that a builder wrote").await
}
