//! What lies in the buckets before anything is tried, put there by the account's root.

use std::collections::BTreeMap;

use aws_sdk_s3::primitives::{ByteStream, DateTime};
use aws_sdk_s3::types::{
    CompletedMultipartUpload, CompletedPart, ObjectLockLegalHoldStatus, ObjectLockMode,
    StorageClass,
};

use super::manner::Wants;
use super::stack::Zone;
use crate::clients::Clients;
use crate::error::{Context, Result};

/// Later than any default retention of the zones ends, in seconds of the epoch: the year 2099.
pub(super) const LOCKED_UNTIL: i64 = 4_070_908_800;

/// What one act is tried on.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    pub(super) key: String,
    /// The version that is there: of the delete marker, where there is one.
    pub(super) version: String,
    /// The id of an upload and its one part.
    pub(super) upload: String,
    pub(super) parts: CompletedMultipartUpload,
}

impl Spot {
    /// A key under which nothing is.
    pub(super) fn new(key: String) -> Self {
        let parts = CompletedMultipartUpload::builder().build();
        Self { key, version: String::new(), upload: String::new(), parts }
    }
}

/// What the acts are tried on that must not, or cannot, change it: bucket, folder and kind to spot.
#[derive(Debug, Default)]
pub(super) struct Ground(BTreeMap<(String, String, Wants), Spot>);

impl Ground {
    const SHARED: [Wants; 7] = [
        Wants::Kept,
        Wants::Object,
        Wants::Source,
        Wants::Marker,
        Wants::Archived,
        Wants::Upload,
        Wants::UploadOver,
    ];

    /// Lays the ground of a folder.
    pub(super) async fn prepare(root: &Clients, zone: &Zone, folder: &str) -> Result<Self> {
        let mut ground = Self::default();
        for wants in Self::SHARED {
            let spot = lay(root, zone, key(folder, wants), wants).await?;
            ground.0.insert((zone.bucket.clone(), folder.to_owned(), wants), spot);
        }
        Ok(ground)
    }

    pub(super) fn add(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub(super) fn spot(&self, zone: &Zone, folder: &str, wants: Wants) -> Result<&Spot> {
        let spot = self.0.get(&(zone.bucket.clone(), folder.to_owned(), wants));
        spot.doing(format!("nothing was laid for {wants:?} below `{folder}` in `{}`", zone.name))
    }

    /// The keys of a bucket, each with the number of its versions and markers.
    pub(super) fn keys(&self, bucket: &str) -> BTreeMap<String, usize> {
        let own = self.0.iter().filter(|((of, ..), _)| of == bucket);
        let versions = own.map(|((.., wants), spot)| (spot.key.clone(), versions(*wants)));
        versions.filter(|(_, number)| *number > 0).collect()
    }
}

/// How many versions and markers [`lay`] makes.
const fn versions(wants: Wants) -> usize {
    match wants {
        Wants::Nothing | Wants::Upload => 0,
        Wants::Marker => 2,
        Wants::Kept | Wants::Object | Wants::Source | Wants::Archived | Wants::UploadOver => 1,
    }
}

/// The key of what is shared.
pub(super) fn key(folder: &str, wants: Wants) -> String {
    format!("{folder}shared/{wants:?}")
}

/// Lays what an act wants under a key.
pub(super) async fn lay(root: &Clients, zone: &Zone, key: String, wants: Wants) -> Result<Spot> {
    let doing = format!("laying {wants:?} at `{key}` in `{}`", zone.name);
    let s3 = &root.s3;
    let bucket = zone.bucket.as_str();
    let mut spot = Spot::new(key);
    let put = s3.put_object().bucket(bucket).key(&spot.key).body(ByteStream::from_static(b"laid"));
    let put = match wants {
        Wants::Nothing | Wants::Upload => None,
        Wants::Object | Wants::Source | Wants::Marker | Wants::UploadOver => Some(put),
        Wants::Archived => Some(put.storage_class(StorageClass::Glacier)),
        Wants::Kept if zone.locks => Some(
            put.tagging("class=kept")
                .object_lock_mode(ObjectLockMode::Governance)
                .object_lock_retain_until_date(DateTime::from_secs(LOCKED_UNTIL))
                .object_lock_legal_hold_status(ObjectLockLegalHoldStatus::On),
        ),
        Wants::Kept => Some(put.tagging("class=kept")),
    };
    if let Some(put) = put {
        spot.version = put.send().await.doing(&doing)?.version_id.unwrap_or_default();
    }
    if wants == Wants::Marker {
        let delete = s3.delete_object().bucket(bucket).key(&spot.key).send().await;
        spot.version = delete.doing(&doing)?.version_id.unwrap_or_default();
    }
    if matches!(wants, Wants::Upload | Wants::UploadOver) {
        let start = s3.create_multipart_upload().bucket(bucket).key(&spot.key).send().await;
        spot.upload = start.doing(&doing)?.upload_id.doing(&doing)?;
        let part = s3.upload_part().bucket(bucket).key(&spot.key).upload_id(&spot.upload);
        let part = part.part_number(1).body(ByteStream::from_static(b"part")).send().await;
        let part =
            CompletedPart::builder().part_number(1).set_e_tag(part.doing(&doing)?.e_tag).build();
        spot.parts = CompletedMultipartUpload::builder().parts(part).build();
    }
    Ok(spot)
}
