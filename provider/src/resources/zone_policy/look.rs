//! What a plan looks up: it adds messages, and decides nothing that is planned.

use futures::future::join_all;

use super::checks::untrusted;
use super::model::ZonePolicyModel;
use super::resolve::{Resolved, ResolvedGrant, broken, path};
use super::words;
use crate::cloud::{BucketRef, CloudErrorKind, Observation, Observe, RoleFacets};
use crate::configure::Reader;
use crate::domain::policy_document::PolicyDocument;
use crate::domain::roles::{RoleName, judge_trust, policy_name};
use crate::domain::{AccountId, Administrators};
use crate::terraform::diag::{Diag, Diags};

/// Looks at who plans, who administers, whom new grants are to, and what they replace. Where nothing
/// changes, nobody is asked.
pub(super) async fn look(
    reader: &Reader,
    prior: Option<&ZonePolicyModel>,
    resolved: &Resolved,
    changed: bool,
    diags: &mut Diags,
) {
    let (Some(access), Some(cloud)) = (&resolved.access, reader.cloud()) else { return };
    if !changed {
        return;
    }
    if resolved.peopled {
        planner(reader, resolved, &access.administrators, diags).await;
        administrators(reader, &access.administrators, diags).await;
    }
    given(cloud, prior, resolved, diags).await;
    if resolved.is_exact() {
        replaced(cloud, prior, resolved, diags).await;
    }
}

/// A plan by somebody else is normal; who applies must be an administrator.
async fn planner(
    reader: &Reader,
    resolved: &Resolved,
    administrators: &Administrators,
    diags: &mut Diags,
) {
    let Some(caller) = reader.caller().await else { return };
    if administrators.include_caller(&caller.arn) {
        return;
    }
    let bucket = resolved.bucket().map_or("a zone", |bucket| bucket.as_str());
    diags.push(Diag::warning(
        format!("`{bucket}`: planned by `{}`, who is no administrator of it", caller.arn),
        format!(
            "That is normal for a plan. The apply stops before it changes anything, unless one of \
             these makes it: {}.",
            administrators
                .arns()
                .iter()
                .map(|arn| format!("`{arn}`"))
                .collect::<Vec<_>>()
                .join(", ")
        ),
    ));
}

/// One administrator must exist, and all should.
async fn administrators(reader: &Reader, administrators: &Administrators, diags: &mut Diags) {
    let all: Vec<_> = administrators.iter().collect();
    let known = join_all(all.iter().map(|one| reader.knows(one))).await;
    let absent: Vec<_> = all
        .iter()
        .zip(&known)
        .filter(|(_, known)| **known == Some(false))
        .map(|(one, _)| format!("`{one}`"))
        .collect();
    if absent.is_empty() {
        return;
    }
    let names = absent.join(", ");
    if absent.len() == all.len() {
        let rule = format!(
            "IAM knows none of them: {names}. The policy would shut everybody out but the \
             account's root user: name roles or users that exist, each with its path"
        );
        diags.push(broken(path("administrators"), "administrators", &rule));
    } else {
        diags.push(Diag::warning(
            format!("Administrators of zones that do not exist: {names}"),
            "IAM does not know them by these ARNs, path included. They cannot repair anything: \
             correct them, or leave them out.",
        ));
    }
}

