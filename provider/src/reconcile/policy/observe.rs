//! Reads the access to a zone: bucket policies, roles and boundary at the same time.

use futures::future::{join_all, join3};

use super::ObservedAccess;
use crate::cloud::{BucketRef, CloudErrors, Observation, Observe};
use crate::domain::roles::RoleName;

/// Where to look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The buckets.
    pub buckets: Vec<BucketRef>,
    /// The ARNs of the boundaries that are made here.
    pub boundaries: Vec<String>,
    /// The roles, each with the name of this zone's inline policy on it.
    pub roles: Vec<(RoleName, String)>,
}

/// Observes the access to a zone.
///
/// # Errors
/// Every read that failed.
pub async fn observe(cloud: &dyn Observe, places: &Places) -> Result<ObservedAccess, CloudErrors> {
    let policies = join_all(places.buckets.iter().map(|bucket| cloud.bucket_policy(bucket)));
    let roles =
        join_all(places.roles.iter().map(|(name, policy)| async move {
            cloud.role(name, std::slice::from_ref(policy)).await
        }));
    let boundaries = join_all(places.boundaries.iter().map(|arn| cloud.managed_policy(arn)));
    let (policies, roles, boundaries) = join3(policies, roles, boundaries).await;
    let mut observed = ObservedAccess::default();
    let mut errors: Option<CloudErrors> = None;
    let mut failed = |more: CloudErrors| {
        errors = Some(match errors.take() {
            Some(errors) => errors.and(more),
            None => more,
        });
    };
    for (bucket, policy) in places.buckets.iter().zip(policies) {
        match policy {
            Ok(Observation::Present(policy)) => {
                observed.policies.insert(bucket.name.to_string(), policy);
            }
            Ok(Observation::Absent) => {}
            Err(error) => failed(error.into()),
        }
    }
    for ((name, _), role) in places.roles.iter().zip(roles) {
        match role {
            Ok(Observation::Present(role)) => drop(observed.roles.insert(name.clone(), role)),
            Ok(Observation::Absent) => {}
            Err(more) => failed(more),
        }
    }
    for (arn, boundary) in places.boundaries.iter().zip(boundaries) {
        match boundary {
            Ok(Observation::Present(found)) => {
                observed.boundaries.insert(arn.clone(), found);
            }
            Ok(Observation::Absent) => {}
            Err(more) => failed(more),
        }
    }
    errors.map_or(Ok(observed), Err)
}
