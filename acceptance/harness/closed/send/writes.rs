//! Putting and copying.

use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::TaggingDirective;

use super::super::acts::Act;
use super::super::manner::Says;
use super::{Found, Try};
use crate::encryption::Encryption;
use crate::error::{Failure, Result};

const BODY: &[u8] = b"tried";

/// A key that no zone has.
const OTHER_KEY: &str =
    "arn:aws:kms:us-east-1:123456789012:key/00000000-12ab-34cd-56ef-1234567890ab";

impl Try<'_> {
    pub(super) async fn write(self) -> Result<Found> {
        let new = self.act.says_new().then(|| "*".to_owned());
        if matches!(self.act, Act::Copy | Act::CopyCreating | Act::CopyTags | Act::CopyOver) {
            let copy = self.s3().copy_object().bucket(self.bucket()).key(&self.spot.key);
            let copy = copy.copy_source(self.source()).set_if_none_match(new);
            // Without the directive, the tags of the source come along.
            let replace = (self.act != Act::CopyTags).then_some(TaggingDirective::Replace);
            return Ok(self.ended(copy.set_tagging_directive(replace).send().await));
        }
        let put = self.s3().put_object().bucket(self.bucket()).key(&self.spot.key);
        let put = put.set_if_none_match(new);
        match self.act {
            Act::CreateByUrl => {
                let end = self.by.doors.put_by_url(self.act.secure(), put, BODY).await?;
                Ok(self.ended(end))
            }
            act if act.puts() => {
                let tags = (act == Act::CreateTagged).then(|| "class=new".to_owned());
                let put = put.body(ByteStream::from_static(BODY)).set_tagging(tags);
                Ok(self.ended(self.encryption().of(put).send().await))
            }
            other => Err(Failure::new(format!("{other:?} is no put"))),
        }
    }

    fn encryption(&self) -> Encryption<'_> {
        match self.act.says() {
            Says::Nothing => Encryption::Unsaid,
            Says::CustomerKey => Encryption::Customer,
            Says::ServiceKey => Encryption::Service,
            Says::ManagedKey => Encryption::Kms,
            // A zone without a key has none to name.
            Says::ZoneKey => Encryption::Key(self.zone.key.as_deref().unwrap_or(OTHER_KEY)),
            Says::OtherKey => Encryption::Key(OTHER_KEY),
        }
    }
}
