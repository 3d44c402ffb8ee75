//! The reads of a bucket's configuration, one a facet.

use aws_sdk_s3::Client;
use aws_sdk_s3::types::{
    BucketVersioningStatus, EncryptionType, Grant, ObjectOwnership, Permission,
};

use super::{lifecycle, lock};
use crate::cloud::aws::error::Call;
use crate::cloud::{
    Acl, BucketRef, CloudError, CloudErrorKind, Encryption, LogTarget, ObjectLock, Ownership,
    PublicAccessBlock, Versioning,
};
use crate::domain::Region;
use crate::domain::object_lifecycle::LifecycleRule;
use crate::domain::tags::Tags;

/// Sends one read of a bucket: `read!(client.get_x, "s3:GetX", bucket)`.
macro_rules! read {
    ($client:ident.$method:ident, $action:literal, $bucket:ident) => {
        $client
            .$method()
            .bucket($bucket.name.as_str())
            .expected_bucket_owner($bucket.owner.as_str())
            .send()
            .await
            .map_err(|error| Call::s3($action, $bucket.name.as_str()).failed(error))
    };
}

/// Takes the code that says "not configured" for nothing.
fn unless<T>(code: &str, result: Result<T, CloudError>) -> Result<Option<T>, CloudError> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.code.as_deref() == Some(code) => Ok(None),
        Err(error) => Err(error),
    }
}

pub(super) async fn location(client: &Client, bucket: &BucketRef) -> Result<Region, CloudError> {
    let action = "s3:GetBucketLocation";
    let found = read!(client.get_bucket_location, "s3:GetBucketLocation", bucket)?;
    // Source: S3 API "GetBucketLocation": us-east-1 is null, eu-west-1 may be `EU`.
    let region = match found.location_constraint().map_or("", |location| location.as_str()) {
        "" => "us-east-1",
        "EU" => "eu-west-1",
        region => region,
    };
    Region::parse(region).map_err(|error| CloudError {
        source: Some(Box::new(error)),
        ..CloudError::new(action, bucket.name.as_str(), CloudErrorKind::Unexpected)
    })
}

pub(super) async fn tags(client: &Client, bucket: &BucketRef) -> Result<Tags, CloudError> {
    let found = read!(client.get_bucket_tagging, "s3:GetBucketTagging", bucket);
    let tags = unless("NoSuchTagSet", found)?.map(|found| found.tag_set).unwrap_or_default();
    Ok(tags.into_iter().map(|tag| (tag.key, tag.value)).collect())
}

pub(super) async fn object_lock(
    client: &Client,
    bucket: &BucketRef,
) -> Result<ObjectLock, CloudError> {
    let found =
        read!(client.get_object_lock_configuration, "s3:GetBucketObjectLockConfiguration", bucket);
    let lock = unless("ObjectLockConfigurationNotFoundError", found)?
        .and_then(|found| found.object_lock_configuration);
    Ok(lock::read(lock.as_ref()))
}

pub(super) async fn public_access_block(
    client: &Client,
    bucket: &BucketRef,
) -> Result<PublicAccessBlock, CloudError> {
    let found = read!(client.get_public_access_block, "s3:GetBucketPublicAccessBlock", bucket);
    let found = unless("NoSuchPublicAccessBlockConfiguration", found)?
        .and_then(|found| found.public_access_block_configuration);
    let Some(block) = found else { return Ok(PublicAccessBlock::default()) };
    Ok(PublicAccessBlock {
        block_public_acls: block.block_public_acls == Some(true),
        ignore_public_acls: block.ignore_public_acls == Some(true),
        block_public_policy: block.block_public_policy == Some(true),
        restrict_public_buckets: block.restrict_public_buckets == Some(true),
    })
}

pub(super) async fn ownership(
    client: &Client,
    bucket: &BucketRef,
) -> Result<Ownership, CloudError> {
    let found =
        read!(client.get_bucket_ownership_controls, "s3:GetBucketOwnershipControls", bucket);
    let rule = unless("OwnershipControlsNotFoundError", found)?
        .and_then(|found| found.ownership_controls)
        .and_then(|controls| controls.rules.into_iter().next())
        .map(|rule| rule.object_ownership);
    Ok(match rule {
        Some(ObjectOwnership::BucketOwnerEnforced) => Ownership::BucketOwnerEnforced,
        Some(rule) => Ownership::Other(rule.as_str().to_owned()),
        None => Ownership::Other("none".to_owned()),
    })
}

