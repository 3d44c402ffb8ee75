//! A bucket as a whole.

use aws_sdk_s3::Client;

use super::read;
use crate::cloud::{BucketFacets, BucketRef, CloudError, CloudErrorKind, CloudErrors, Observation};
use crate::domain::tags::Tags;

pub(in crate::cloud::aws) async fn bucket_tags(
    client: &Client,
    bucket: &BucketRef,
) -> Result<Observation<Tags>, CloudError> {
    match read::tags(client, bucket).await {
        Ok(tags) => Ok(Observation::Present(tags)),
        Err(error) if error.kind == CloudErrorKind::NotFound => Ok(Observation::Absent),
        Err(error) => Err(error),
    }
}

/// Reads all facets at once: eleven calls, in the order of [`BucketFacets::READS`].
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
    );
    let errors = match reads {
        (
            Ok(region),
            Ok(tags),
            Ok(object_lock),
            Ok(public_access_block),
            Ok(ownership),
            Ok(acl),
            Ok(versioning),
            Ok(encryption),
            Ok(policy),
            Ok(website),
            Ok(cors),
        ) => {
            return Ok(Observation::Present(BucketFacets {
                region,
                tags,
                object_lock,
                public_access_block,
                ownership,
                acl,
                versioning,
                encryption,
                policy,
                website,
                cors,
            }));
        }
        (a, b, c, d, e, f, g, h, i, j, k) => [
            a.err(),
            b.err(),
            c.err(),
            d.err(),
            e.err(),
            f.err(),
            g.err(),
            h.err(),
            i.err(),
            j.err(),
            k.err(),
        ],
    };
    let errors: Vec<_> = errors.into_iter().flatten().collect();
    if errors.iter().any(|error| error.kind == CloudErrorKind::NotFound) {
        return Ok(Observation::Absent);
    }
    // INVARIANT: at least one read failed, else the first arm would have taken it.
    CloudErrors::collect(errors).map_or(Ok(Observation::Absent), Err)
}
