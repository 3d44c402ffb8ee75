//! The reads: what does not depend on one another is read at the same time.

use std::collections::{BTreeMap, BTreeSet};

use futures::future::{join, join_all};

use crate::cloud::{BucketRef, CloudErrors, ManagedPolicyFacets, Observation, Observe, RoleFacets};
use crate::domain::PrincipalArn;
use crate::domain::principal::PrincipalKind;
use crate::domain::roles::{RoleName, policy_name};
use crate::domain::tags::{Marks, Tags};

/// What a bucket says of itself.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) tags: Tags,
    pub(super) policy: Option<String>,
}

/// What IAM says of a principal.
#[derive(Debug)]
pub(super) enum Looked {
    /// A role.
    Role(Box<RoleFacets>),
    /// A user, whose policies are not read.
    User,
    /// IAM knows none of this name.
    Absent,
    /// It is of another account, or not to be asked for.
    Elsewhere,
}

/// Errors of reads that go on all the same, so that all are told at once.
#[derive(Debug, Default)]
pub(super) struct Failed(Option<CloudErrors>);

impl Failed {
    pub(super) fn into_result(self) -> Result<(), CloudErrors> {
        self.0.map_or(Ok(()), Err)
    }

    /// The value, or a note of what kept it from being read.
    fn or_note<T>(&mut self, read: Result<T, impl Into<CloudErrors>>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(more) => {
                let more = more.into();
                self.0 = Some(match self.0.take() {
                    Some(errors) => errors.and(more),
                    None => more,
                });
                None
            }
        }
    }
}

/// Reads the bucket. What cannot be read is left out: what it would lead to is not asked for.
pub(super) async fn bucket(
    cloud: &dyn Observe,
    bucket: &BucketRef,
    failed: &mut Failed,
) -> Observation<Found> {
    let (tags, policy) = join(cloud.bucket_tags(bucket), cloud.bucket_policy(bucket)).await;
    let (tags, policy) = (failed.or_note(tags), failed.or_note(policy));
    if tags == Some(Observation::Absent) || policy == Some(Observation::Absent) {
        return Observation::Absent;
    }
    let tags = tags.and_then(Observation::into_option).unwrap_or_default();
    let policy = policy.and_then(Observation::into_option).flatten();
    Observation::Present(Found { tags, policy })
}

/// Looks principals up, with the policies that roles have themselves.
pub(super) async fn principals(
    cloud: &dyn Observe,
    bucket: &BucketRef,
    tags: &Tags,
    all: &BTreeSet<PrincipalArn>,
    failed: &mut Failed,
) -> BTreeMap<PrincipalArn, Looked> {
    let kind = Marks::read(tags).and_then(|marks| marks.zone.parse().ok());
    let expected: Vec<_> = kind.map(|kind| policy_name(kind, &bucket.name)).into_iter().collect();
    let expected = expected.as_slice();
    let looks =
        all.iter().map(|arn| async move { (arn, look(cloud, bucket, arn, expected).await) });
    let looked = join_all(looks).await.into_iter();
    looked.filter_map(|(arn, one)| Some((arn.clone(), failed.or_note(one)?))).collect()
}

async fn look(
    cloud: &dyn Observe,
    bucket: &BucketRef,
    arn: &PrincipalArn,
    expected: &[String],
) -> Result<Looked, CloudErrors> {
    if *arn.account() != bucket.owner {
        return Ok(Looked::Elsewhere);
    }
    match (arn.kind(), RoleName::parse(arn.name())) {
        (PrincipalKind::Role, Ok(name)) => Ok(match cloud.role(&name, expected).await? {
            Observation::Present(role) => Looked::Role(Box::new(role)),
            Observation::Absent => Looked::Absent,
        }),
        (PrincipalKind::Role, Err(_)) => Ok(Looked::Absent),
        (PrincipalKind::User, _) => Ok(match cloud.principal(arn).await? {
            Observation::Present(found) if found == *arn => Looked::User,
            _ => Looked::Absent,
        }),
    }
}

/// Reads the managed policies of roles, each once: those that are attached, and the boundaries.
pub(super) async fn managed(
    cloud: &dyn Observe,
    looked: &BTreeMap<PrincipalArn, Looked>,
    failed: &mut Failed,
) -> BTreeMap<String, ManagedPolicyFacets> {
    let roles = looked.values().filter_map(|one| match one {
        Looked::Role(role) => Some(role),
        _ => None,
    });
    let arns: BTreeSet<_> =
        roles.flat_map(|role| role.attached.iter().chain(&role.boundary)).collect();
    let reads = arns.into_iter().map(|arn| async move { (arn, cloud.managed_policy(arn).await) });
    let read = join_all(reads).await.into_iter();
    read.filter_map(|(arn, one)| Some((arn.clone(), failed.or_note(one)?.into_option()?))).collect()
}