pub(super) async fn acl(client: &Client, bucket: &BucketRef) -> Result<Acl, CloudError> {
    let found = read!(client.get_bucket_acl, "s3:GetBucketAcl", bucket)?;
    let owner = found.owner().and_then(|owner| owner.id());
    let grants: Vec<_> =
        found.grants().iter().filter(|grant| !is_owners(grant, owner)).map(in_words).collect();
    Ok(if grants.is_empty() { Acl::Private } else { Acl::Grants(grants) })
}

/// Whether the grant is the one that every ACL has.
fn is_owners(grant: &Grant, owner: Option<&str>) -> bool {
    let grantee = grant.grantee().and_then(|grantee| grantee.id());
    grantee.is_some() && grantee == owner && grant.permission() == Some(&Permission::FullControl)
}

fn in_words(grant: &Grant) -> String {
    let grantee = grant
        .grantee()
        .and_then(|grantee| grantee.uri().or(grantee.id()).or(grantee.email_address()));
    let permission = grant.permission().map_or("access", |permission| permission.as_str());
    format!("{} {permission}", grantee.unwrap_or("somebody"))
}

pub(super) async fn versioning(
    client: &Client,
    bucket: &BucketRef,
) -> Result<Versioning, CloudError> {
    let found = read!(client.get_bucket_versioning, "s3:GetBucketVersioning", bucket)?;
    Ok(match found.status() {
        Some(BucketVersioningStatus::Enabled) => Versioning::Enabled,
        Some(_) => Versioning::Suspended,
        None => Versioning::Disabled,
    })
}

/// The default encryption, and whether SSE-C is refused.
pub(super) async fn encryption(
    client: &Client,
    bucket: &BucketRef,
) -> Result<(Encryption, bool), CloudError> {
    let found = read!(client.get_bucket_encryption, "s3:GetEncryptionConfiguration", bucket);
    let rule = unless("ServerSideEncryptionConfigurationNotFoundError", found)?
        .and_then(|found| found.server_side_encryption_configuration)
        .and_then(|configuration| configuration.rules.into_iter().next());
    let bucket_key = rule.as_ref().and_then(|rule| rule.bucket_key_enabled) == Some(true);
    let blocked = rule
        .as_ref()
        .and_then(|rule| rule.blocked_encryption_types())
        .is_some_and(|blocked| blocked.encryption_type().contains(&EncryptionType::SseC));
    let default = rule.and_then(|rule| rule.apply_server_side_encryption_by_default);
    let encryption = match default {
        Some(default) => Encryption {
            algorithm: default.sse_algorithm.as_str().to_owned(),
            key: default.kms_master_key_id,
            bucket_key,
        },
        None => Encryption { algorithm: "none".to_owned(), key: None, bucket_key },
    };
    Ok((encryption, blocked))
}

pub(super) async fn lifecycle(
    client: &Client,
    bucket: &BucketRef,
) -> Result<Vec<LifecycleRule>, CloudError> {
    let found =
        read!(client.get_bucket_lifecycle_configuration, "s3:GetLifecycleConfiguration", bucket);
    let found = unless("NoSuchLifecycleConfiguration", found)?;
    Ok(found.iter().flat_map(|found| found.rules()).map(lifecycle::read).collect())
}

pub(super) async fn access_log(
    client: &Client,
    bucket: &BucketRef,
) -> Result<Option<LogTarget>, CloudError> {
    let found = read!(client.get_bucket_logging, "s3:GetBucketLogging", bucket)?;
    Ok(found
        .logging_enabled
        .map(|log| LogTarget { bucket: log.target_bucket, prefix: log.target_prefix }))
}

pub(super) async fn events(client: &Client, bucket: &BucketRef) -> Result<bool, CloudError> {
    let found =
        read!(client.get_bucket_notification_configuration, "s3:GetBucketNotification", bucket)?;
    Ok(found.event_bridge_configuration.is_some())
}

pub(super) async fn policy(
    client: &Client,
    bucket: &BucketRef,
) -> Result<Option<String>, CloudError> {
    let found = read!(client.get_bucket_policy, "s3:GetBucketPolicy", bucket);
    Ok(unless("NoSuchBucketPolicy", found)?.and_then(|found| found.policy))
}

pub(super) async fn website(client: &Client, bucket: &BucketRef) -> Result<bool, CloudError> {
    let found = read!(client.get_bucket_website, "s3:GetBucketWebsite", bucket);
    Ok(unless("NoSuchWebsiteConfiguration", found)?.is_some())
}

pub(super) async fn cors(client: &Client, bucket: &BucketRef) -> Result<bool, CloudError> {
    let found = read!(client.get_bucket_cors, "s3:GetBucketCORS", bucket);
    Ok(unless("NoSuchCORSConfiguration", found)?.is_some())
}
