//! Object Lock of a bucket and of versions.

use aws_sdk_s3::Client;
use aws_sdk_s3::types::{
    DefaultRetention, ObjectLockConfiguration, ObjectLockEnabled, ObjectLockLegalHoldStatus,
    ObjectLockRetention, ObjectLockRetentionMode, ObjectLockRule,
};
use futures::future::join;

use crate::cloud::aws::error::Call;
use crate::cloud::{BucketRef, CloudError, CloudErrors, ObjectLock, ObjectVersion, VersionLock};
use crate::domain::{Days, LockMode, LockRule};

/// The configuration that enables Object Lock with this rule.
pub(super) fn configuration(rule: Option<LockRule>) -> ObjectLockConfiguration {
    let rule = rule.map(|rule| {
        let mode = match rule.mode {
            LockMode::Governance => ObjectLockRetentionMode::Governance,
            LockMode::Compliance => ObjectLockRetentionMode::Compliance,
        };
        let days = i32::try_from(rule.days.get()).unwrap_or(i32::MAX);
        let retention = DefaultRetention::builder().mode(mode).days(days).build();
        ObjectLockRule::builder().default_retention(retention).build()
    });
    ObjectLockConfiguration::builder()
        .object_lock_enabled(ObjectLockEnabled::Enabled)
        .set_rule(rule)
        .build()
}

/// What a bucket's configuration says.
pub(super) fn read(lock: Option<&ObjectLockConfiguration>) -> ObjectLock {
    let Some(lock) =
        lock.filter(|lock| lock.object_lock_enabled() == Some(&ObjectLockEnabled::Enabled))
    else {
        return ObjectLock::Disabled;
    };
    let rule = lock.rule().and_then(ObjectLockRule::default_retention).and_then(|retention| {
        let days =
            retention.days().map(i64::from).or(retention.years().map(|n| i64::from(n) * 365));
        Some(LockRule { mode: mode(retention.mode())?, days: Days::new(days?).ok()? })
    });
    ObjectLock::Enabled(rule)
}

fn mode(mode: Option<&ObjectLockRetentionMode>) -> Option<LockMode> {
    mode?.as_str().parse().ok()
}

/// What S3 answers where a version has no lock, or is a delete marker, which cannot have one.
fn has_none(error: &CloudError) -> bool {
    matches!(
        error.code.as_deref(),
        Some("NoSuchObjectLockConfiguration" | "InvalidRequest" | "MethodNotAllowed")
    )
}

/// Sends one read of a version; `None` where it has nothing of the kind.
macro_rules! read {
    ($client:ident.$method:ident, $call:ident, $bucket:ident, $version:ident) => {{
        let answer = $client
            .$method()
            .bucket($bucket.name.as_str())
            .expected_bucket_owner($bucket.owner.as_str())
            .key(&$version.key)
            .version_id(&$version.version)
            .send()
            .await;
        match answer.map_err(|error| $call.failed(error)) {
            Ok(found) => Ok::<_, CloudError>(Some(found)),
            Err(error) if has_none(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }};
}

pub(in crate::cloud::aws) async fn version_lock(
    client: &Client,
    bucket: &BucketRef,
    version: &ObjectVersion,
) -> Result<VersionLock, CloudErrors> {
    let target = format!("{}/{}", bucket.name, version.key);
    let retention = async {
        let call = Call::s3("s3:GetObjectRetention", &target);
        let found = read!(client.get_object_retention, call, bucket, version)?;
        Ok::<_, CloudError>(found.and_then(|found| found.retention().and_then(until)))
    };
    let hold = async {
        let call = Call::s3("s3:GetObjectLegalHold", &target);
        let found = read!(client.get_object_legal_hold, call, bucket, version)?;
        let status = found.and_then(|found| found.legal_hold?.status);
        Ok::<_, CloudError>(status == Some(ObjectLockLegalHoldStatus::On))
    };
    match join(retention, hold).await {
        (Ok(retention), Ok(legal_hold)) => Ok(VersionLock { retention, legal_hold }),
        (Err(error), Ok(_)) | (Ok(_), Err(error)) => Err(error.into()),
        (Err(one), Err(other)) => Err(CloudErrors::from(one).and(other.into())),
    }
}

fn until(retention: &ObjectLockRetention) -> Option<(LockMode, jiff::Timestamp)> {
    let until = retention.retain_until_date()?;
    Some((mode(retention.mode())?, jiff::Timestamp::from_second(until.secs()).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_reads_back_and_years_read_as_days() {
        let rule = LockRule { mode: LockMode::Governance, days: Days::new(30).unwrap() };
        for rule in [None, Some(rule)] {
            assert_eq!(read(Some(&configuration(rule))), ObjectLock::Enabled(rule));
        }
        let years =
            DefaultRetention::builder().mode(ObjectLockRetentionMode::Compliance).years(2).build();
        let lock = ObjectLockConfiguration::builder()
            .object_lock_enabled(ObjectLockEnabled::Enabled)
            .rule(ObjectLockRule::builder().default_retention(years).build())
            .build();
        assert_eq!(read(Some(&lock)).rule().unwrap().days.get(), 730);
        assert_eq!(read(None), ObjectLock::Disabled);
    }
}
