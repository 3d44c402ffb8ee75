//! The writes.

use aws_sdk_s3::Client;
use aws_sdk_s3::types::{
    BlockedEncryptionTypes, BucketCannedAcl, BucketLoggingStatus, BucketVersioningStatus,
    EncryptionType, LoggingEnabled, ObjectOwnership, OwnershipControls, OwnershipControlsRule,
    PublicAccessBlockConfiguration, ServerSideEncryption, ServerSideEncryptionByDefault,
    ServerSideEncryptionConfiguration, ServerSideEncryptionRule, Tagging, VersioningConfiguration,
};
use aws_smithy_types::error::operation::BuildError;

use super::create::{self, Creation};
use super::{content, events, lifecycle, lock, objects};
use crate::cloud::aws::error::Call;
use crate::cloud::{BucketRef, CloudError, CloudErrorKind, Effect, Operation};
use crate::domain::KeyArn;

/// Begins a call on a bucket: `on!(client.put_x, bucket)`.
macro_rules! on {
    ($client:ident.$method:ident, $bucket:ident) => {
        $client
            .$method()
            .bucket($bucket.name.as_str())
            .expected_bucket_owner($bucket.owner.as_str())
    };
}

/// Sends a call and drops its answer.
macro_rules! send {
    ($call:ident, $request:expr) => {
        $request.send().await.map(|_| Effect::Done).map_err(|error| $call.failed(error))
    };
}

/// Carries out an operation on a bucket.
pub(in crate::cloud::aws) async fn execute(
    client: &Client,
    operation: &Operation,
) -> Result<Effect, CloudError> {
    let call = Call::s3(operation.action(), operation.target()).writing();
    let invalid = |error: BuildError| CloudError {
        source: Some(Box::new(error)),
        ..call.error(CloudErrorKind::Invalid)
    };
    match operation {
        Operation::CreateBucket { bucket, region, object_lock, namespace, tags } => {
            let (object_lock, namespace) = (*object_lock, *namespace);
            create::create(client, bucket, Creation { region, object_lock, namespace, tags }).await
        }
        Operation::BlockPublicAccess { bucket } => {
            let all = PublicAccessBlockConfiguration::builder()
                .block_public_acls(true)
                .ignore_public_acls(true)
                .block_public_policy(true)
                .restrict_public_buckets(true)
                .build();
            let request = on!(client.put_public_access_block, bucket);
            send!(call, request.public_access_block_configuration(all))
        }
        // INVARIANT: never with ConfirmRemoveSelfBucketAccess.
        Operation::PutBucketPolicy { bucket, policy } => {
            send!(call, on!(client.put_bucket_policy, bucket).policy(policy))
        }
        Operation::ResetAcl { bucket } => {
            send!(call, on!(client.put_bucket_acl, bucket).acl(BucketCannedAcl::Private))
        }
        Operation::EnforceOwnership { bucket } => {
            let rule = OwnershipControlsRule::builder()
                .object_ownership(ObjectOwnership::BucketOwnerEnforced)
                .build()
                .map_err(invalid)?;
            let controls = OwnershipControls::builder().rules(rule).build().map_err(invalid)?;
            let request = on!(client.put_bucket_ownership_controls, bucket);
            send!(call, request.ownership_controls(controls))
        }
        Operation::EnableVersioning { bucket } => {
            let enabled =
                VersioningConfiguration::builder().status(BucketVersioningStatus::Enabled).build();
            let request = on!(client.put_bucket_versioning, bucket);
            send!(call, request.versioning_configuration(enabled))
        }
        Operation::EncryptByDefault { bucket, key } => {
            encrypt(client, call, bucket, key.as_ref()).await
        }
        Operation::PutObjectLock { bucket, rule } => {
            let request = on!(client.put_object_lock_configuration, bucket);
            send!(call, request.object_lock_configuration(lock::configuration(*rule)))
        }
        Operation::PutLifecycle { bucket, rules } => {
            let rules = lifecycle::configuration(rules).map_err(invalid)?;
            let request = on!(client.put_bucket_lifecycle_configuration, bucket);
            send!(call, request.lifecycle_configuration(rules))
        }
        Operation::PutAccessLog { bucket, target } => {
            let log = target.as_ref().map(|target| {
                LoggingEnabled::builder()
                    .target_bucket(&target.bucket)
                    .target_prefix(&target.prefix)
                    .build()
            });
            let log = log.transpose().map_err(invalid)?;
            let status = BucketLoggingStatus::builder().set_logging_enabled(log).build();
            let request = on!(client.put_bucket_logging, bucket);
            send!(call, request.bucket_logging_status(status))
        }
        Operation::EnableEvents { bucket } => events::enable(client, call, bucket).await,
        Operation::PutBucketTags { bucket, tags } => {
            let tags = create::tag_set(call, tags)?;
            let tagging = Tagging::builder().set_tag_set(Some(tags)).build().map_err(invalid)?;
            send!(call, on!(client.put_bucket_tagging, bucket).tagging(tagging))
        }
        Operation::DeleteWebsite { bucket } => {
            send!(call, on!(client.delete_bucket_website, bucket))
        }
        Operation::DeleteCors { bucket } => send!(call, on!(client.delete_bucket_cors, bucket)),
        Operation::PutObject { bucket, key, content, content_type } => {
            content::put(client, call, bucket, content::Putting { key, content, content_type })
                .await
        }
        Operation::DeleteVersions { bucket, versions } => {
            objects::delete_versions(client, bucket, versions).await
        }
        Operation::AbortUpload { bucket, key, upload } => {
            send!(call, on!(client.abort_multipart_upload, bucket).key(key).upload_id(upload))
        }
        Operation::DeleteBucket { bucket } => send!(call, on!(client.delete_bucket, bucket)),
        _ => Err(call.error(CloudErrorKind::Unsupported)),
    }
}

/// Encrypts under `key`, or by S3 itself, and refuses keys that a client brings along (SSE-C) where the endpoint
/// knows how to.
async fn encrypt(
    client: &Client,
    call: Call<'_>,
    bucket: &BucketRef,
    key: Option<&KeyArn>,
) -> Result<Effect, CloudError> {
    let refused = BlockedEncryptionTypes::builder().encryption_type(EncryptionType::SseC).build();
    match put_encryption(client, call, bucket, key, Some(refused)).await {
        Err(error) if error.kind == CloudErrorKind::Unsupported => {
            put_encryption(client, call, bucket, key, None).await
        }
        result => result,
    }
}

async fn put_encryption(
    client: &Client,
    call: Call<'_>,
    bucket: &BucketRef,
    key: Option<&KeyArn>,
    refused: Option<BlockedEncryptionTypes>,
) -> Result<Effect, CloudError> {
    let invalid = |error: BuildError| CloudError {
        source: Some(Box::new(error)),
        ..call.error(CloudErrorKind::Invalid)
    };
    let default = ServerSideEncryptionByDefault::builder()
        .sse_algorithm(match key {
            Some(_) => ServerSideEncryption::AwsKms,
            None => ServerSideEncryption::Aes256,
        })
        .set_kms_master_key_id(key.map(ToString::to_string))
        .build()
        .map_err(invalid)?;
    let rule = ServerSideEncryptionRule::builder()
        .apply_server_side_encryption_by_default(default)
        .bucket_key_enabled(key.is_some())
        .set_blocked_encryption_types(refused)
        .build();
    let configuration =
        ServerSideEncryptionConfiguration::builder().rules(rule).build().map_err(invalid)?;
    let request = on!(client.put_bucket_encryption, bucket);
    send!(call, request.server_side_encryption_configuration(configuration))
}
