//! Changes made behind the provider's back, by name, as the account's root.

use aws_sdk_kms::Client as Kms;
use aws_sdk_s3::Client as S3;
use aws_sdk_s3::types::{
    BucketCannedAcl, BucketLoggingStatus, BucketVersioningStatus, CorsConfiguration, CorsRule,
    Event, IndexDocument, NotificationConfiguration, ObjectOwnership, OwnershipControls,
    OwnershipControlsRule, PublicAccessBlockConfiguration, QueueConfiguration,
    ServerSideEncryption, ServerSideEncryptionByDefault, ServerSideEncryptionConfiguration,
    ServerSideEncryptionRule, Tag, Tagging, VersioningConfiguration, WebsiteConfiguration,
};
use serde::Deserialize;
use serde_json::json;

use crate::account::ACCOUNT;
use crate::clients::Clients;
use crate::error::{Context, Failure, Result};
use crate::facts;
use crate::role_drift::{self, RoleDrift};
use crate::{lifecycle, lock, objects};

/// Who gets events where they are redirected.
const QUEUE: &str = "arn:aws:sqs:us-east-1:123456789012:elsewhere";

/// A change to a bucket or to its key.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Drift {
    /// Versioning is suspended.
    VersioningSuspended,
    /// One public access block is off.
    BlockPublicAclsOff,
    /// One public access block is off.
    IgnorePublicAclsOff,
    /// One public access block is off.
    BlockPublicPolicyOff,
    /// One public access block is off.
    RestrictPublicBucketsOff,
    /// The public access block is gone.
    PublicAccessBlockDeleted,
    /// Writers own their objects.
    OwnershipObjectWriter,
    /// The ownership controls are gone.
    OwnershipDeleted,
    /// The ACL lets every AWS customer read (which needs writers to own their objects).
    AclGranted,
    /// The default encryption is SSE-S3.
    #[serde(rename = "encryption-aes256")]
    EncryptionAes256,
    /// The bucket key is off.
    BucketKeyOff,
    /// SSE-C is no longer blocked.
    SseCUnblocked,
    /// The default retention is GOVERNANCE for one day.
    LockRuleChanged,
    /// The default retention is GOVERNANCE for ten years.
    LockRuleLengthened,
    /// New objects are not retained; Object Lock stays enabled, which nothing can undo.
    LockRuleRemoved,
    /// Every count of days in the lifecycle is one higher.
    LifecycleChanged,
    /// Somebody else's rule lets every object expire.
    LifecycleRuleAdded,
    /// There is no lifecycle.
    LifecycleRemoved,
    /// Access logs go to another prefix.
    LoggingRedirected,
    /// Access is not logged.
    LoggingRemoved,
    /// Nobody gets events.
    EventsRemoved,
    /// A queue gets the events, and nobody else.
    EventsRedirected,
    /// The bucket policy is gone.
    PolicyDeleted,
    /// The bucket policy allows everyone in the account to read.
    PolicyOpen,
    /// The bucket policy means the same in another form.
    PolicyReordered,
    /// Roles that were made for the bucket carry AdministratorAccess.
    RoleAttached,
    /// The whole account may become them.
    RoleTrusted,
    /// Nothing bounds them.
    RoleUnbound,
    /// They have another inline policy.
    RoleHelped,
    /// They have no inline policy.
    RoleStripped,
    /// They are gone.
    RoleDeleted,
    /// They are gone, and others have their names.
    RoleRemade,
    /// The bucket serves a website.
    Website,
    /// The bucket answers requests of other origins.
    Cors,
    /// The tag `owner` says something else.
    TagChanged,
    /// The tag `owner` is gone.
    TagRemoved,
    /// The provider's own tags are gone.
    MarksRemoved,
    /// The key does not rotate.
    KeyRotationOff,
    /// The key policy lets the account do everything.
    KeyPolicyOpen,
    /// No object has a legal hold.
    HoldsLifted,
    /// Every object is deleted, and its versions are still there.
    Hidden,
    /// Every version of every object is gone.
    Emptied,
    /// The bucket is gone, with all that is in it.
    BucketDeleted,
}

