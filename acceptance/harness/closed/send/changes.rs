//! Changing, hiding and removing what is there.

use aws_sdk_s3::primitives::DateTime;
use aws_sdk_s3::types::{
    Delete, ObjectCannedAcl, ObjectIdentifier, ObjectLockLegalHold, ObjectLockLegalHoldStatus,
    ObjectLockRetention, ObjectLockRetentionMode, RestoreRequest, Tag, Tagging,
};

use super::super::acts::Act;
use super::super::ground::LOCKED_UNTIL;
use super::{Found, Try};
use crate::error::{Context, Failure, Result};

impl Try<'_> {
    pub(super) async fn change(self) -> Result<Found> {
        let s3 = self.s3();
        let bucket = self.bucket();
        let (key, version) = (self.spot.key.as_str(), self.spot.version.as_str());
        Ok(match self.act {
            Act::Restore => {
                let restore = s3.restore_object().bucket(bucket).key(key);
                let days = RestoreRequest::builder().days(1).build();
                self.ended(restore.restore_request(days).send().await)
            }
            Act::PutTags | Act::PutVersionTags => {
                let of_version = self.act == Act::PutVersionTags;
                let put = s3.put_object_tagging().bucket(bucket).key(key).tagging(tagging()?);
                let put = put.set_version_id(of_version.then(|| version.to_owned()));
                self.ended(put.send().await)
            }
            Act::DeleteTags => {
                self.ended(s3.delete_object_tagging().bucket(bucket).key(key).send().await)
            }
            Act::Delete => self.ended(s3.delete_object().bucket(bucket).key(key).send().await),
            Act::DeleteMany => self.delete_many().await?,
            Act::DeleteVersion | Act::BypassRetention => {
                let bypass = (self.act == Act::BypassRetention).then_some(true);
                let delete = s3.delete_object().bucket(bucket).key(key).version_id(version);
                self.ended(delete.set_bypass_governance_retention(bypass).send().await)
            }
            Act::PutRetention => {
                let retention = ObjectLockRetention::builder()
                    .mode(ObjectLockRetentionMode::Governance)
                    .retain_until_date(DateTime::from_secs(LOCKED_UNTIL))
                    .build();
                let put = s3.put_object_retention().bucket(bucket).key(key);
                self.ended(put.retention(retention).send().await)
            }
            Act::PutHold => {
                let hold = ObjectLockLegalHoldStatus::On;
                let hold = ObjectLockLegalHold::builder().status(hold).build();
                let put = s3.put_object_legal_hold().bucket(bucket).key(key);
                self.ended(put.legal_hold(hold).send().await)
            }
            Act::PutAcl => {
                let put = s3.put_object_acl().bucket(bucket).key(key);
                self.ended(put.acl(ObjectCannedAcl::Private).send().await)
            }
            other => return Err(Failure::new(format!("{other:?} is no change of an object"))),
        })
    }

    /// S3 answers a batch as a whole or key by key.
    async fn delete_many(self) -> Result<Found> {
        let doing = "making a batch of deletes";
        let one = ObjectIdentifier::builder().key(&self.spot.key).build().doing(doing)?;
        let batch = Delete::builder().objects(one).build().doing(doing)?;
        let delete = self.s3().delete_objects().bucket(self.bucket()).delete(batch).send().await;
        let errors = delete.as_ref().map_or(&[][..], |deleted| deleted.errors());
        let codes: Vec<_> = errors.iter().filter_map(|error| error.code()).collect();
        Ok(match codes.as_slice() {
            [] => self.ended(delete),
            ["AccessDenied"] => Found::Refused,
            other => Found::Otherwise(format!("{other:?}")),
        })
    }
}

fn tagging() -> Result<Tagging> {
    let doing = "making a tag";
    let tag = Tag::builder().key("class").value("new").build().doing(doing)?;
    Tagging::builder().tag_set(tag).build().doing(doing)
}
