//! What lies in the target, compared with the evidence.

use std::time::Duration;

use futures::{StreamExt as _, stream};

use super::{Desk, Weighing};
use crate::cloud::StoredObject;
use crate::domain::promotion::contract::storage::{Intake, ObjectId, Observed};
use crate::domain::promotion::release::{Copied, Release};
use crate::domain::promotion::verdict::Status;
use crate::gate::observe::within;
use crate::gate::verdict::{Found, rules};

/// As many objects that differ are told: each is a finding, and findings are kept in the state.
const TOLD: usize = 100;
/// How many objects are looked at at a time.
const AT_ONCE: usize = 8;
/// How long looking at all of them may take.
const TIME: Duration = Duration::from_secs(15 * 60);

/// What was found, and why.
pub(super) struct Target {
    pub(super) found: Vec<Found>,
    pub(super) causes: Vec<String>,
}

/// Compares every object below the target prefix. `own` are digests of what belongs to the packet itself.
pub(super) async fn compare(
    weighing: &Weighing,
    release: &Release,
    own: &[String],
    desk: Desk<'_>,
) -> Target {
    let prefix = weighing.candidate.target_prefix().to_string();
    let place = format!("s3://{}/{prefix}", weighing.target.name);
    let stored = match desk.evidence.objects(&weighing.target, &prefix).await {
        Ok(stored) => stored,
        Err(error) => {
            return Target {
                found: vec![Found::guard(&rules::TARGET_UNREADABLE, place)],
                causes: vec![error.to_string()],
            };
        }
    };
    let mut causes = Vec::new();
    let mut copied = Vec::new();
    let count = stored.len();
    let looks = stored.into_iter().map(|object| look(weighing, &prefix, object, desk));
    let looks = stream::iter(looks).buffered(AT_ONCE).take_until(tokio::time::sleep(TIME));
    let mut looks = std::pin::pin!(looks);
    while let Some((object, cause)) = looks.next().await {
        copied.push(object);
        causes.extend(cause);
    }
    let mut found = Vec::new();
    if copied.len() < count {
        found.push(Found::guard(&rules::TARGET_UNREADABLE, place.clone()));
        causes.push(format!("only {} of {count} objects below {place} were read", copied.len()));
    }
    let comparison = release.compare(&copied, own);
    if let Some(more) = comparison.differences.len().checked_sub(TOLD).filter(|more| *more > 0) {
        causes.push(format!("{more} more objects below {place} are not the evidence's"));
    }
    for difference in comparison.differences.iter().take(TOLD) {
        let rule = match difference.kind.status() {
            Status::Error => &rules::TARGET_UNREADABLE,
            _ => &rules::TARGET,
        };
        found.push(Found::guard(rule, format!("{place}{}", difference.path)));
        causes.push(format!("below {place}: {difference}"));
    }
    Target { found, causes }
}

async fn look(
    weighing: &Weighing,
    prefix: &str,
    object: StoredObject,
    desk: Desk<'_>,
) -> (Copied, Option<String>) {
    let id =
        ObjectId { uri: format!("s3://{}/{}", weighing.target.name, object.key), version: None };
    let (most, seconds) = weighing.largest();
    let intake = Intake::new(most, 0);
    let read = desk.evidence.object(&id, Some(&weighing.account), intake);
    let (digest, cause) = match within(Duration::from_secs(seconds), read).await {
        Ok(Observed::Read { digest, .. }) => (Some(digest), None),
        Ok(_) => (None, Some(format!("{} could not be read whole", id.uri))),
        Err(cause) => (None, Some(cause.told_of(&id.uri))),
    };
    let path = object.key.strip_prefix(prefix).unwrap_or(&object.key).to_owned();
    (Copied { path, size: object.size, digest }, cause)
}