impl Drift {
    /// Makes the change.
    pub async fn make(self, root: &Clients, bucket: &str) -> Result<()> {
        let (s3, kms) = (&root.s3, &root.kms);
        match self {
            Self::VersioningSuspended => suspend_versioning(s3, bucket).await,
            Self::BlockPublicAclsOff
            | Self::IgnorePublicAclsOff
            | Self::BlockPublicPolicyOff
            | Self::RestrictPublicBucketsOff => self.unblock(s3, bucket).await,
            Self::PublicAccessBlockDeleted => {
                done(s3.delete_public_access_block().bucket(bucket).send().await)
            }
            Self::OwnershipObjectWriter => own_by_writer(s3, bucket).await,
            Self::OwnershipDeleted => {
                done(s3.delete_bucket_ownership_controls().bucket(bucket).send().await)
            }
            Self::AclGranted => {
                own_by_writer(s3, bucket).await?;
                let acl = BucketCannedAcl::AuthenticatedRead;
                unblock_all(s3, bucket).await?;
                done(s3.put_bucket_acl().bucket(bucket).acl(acl).send().await)
            }
            Self::EncryptionAes256 | Self::BucketKeyOff | Self::SseCUnblocked => {
                let rule = facts::encryption_rule(root, bucket).await?;
                self.encrypt(s3, bucket, rule).await
            }
            Self::LockRuleChanged => lock::put_rule(s3, bucket, "GOVERNANCE 1 days").await,
            Self::LockRuleLengthened => lock::put_rule(s3, bucket, "GOVERNANCE 3650 days").await,
            Self::LockRuleRemoved => lock::put_rule(s3, bucket, "none").await,
            Self::HoldsLifted => lock::lift_holds(root, bucket).await,
            Self::LifecycleChanged | Self::LifecycleRuleAdded => {
                self.change_lifecycle(root, bucket).await
            }
            Self::LifecycleRemoved => {
                done(s3.delete_bucket_lifecycle().bucket(bucket).send().await)
            }
            Self::LoggingRedirected | Self::LoggingRemoved => self.change_logging(s3, bucket).await,
            Self::EventsRemoved | Self::EventsRedirected => self.change_events(s3, bucket).await,
            Self::PolicyDeleted => done(s3.delete_bucket_policy().bucket(bucket).send().await),
            Self::PolicyOpen => open_policy(s3, bucket).await,
            Self::PolicyReordered => role_drift::reorder(root, bucket).await,
            Self::RoleAttached => RoleDrift::Attached.make(root, bucket).await,
            Self::RoleTrusted => RoleDrift::Trusted.make(root, bucket).await,
            Self::RoleUnbound => RoleDrift::Unbound.make(root, bucket).await,
            Self::RoleHelped => RoleDrift::Helped.make(root, bucket).await,
            Self::RoleStripped => RoleDrift::Stripped.make(root, bucket).await,
            Self::RoleDeleted => RoleDrift::Deleted.make(root, bucket).await,
            Self::RoleRemade => RoleDrift::Remade.make(root, bucket).await,
            Self::Website => website(s3, bucket).await,
            Self::Cors => cors(s3, bucket).await,
            Self::TagChanged | Self::TagRemoved | Self::MarksRemoved => {
                self.retag(root, bucket).await
            }
            Self::KeyRotationOff => {
                done(kms.disable_key_rotation().key_id(key(root, bucket).await?).send().await)
            }
            Self::KeyPolicyOpen => open_key_policy(kms, &key(root, bucket).await?).await,
            Self::Hidden => hide(root, bucket).await,
            Self::Emptied => empty(root, bucket).await,
            Self::BucketDeleted => {
                empty(root, bucket).await?;
                done(s3.delete_bucket().bucket(bucket).send().await)
            }
        }
    }

