//! Sends what is tried, and tells how it ended.

mod bucket;
mod changes;
mod reads;
mod uploads;
mod writes;

pub(super) use bucket::BESIDE;

use aws_sdk_s3::Client;
use aws_sdk_s3::error::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::acts::Act;
use super::ground::{Spot, key};
use super::manner::Wants;
use super::people::Person;
use super::stack::Zone;
use crate::error::Result;

/// How a try ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// As of one whom the policies let through.
    Admitted,
    /// By a refusal of the policies.
    Refused,
    /// In another way.
    Otherwise(String),
}

/// One try.
#[derive(Clone, Copy, Debug)]
pub(super) struct Try<'a> {
    pub(super) by: &'a Person,
    pub(super) zone: &'a Zone,
    pub(super) folder: &'a str,
    pub(super) spot: &'a Spot,
    pub(super) act: Act,
}

impl Try<'_> {
    /// Sends it.
    ///
    /// # Errors
    /// The request cannot be made.
    pub(super) async fn send(self) -> Result<Found> {
        use Act::*;
        match self.act {
            List | ListBelow | ListVersions | ListVersionsBelow | ListUploads | Get
            | GetVersion | GetAttributes | GetTags | GetRetention | GetHold | GetAcl | GetByUrl
            | GetByStaleUrl | GetPlain => self.read().await,
            Put | Create | CreateOver | CreateByUrl | CreatePlain | CreateTagged
            | CreateCustomerKey | CreateServiceKey | CreateManagedKey | CreateZoneKey
            | CreateOtherKey | Copy | CopyCreating | CopyTags | CopyOver => self.write().await,
            StartUpload
            | StartUploadCustomerKey
            | UploadPart
            | UploadPartCopy
            | ListParts
            | AbortUpload
            | Complete
            | CompleteCreating
            | CompleteOver => self.upload().await,
            Restore | PutTags | DeleteTags | PutVersionTags | Delete | DeleteMany
            | DeleteVersion | BypassRetention | PutRetention | PutHold | PutAcl => {
                self.change().await
            }
            GetPolicy | PutPolicy | DeletePolicy | PutLifecycle | PutReplication
            | PutVersioning => self.configure().await,
        }
    }

    fn s3(&self) -> &Client {
        self.by.doors.s3(self.act.secure())
    }

    fn bucket(&self) -> &str {
        &self.zone.bucket
    }

    /// The source of a copy, in the same folder.
    fn source(&self) -> String {
        let wants = if self.act == Act::CopyTags { Wants::Kept } else { Wants::Source };
        format!("{}/{}", self.bucket(), key(self.folder, wants))
    }

    fn ended<T, E>(&self, end: std::result::Result<T, SdkError<E>>) -> Found
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let due = self.act.ends_as(self.zone.locks);
        let Err(error) = end else {
            return match due {
                None => Found::Admitted,
                Some(due) => Found::Otherwise(format!("it succeeded, where {due} was due")),
            };
        };
        let service = error.as_service_error();
        let code = service.and_then(ProvideErrorMetadata::code).map(str::to_owned);
        let message = service.and_then(ProvideErrorMetadata::message).unwrap_or_default();
        match code.as_deref() {
            Some("AccessDenied") if is_of_policies(message) => Found::Refused,
            Some(code) if due == Some(code) => Found::Admitted,
            Some(code) => Found::Otherwise(format!("{code}: {message}")),
            None => Found::Otherwise(format!("{error:?}")),
        }
    }
}

/// Whether a refusal is of policies, and not of a lock or of a signature. Callers of other accounts
/// and of none are told no reason.
fn is_of_policies(message: &str) -> bool {
    message.contains("is not authorized to perform") || message == "Access Denied"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_no_policy() {
        assert!(is_of_policies("User: x is not authorized to perform: s3:GetObject with an …"));
        assert!(is_of_policies("Access Denied"));
        assert!(!is_of_policies("Access Denied because object protected by object lock."));
        assert!(!is_of_policies("Request has expired"));
    }
}
