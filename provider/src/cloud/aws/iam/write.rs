//! The writes.

use aws_sdk_iam::Client;
use aws_sdk_iam::config::retry::RetryConfig;

use super::{tag_set, versions};
use crate::cloud::aws::error::Call;
use crate::cloud::{CloudError, CloudErrorKind, Effect, Operation};
use crate::domain::PrincipalArn;

/// Sends a call and drops its answer.
macro_rules! send {
    ($call:ident, $request:expr) => {
        $request.send().await.map(|_| Effect::Done).map_err(|error| $call.failed(error))
    };
}

/// Carries out an operation on a role or a managed policy.
pub(in crate::cloud::aws) async fn execute(
    client: &Client,
    operation: &Operation,
) -> Result<Effect, CloudError> {
    let call = Call::iam(operation.action(), operation.target()).writing();
    match operation {
        Operation::CreateRole { .. } => create_role(client, call, operation).await,
        Operation::PutRoleTrust { role, policy } => {
            let request = client.update_assume_role_policy().role_name(role.as_str());
            send!(call, request.policy_document(policy))
        }
        Operation::PutRolePolicy { role, name, policy } => {
            let request = client.put_role_policy().role_name(role.as_str()).policy_name(name);
            send!(call, request.policy_document(policy))
        }
        Operation::DeleteRolePolicy { role, name } => {
            let request = client.delete_role_policy().role_name(role.as_str());
            send!(call, request.policy_name(name))
        }
        Operation::DetachRolePolicy { role, policy } => {
            let request = client.detach_role_policy().role_name(role.as_str());
            send!(call, request.policy_arn(policy))
        }
        Operation::PutRoleBoundary { role, policy } => {
            let request = client.put_role_permissions_boundary().role_name(role.as_str());
            send!(call, request.permissions_boundary(policy))
        }
        // Source: AWS IAM API Reference, `UpdateRole` (2026-11): a session length that is not sent
        // becomes an hour.
        Operation::UpdateRole { role, max_session, description } => {
            let request = client.update_role().role_name(role.as_str()).description(description);
            send!(call, request.max_session_duration(seconds(call, *max_session)?))
        }
        Operation::TagRole { role, tags } => {
            let request = client.tag_role().role_name(role.as_str());
            send!(call, request.set_tags(Some(tag_set(call, tags)?)))
        }
        Operation::UntagRole { role, keys } => {
            let request = client.untag_role().role_name(role.as_str());
            send!(call, request.set_tag_keys(Some(keys.iter().cloned().collect())))
        }
        Operation::DeleteRole { role } => {
            send!(call, client.delete_role().role_name(role.as_str()))
        }
        Operation::CreateManagedPolicy { .. } => create_policy(client, call, operation).await,
        Operation::PutManagedPolicy { arn, policy } => {
            versions::put(client, call, arn, policy).await
        }
        Operation::DeleteManagedPolicy { arn } => versions::delete_policy(client, call, arn).await,
        _ => Err(call.error(CloudErrorKind::Unsupported)),
    }
}

/// A creation that is repeated after a lost answer would be told of its own work as somebody
/// else's.
fn once() -> aws_sdk_iam::config::Builder {
    aws_sdk_iam::Config::builder().retry_config(RetryConfig::disabled())
}

async fn create_role(
    client: &Client,
    call: Call<'_>,
    operation: &Operation,
) -> Result<Effect, CloudError> {
    let Operation::CreateRole { path, name, trust, boundary, max_session, description, tags } =
        operation
    else {
        return Err(call.error(CloudErrorKind::Unsupported));
    };
    let answer = client
        .create_role()
        .path(path.as_str())
        .role_name(name.as_str())
        .assume_role_policy_document(trust)
        .set_permissions_boundary(boundary.clone())
        .max_session_duration(seconds(call, *max_session)?)
        .description(description)
        .set_tags(Some(tag_set(call, tags)?))
        .customize()
        .config_override(once())
        .send()
        .await
        .map_err(|error| call.failed(error))?;
    answer
        .role
        .and_then(|role| {
            let arn = PrincipalArn::parse(&role.arn).ok()?;
            Some(Effect::RoleMade { arn, unique_id: role.role_id })
        })
        .ok_or_else(|| call.error(CloudErrorKind::Ambiguous))
}

async fn create_policy(
    client: &Client,
    call: Call<'_>,
    operation: &Operation,
) -> Result<Effect, CloudError> {
    let Operation::CreateManagedPolicy { path, name, policy, description, tags } = operation else {
        return Err(call.error(CloudErrorKind::Unsupported));
    };
    let answer = client
        .create_policy()
        .path(path.as_str())
        .policy_name(name)
        .policy_document(policy)
        .description(description)
        .set_tags(Some(tag_set(call, tags)?))
        .customize()
        .config_override(once())
        .send()
        .await
        .map_err(|error| call.failed(error))?;
    answer
        .policy
        .and_then(|policy| policy.arn)
        .map(Effect::PolicyMade)
        .ok_or_else(|| call.error(CloudErrorKind::Ambiguous))
}

fn seconds(call: Call<'_>, seconds: u32) -> Result<i32, CloudError> {
    seconds.try_into().map_err(|_| call.error(CloudErrorKind::Invalid))
}