    async fn unblock(self, s3: &S3, bucket: &str) -> Result<()> {
        let blocks = PublicAccessBlockConfiguration::builder()
            .block_public_acls(!matches!(self, Self::BlockPublicAclsOff))
            .ignore_public_acls(!matches!(self, Self::IgnorePublicAclsOff))
            .block_public_policy(!matches!(self, Self::BlockPublicPolicyOff))
            .restrict_public_buckets(!matches!(self, Self::RestrictPublicBucketsOff))
            .build();
        let request = s3.put_public_access_block().bucket(bucket);
        done(request.public_access_block_configuration(blocks).send().await)
    }

    async fn encrypt(
        self,
        s3: &S3,
        bucket: &str,
        mut rule: ServerSideEncryptionRule,
    ) -> Result<()> {
        match self {
            Self::BucketKeyOff => rule.bucket_key_enabled = Some(false),
            Self::SseCUnblocked => rule.blocked_encryption_types = None,
            _ => {
                let default = ServerSideEncryptionByDefault::builder()
                    .sse_algorithm(ServerSideEncryption::Aes256)
                    .build()
                    .doing("building the encryption")?;
                rule.apply_server_side_encryption_by_default = Some(default);
                rule.bucket_key_enabled = None;
            }
        }
        let configuration = ServerSideEncryptionConfiguration::builder().rules(rule).build();
        let configuration = configuration.doing("building the encryption")?;
        let request = s3.put_bucket_encryption().bucket(bucket);
        done(request.server_side_encryption_configuration(configuration).send().await)
    }

    async fn change_lifecycle(self, root: &Clients, bucket: &str) -> Result<()> {
        let mut rules = lifecycle::rules(root, bucket).await?;
        if matches!(self, Self::LifecycleRuleAdded) {
            rules.push(lifecycle::expiring_all()?);
        } else if rules.is_empty() {
            return Err(Failure::new(format!("`{bucket}` has no lifecycle to change")));
        } else {
            rules = lifecycle::a_day_later(rules);
        }
        lifecycle::put(&root.s3, bucket, rules).await
    }

    async fn change_logging(self, s3: &S3, bucket: &str) -> Result<()> {
        let mut status = BucketLoggingStatus::builder();
        if matches!(self, Self::LoggingRedirected) {
            let read = s3.get_bucket_logging().bucket(bucket).send().await;
            let target = read.doing("reading the access logging")?.logging_enabled;
            let mut target = target.doing(format!("the access of `{bucket}` is not logged"))?;
            target.target_prefix = "elsewhere/".to_owned();
            status = status.logging_enabled(target);
        }
        let request = s3.put_bucket_logging().bucket(bucket);
        done(request.bucket_logging_status(status.build()).send().await)
    }

    async fn change_events(self, s3: &S3, bucket: &str) -> Result<()> {
        let mut to = NotificationConfiguration::builder();
        if matches!(self, Self::EventsRedirected) {
            let queue =
                QueueConfiguration::builder().queue_arn(QUEUE).events(Event::S3ObjectCreated);
            to = to.queue_configurations(queue.build().doing("building a queue")?);
        }
        let request = s3.put_bucket_notification_configuration().bucket(bucket);
        // There need not be a queue: nothing is delivered here.
        let request = request.skip_destination_validation(true);
        done(request.notification_configuration(to.build()).send().await)
    }

    async fn retag(self, root: &Clients, bucket: &str) -> Result<()> {
        let mut tags = facts::tags(root, bucket).await?;
        match self {
            Self::TagChanged => {
                tags.insert("owner".to_owned(), "somebody-else".to_owned());
            }
            Self::TagRemoved => {
                tags.remove("owner");
            }
            _ => tags.retain(|name, _| !name.starts_with("kfm:")),
        }
        if tags.is_empty() {
            return done(root.s3.delete_bucket_tagging().bucket(bucket).send().await);
        }
        let mut set = Tagging::builder().set_tag_set(Some(Vec::new()));
        for (key, value) in tags {
            set = set.tag_set(Tag::builder().key(key).value(value).build().doing("a tag")?);
        }
        let set = set.build().doing("building the tags")?;
        done(root.s3.put_bucket_tagging().bucket(bucket).tagging(set).send().await)
    }
}

