//! The writes.

use aws_sdk_kms::Client;
use aws_sdk_kms::config::retry::RetryConfig;
use aws_sdk_kms::types::Tag;
use aws_smithy_types::error::operation::BuildError;

use crate::cloud::aws::error::Call;
use crate::cloud::{CloudError, CloudErrorKind, Effect, Operation};
use crate::domain::KeyArn;
use crate::domain::tags::Tags;

/// Sends a call and drops its answer.
macro_rules! send {
    ($call:ident, $request:expr) => {
        $request.send().await.map(|_| Effect::Done).map_err(|error| $call.failed(error))
    };
}

/// Carries out an operation on a key.
///
/// INVARIANT: never with BypassPolicyLockoutSafetyCheck.
pub(in crate::cloud::aws) async fn execute(
    client: &Client,
    operation: &Operation,
) -> Result<Effect, CloudError> {
    let call = Call::kms(operation.action(), operation.target()).writing();
    match operation {
        Operation::CreateKey { description, policy, tags } => {
            create_key(client, call, description, policy, tags).await
        }
        Operation::NameKey { key, alias, moved: false } => {
            create_alias(client, call, key, alias).await
        }
        Operation::NameKey { key, alias, moved: true } => {
            let request = client.update_alias().alias_name(alias);
            send!(call, request.target_key_id(key.as_str()))
        }
        Operation::RotateKey { key } => {
            send!(call, client.enable_key_rotation().key_id(key.as_str()))
        }
        Operation::PutKeyPolicy { key, policy } => {
            send!(call, client.put_key_policy().key_id(key.as_str()).policy(policy))
        }
        Operation::CancelKeyDeletion { key } => {
            send!(call, client.cancel_key_deletion().key_id(key.as_str()))
        }
        Operation::EnableKey { key } => send!(call, client.enable_key().key_id(key.as_str())),
        Operation::TagKey { key, tags } => {
            let request = client.tag_resource().key_id(key.as_str());
            send!(call, request.set_tags(Some(tag_set(call, tags)?)))
        }
        Operation::ScheduleKeyDeletion { key, days } => {
            let request = client.schedule_key_deletion().key_id(key.as_str());
            send!(call, request.pending_window_in_days(i32::from(*days)))
        }
        Operation::DeleteAlias { alias } => send!(call, client.delete_alias().alias_name(alias)),
        _ => Err(call.error(CloudErrorKind::Unsupported)),
    }
}

/// An alias that names the key already is the one that was asked for: the SDK repeats a call whose
/// answer was lost.
async fn create_alias(
    client: &Client,
    call: Call<'_>,
    key: &KeyArn,
    alias: &str,
) -> Result<Effect, CloudError> {
    let request = client.create_alias().alias_name(alias).target_key_id(key.as_str());
    match send!(call, request) {
        Err(taken) if taken.kind == CloudErrorKind::AlreadyExists => {
            let named = client.describe_key().key_id(alias).send().await;
            let named = named.map_err(|error| Call::kms("kms:DescribeKey", alias).failed(error))?;
            match named.key_metadata().and_then(|metadata| metadata.arn()) {
                Some(arn) if arn == key.as_str() => Ok(Effect::Done),
                _ => Err(taken),
            }
        }
        result => result,
    }
}

async fn create_key(
    client: &Client,
    call: Call<'_>,
    description: &str,
    policy: &str,
    tags: &Tags,
) -> Result<Effect, CloudError> {
    let answer = client
        .create_key()
        .description(description)
        .policy(policy)
        .set_tags(Some(tag_set(call, tags)?))
        .customize()
        // A repetition after a lost answer would make a second key.
        .config_override(aws_sdk_kms::Config::builder().retry_config(RetryConfig::disabled()))
        .send()
        .await
        .map_err(|error| call.failed(error))?;
    answer
        .key_metadata()
        .and_then(|key| KeyArn::parse(key.arn()?).ok())
        .map(Effect::KeyMade)
        .ok_or_else(|| call.error(CloudErrorKind::Ambiguous))
}

fn tag_set(call: Call<'_>, tags: &Tags) -> Result<Vec<Tag>, CloudError> {
    tags.iter()
        .map(|(key, value)| Tag::builder().tag_key(key).tag_value(value).build())
        .collect::<Result<_, BuildError>>()
        .map_err(|error| CloudError {
            source: Some(Box::new(error)),
            ..call.error(CloudErrorKind::Invalid)
        })
}
