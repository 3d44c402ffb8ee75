//! Whether a promoter may write what it promotes by: then approval and evidence would be its own.

use futures::future::join_all;

use super::{Policies, Weighing};
use crate::cloud::{BucketRef, Observation, Observe};
use crate::domain::ZoneKind;
use crate::domain::access::DECISIONS;
use crate::domain::gate::{Writes, writing_promoters};
use crate::domain::promotion::attestation::envelope_uri;
use crate::domain::promotion::contract::storage::ObjectId;
use crate::domain::promotion::release::Release;
use crate::gate::verdict::{Found, rules};

/// What was found, and why.
pub(super) struct Writing {
    pub(super) found: Vec<Found>,
    pub(super) causes: Vec<String>,
}

/// Asks the live policies of the sources about the packet and everything that it refers to. What lies elsewhere is
/// bound by digests, and by where the profile lets it lie.
pub(super) async fn writing(
    weighing: &Weighing,
    release: &Release,
    cloud: &dyn Observe,
) -> Writing {
    let mut uris = release.uris().clone();
    uris.extend(weighing.evidence.uri().map(ToOwned::to_owned));
    let signed = release.decision_uri().into_iter().chain(weighing.evidence.uri());
    uris.extend(signed.map(envelope_uri));
    let mut evidence = Vec::new();
    for uri in uris {
        let object = ObjectId { uri, version: None };
        let Some((bucket, key)) = object.place() else { continue };
        let source = weighing.sources.iter().find(|(_, source)| source.name.as_str() == bucket);
        let is_packet = weighing.evidence.uri() == Some(object.uri.as_str());
        // Every workload may add records to a ledger, which count by their digests; approvals do not.
        let counts = |kind: ZoneKind| !kind.is_ledger() || is_packet || key.starts_with(DECISIONS);
        if source.is_some_and(|(kind, _)| counts(*kind)) {
            evidence.push((bucket.to_owned(), key.to_owned()));
        }
    }
    let asked = weighing
        .sources
        .iter()
        .map(|(_, source)| source)
        .filter(|source| evidence.iter().any(|(bucket, _)| source.name.as_str() == bucket));
    let mut causes = Vec::new();
    let mut policies = Policies::new();
    for (bucket, policy) in join_all(asked.map(|source| policy(source, cloud))).await {
        let policy = policy.unwrap_or_else(|cause| {
            causes.push(cause);
            None
        });
        policies.insert(bucket, policy);
    }
    let places: Vec<_> =
        evidence.iter().map(|(bucket, key)| (bucket.as_str(), key.as_str())).collect();
    let writes = writing_promoters(&weighing.promoters, &weighing.account, &places, &policies);
    let mut found = Vec::new();
    for one in writes {
        let (rule, bucket) = match &one {
            Writes::Evidence { bucket, .. } | Writes::Policy { bucket, .. } => {
                (&rules::WRITERS, bucket)
            }
            Writes::NoPolicy { bucket } | Writes::NotUnderstood { bucket } => {
                (&rules::APPROVAL, bucket)
            }
        };
        found.push(Found::guard(rule, format!("s3://{bucket}/")));
        causes.push(one.to_string());
    }
    Writing { found, causes }
}

async fn policy(
    source: &BucketRef,
    cloud: &dyn Observe,
) -> (String, Result<Option<String>, String>) {
    let policy = match cloud.bucket_policy(source).await {
        Ok(Observation::Present(policy)) => Ok(policy),
        Ok(Observation::Absent) => Ok(None),
        Err(error) => Err(error.to_string()),
    };
    (source.name.to_string(), policy)
}