async fn suspend_versioning(s3: &S3, bucket: &str) -> Result<()> {
    let suspended =
        VersioningConfiguration::builder().status(BucketVersioningStatus::Suspended).build();
    let request = s3.put_bucket_versioning().bucket(bucket);
    done(request.versioning_configuration(suspended).send().await)
}

async fn unblock_all(s3: &S3, bucket: &str) -> Result<()> {
    let none = PublicAccessBlockConfiguration::builder().build();
    let request = s3.put_public_access_block().bucket(bucket);
    done(request.public_access_block_configuration(none).send().await)
}

async fn own_by_writer(s3: &S3, bucket: &str) -> Result<()> {
    let rule = OwnershipControlsRule::builder()
        .object_ownership(ObjectOwnership::ObjectWriter)
        .build()
        .doing("building the ownership")?;
    let controls =
        OwnershipControls::builder().rules(rule).build().doing("building the ownership")?;
    let request = s3.put_bucket_ownership_controls().bucket(bucket);
    done(request.ownership_controls(controls).send().await)
}

async fn open_policy(s3: &S3, bucket: &str) -> Result<()> {
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": { "AWS": format!("arn:aws:iam::{ACCOUNT}:root") },
            "Action": "s3:GetObject",
            "Resource": format!("arn:aws:s3:::{bucket}/*"),
        }],
    });
    done(s3.put_bucket_policy().bucket(bucket).policy(policy.to_string()).send().await)
}

async fn website(s3: &S3, bucket: &str) -> Result<()> {
    let index = IndexDocument::builder().suffix("index.html").build().doing("a website")?;
    let website = WebsiteConfiguration::builder().index_document(index).build();
    done(s3.put_bucket_website().bucket(bucket).website_configuration(website).send().await)
}

async fn cors(s3: &S3, bucket: &str) -> Result<()> {
    let rule = CorsRule::builder().allowed_methods("GET").allowed_origins("*").build();
    let rules =
        CorsConfiguration::builder().cors_rules(rule.doing("a rule")?).build().doing("rules")?;
    done(s3.put_bucket_cors().bucket(bucket).cors_configuration(rules).send().await)
}

async fn open_key_policy(kms: &Kms, key: &str) -> Result<()> {
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": { "AWS": format!("arn:aws:iam::{ACCOUNT}:root") },
            "Action": "kms:*",
            "Resource": "*",
        }],
    });
    let request = kms.put_key_policy().key_id(key).policy_name("default");
    done(request.policy(policy.to_string()).send().await)
}

async fn hide(root: &Clients, bucket: &str) -> Result<()> {
    for key in objects::current(root, bucket).await?.into_keys() {
        done(root.s3.delete_object().bucket(bucket).key(key).send().await)?;
    }
    Ok(())
}

async fn empty(root: &Clients, bucket: &str) -> Result<()> {
    let listed = objects::list(root, bucket).await?;
    for version in listed.versions() {
        // What is retained for governance goes too; for compliance nothing goes.
        let request = root.s3.delete_object().bucket(bucket).bypass_governance_retention(true);
        let request = request.set_key(version.key.clone());
        done(request.set_version_id(version.version_id.clone()).send().await)?;
    }
    for marker in listed.delete_markers() {
        let request = root.s3.delete_object().bucket(bucket).set_key(marker.key.clone());
        done(request.set_version_id(marker.version_id.clone()).send().await)?;
    }
    Ok(())
}

async fn key(root: &Clients, bucket: &str) -> Result<String> {
    let rule = facts::encryption_rule(root, bucket).await?;
    rule.apply_server_side_encryption_by_default
        .and_then(|default| default.kms_master_key_id)
        .ok_or_else(|| Failure::new(format!("`{bucket}` is not encrypted with a key of its own")))
}

fn done<T, E: std::error::Error>(end: std::result::Result<T, E>) -> Result<()> {
    end.doing("making the drift").map(drop)
}
