//! Keys that a create left behind.

use std::collections::BTreeSet;

use aws_sdk_kms::Client;
use futures::StreamExt;
use futures::stream;

use super::read::{describe, tags};
use crate::cloud::aws::error::Call;
use crate::cloud::{CloudError, CloudErrorKind, KeyState};
use crate::domain::KeyArn;
use crate::domain::tags::Tags;

/// How many keys are asked at once.
const AT_ONCE: usize = 8;

/// Lists the keys without alias that carry `wanted`: those Enabled or Disabled. Keys that do not
/// show their tags are passed over, as other teams' keys may refuse; where none shows them, that
/// is the error.
pub(in crate::cloud::aws) async fn unnamed_keys(
    client: &Client,
    wanted: &Tags,
) -> Result<Vec<KeyArn>, CloudError> {
    let (keys, named) = tokio::try_join!(keys(client), named(client))?;
    let unnamed = keys
        .into_iter()
        .filter(|(id, _)| !named.contains(id))
        .map(|(_, arn)| async move { tags(client, &arn).await.map(|tags| (arn, tags)) });
    let read: Vec<_> = stream::iter(unnamed).buffer_unordered(AT_ONCE).collect().await;
    let mut readable = false;
    let mut denied = None;
    let mut found = BTreeSet::new();
    for key in read {
        match key {
            Ok((arn, tags)) => {
                readable = true;
                if wanted.iter().all(|(key, value)| tags.get(key) == Some(value)) {
                    found.insert(arn);
                }
            }
            Err(error) if error.kind == CloudErrorKind::Denied => denied = Some(error),
            // Gone since it was listed.
            Err(error) if error.kind == CloudErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    if let (Some(error), false) = (denied, readable) {
        return Err(error);
    }
    let mut usable = Vec::new();
    for arn in found {
        let (arn, state) = describe(client, arn.as_str()).await?;
        if matches!(state, KeyState::Enabled | KeyState::Disabled) {
            usable.push(arn);
        }
    }
    Ok(usable)
}

/// All keys, as id and ARN.
async fn keys(client: &Client) -> Result<Vec<(String, KeyArn)>, CloudError> {
    let call = Call::kms("kms:ListKeys", "*");
    let pages = client.list_keys().into_paginator().send();
    let pages = pages.collect::<Result<Vec<_>, _>>().await.map_err(|error| call.failed(error))?;
    let keys = pages.into_iter().flat_map(|page| page.keys.unwrap_or_default());
    Ok(keys.filter_map(|key| Some((key.key_id?, KeyArn::parse(&key.key_arn?).ok()?))).collect())
}

/// The ids of the keys that have an alias.
async fn named(client: &Client) -> Result<BTreeSet<String>, CloudError> {
    let call = Call::kms("kms:ListAliases", "*");
    let pages = client.list_aliases().into_paginator().send();
    let pages = pages.collect::<Result<Vec<_>, _>>().await.map_err(|error| call.failed(error))?;
    let aliases = pages.into_iter().flat_map(|page| page.aliases.unwrap_or_default());
    Ok(aliases.filter_map(|alias| alias.target_key_id).collect())
}