/// Roles that are newly granted to exist, and the account answers for who may become them.
async fn given(
    cloud: &dyn Observe,
    prior: Option<&ZonePolicyModel>,
    resolved: &Resolved,
    diags: &mut Diags,
) {
    let Some(access) = &resolved.access else { return };
    let before = prior.and_then(|prior| prior.roles.known());
    let granted = |arn: &str| {
        before.is_some_and(|before| {
            before.0.values().any(|role| {
                role.known().is_some_and(|role| role.arn.known().map(String::as_str) == Some(arn))
            })
        })
    };
    let new: Vec<(&String, &ResolvedGrant)> = resolved
        .grants
        .iter()
        .filter(|(_, one)| one.known && one.made().is_none())
        .filter(|(_, one)| *one.grant.role().account() == access.account)
        .filter(|(_, one)| !granted(one.grant.role().as_str()))
        .collect();
    let policy = policy_name(access.kind, &access.bucket);
    let looks = join_all(new.iter().map(|(_, one)| async {
        let name = RoleName::parse(one.grant.role().name()).ok()?;
        Some(cloud.role(&name, std::slice::from_ref(&policy)).await)
    }));
    for ((name, one), found) in new.iter().zip(looks.await) {
        let arn = one.grant.role();
        match found {
            None => {}
            Some(Ok(Observation::Present(role))) => {
                diags.extend(judge(name, one, &role, &access.account));
            }
            // One that another policy of the same run is about to make.
            Some(Ok(Observation::Absent)) if arn.path().starts_with("/kfm/") => {}
            Some(Ok(Observation::Absent)) => diags.push(absent(name, arn.as_str())),
            Some(Err(errors)) if errors.kind() == Some(CloudErrorKind::Denied) => {
                diags.push(Diag::warning(
                    format!("The trust of `{arn}` could not be read"),
                    format!(
                        "{errors}\n\nWho may become the role decides who gets its access. It is \
                         read again before anything is applied."
                    ),
                ));
            }
            Some(Err(errors)) => diags.push(Diag::warning(
                format!("The role `{arn}` could not be looked at"),
                format!("{errors}\n\nIt is looked at again before anything is applied."),
            )),
        }
    }
}

/// A granted role that IAM does not know.
pub(super) fn absent(grant: &str, arn: &str) -> Diag {
    let rule = format!(
        "IAM knows no role `{arn}`: name one that exists, by its ARN with its path, or have one \
         made by `role`"
    );
    broken(path("grants").key(grant).then("role_arn"), &format!("grant {grant}"), &rule)
}

/// What is wrong with a granted role that exists.
pub(super) fn judge(
    grant: &str,
    one: &ResolvedGrant,
    role: &RoleFacets,
    account: &AccountId,
) -> Vec<Diag> {
    let arn = one.grant.role();
    if role.arn != *arn {
        let rule = format!(
            "the role of this name is `{}`: give its ARN as it is, with its path",
            role.arn
        );
        let at = path("grants").key(grant).then("role_arn");
        return vec![broken(at, &format!("grant {grant}"), &rule)];
    }
    let grave = strangers(role, account);
    if !grave.is_empty() {
        return vec![untrusted(grant, arn.as_str(), &grave)];
    }
    let trust = PolicyDocument::parse_any(&role.trust);
    trust
        .iter()
        .flat_map(|trust| judge_trust(trust, account))
        .filter(|problem| !problem.risk.is_grave())
        .map(|problem| {
            Diag::warning(
                format!("`{arn}` may be assumed by the whole account"),
                format!("Grant {grant}: {problem}."),
            )
        })
        .collect()
}

/// Whom the trust of a role lets in that the account does not answer for, in words.
pub(super) fn strangers(role: &RoleFacets, account: &AccountId) -> Vec<String> {
    match PolicyDocument::parse_any(&role.trust) {
        Err(_) => vec!["it is not a policy that can be read".to_owned()],
        Ok(trust) => judge_trust(&trust, account)
            .into_iter()
            .filter(|problem| problem.risk.is_grave())
            .map(|problem| problem.to_string())
            .collect(),
    }
}

/// A policy that somebody wrote by hand gives way to this one.
async fn replaced(
    cloud: &dyn Observe,
    prior: Option<&ZonePolicyModel>,
    resolved: &Resolved,
    diags: &mut Diags,
) {
    let Some(access) = &resolved.access else { return };
    // A bucket whose own key is not known yet is not made yet.
    let may_exist = resolved.exists || !access.kind.takes_kms();
    let found = match prior {
        Some(prior) => prior.policy_json.known().cloned(),
        None if may_exist => {
            let bucket = BucketRef { name: access.bucket.clone(), owner: access.account.clone() };
            cloud.bucket_policy(&bucket).await.ok().and_then(Observation::into_option).flatten()
        }
        None => None,
    };
    let Some(found) = found else { return };
    diags.extend(words::replaced(&found, access));
    if prior.is_none() {
        diags.extend(words::taken_over(&found, access));
    }
}
