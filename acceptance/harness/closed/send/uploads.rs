//! Uploads in parts.

use aws_sdk_s3::primitives::ByteStream;

use super::super::acts::Act;
use super::super::manner::Says;
use super::{Found, Try};
use crate::encryption::{CUSTOMER_DIGEST, CUSTOMER_KEY};
use crate::error::{Failure, Result};

impl Try<'_> {
    pub(super) async fn upload(self) -> Result<Found> {
        let s3 = self.s3();
        let bucket = self.bucket();
        let (key, id) = (self.spot.key.as_str(), self.spot.upload.as_str());
        Ok(match self.act {
            Act::StartUpload | Act::StartUploadCustomerKey => {
                let mut start = s3.create_multipart_upload().bucket(bucket).key(key);
                if self.act.says() == Says::CustomerKey {
                    start = start
                        .sse_customer_algorithm("AES256")
                        .sse_customer_key(CUSTOMER_KEY)
                        .sse_customer_key_md5(CUSTOMER_DIGEST);
                }
                self.ended(start.send().await)
            }
            Act::UploadPart => {
                let part = s3.upload_part().bucket(bucket).key(key).upload_id(id).part_number(2);
                self.ended(part.body(ByteStream::from_static(b"part")).send().await)
            }
            Act::UploadPartCopy => {
                let part = s3.upload_part_copy().bucket(bucket).key(key).upload_id(id);
                let part = part.part_number(3).copy_source(self.source());
                self.ended(part.send().await)
            }
            Act::ListParts => {
                self.ended(s3.list_parts().bucket(bucket).key(key).upload_id(id).send().await)
            }
            Act::AbortUpload => {
                let abort = s3.abort_multipart_upload().bucket(bucket).key(key).upload_id(id);
                self.ended(abort.send().await)
            }
            Act::Complete | Act::CompleteCreating | Act::CompleteOver => {
                let new = self.act.says_new().then(|| "*".to_owned());
                let complete = s3.complete_multipart_upload().bucket(bucket).key(key);
                let complete = complete.upload_id(id).multipart_upload(self.spot.parts.clone());
                self.ended(complete.set_if_none_match(new).send().await)
            }
            other => return Err(Failure::new(format!("{other:?} is no part of an upload"))),
        })
    }
}
