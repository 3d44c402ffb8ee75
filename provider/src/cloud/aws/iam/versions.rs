//! The versions of a managed policy.
//!
//! Source: AWS IAM API Reference, `CreatePolicyVersion`, `DeletePolicyVersion` and `DeletePolicy`
//! (2026-11): a policy has up to five versions, the one in force cannot be removed by itself, and
//! the policy not while it has others. What a sixth is refused with: 99designs/iamy#21.

use aws_sdk_iam::Client;

use crate::cloud::aws::error::Call;
use crate::cloud::{CloudError, CloudErrorKind, Effect};

/// How many versions a policy may have.
const MOST: usize = 5;

/// Adds a version that is in force at once. Only where IAM refuses it because there are five, the
/// oldest of the others makes room.
pub(super) async fn put(
    client: &Client,
    call: Call<'_>,
    arn: &str,
    document: &str,
) -> Result<Effect, CloudError> {
    match create(client, call, arn, document).await {
        Err(error) if error.code.as_deref() == Some("LimitExceeded") => {
            let (all, others) = list(client, arn).await?;
            // A document that is too long exceeds a limit too.
            let Some(oldest) = others.first().filter(|_| all >= MOST) else { return Err(error) };
            delete(client, arn, oldest).await?;
            create(client, call, arn, document).await
        }
        result => result,
    }
}

/// Removes a policy. Only where IAM refuses it, the versions that are not in force go first.
pub(super) async fn delete_policy(
    client: &Client,
    call: Call<'_>,
    arn: &str,
) -> Result<Effect, CloudError> {
    match delete_once(client, call, arn).await {
        Err(error) if error.kind == CloudErrorKind::NotEmpty => {
            let (_, others) = list(client, arn).await?;
            if others.is_empty() {
                return Err(error);
            }
            for version in &others {
                delete(client, arn, version).await?;
            }
            delete_once(client, call, arn).await
        }
        result => result,
    }
}

async fn create(
    client: &Client,
    call: Call<'_>,
    arn: &str,
    document: &str,
) -> Result<Effect, CloudError> {
    let request = client.create_policy_version().policy_arn(arn).policy_document(document);
    let answer = request.set_as_default(true).send().await;
    answer.map(|_| Effect::Done).map_err(|error| call.failed(error))
}

async fn delete_once(client: &Client, call: Call<'_>, arn: &str) -> Result<Effect, CloudError> {
    let answer = client.delete_policy().policy_arn(arn).send().await;
    answer.map(|_| Effect::Done).map_err(|error| call.failed(error))
}

/// How many versions there are, and those that are not in force, the oldest first.
async fn list(client: &Client, arn: &str) -> Result<(usize, Vec<String>), CloudError> {
    let call = Call::iam("iam:ListPolicyVersions", arn);
    let pages = client.list_policy_versions().policy_arn(arn).into_paginator().send();
    let pages = pages.collect::<Result<Vec<_>, _>>().await.map_err(|error| call.failed(error))?;
    let all: Vec<_> =
        pages.into_iter().flat_map(|page| page.versions.unwrap_or_default()).collect();
    let others = all.iter().filter(|version| !version.is_default_version);
    let mut others: Vec<_> = others.filter_map(|version| version.version_id.clone()).collect();
    others.sort_by_key(|id| number(id));
    Ok((all.len(), others))
}

/// IAM numbers the versions of a policy, `v1` and on.
fn number(id: &str) -> u64 {
    let digits = id.trim_start_matches('v').split('.').next();
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(u64::MAX)
}

/// What is gone already is as good as removed.
async fn delete(client: &Client, arn: &str, version: &str) -> Result<(), CloudError> {
    let call = Call::iam("iam:DeletePolicyVersion", arn).writing();
    let answer = client.delete_policy_version().policy_arn(arn).version_id(version).send().await;
    match answer.map_err(|error| call.failed(error)) {
        Err(error) if error.kind != CloudErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tenth_version_is_younger_than_the_ninth() {
        let mut ids = ["v10", "v9", "v2", "odd"];
        ids.sort_by_key(|id| number(id));
        assert_eq!(ids, ["v2", "v9", "v10", "odd"]);
    }
}
