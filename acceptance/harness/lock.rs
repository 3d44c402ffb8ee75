//! Object Lock in words: the default rule of a bucket, the lock of an object.

use aws_sdk_s3::Client as S3;
use aws_sdk_s3::operation::put_object::builders::PutObjectFluentBuilder;
use aws_sdk_s3::types::{
    DefaultRetention, ObjectLockConfiguration, ObjectLockEnabled, ObjectLockLegalHold,
    ObjectLockLegalHoldStatus, ObjectLockMode, ObjectLockRetentionMode, ObjectLockRule,
};
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;

use crate::clients::Clients;
use crate::error::{Context, Failure, Result};
use crate::objects;

/// What a bucket's configuration says: `GOVERNANCE 30 days`, `COMPLIANCE 1 years`, `none`.
pub fn words(lock: Option<ObjectLockConfiguration>) -> Result<String> {
    let rule = lock.and_then(|lock| lock.rule).and_then(|rule| rule.default_retention);
    let Some(rule) = rule else { return Ok("none".to_owned()) };
    let mode = rule.mode.doing("a default retention without a mode")?;
    match (rule.days, rule.years) {
        (Some(days), None) => Ok(format!("{mode} {days} days")),
        (None, Some(years)) => Ok(format!("{mode} {years} years")),
        other => Err(Failure::new(format!("a default retention of days and years {other:?}"))),
    }
}

/// Enables Object Lock with the rule in these words.
pub async fn put_rule(s3: &S3, bucket: &str, words: &str) -> Result<()> {
    let lock = ObjectLockConfiguration::builder().object_lock_enabled(ObjectLockEnabled::Enabled);
    let lock = lock.set_rule(rule(words)?).build();
    let request = s3.put_object_lock_configuration().bucket(bucket);
    let put = request.object_lock_configuration(lock).send().await;
    put.doing(format!("putting the rule `{words}`")).map(drop)
}

fn rule(words: &str) -> Result<Option<ObjectLockRule>> {
    if words == "none" {
        return Ok(None);
    }
    let wrong = || format!("`{words}` is no rule such as `GOVERNANCE 30 days`");
    let [mode, count, unit] =
        words.split(' ').collect::<Vec<_>>().try_into().map_err(|_| ()).ok().doing(wrong())?;
    let mode = DefaultRetention::builder().mode(ObjectLockRetentionMode::from(mode));
    let count: i32 = count.parse().doing(wrong())?;
    let retention = match unit {
        "days" => mode.days(count),
        "years" => mode.years(count),
        _ => return Err(Failure::new(wrong())),
    };
    Ok(Some(ObjectLockRule::builder().default_retention(retention.build()).build()))
}

/// An upload that asks for a lock of its own: `GOVERNANCE until 2099-01-01T00:00:00Z`.
pub fn locking(put: PutObjectFluentBuilder, words: &str) -> Result<PutObjectFluentBuilder> {
    let wrong = format!("`{words}` is no lock such as `GOVERNANCE until 2099-01-01T00:00:00Z`");
    let (mode, until) = words.split_once(" until ").doing(&wrong)?;
    let until = DateTime::from_str(until, Format::DateTime).doing(&wrong)?;
    Ok(put.object_lock_mode(ObjectLockMode::from(mode)).object_lock_retain_until_date(until))
}

/// Lifts the legal hold of every version in a bucket.
pub async fn lift_holds(root: &Clients, bucket: &str) -> Result<()> {
    let off = ObjectLockLegalHold::builder().status(ObjectLockLegalHoldStatus::Off).build();
    for version in objects::list(root, bucket).await?.versions() {
        let request = root.s3.put_object_legal_hold().bucket(bucket).legal_hold(off.clone());
        let request = request.set_key(version.key.clone());
        let lifted = request.set_version_id(version.version_id.clone()).send().await;
        lifted.doing("lifting a legal hold")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_in_words_reads_back() {
        for text in ["GOVERNANCE 30 days", "COMPLIANCE 1 years", "none"] {
            let lock = ObjectLockConfiguration::builder().set_rule(rule(text).unwrap()).build();
            assert_eq!(words(Some(lock)).unwrap(), text);
        }
        for wrong in ["", "GOVERNANCE", "GOVERNANCE 30", "GOVERNANCE x days", "GOVERNANCE 1 weeks"]
        {
            assert!(rule(wrong).is_err(), "{wrong}");
        }
    }
}
