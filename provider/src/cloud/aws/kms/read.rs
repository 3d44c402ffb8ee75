//! A key as a whole.

use aws_sdk_kms::Client;
use aws_sdk_kms::types;

use crate::cloud::aws::error::Call;
use crate::cloud::{CloudError, CloudErrorKind, CloudErrors, KeyFacets, KeyState, Observation};
use crate::domain::KeyArn;
use crate::domain::tags::Tags;

/// Reads a key by ARN or alias: one call that finds it, then three at once, and a fourth for the
/// alias where it is not known.
pub(in crate::cloud::aws) async fn key(
    client: &Client,
    id: &str,
    alias: Option<&str>,
) -> Result<Observation<KeyFacets>, CloudErrors> {
    let (arn, state) = match describe(client, id).await {
        Ok(found) => found,
        Err(error) if error.kind == CloudErrorKind::NotFound => return Ok(Observation::Absent),
        Err(error) => return Err(error.into()),
    };
    let reads = tokio::join!(
        policy(client, &arn),
        rotation(client, &arn),
        tags(client, &arn),
        alias_of(client, &arn, alias),
    );
    let errors = match reads {
        (Ok(policy), Ok(rotation), Ok(tags), Ok(alias)) => {
            let facets = KeyFacets { arn, state, rotation, policy, tags, alias };
            return Ok(Observation::Present(facets));
        }
        (a, b, c, d) => [a.err(), b.err(), c.err(), d.err()],
    };
    let errors: Vec<_> = errors.into_iter().flatten().collect();
    if errors.iter().any(|error| error.kind == CloudErrorKind::NotFound) {
        return Ok(Observation::Absent);
    }
    // INVARIANT: at least one read failed, else the first arm would have taken it.
    CloudErrors::collect(errors).map_or(Ok(Observation::Absent), Err)
}

pub(super) async fn describe(client: &Client, id: &str) -> Result<(KeyArn, KeyState), CloudError> {
    let call = Call::kms("kms:DescribeKey", id);
    let answer = client.describe_key().key_id(id).send().await;
    let found = answer.map_err(|error| call.failed(error))?.key_metadata;
    let arn = found.as_ref().and_then(|found| KeyArn::parse(found.arn()?).ok());
    let arn = arn.ok_or_else(|| call.error(CloudErrorKind::Unexpected))?;
    let state = match found.and_then(|found| found.key_state) {
        Some(types::KeyState::Enabled) => KeyState::Enabled,
        Some(types::KeyState::Disabled) => KeyState::Disabled,
        Some(types::KeyState::PendingDeletion | types::KeyState::PendingReplicaDeletion) => {
            KeyState::PendingDeletion
        }
        _ => KeyState::Other,
    };
    Ok((arn, state))
}

async fn policy(client: &Client, arn: &KeyArn) -> Result<String, CloudError> {
    let call = Call::kms("kms:GetKeyPolicy", arn.as_str());
    let answer = client.get_key_policy().key_id(arn.as_str()).send().await;
    let policy = answer.map_err(|error| call.failed(error))?.policy;
    policy.ok_or_else(|| call.error(CloudErrorKind::Unexpected))
}

async fn rotation(client: &Client, arn: &KeyArn) -> Result<bool, CloudError> {
    let call = Call::kms("kms:GetKeyRotationStatus", arn.as_str());
    let answer = client.get_key_rotation_status().key_id(arn.as_str()).send().await;
    match answer.map_err(|error| call.failed(error)) {
        Ok(answer) => Ok(answer.key_rotation_enabled),
        // A key that ends, or one whose material AWS did not make, is not rotated.
        Err(error)
            if matches!(
                error.code.as_deref(),
                Some("KMSInvalidStateException" | "UnsupportedOperationException")
            ) =>
        {
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

pub(super) async fn tags(client: &Client, arn: &KeyArn) -> Result<Tags, CloudError> {
    let call = Call::kms("kms:ListResourceTags", arn.as_str());
    let pages = client.list_resource_tags().key_id(arn.as_str()).into_paginator().send();
    let pages = pages.collect::<Result<Vec<_>, _>>().await.map_err(|error| call.failed(error))?;
    let tags = pages.into_iter().flat_map(|page| page.tags.unwrap_or_default());
    Ok(tags.map(|tag| (tag.tag_key, tag.tag_value)).collect())
}

/// The key's alias: the known one, else the first by name.
async fn alias_of(
    client: &Client,
    arn: &KeyArn,
    known: Option<&str>,
) -> Result<Option<String>, CloudError> {
    if let Some(known) = known {
        return Ok(Some(known.to_owned()));
    }
    let call = Call::kms("kms:ListAliases", arn.as_str());
    let pages = client.list_aliases().key_id(arn.as_str()).into_paginator().send();
    let pages = pages.collect::<Result<Vec<_>, _>>().await.map_err(|error| call.failed(error))?;
    let aliases = pages.into_iter().flat_map(|page| page.aliases.unwrap_or_default());
    Ok(aliases.filter_map(|alias| alias.alias_name).min())
}
