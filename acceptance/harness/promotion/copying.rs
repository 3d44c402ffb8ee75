//! What an open gate is for: its promoter copies exactly one version.

use aws_sdk_s3::primitives::ByteStream;

use super::stage::{Stage, bucket};
use crate::account::{Account, session};
use crate::clients::{Clients, Identity};
use crate::error::{Context, Failure, Result};
use crate::evidence::{ARTIFACT, DATASET, VERSION, put};
use crate::guard::{copy, refused};
use crate::objects::current;

/// A key of another version.
const OTHER: &str = "hydrology/example_gauges/2026-04.572e3948/artifacts/gauges.geojson";

/// Copies the version, and tries what differs from that in one thing.
pub(super) async fn holds(stage: &Stage) -> Result<()> {
    let root = &stage.account.root;
    let (from, to) = (&*bucket("catalog"), &*bucket("published"));
    put(root, &format!("s3://{from}/{OTHER}"), b"{}".to_vec()).await?;
    others(stage).await?;

    let gate = stage.gate_session().await?;
    copy(&gate, (from, ARTIFACT), (to, ARTIFACT), true).await.doing("copying the version")?;
    let (spare, outside) = (format!("{DATASET}/{VERSION}/spare"), format!("{DATASET}/spare"));
    let (spare, outside) = (spare.as_str(), outside.as_str());
    let processed = &*bucket("processed");
    refused("another version", copy(&gate, (from, OTHER), (to, spare), true).await)?;
    refused("another zone", copy(&gate, (processed, ARTIFACT), (to, spare), true).await)?;
    refused("another key", copy(&gate, (from, ARTIFACT), (to, outside), true).await)?;
    refused("over an object", copy(&gate, (from, ARTIFACT), (to, ARTIFACT), false).await)?;
    refused("another bucket", copy(&gate, (from, ARTIFACT), (processed, spare), true).await)?;
    let own = gate.s3.put_object().bucket(to).key(spare).if_none_match("*");
    refused("bytes of its own", own.body(ByteStream::from_static(b"x")).send().await)?;
    let delete = gate.s3.delete_object().bucket(to).key(ARTIFACT).send().await;
    refused("a removal", delete)?;
    // The promoter has AdministratorAccess, and nothing of the zones.
    let own = copy(&stage.promoter, (from, ARTIFACT), (to, spare), true).await;
    refused("a copy by the promoter's own credentials", own)?;

    let published = current(root, to).await?;
    let artifact = String::from_utf8_lossy(&stage.evidence.bytes("/gauges.geojson")).into_owned();
    if published != [(ARTIFACT.to_owned(), artifact)].into() {
        return Err(Failure::new(format!("something else is published: {published:?}")));
    }
    stage.settled("an open gate whose version is copied").await
}

/// Nobody but the promoter becomes the gate's role.
async fn others(stage: &Stage) -> Result<()> {
    let role = stage.state()?.text("role_arn").to_owned();
    let Account { administrator, intruder, foreigner, writer, .. } = &stage.account;
    let strangers: [(&str, &Identity); 4] = [
        ("the administrator", administrator),
        ("an intruder", intruder),
        ("a foreigner", foreigner),
        ("whoever applies", writer),
    ];
    for (who, identity) in strangers {
        let stranger = Clients::new(&stage.emulator, identity)?;
        let assumed = stranger.sts.assume_role().role_arn(&role).role_session_name("x").send();
        refused(&format!("{who} becomes the gate's role"), assumed.await)?;
    }
    session(&stage.promoter, &role).await.map(drop)
}
