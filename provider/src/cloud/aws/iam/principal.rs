//! The full ARN of a role or user.

use aws_sdk_iam::Client;

use crate::cloud::aws::error::Call;
use crate::cloud::{CloudError, CloudErrorKind, Observation};
use crate::domain::PrincipalArn;
use crate::domain::principal::PrincipalKind;

/// The IAM action that looks the principal up.
pub(in crate::cloud::aws) const fn action(arn: &PrincipalArn) -> &'static str {
    match arn.kind() {
        PrincipalKind::Role => "iam:GetRole",
        PrincipalKind::User => "iam:GetUser",
    }
}

pub(in crate::cloud::aws) async fn principal(
    client: &Client,
    arn: &PrincipalArn,
) -> Result<Observation<PrincipalArn>, CloudError> {
    let call = Call::iam(action(arn), arn.as_str());
    let found = match arn.kind() {
        PrincipalKind::Role => {
            let answer = client.get_role().role_name(arn.name()).send().await;
            answer
                .map(|answer| answer.role.map(|role| role.arn))
                .map_err(|error| call.failed(error))
        }
        PrincipalKind::User => {
            let answer = client.get_user().user_name(arn.name()).send().await;
            answer
                .map(|answer| answer.user.map(|user| user.arn))
                .map_err(|error| call.failed(error))
        }
    };
    match found {
        Ok(found) => found
            .and_then(|found| PrincipalArn::parse(&found).ok())
            .map(Observation::Present)
            .ok_or_else(|| call.error(CloudErrorKind::Unexpected)),
        Err(error) if error.kind == CloudErrorKind::NotFound => Ok(Observation::Absent),
        Err(error) => Err(error),
    }
}
