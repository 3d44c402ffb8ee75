//! What is tried in a zone, and what each act takes.

/// Something that somebody tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Act {
    List,
    ListBelow,
    ListVersions,
    ListVersionsBelow,
    ListUploads,
    Get,
    GetVersion,
    GetAttributes,
    GetTags,
    GetRetention,
    GetHold,
    GetAcl,
    GetByUrl,
    /// By a URL that was signed longer ago than any zone takes by itself.
    GetByStaleUrl,
    GetPlain,
    Restore,
    /// Over an object that is there.
    Put,
    /// With `If-None-Match: *`, as every put below that is not said to be without it.
    Create,
    CreateOver,
    CreateByUrl,
    CreatePlain,
    CreateTagged,
    CreateCustomerKey,
    CreateServiceKey,
    CreateManagedKey,
    /// Names the key of the zone.
    CreateZoneKey,
    CreateOtherKey,
    StartUpload,
    StartUploadCustomerKey,
    UploadPart,
    UploadPartCopy,
    ListParts,
    AbortUpload,
    /// Without `If-None-Match`.
    Complete,
    CompleteCreating,
    CompleteOver,
    /// Without `If-None-Match`.
    Copy,
    CopyCreating,
    /// Takes the tags of the source along.
    CopyTags,
    CopyOver,
    PutTags,
    DeleteTags,
    PutVersionTags,
    Delete,
    DeleteMany,
    /// Of a delete marker, which no lock protects.
    DeleteVersion,
    /// Of an object that is locked, where there are locks.
    BypassRetention,
    PutRetention,
    PutHold,
    PutAcl,
    GetPolicy,
    PutPolicy,
    DeletePolicy,
    PutLifecycle,
    PutReplication,
    PutVersioning,
}

impl Act {
    pub(super) const ALL: [Self; 56] = {
        use Act::*;
        [
            List,
            ListBelow,
            ListVersions,
            ListVersionsBelow,
            ListUploads,
            Get,
            GetVersion,
            GetAttributes,
            GetTags,
            GetRetention,
            GetHold,
            GetAcl,
            GetByUrl,
            GetByStaleUrl,
            GetPlain,
            Restore,
            Put,
            Create,
            CreateOver,
            CreateByUrl,
            CreatePlain,
            CreateTagged,
            CreateCustomerKey,
            CreateServiceKey,
            CreateManagedKey,
            CreateZoneKey,
            CreateOtherKey,
            StartUpload,
            StartUploadCustomerKey,
            UploadPart,
            UploadPartCopy,
            ListParts,
            AbortUpload,
            Complete,
            CompleteCreating,
            CompleteOver,
            Copy,
            CopyCreating,
            CopyTags,
            CopyOver,
            PutTags,
            DeleteTags,
            PutVersionTags,
            Delete,
            DeleteMany,
            DeleteVersion,
            BypassRetention,
            PutRetention,
            PutHold,
            PutAcl,
            GetPolicy,
            PutPolicy,
            DeletePolicy,
            PutLifecycle,
            PutReplication,
            PutVersioning,
        ]
    };

    /// What is tried where somebody is at home in another part of the zone.
    pub(super) const ELSEWHERE: [Self; 10] = [
        Self::ListBelow,
        Self::ListVersionsBelow,
        Self::Get,
        Self::GetTags,
        Self::Put,
        Self::Create,
        Self::StartUpload,
        Self::AbortUpload,
        Self::CopyCreating,
        Self::Delete,
    ];

    /// The actions that AWS authorises for it.
    ///
    /// Sources: AWS "Required permissions for Amazon S3 API operations"; "CopyObject" and "PutObject"
    /// of the API reference, on tags (2026-11).
    pub(super) const fn actions(self) -> &'static [&'static str] {
        match self {
            Self::List | Self::ListBelow => &["s3:ListBucket"],
            Self::ListVersions | Self::ListVersionsBelow => &["s3:ListBucketVersions"],
            Self::ListUploads => &["s3:ListBucketMultipartUploads"],
            Self::Get | Self::GetByUrl | Self::GetByStaleUrl | Self::GetPlain => &["s3:GetObject"],
            Self::GetVersion => &["s3:GetObjectVersion"],
            Self::GetAttributes => &["s3:GetObject", "s3:GetObjectAttributes"],
            Self::GetTags => &["s3:GetObjectTagging"],
            Self::GetRetention => &["s3:GetObjectRetention"],
            Self::GetHold => &["s3:GetObjectLegalHold"],
            Self::GetAcl => &["s3:GetObjectAcl"],
            Self::Restore => &["s3:RestoreObject"],
            Self::CreateTagged => &["s3:PutObject", "s3:PutObjectTagging"],
            Self::Put
            | Self::Create
            | Self::CreateOver
            | Self::CreateByUrl
            | Self::CreatePlain
            | Self::CreateCustomerKey
            | Self::CreateServiceKey
            | Self::CreateManagedKey
            | Self::CreateZoneKey
            | Self::CreateOtherKey
            | Self::StartUpload
            | Self::StartUploadCustomerKey
            | Self::UploadPart
            | Self::Complete
            | Self::CompleteCreating
            | Self::CompleteOver => &["s3:PutObject"],
            Self::UploadPartCopy | Self::Copy | Self::CopyCreating | Self::CopyOver => {
                &["s3:PutObject", "s3:GetObject"]
            }
            Self::CopyTags => {
                &["s3:PutObject", "s3:GetObject", "s3:PutObjectTagging", "s3:GetObjectTagging"]
            }
            Self::ListParts => &["s3:ListMultipartUploadParts"],
            Self::AbortUpload => &["s3:AbortMultipartUpload"],
            Self::PutTags => &["s3:PutObjectTagging"],
            Self::DeleteTags => &["s3:DeleteObjectTagging"],
            Self::PutVersionTags => &["s3:PutObjectVersionTagging"],
            Self::Delete | Self::DeleteMany => &["s3:DeleteObject"],
            Self::DeleteVersion => &["s3:DeleteObjectVersion"],
            Self::BypassRetention => &["s3:DeleteObjectVersion", "s3:BypassGovernanceRetention"],
            Self::PutRetention => &["s3:PutObjectRetention"],
            Self::PutHold => &["s3:PutObjectLegalHold"],
            Self::PutAcl => &["s3:PutObjectAcl"],
            Self::GetPolicy => &["s3:GetBucketPolicy"],
            Self::PutPolicy => &["s3:PutBucketPolicy"],
            Self::DeletePolicy => &["s3:DeleteBucketPolicy"],
            Self::PutLifecycle => &["s3:PutLifecycleConfiguration"],
            Self::PutReplication => &["s3:PutReplicationConfiguration"],
            Self::PutVersioning => &["s3:PutBucketVersioning"],
        }
    }

    /// Those of its actions that the emulator does not authorise.
    pub(super) const fn unasked(self) -> &'static [&'static str] {
        match self {
            Self::CreateTagged => &["s3:PutObjectTagging"],
            Self::CopyTags => &["s3:PutObjectTagging", "s3:GetObjectTagging"],
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_is_tried_once() {
        let all: std::collections::BTreeSet<_> = Act::ALL.into_iter().collect();
        assert_eq!(all.len(), Act::ALL.len());
        assert_eq!(Act::PutVersioning as usize + 1, Act::ALL.len(), "one is left out");
    }

    #[test]
    fn the_emulator_asks_for_a_part_of_what_aws_asks() {
        for act in Act::ALL {
            assert!(act.unasked().iter().all(|one| act.actions().contains(one)), "{act:?}");
            assert!(act.unasked().len() < act.actions().len(), "{act:?}");
        }
    }
}
