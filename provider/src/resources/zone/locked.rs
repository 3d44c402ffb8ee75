//! What Object Lock keeps from being removed, and until when.

use futures::stream::{self, StreamExt, TryStreamExt};
use jiff::Timestamp;

use crate::cloud::{BucketRef, CloudErrors, Observe, VersionLock};
use crate::terraform::diag::{AttributePath, Diag};

/// How many versions are looked at: as many as one call lists.
const LOOKED_AT: u16 = 1_000;
/// How many of them at once.
const AT_ONCE: usize = 16;

/// The locks of a bucket's versions.
#[derive(Debug)]
struct Locked {
    looked_at: usize,
    locked: usize,
    held: usize,
    /// When the last retention ends.
    until: Option<Timestamp>,
}

/// The error that locked versions are to a destroy; `None` where nothing is locked.
///
/// # Errors
/// The versions or their locks could not be read.
pub(super) async fn check(
    cloud: &dyn Observe,
    bucket: &BucketRef,
    now: Timestamp,
) -> Result<Option<Diag>, CloudErrors> {
    let versions = cloud.object_versions(bucket, LOOKED_AT).await?;
    let looked_at = versions.len();
    let locks: Vec<VersionLock> = stream::iter(versions)
        .map(|version| async move { cloud.version_lock(bucket, &version).await })
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    let locked: Vec<_> = locks.into_iter().filter(|lock| lock.holds(now)).collect();
    let ends = locked.iter().filter_map(|lock| lock.retention).map(|(_, until)| until);
    let locked = Locked {
        looked_at,
        held: locked.iter().filter(|lock| lock.legal_hold).count(),
        until: ends.filter(|until| *until > now).max(),
        locked: locked.len(),
    };
    Ok((locked.locked > 0).then(|| locked.diag(bucket)))
}

impl Locked {
    fn diag(&self, bucket: &BucketRef) -> Diag {
        let among = if self.looked_at == usize::from(LOOKED_AT) {
            format!("the first {} looked at", self.looked_at)
        } else {
            format!("its {}", self.looked_at)
        };
        let mut detail = format!(
            "Of the versions of objects in `{bucket}`, {} of {among} are kept by Object Lock.",
            self.locked
        );
        if let Some(until) = self.until {
            detail.push_str(&format!(" The destroy can work at {until} at the earliest."));
        }
        if self.held > 0 {
            detail.push_str(&format!(
                " {} carry a legal hold, which has no end: it must be lifted first.",
                self.held
            ));
        }
        detail.push_str(
            " Nothing was changed. To stop managing the zone and keep it, use a `removed` block.",
        );
        Diag::error(format!("`{bucket}` holds locked objects and cannot be destroyed"), detail)
            .at(AttributePath::attribute("force_destroy"))
    }
}
