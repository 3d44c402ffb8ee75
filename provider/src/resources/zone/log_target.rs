//! Whether access logs can arrive where they are sent.

use futures::future::join;

use super::resolve::Resolved;
use crate::cloud::{BucketRef, CloudErrorKind, Observation, Observe};
use crate::domain::tags::Marks;
use crate::domain::{Region, ZoneKind};
use crate::terraform::diag::{AttributePath, Diag, Diags};

/// What a look at the target gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// It does not exist, yet.
    Absent,
    /// It is a bucket: of which zone, and where.
    Bucket { zone: Option<String>, region: Region },
    /// It lies in another region, from where it cannot be looked at: what S3 says.
    Elsewhere(String),
    /// It cannot be looked at: why.
    Unknown(String),
}

/// Looks at the target of a zone's access logs; `None` where there is none.
pub(super) async fn look(cloud: &dyn Observe, zone: &Resolved) -> Option<(BucketRef, Target)> {
    let log = zone.inputs.access_log.as_ref()?.as_ref()?;
    let bucket = BucketRef { name: log.bucket.clone(), owner: zone.account.clone()? };
    let target = match join(cloud.bucket_tags(&bucket), cloud.bucket_region(&bucket)).await {
        (Ok(Observation::Present(tags)), Ok(Observation::Present(region))) => {
            Target::Bucket { zone: Marks::read(&tags).map(|marks| marks.zone), region }
        }
        (Ok(_), Ok(_)) => Target::Absent,
        (Err(error), _) | (_, Err(error)) if error.kind == CloudErrorKind::NotFound => {
            drop(error);
            Target::Absent
        }
        (Err(error), _) | (_, Err(error)) if error.kind == CloudErrorKind::WrongRegion => {
            Target::Elsewhere(error.to_string())
        }
        (Err(error), _) | (_, Err(error)) => Target::Unknown(error.to_string()),
    };
    Some((bucket, target))
}

/// What is wrong with the target. At plan a target may be still to be made.
pub(super) fn judge(zone: &Resolved, bucket: &BucketRef, target: &Target, apply: bool) -> Diags {
    let mut diags = Diags::new();
    let at = || AttributePath::attribute("access_log").then("bucket");
    let mut wrong = |why: String| {
        let summary = format!("Access logs cannot go to `{bucket}`");
        diags.push(Diag::error(summary, format!("{why} Nothing was changed.")).at(at()));
    };
    match target {
        Target::Absent if apply => wrong(format!(
            "There is no bucket `{bucket}`. Make the `logs` zone first: `access_log = {{ \
                 bucket = kfm_zone.logs.bucket }}` puts the two in order."
        )),
        Target::Unknown(why) if apply => {
            wrong(format!("It is not known whether it is a `logs` zone: {why}."))
        }
        Target::Absent | Target::Unknown(_) => {}
        Target::Bucket { zone: found, region } => {
            if found.as_deref() != Some(ZoneKind::Logs.as_str()) {
                let is = found.as_ref().map_or_else(
                    || "no zone of this provider".to_owned(),
                    |found| format!("a zone of kind `{found}`"),
                );
                wrong(format!(
                    "It is {is}. S3 delivers logs only to a bucket without default retention \
                         and without a KMS key, and only a zone of kind `logs` admits them: name \
                         one."
                ));
            }
            if zone.region.as_ref().is_some_and(|own| own != region) {
                wrong(format!("It lies in {region}. {}", way_out(zone)));
            }
        }
        Target::Elsewhere(why) => wrong(format!("{why}. {}", way_out(zone))),
    }
    diags
}

fn way_out(zone: &Resolved) -> String {
    let own = zone.region.as_ref().map_or("its region", Region::as_str);
    format!("S3 delivers logs within a region: name a `logs` zone in {own}.")
}
