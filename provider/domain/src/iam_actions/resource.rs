//! The types of resources that actions are checked against.

use std::sync::LazyLock;

use super::table;

static TYPES: LazyLock<Vec<table::ResourceType>> =
    LazyLock::new(|| table::resources(include_str!("resources.tsv")));

/// A type of resource, of S3 unless it says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Resource {
    /// A grant of S3 Access Grants.
    AccessGrant,
    /// The instance of S3 Access Grants of an account and region.
    AccessGrantsInstance,
    /// A location that S3 Access Grants may grant.
    AccessGrantsLocation,
    /// An access point.
    AccessPoint,
    /// An object as an access point shows it.
    AccessPointObject,
    /// A general purpose bucket.
    Bucket,
    /// A job of Batch Operations.
    Job,
    /// A multi-region access point.
    MultiRegionAccessPoint,
    /// A request about a multi-region access point.
    MultiRegionAccessPointRequest,
    /// An object of a bucket.
    Object,
    /// An access point of Object Lambda.
    ObjectLambdaAccessPoint,
    /// A configuration of Storage Lens.
    StorageLensConfiguration,
    /// A group of Storage Lens.
    StorageLensGroup,
    /// An alias of KMS.
    Alias,
    /// A key of KMS.
    Key,
}

impl Resource {
    /// Every type.
    pub const ALL: [Self; 15] = [
        Self::AccessGrant,
        Self::AccessGrantsInstance,
        Self::AccessGrantsLocation,
        Self::AccessPoint,
        Self::AccessPointObject,
        Self::Bucket,
        Self::Job,
        Self::MultiRegionAccessPoint,
        Self::MultiRegionAccessPointRequest,
        Self::Object,
        Self::ObjectLambdaAccessPoint,
        Self::StorageLensConfiguration,
        Self::StorageLensGroup,
        Self::Alias,
        Self::Key,
    ];

    /// AWS's name of the type.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AccessGrant => "accessgrant",
            Self::AccessGrantsInstance => "accessgrantsinstance",
            Self::AccessGrantsLocation => "accessgrantslocation",
            Self::AccessPoint => "accesspoint",
            Self::AccessPointObject => "accesspointobject",
            Self::Bucket => "bucket",
            Self::Job => "job",
            Self::MultiRegionAccessPoint => "multiregionaccesspoint",
            Self::MultiRegionAccessPointRequest => "multiregionaccesspointrequestarn",
            Self::Object => "object",
            Self::ObjectLambdaAccessPoint => "objectlambdaaccesspoint",
            Self::StorageLensConfiguration => "storagelensconfiguration",
            Self::StorageLensGroup => "storagelensgroup",
            Self::Alias => "alias",
            Self::Key => "key",
        }
    }

    /// The type of AWS's name.
    pub(super) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|resource| resource.as_str() == name)
    }

    /// What its ARNs look like; a part in `${…}` stands for any text:
    /// `arn:${Partition}:s3:::${BucketName}`.
    pub fn arn(self) -> &'static str {
        self.facts().map_or("", |facts| facts.arn)
    }

    /// The condition keys that AWS lists for the type, in AWS's spelling, sorted; as in
    /// [`Action::keys`](super::Action::keys).
    pub fn keys(self) -> &'static [&'static str] {
        self.facts().map_or(&[], |facts| &facts.keys)
    }

    fn facts(self) -> Option<&'static table::ResourceType> {
        TYPES.iter().find(|facts| facts.resource == self)
    }
}
