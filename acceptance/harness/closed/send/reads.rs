//! Listing and reading.

use std::time::Duration;

use aws_sdk_s3::types::ObjectAttributes;

use super::super::acts::Act;
use super::super::answer::STALE;
use super::super::manner::Url;
use super::{Found, Try};
use crate::error::{Context, Failure, Result};

impl Try<'_> {
    pub(super) async fn read(self) -> Result<Found> {
        let s3 = self.s3();
        let bucket = self.bucket();
        let key = self.spot.key.as_str();
        let below = self.act.lists_below().then(|| self.folder.to_owned());
        Ok(match self.act {
            Act::List | Act::ListBelow => {
                let list = s3.list_objects_v2().bucket(bucket).set_prefix(below);
                self.ended(list.send().await)
            }
            Act::ListVersions | Act::ListVersionsBelow => {
                let list = s3.list_object_versions().bucket(bucket).set_prefix(below);
                self.ended(list.send().await)
            }
            Act::ListUploads => self.ended(s3.list_multipart_uploads().bucket(bucket).send().await),
            Act::GetAttributes => {
                let get = s3.get_object_attributes().bucket(bucket).key(key);
                let get = get.object_attributes(ObjectAttributes::Etag);
                self.ended(get.send().await)
            }
            Act::GetTags => {
                self.ended(s3.get_object_tagging().bucket(bucket).key(key).send().await)
            }
            Act::GetRetention => {
                self.ended(s3.get_object_retention().bucket(bucket).key(key).send().await)
            }
            Act::GetHold => {
                self.ended(s3.get_object_legal_hold().bucket(bucket).key(key).send().await)
            }
            Act::GetAcl => self.ended(s3.get_object_acl().bucket(bucket).key(key).send().await),
            Act::Get | Act::GetVersion | Act::GetPlain | Act::GetByUrl | Act::GetByStaleUrl => {
                self.get().await?
            }
            other => return Err(Failure::new(format!("{other:?} is no read"))),
        })
    }

    /// Gets the object to its end, so that the connection can be used again.
    async fn get(self) -> Result<Found> {
        let get = self.s3().get_object().bucket(self.bucket()).key(&self.spot.key);
        let end = match self.act.url() {
            Some(url) => {
                let age = match url {
                    Url::Fresh => Duration::ZERO,
                    Url::Stale => Duration::from_secs(STALE.into()),
                };
                self.by.doors.get_by_url(self.act.secure(), get, age).await?
            }
            None => {
                let version = self.act == Act::GetVersion;
                let version = version.then(|| self.spot.version.clone());
                get.set_version_id(version).send().await
            }
        };
        match end {
            Ok(object) => {
                object.body.collect().await.doing("reading an object")?;
                Ok(self.ended::<(), aws_sdk_s3::operation::get_object::GetObjectError>(Ok(())))
            }
            Err(error) => Ok(self.ended::<(), _>(Err(error))),
        }
    }
}
