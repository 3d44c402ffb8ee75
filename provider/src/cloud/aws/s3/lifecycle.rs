//! Lifecycle rules, to and from the SDK's form.

use std::collections::BTreeSet;

use aws_sdk_s3::types::{
    AbortIncompleteMultipartUpload, BucketLifecycleConfiguration, ExpirationStatus,
    LifecycleExpiration, LifecycleRule as SdkRule, LifecycleRuleFilter,
    NoncurrentVersionExpiration, NoncurrentVersionTransition, Transition, TransitionStorageClass,
};
use aws_smithy_types::error::operation::BuildError;

use crate::domain::object_lifecycle::{LifecycleRule, NoncurrentExpiration};

/// The configuration that holds `rules`. A rule's `beyond` is not written: zones have none.
pub(super) fn configuration(
    rules: &[LifecycleRule],
) -> Result<BucketLifecycleConfiguration, BuildError> {
    let rules = rules.iter().map(rule).collect::<Result<_, _>>()?;
    BucketLifecycleConfiguration::builder().set_rules(Some(rules)).build()
}

fn rule(rule: &LifecycleRule) -> Result<SdkRule, BuildError> {
    let status = if rule.enabled { ExpirationStatus::Enabled } else { ExpirationStatus::Disabled };
    let moves = rule.transitions.iter().map(|(days, class)| {
        Transition::builder()
            .days(signed(*days))
            .storage_class(TransitionStorageClass::from(class.as_str()))
            .build()
    });
    let older = rule.noncurrent_transitions.iter().map(|(days, class)| {
        NoncurrentVersionTransition::builder()
            .noncurrent_days(signed(*days))
            .storage_class(TransitionStorageClass::from(class.as_str()))
            .build()
    });
    let moves: Vec<_> = moves.collect();
    let older: Vec<_> = older.collect();
    SdkRule::builder()
        .id(&rule.id)
        .status(status)
        .filter(LifecycleRuleFilter::builder().prefix(&rule.prefix).build())
        .set_abort_incomplete_multipart_upload(rule.abort_multipart_days.map(|days| {
            AbortIncompleteMultipartUpload::builder().days_after_initiation(signed(days)).build()
        }))
        .set_expiration(
            rule.expiration_days
                .map(|days| LifecycleExpiration::builder().days(signed(days)).build()),
        )
        .set_noncurrent_version_expiration(rule.noncurrent_expiration.map(|end| {
            NoncurrentVersionExpiration::builder()
                .noncurrent_days(signed(end.days))
                .set_newer_noncurrent_versions(end.keep.map(signed))
                .build()
        }))
        .set_transitions((!moves.is_empty()).then_some(moves))
        .set_noncurrent_version_transitions((!older.is_empty()).then_some(older))
        .build()
}

/// A rule as S3 shows it. What a zone has no word for is put into words.
pub(super) fn read(rule: &SdkRule) -> LifecycleRule {
    let mut beyond = Vec::new();
    let prefix = prefix(rule, &mut beyond);
    let days = |days: Option<i32>| days.and_then(|days| u32::try_from(days).ok());
    let expiration = rule.expiration();
    if expiration.is_some_and(|end| end.date().is_some()) {
        beyond.push("expires objects at a date".to_owned());
    }
    if expiration.and_then(LifecycleExpiration::expired_object_delete_marker) == Some(true) {
        beyond.push("removes delete markers that stand alone".to_owned());
    }
    let mut transitions = BTreeSet::new();
    for one in rule.transitions() {
        match (days(one.days()), one.storage_class()) {
            (Some(days), Some(class)) => {
                transitions.insert((days, class.as_str().to_owned()));
            }
            _ => beyond.push("moves objects at a date".to_owned()),
        }
    }
    let mut noncurrent_transitions = BTreeSet::new();
    for one in rule.noncurrent_version_transitions() {
        match (days(one.noncurrent_days()), one.storage_class(), one.newer_noncurrent_versions()) {
            (Some(days), Some(class), None) => {
                noncurrent_transitions.insert((days, class.as_str().to_owned()));
            }
            _ => beyond.push("moves older versions but the newest".to_owned()),
        }
    }
    let noncurrent_expiration = rule.noncurrent_version_expiration().and_then(|end| {
        let keep = days(end.newer_noncurrent_versions());
        Some(NoncurrentExpiration { days: days(end.noncurrent_days())?, keep })
    });
    LifecycleRule {
        id: rule.id().unwrap_or_default().to_owned(),
        enabled: *rule.status() == ExpirationStatus::Enabled,
        prefix,
        abort_multipart_days: days(
            rule.abort_incomplete_multipart_upload()
                .and_then(|abort| abort.days_after_initiation()),
        ),
        expiration_days: days(expiration.and_then(LifecycleExpiration::days)),
        noncurrent_expiration,
        transitions,
        noncurrent_transitions,
        beyond,
    }
}

#[expect(deprecated, reason = "rules from before filters carry their prefix themselves")]
fn prefix(rule: &SdkRule, beyond: &mut Vec<String>) -> String {
    let Some(filter) = rule.filter() else {
        return rule.prefix().unwrap_or_default().to_owned();
    };
    let and = filter.and();
    if filter.tag().is_some() || and.is_some_and(|and| !and.tags().is_empty()) {
        beyond.push("is only for some tags".to_owned());
    }
    let sized = filter.object_size_greater_than().is_some()
        || filter.object_size_less_than().is_some()
        || and.is_some_and(|and| {
            and.object_size_greater_than().is_some_and(|size| size > 0)
                || and.object_size_less_than().is_some_and(|size| size > 0)
        });
    if sized {
        beyond.push("is only for some sizes".to_owned());
    }
    filter.prefix().or(and.and_then(|and| and.prefix())).unwrap_or_default().to_owned()
}

/// S3 counts in 32 bits with a sign; a number of days that does not fit is refused by it.
fn signed(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::object_lifecycle::{Noncurrent, ObjectLifecycle, StorageClass, Transition};

    #[test]
    fn what_is_written_reads_back() {
        let lifecycle = ObjectLifecycle {
            noncurrent: Some(Noncurrent { days: 60, versions: Some(2) }),
            transitions: [false, true]
                .map(|noncurrent| Transition {
                    days: 30,
                    class: StorageClass::StandardIa,
                    prefix: "a/".to_owned(),
                    noncurrent,
                })
                .into(),
            expire_prefixes: [("tmp/".to_owned(), 3)].into(),
            ..ObjectLifecycle::default()
        };
        let rules = lifecycle.rules();
        let sent = configuration(&rules).unwrap();
        let read: Vec<_> = sent.rules().iter().map(read).collect();
        assert_eq!(read, rules);
    }

    #[test]
    fn what_a_zone_has_no_word_for_is_said() {
        let filter = LifecycleRuleFilter::builder().object_size_greater_than(5).build();
        let marker = LifecycleExpiration::builder().expired_object_delete_marker(true).build();
        let rule = SdkRule::builder()
            .id("x")
            .status(ExpirationStatus::Enabled)
            .filter(filter)
            .expiration(marker)
            .build()
            .unwrap();
        assert_eq!(read(&rule).beyond.len(), 2);
    }
}
