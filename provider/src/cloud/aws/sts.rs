//! Who calls.

use aws_sdk_sts::Client;

use super::error::Call;
use crate::cloud::{Caller, CloudError, CloudErrorKind};
use crate::domain::AccountId;

/// `endpoint` is what the call goes to, for the message of a call that does not get there.
pub(super) async fn caller(client: &Client, endpoint: &str) -> Result<Caller, CloudError> {
    let call = Call::iam("sts:GetCallerIdentity", endpoint);
    let identity = client.get_caller_identity().send().await.map_err(|error| call.failed(error))?;
    let account = identity.account().and_then(|account| AccountId::parse(account).ok());
    match (account, identity.arn) {
        (Some(account), Some(arn)) => Ok(Caller { account, arn }),
        _ => Err(call.error(CloudErrorKind::Unexpected)),
    }
}
