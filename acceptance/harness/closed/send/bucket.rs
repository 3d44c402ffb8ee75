//! Configuring the bucket.

use aws_sdk_s3::types::{
    AbortIncompleteMultipartUpload, BucketLifecycleConfiguration, BucketVersioningStatus,
    DeleteMarkerReplication, DeleteMarkerReplicationStatus, Destination, ExpirationStatus,
    LifecycleRule, LifecycleRuleFilter, ReplicationConfiguration, ReplicationRule,
    ReplicationRuleFilter, ReplicationRuleStatus, VersioningConfiguration,
};

use super::super::acts::Act;
use super::{Found, Try};
use crate::account::ACCOUNT;
use crate::error::{Context, Failure, Result};

/// The bucket beside the zones, to which everybody is admitted.
pub(in crate::closed) const BESIDE: &str = "beside-the-zones";

impl Try<'_> {
    pub(super) async fn configure(self) -> Result<Found> {
        let s3 = self.s3();
        let bucket = self.bucket();
        Ok(match self.act {
            Act::GetPolicy => self.ended(s3.get_bucket_policy().bucket(bucket).send().await),
            Act::PutPolicy => {
                // What is there anyway: who may, changes nothing.
                let put = s3.put_bucket_policy().bucket(bucket).policy(&self.zone.policy);
                self.ended(put.send().await)
            }
            Act::DeletePolicy => self.ended(s3.delete_bucket_policy().bucket(bucket).send().await),
            Act::PutLifecycle => {
                let put = s3.put_bucket_lifecycle_configuration().bucket(bucket);
                self.ended(put.lifecycle_configuration(lifecycle()?).send().await)
            }
            Act::PutReplication => {
                let put = s3.put_bucket_replication().bucket(bucket);
                self.ended(put.replication_configuration(replication()?).send().await)
            }
            Act::PutVersioning => {
                let enabled = BucketVersioningStatus::Enabled;
                let enabled = VersioningConfiguration::builder().status(enabled).build();
                let put = s3.put_bucket_versioning().bucket(bucket);
                self.ended(put.versioning_configuration(enabled).send().await)
            }
            other => return Err(Failure::new(format!("{other:?} is not about a bucket"))),
        })
    }
}

fn lifecycle() -> Result<BucketLifecycleConfiguration> {
    let doing = "making a lifecycle configuration";
    let abort = AbortIncompleteMultipartUpload::builder().days_after_initiation(7).build();
    let rule = LifecycleRule::builder()
        .id("abort")
        .status(ExpirationStatus::Enabled)
        .filter(LifecycleRuleFilter::builder().build())
        .abort_incomplete_multipart_upload(abort)
        .build();
    BucketLifecycleConfiguration::builder().rules(rule.doing(doing)?).build().doing(doing)
}

/// A copy of everything beside the zones, though switched off.
fn replication() -> Result<ReplicationConfiguration> {
    let doing = "making a replication configuration";
    let destination = Destination::builder().bucket(format!("arn:aws:s3:::{BESIDE}")).build();
    let markers = DeleteMarkerReplicationStatus::Disabled;
    let rule = ReplicationRule::builder()
        .id("away")
        .priority(1)
        .status(ReplicationRuleStatus::Disabled)
        .filter(ReplicationRuleFilter::builder().prefix("").build())
        .delete_marker_replication(DeleteMarkerReplication::builder().status(markers).build())
        .destination(destination.doing(doing)?)
        .build();
    ReplicationConfiguration::builder()
        .role(format!("arn:aws:iam::{ACCOUNT}:role/promotion/receipt-writer"))
        .rules(rule.doing(doing)?)
        .build()
        .doing(doing)
}
