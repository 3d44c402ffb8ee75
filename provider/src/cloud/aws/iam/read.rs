//! A role as a whole.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_iam::Client;
use aws_sdk_iam::types::Role;
use futures::StreamExt;
use futures::stream;

use super::{decoded, tags};
use crate::cloud::aws::error::Call;
use crate::cloud::{CloudError, CloudErrorKind, CloudErrors, Observation, RoleFacets};
use crate::domain::PrincipalArn;
use crate::domain::roles::{RoleName, is_policy_name};

/// How many inline policies of a role are asked for at once.
const AT_ONCE: usize = 8;

/// Reads a role with its policies: all at once, and the inline policies that were not expected
/// after it. A missing permission for these is found in the same read.
pub(in crate::cloud::aws) async fn role(
    client: &Client,
    name: &RoleName,
    expected: &[String],
) -> Result<Observation<RoleFacets>, CloudErrors> {
    let name = name.as_str();
    let expected: BTreeSet<String> = expected.iter().cloned().collect();
    let (role, listed, inline, attached) = tokio::join!(
        get(client, name),
        names(client, name),
        documents(client, name, expected.iter()),
        attached(client, name),
    );
    let absent = [role.as_ref().err(), listed.as_ref().err(), attached.as_ref().err()];
    if absent.into_iter().flatten().any(|error| error.kind == CloudErrorKind::NotFound) {
        return Ok(Observation::Absent);
    }
    let (mut inline, mut unread) = inline;
    let mut others = BTreeSet::new();
    if let Ok(listed) = &listed {
        let (zones, rest): (BTreeSet<_>, BTreeSet<_>) =
            listed.difference(&expected).cloned().partition(|name| is_policy_name(name));
        others = zones;
        let (more, errors) = documents(client, name, rest.iter()).await;
        inline.extend(more);
        unread.extend(errors);
    }
    // The permission for one is the permission for all.
    unread.dedup_by_key(|error| error.kind);
    match (role, listed, attached) {
        (Ok(role), Ok(_), Ok(attached)) if unread.is_empty() => {
            Ok(Observation::Present(RoleFacets { inline, others, attached, ..role }))
        }
        (role, listed, attached) => {
            let errors = role.err().into_iter().chain(listed.err()).chain(unread);
            // INVARIANT: something failed, else the first arm would have taken it.
            CloudErrors::collect(errors.chain(attached.err())).map_or(Ok(Observation::Absent), Err)
        }
    }
}

/// The role without its policies.
async fn get(client: &Client, name: &str) -> Result<RoleFacets, CloudError> {
    let call = Call::iam("iam:GetRole", name);
    let answer = client.get_role().role_name(name).send().await;
    let role = answer.map_err(|error| call.failed(error))?.role;
    let role = role.ok_or_else(|| call.error(CloudErrorKind::Unexpected))?;
    facets(call, role)
}

fn facets(call: Call<'_>, role: Role) -> Result<RoleFacets, CloudError> {
    let unexpected = || call.error(CloudErrorKind::Unexpected);
    let trust = role.assume_role_policy_document.ok_or_else(unexpected)?;
    // Source: AWS IAM API Reference, `CreateRole`, `MaxSessionDuration` (2026-11): an hour where
    // nothing is said.
    let max_session = role.max_session_duration.unwrap_or(3_600);
    Ok(RoleFacets {
        arn: PrincipalArn::parse(&role.arn)
            .map_err(|error| CloudError { source: Some(Box::new(error)), ..unexpected() })?,
        unique_id: role.role_id,
        trust: decoded(call, &trust)?,
        boundary: role.permissions_boundary.and_then(|bound| bound.permissions_boundary_arn),
        max_session: max_session.try_into().map_err(|_| unexpected())?,
        description: role.description.unwrap_or_default(),
        tags: tags(role.tags),
        inline: BTreeMap::new(),
        others: BTreeSet::new(),
        attached: BTreeSet::new(),
    })
}

/// The names of all inline policies.
async fn names(client: &Client, role: &str) -> Result<BTreeSet<String>, CloudError> {
    let call = Call::iam("iam:ListRolePolicies", role);
    let pages = client.list_role_policies().role_name(role).into_paginator().send();
    let pages = pages.collect::<Result<Vec<_>, _>>().await.map_err(|error| call.failed(error))?;
    Ok(pages.into_iter().flat_map(|page| page.policy_names).collect())
}

/// The inline policies of these names, and what failed. Those that are not there are left out.
async fn documents(
    client: &Client,
    role: &str,
    names: impl Iterator<Item = &String>,
) -> (BTreeMap<String, String>, Vec<CloudError>) {
    let reads = names.map(|name| async move { (name, document(client, role, name).await) });
    let reads: Vec<_> = reads.collect();
    let read: Vec<_> = stream::iter(reads).buffered(AT_ONCE).collect().await;
    let mut found = BTreeMap::new();
    let mut errors = Vec::new();
    for (name, document) in read {
        match document {
            Ok(document) => drop(found.insert(name.clone(), document)),
            Err(error) if error.kind == CloudErrorKind::NotFound => {}
            Err(error) => errors.push(error),
        }
    }
    (found, errors)
}

async fn document(client: &Client, role: &str, name: &str) -> Result<String, CloudError> {
    let call = Call::iam("iam:GetRolePolicy", role);
    let answer = client.get_role_policy().role_name(role).policy_name(name).send().await;
    decoded(call, &answer.map_err(|error| call.failed(error))?.policy_document)
}

/// The ARNs of the attached managed policies.
async fn attached(client: &Client, role: &str) -> Result<BTreeSet<String>, CloudError> {
    let call = Call::iam("iam:ListAttachedRolePolicies", role);
    let pages = client.list_attached_role_policies().role_name(role).into_paginator().send();
    let pages = pages.collect::<Result<Vec<_>, _>>().await.map_err(|error| call.failed(error))?;
    let policies = pages.into_iter().flat_map(|page| page.attached_policies.unwrap_or_default());
    Ok(policies.filter_map(|policy| policy.policy_arn).collect())
}

/// The ARNs of the roles below a path, in order.
pub(in crate::cloud::aws) async fn roles_under(
    client: &Client,
    path: &str,
) -> Result<Vec<PrincipalArn>, CloudError> {
    let call = Call::iam("iam:ListRoles", path);
    let pages = client.list_roles().path_prefix(path).into_paginator().send();
    let pages = pages.collect::<Result<Vec<_>, _>>().await.map_err(|error| call.failed(error))?;
    let roles = pages.into_iter().flat_map(|page| page.roles);
    let roles: Result<BTreeSet<_>, _> = roles.map(|role| PrincipalArn::parse(&role.arn)).collect();
    roles.map(|roles| roles.into_iter().collect()).map_err(|error| CloudError {
        source: Some(Box::new(error)),
        ..call.error(CloudErrorKind::Unexpected)
    })
}
