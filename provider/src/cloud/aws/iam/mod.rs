//! IAM: roles, and managed policies.

mod policy;
mod principal;
mod read;
mod versions;
mod write;

pub(super) use policy::managed_policy;
pub(super) use principal::{action, principal};
pub(super) use read::{role, roles_under};
pub(super) use write::execute;

use aws_sdk_iam::types::Tag;
use aws_smithy_types::error::operation::BuildError;
use percent_encoding::percent_decode_str;

use super::error::Call;
use crate::cloud::{CloudError, CloudErrorKind};
use crate::domain::tags::Tags;

/// A policy document as JSON.
///
/// Source: AWS IAM API Reference, `GetRole`, `GetRolePolicy` and `GetPolicyVersion` (2026-11):
/// policies are returned URL-encoded as RFC 3986 says, so that a plus sign stands for itself.
fn decoded(call: Call<'_>, document: &str) -> Result<String, CloudError> {
    match percent_decode_str(document).decode_utf8() {
        Ok(text) => Ok(text.into_owned()),
        Err(error) => Err(CloudError {
            source: Some(Box::new(error)),
            ..call.error(CloudErrorKind::Unexpected)
        }),
    }
}

fn tags(set: Option<Vec<Tag>>) -> Tags {
    set.unwrap_or_default().into_iter().map(|tag| (tag.key, tag.value)).collect()
}

fn tag_set(call: Call<'_>, tags: &Tags) -> Result<Vec<Tag>, CloudError> {
    tags.iter()
        .map(|(key, value)| Tag::builder().key(key).value(value).build())
        .collect::<Result<_, BuildError>>()
        .map_err(|error| CloudError {
            source: Some(Box::new(error)),
            ..call.error(CloudErrorKind::Invalid)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_decoded_as_rfc_3986_says() {
        let call = Call::iam("iam:GetRole", "r");
        let encoded = "%7B%22a%22%3A%20%22b+c%25%C3%BC%22%7D";
        assert_eq!(decoded(call, encoded).unwrap(), "{\"a\": \"b+c%ü\"}");
        assert_eq!(decoded(call, "%FF").unwrap_err().kind, CloudErrorKind::Unexpected);
    }
}
