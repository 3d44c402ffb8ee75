//! A bucket as a whole.

use std::collections::BTreeSet;

use aws_sdk_s3::Client;

use super::read;
use crate::cloud::{
    Acl, BucketFacets, BucketRef, CloudError, CloudErrorKind, CloudErrors, Facet, ObjectLock,
    Observation, Ownership, PublicAccessBlock,
};
use crate::domain::Region;
use crate::domain::tags::Tags;

pub(in crate::cloud::aws) async fn bucket_tags(
    client: &Client,
    bucket: &BucketRef,
) -> Result<Observation<Tags>, CloudError> {
    unless_absent(read::tags(client, bucket).await)
}

pub(in crate::cloud::aws) async fn bucket_region(
    client: &Client,
    bucket: &BucketRef,
) -> Result<Observation<Region>, CloudError> {
    unless_absent(read::location(client, bucket).await)
}

pub(in crate::cloud::aws) async fn bucket_policy(
    client: &Client,
    bucket: &BucketRef,
) -> Result<Observation<Option<String>>, CloudError> {
    unless_absent(read::policy(client, bucket).await)
}

fn unless_absent<T>(answer: Result<T, CloudError>) -> Result<Observation<T>, CloudError> {
    match answer {
        Ok(found) => Ok(Observation::Present(found)),
        Err(error) if error.kind == CloudErrorKind::NotFound => Ok(Observation::Absent),
        Err(error) => Err(error),
    }
}

/// Reads all facets at once, in the order of [`BucketFacets::READS`].
pub(in crate::cloud::aws) async fn bucket(
    client: &Client,
    bucket: &BucketRef,
) -> Result<Observation<BucketFacets>, CloudErrors> {
    let reads = tokio::join!(
        read::location(client, bucket),
        read::tags(client, bucket),
        read::object_lock(client, bucket),
        read::public_access_block(client, bucket),
        read::ownership(client, bucket),
        read::acl(client, bucket),
        read::versioning(client, bucket),
        read::encryption(client, bucket),
        read::policy(client, bucket),
        read::website(client, bucket),
        read::cors(client, bucket),
        read::lifecycle(client, bucket),
        read::access_log(client, bucket),
        read::events(client, bucket),
    );
    let mut answers = Answers::default();
    let region = answers.needed(reads.0);
    let tags = answers.needed(reads.1);
    let object_lock = answers.offered(Facet::ObjectLock, reads.2, ObjectLock::Disabled);
    let public_access_block =
        answers.offered(Facet::PublicAccessBlock, reads.3, PublicAccessBlock::default());
    let ownership =
        answers.offered(Facet::ObjectOwnership, reads.4, Ownership::Other("none".to_owned()));
    let acl = answers.offered(Facet::Acl, reads.5, Acl::Private);
    let versioning = answers.needed(reads.6);
    let encryption = answers.needed(reads.7);
    let policy = answers.needed(reads.8);
    let website = answers.offered(Facet::Website, reads.9, false);
    let cors = answers.offered(Facet::Cors, reads.10, false);
    let lifecycle = answers.offered(Facet::Lifecycle, reads.11, Vec::new());
    let access_log = answers.offered(Facet::AccessLog, reads.12, None);
    let events = answers.offered(Facet::Events, reads.13, false);
    if answers.errors.iter().any(|error| error.kind == CloudErrorKind::NotFound) {
        return Ok(Observation::Absent);
    }
    if let Some(errors) = CloudErrors::collect(answers.errors) {
        return Err(errors);
    }
    let (
        Some(region),
        Some(tags),
        Some(versioning),
        Some((encryption, sse_c_blocked)),
        Some(policy),
    ) = (region, tags, versioning, encryption, policy)
    else {
        // INVARIANT: what is missing left an error above.
        return Ok(Observation::Absent);
    };
    Ok(Observation::Present(BucketFacets {
        region,
        tags,
        object_lock,
        public_access_block,
        ownership,
        acl,
        versioning,
        encryption,
        sse_c_blocked,
        policy,
        website,
        cors,
        lifecycle,
        access_log,
        events,
        lacks: answers.lacks,
    }))
}

/// What the reads of one bucket gave.
#[derive(Default)]
struct Answers {
    errors: Vec<CloudError>,
    lacks: BTreeSet<Facet>,
}

impl Answers {
    /// A facet that a zone cannot do without.
    fn needed<T>(&mut self, answer: Result<T, CloudError>) -> Option<T> {
        answer.map_err(|error| self.errors.push(error)).ok()
    }

    /// A facet that an endpoint may lack: then it says so by code or by status 501.
    fn offered<T>(&mut self, facet: Facet, answer: Result<T, CloudError>, without: T) -> T {
        match answer {
            Ok(found) => found,
            Err(error) => {
                if error.kind == CloudErrorKind::Unsupported {
                    self.lacks.insert(facet);
                } else {
                    self.errors.push(error);
                }
                without
            }
        }
    }
}
