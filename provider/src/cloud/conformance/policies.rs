//! Managed policies.

use super::roles::{made_role, name, path, policy, removed};
use super::{Config, Outcome, must, perform, refused, same, same_policy};
use crate::cloud::{CloudErrorKind, Effect, ManagedPolicyFacets, Mutate, Observation, Operation};
use crate::domain::ZoneKind;
use crate::domain::tags::Tags;

/// More than IAM keeps.
const VERSIONS: [&str; 7] = [
    "s3:GetObject",
    "s3:PutObject",
    "s3:ListBucket",
    "s3:DeleteObject",
    "s3:GetObjectTagging",
    "s3:PutObjectTagging",
    "s3:RestoreObject",
];

fn creation(config: &Config, purpose: &str) -> Result<Operation, String> {
    Ok(Operation::CreateManagedPolicy {
        path: path(ZoneKind::Raw)?,
        name: format!("{}-{purpose}", config.prefix),
        policy: policy("s3:GetBucketLocation"),
        description: "made by the conformance suite".to_owned(),
        tags: Tags::from([("kfm:zone".to_owned(), "raw".to_owned())]),
    })
}

/// Makes a managed policy, and gives it as it is to be then.
pub(super) async fn made_policy(
    cloud: &dyn Mutate,
    config: &Config,
    purpose: &str,
) -> Result<ManagedPolicyFacets, String> {
    let creation = creation(config, purpose)?;
    let effect = must(&creation.to_string(), cloud.execute(&creation).await)?;
    creation
        .managed_policy_after(None, &effect)
        .ok_or_else(|| format!("the creation of a policy does not say which: {effect:?}"))
}

pub(super) async fn end_of_policy(cloud: &dyn Mutate, arn: &str) -> Outcome {
    perform(cloud, &Operation::DeleteManagedPolicy { arn: arn.to_owned() }).await
}

async fn is(cloud: &dyn Mutate, what: &str, expected: &ManagedPolicyFacets) -> Outcome {
    let found = must("managed_policy", cloud.managed_policy(&expected.arn).await)?;
    let Observation::Present(found) = found else {
        return Err(format!("`{}` is absent after {what}", expected.arn));
    };
    same_policy(what, Some(&expected.document), Some(&found.document))?;
    let rest = |facets: &ManagedPolicyFacets| ManagedPolicyFacets {
        document: String::new(),
        ..facets.clone()
    };
    same(what, &rest(expected), &rest(&found))
}

pub(super) async fn a_managed_policy_lives_as_operations_say(
    cloud: &dyn Mutate,
    config: &Config,
) -> Outcome {
    let arn = path(ZoneKind::Raw)?.policy(
        &format!("{}-life", config.prefix),
        &config.account,
        &config.region,
    );
    let absent = async |what: &str| {
        same(what, &Observation::Absent, &must("managed_policy", cloud.managed_policy(&arn).await)?)
    };
    let put = |action| Operation::PutManagedPolicy { arn: arn.clone(), policy: policy(action) };
    let removal = Operation::DeleteManagedPolicy { arn: arn.clone() };
    absent("before").await?;
    refused(cloud, &put("s3:GetObject"), CloudErrorKind::NotFound).await?;
    refused(cloud, &removal, CloudErrorKind::NotFound).await?;
    let mut facets = made_policy(cloud, config, "life").await?;
    same("ARN", &arn, &facets.arn)?;
    is(cloud, "creation", &facets).await?;
    refused(cloud, &creation(config, "life")?, CloudErrorKind::AlreadyExists).await?;
    for action in VERSIONS {
        let put = put(action);
        perform(cloud, &put).await?;
        let after = put.managed_policy_after(Some(facets), &Effect::Done);
        facets = after.ok_or("the policy stays")?;
        is(cloud, action, &facets).await?;
    }
    perform(cloud, &removal).await?;
    absent("after").await?;
    refused(cloud, &removal, CloudErrorKind::NotFound).await
}

pub(super) async fn a_managed_policy_in_use_stays(cloud: &dyn Mutate, config: &Config) -> Outcome {
    let role = name(config, "bounded")?;
    let bound = made_policy(cloud, config, "bounded").await?;
    made_role(cloud, config, "bounded").await?;
    let put = Operation::PutRoleBoundary { role: role.clone(), policy: bound.arn.clone() };
    let mut outcome = perform(cloud, &put).await;
    if outcome.is_ok() {
        let removal = Operation::DeleteManagedPolicy { arn: bound.arn.clone() };
        outcome = refused(cloud, &removal, CloudErrorKind::NotEmpty).await;
        outcome = outcome.and(is(cloud, "a removal that was refused", &bound).await);
    }
    removed(cloud, &role, outcome).await?;
    end_of_policy(cloud, &bound.arn).await
}
