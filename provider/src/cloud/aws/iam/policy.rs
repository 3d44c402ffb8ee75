//! A managed policy as a whole.

use aws_sdk_iam::Client;

use super::{decoded, tags};
use crate::cloud::aws::error::Call;
use crate::cloud::{CloudError, CloudErrorKind, CloudErrors, ManagedPolicyFacets, Observation};

/// The first version of every policy, and the only one of most.
const FIRST: &str = "v1";

/// Reads a managed policy. Its first version is asked for at once: where another one is in force,
/// that one follows.
pub(in crate::cloud::aws) async fn managed_policy(
    client: &Client,
    arn: &str,
) -> Result<Observation<ManagedPolicyFacets>, CloudErrors> {
    let (policy, first) = tokio::join!(get(client, arn), version(client, arn, FIRST));
    let errors = match (policy, first) {
        (Err(error), _) if error.kind == CloudErrorKind::NotFound => {
            return Ok(Observation::Absent);
        }
        (Ok((facets, in_force)), first) => {
            let document = match first {
                Ok(document) if in_force == FIRST => Ok(document),
                // Without the permission the other version is not shown either.
                Err(error) if error.kind == CloudErrorKind::Denied => Err(error),
                _ => version(client, arn, &in_force).await,
            };
            match document {
                Ok(document) => {
                    return Ok(Observation::Present(ManagedPolicyFacets { document, ..facets }));
                }
                Err(error) => [Some(error), None],
            }
        }
        // The first version may be gone.
        (Err(policy), Err(first)) if first.kind != CloudErrorKind::NotFound => {
            [Some(policy), Some(first)]
        }
        (Err(policy), _) => [Some(policy), None],
    };
    // INVARIANT: each arm left an error.
    CloudErrors::collect(errors.into_iter().flatten()).map_or(Ok(Observation::Absent), Err)
}

/// The policy without its document, and the version that is in force.
async fn get(client: &Client, arn: &str) -> Result<(ManagedPolicyFacets, String), CloudError> {
    let call = Call::iam("iam:GetPolicy", arn);
    let answer = client.get_policy().policy_arn(arn).send().await;
    let policy = answer.map_err(|error| call.failed(error))?.policy;
    policy
        .and_then(|policy| {
            let (arn, tags) = (policy.arn?, tags(policy.tags));
            let facets = ManagedPolicyFacets { arn, document: String::new(), tags };
            Some((facets, policy.default_version_id?))
        })
        .ok_or_else(|| call.error(CloudErrorKind::Unexpected))
}

async fn version(client: &Client, arn: &str, id: &str) -> Result<String, CloudError> {
    let call = Call::iam("iam:GetPolicyVersion", arn);
    let answer = client.get_policy_version().policy_arn(arn).version_id(id).send().await;
    let version = answer.map_err(|error| call.failed(error))?.policy_version;
    let document = version.and_then(|version| version.document);
    decoded(call, &document.ok_or_else(|| call.error(CloudErrorKind::Unexpected))?)
}
