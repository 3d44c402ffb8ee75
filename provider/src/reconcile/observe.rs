//! Reads a zone: bucket and key at the same time.

use futures::future::join;

use super::Observed;
use crate::cloud::{BucketRef, CloudErrors, KeyFacets, Observation, Observe};
use crate::domain::KeyArn;

/// Where to look for a zone's own key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPlace {
    /// Its alias.
    pub alias: String,
    /// Its ARN, if the state knows it.
    pub arn: Option<KeyArn>,
}

/// Observes a zone. `key` is `None` for a zone with a given key.
///
/// # Errors
/// Every read that failed, of bucket and key together.
pub async fn observe(
    cloud: &dyn Observe,
    bucket: &BucketRef,
    key: Option<&KeyPlace>,
) -> Result<Observed, CloudErrors> {
    let own_key = async {
        match key {
            Some(place) => own_key(cloud, place).await,
            None => Ok((None, false)),
        }
    };
    match join(cloud.bucket(bucket), own_key).await {
        (Ok(bucket), Ok((key, alias_taken))) => {
            let bucket = bucket.into_option();
            let lacks = bucket.as_ref().map(|bucket| bucket.lacks.clone()).unwrap_or_default();
            Ok(Observed { bucket, key, alias_taken, lacks })
        }
        (Err(errors), Ok(_)) => Err(errors),
        (Ok(_), Err(errors)) => Err(errors),
        (Err(bucket), Err(key)) => Err(bucket.and(key)),
    }
}

async fn own_key(
    cloud: &dyn Observe,
    place: &KeyPlace,
) -> Result<(Option<KeyFacets>, bool), CloudErrors> {
    let named = cloud.key_by_alias(&place.alias).await?.into_option();
    let Some(arn) = &place.arn else { return Ok((named, false)) };
    match named {
        Some(named) if named.arn == *arn => Ok((Some(named), false)),
        other => {
            let known = match cloud.key(arn).await? {
                Observation::Present(key) => Some(KeyFacets { alias: None, ..key }),
                Observation::Absent => None,
            };
            let taken = other.is_some() && known.is_some();
            Ok((known.or(other), taken))
        }
    }
}
