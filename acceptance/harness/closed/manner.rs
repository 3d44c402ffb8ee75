//! How an act is carried out: on what, and what its request says.

use super::acts::Act;

/// What lies there before an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Wants {
    /// Nothing: the key is new.
    Nothing,
    /// A tagged object under a lock and a legal hold.
    Kept,
    /// An object without tags.
    Object,
    /// Another one, which nobody changes.
    Source,
    /// An object that is hidden by a delete marker.
    Marker,
    /// An object in an archive.
    Archived,
    /// An upload with one part.
    Upload,
    /// An upload with one part, for the key of an object.
    UploadOver,
}

/// How old the signature is of a request by URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Url {
    Fresh,
    Stale,
}

/// What a request says about encryption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    Nothing,
    CustomerKey,
    ServiceKey,
    ManagedKey,
    ZoneKey,
    OtherKey,
}

impl Act {
    pub(super) const fn wants(self) -> Wants {
        match self {
            Self::Get
            | Self::GetVersion
            | Self::GetAttributes
            | Self::GetTags
            | Self::GetRetention
            | Self::GetHold
            | Self::GetAcl
            | Self::GetByUrl
            | Self::GetByStaleUrl
            | Self::GetPlain => Wants::Kept,
            Self::Put
            | Self::CreateOver
            | Self::CopyOver
            | Self::PutTags
            | Self::DeleteTags
            | Self::PutVersionTags
            | Self::Delete
            | Self::DeleteMany
            | Self::BypassRetention
            | Self::PutRetention
            | Self::PutHold
            | Self::PutAcl => Wants::Object,
            Self::DeleteVersion => Wants::Marker,
            Self::Restore => Wants::Archived,
            Self::UploadPart
            | Self::UploadPartCopy
            | Self::ListParts
            | Self::AbortUpload
            | Self::Complete
            | Self::CompleteCreating => Wants::Upload,
            Self::CompleteOver => Wants::UploadOver,
            _ => Wants::Nothing,
        }
    }

    /// Whether what lies there is another thing after it, so that the next one finds it changed.
    pub(super) const fn uses_up(self) -> bool {
        !matches!(self.wants(), Wants::Kept)
            && !matches!(self, Self::ListParts | Self::UploadPart | Self::UploadPartCopy)
    }

    /// Whether an object is made by it.
    pub(super) fn completes(self) -> bool {
        let started = [
            Self::StartUpload,
            Self::StartUploadCustomerKey,
            Self::UploadPart,
            Self::UploadPartCopy,
        ];
        self.puts() && !started.contains(&self)
    }

    pub(super) fn puts(self) -> bool {
        self.actions().contains(&"s3:PutObject")
    }

    /// Whether it says `If-None-Match: *`.
    pub(super) fn says_new(self) -> bool {
        self.completes() && !matches!(self, Self::Put | Self::Complete | Self::Copy)
    }

    pub(super) const fn secure(self) -> bool {
        !matches!(self, Self::GetPlain | Self::CreatePlain)
    }

    /// The prefix that a listing names, if it does.
    pub(super) const fn lists_below(self) -> bool {
        matches!(self, Self::ListBelow | Self::ListVersionsBelow)
    }

    pub(super) const fn url(self) -> Option<Url> {
        match self {
            Self::GetByUrl | Self::CreateByUrl => Some(Url::Fresh),
            Self::GetByStaleUrl => Some(Url::Stale),
            _ => None,
        }
    }

    pub(super) const fn says(self) -> Says {
        match self {
            Self::CreateCustomerKey | Self::StartUploadCustomerKey => Says::CustomerKey,
            Self::CreateServiceKey => Says::ServiceKey,
            Self::CreateManagedKey => Says::ManagedKey,
            Self::CreateZoneKey => Says::ZoneKey,
            Self::CreateOtherKey => Says::OtherKey,
            _ => Says::Nothing,
        }
    }

    /// Whether its refusal may rest on a condition key that only the launcher fills.
    pub(super) fn rests_on_the_launcher(self) -> bool {
        matches!(self.says(), Says::CustomerKey | Says::OtherKey)
            || self.url().is_some()
            || (self.completes() && !self.says_new())
    }

    /// The error that a bucket answers once the policies have let the request through; none of an
    /// act that succeeds. Whether the bucket has Object Lock.
    pub(super) const fn ends_as(self, locks: bool) -> Option<&'static str> {
        match self {
            Self::CreateOver | Self::CompleteOver => Some("PreconditionFailed"),
            Self::PutAcl => Some("AccessControlListNotSupported"),
            // The emulator knows no key that AWS manages.
            Self::CreateManagedKey => Some("InvalidArgument"),
            Self::GetRetention | Self::GetHold | Self::PutRetention | Self::PutHold if !locks => {
                Some("InvalidRequest")
            }
            _ => None,
        }
    }
}
