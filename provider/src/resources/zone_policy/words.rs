//! What somebody else changed, and what is about to be replaced, in words.

use std::collections::BTreeSet;

use super::desired::role_marks;
use super::documents::{Documents, boundary_place};
use super::model::ZonePolicyModel;
use super::resolve::{Boundary, MadeRole, Resolved};
use crate::cloud::RoleFacets;
use crate::domain::access::ZoneAccess;
use crate::domain::bucket_policy;
use crate::domain::document_words::{allowed_actions, difference, losses};
use crate::domain::policy_document::{PolicyDocument, same_meaning};
use crate::domain::roles::{RoleName, is_policy_name, policy_name};
use crate::domain::seal::{PolicyState, judge};
use crate::domain::tags::system_tags;
use crate::reconcile::policy::ObservedAccess;
use crate::terraform::diag::Diag;

/// As many differences of one document as are told one by one.
const TOLD: usize = 12;

/// The warning that a policy gives way that neither a zone nor its policy made.
pub(super) fn replaced(found: &str, access: &ZoneAccess) -> Option<Diag> {
    if judge(Some(found), None) != PolicyState::Foreign {
        return None;
    }
    let bucket = &access.bucket;
    let Ok(document) = PolicyDocument::parse_any(found) else {
        return Some(Diag::warning(
            format!("`{bucket}`: a policy that cannot be read is replaced"),
            format!("It holds what the provider does not understand:\n\n{found}"),
        ));
    };
    let lines: Vec<_> = losses(&document, access).iter().map(|one| format!("- {one}")).collect();
    Some(Diag::warning(
        format!("`{bucket}`: a policy of somebody else's is replaced, and access is lost"),
        format!(
            "The bucket carries a policy that no zone made. When this plan is applied:\n\n{}\n\n\
             What remains, and what is gained, are the lines of `access`.",
            lines.join("\n")
        ),
    ))
}

/// The warning that a bucket has a zone's policy already, which says something else.
pub(super) fn taken_over(found: &str, access: &ZoneAccess) -> Option<Diag> {
    let wanted = bucket_policy::document(access).to_json();
    if judge(Some(found), None) != PolicyState::Granted || same_meaning(found, &wanted) {
        return None;
    }
    let bucket = &access.bucket;
    Some(Diag::warning(
        format!("`{bucket}`: another policy of a zone is replaced"),
        format!(
            "The bucket carries the policy of a `kfm_zone_policy` that is not in this state: of a \
             configuration elsewhere, of a resource that was renamed, or of an apply that did not \
             end. Two of them would take turns. If this one was renamed, say so by a `moved` \
             block; if the state was lost, import it: `terraform import <address> {bucket}`."
        ),
    ))
}

/// Everything that differs from what was applied.
pub(super) fn drift(
    model: &ZonePolicyModel,
    resolved: &Resolved,
    documents: Option<&Documents>,
    observed: &ObservedAccess,
) -> Vec<String> {
    let Some(access) = &resolved.access else { return Vec::new() };
    let mut words = bucket(model, resolved, documents, observed, access);
    for (grant, one) in &resolved.grants {
        let arn = one.grant.role();
        let who = format!("role{}{}", arn.path(), arn.name());
        let Ok(name) = RoleName::parse(arn.name()) else { continue };
        let Some(found) = observed.roles.get(&name) else {
            words.push(format!("{who} is gone"));
            continue;
        };
        let mut all = inline(model, grant, access, found);
        all.extend(made_anew(model, grant, found));
        if let Some(made) = one.made() {
            let trust = documents.and_then(|documents| documents.trusts.get(grant));
            all.extend(shape(made, trust, access, found));
            all.extend(tags(made, grant, access, found));
        }
        words.extend(all.into_iter().map(|one| format!("{who} {one}")));
    }
    words.extend(bound(resolved, documents, observed, access));
    words.extend(leftovers(resolved, observed));
    words
}

/// The permissions boundary that is made for the roles.
fn bound(
    resolved: &Resolved,
    documents: Option<&Documents>,
    observed: &ObservedAccess,
    access: &ZoneAccess,
) -> Vec<String> {
    let Some(wanted) = documents.map(|documents| &documents.boundary) else { return Vec::new() };
    if !resolved.needs_boundary() {
        return Vec::new();
    }
    let what = format!("the permissions boundary `{}`", boundary_place(access).2);
    let found = observed.boundaries.get(&boundary_place(access).2);
    match found.map(|found| PolicyDocument::parse_any(&found.document)) {
        None => vec![format!("{what} is gone")],
        Some(Err(_)) => vec![format!("{what} cannot be read")],
        Some(Ok(found)) => {
            let told = difference(wanted, &found).into_iter();
            first(told.map(|one| format!("{what} is another: {one}")))
        }
    }
}

/// What was made once and no role needs any more.
pub(super) fn leftovers(resolved: &Resolved, observed: &ObservedAccess) -> Option<String> {
    let arn = resolved.access.as_ref().map(|access| boundary_place(access).2)?;
    let left = !resolved.needs_boundary()
        && observed.boundaries.contains_key(&arn)
        && !observed.bounds(&arn);
    left.then(|| format!("the permissions boundary `{arn}` is left over"))
}

/// The bucket policy: what it says otherwise, and whom that admits or refuses.
fn bucket(
    model: &ZonePolicyModel,
    resolved: &Resolved,
    documents: Option<&Documents>,
    observed: &ObservedAccess,
    access: &ZoneAccess,
) -> Vec<String> {
    let Some(stored) = model.policy_json.known() else { return Vec::new() };
    let name = access.bucket.as_str();
    let Some(found) = observed.policies.get(name) else {
        return vec![format!("the bucket `{name}` is gone")];
    };
    let Some(found) = found else {
        return vec![
            "the bucket has no policy any more: whoever IAM lets reaches its objects".to_owned(),
        ];
    };
    if same_meaning(stored, found) {
        return Vec::new();
    }
    match judge(Some(found), None) {
        PolicyState::Sealed | PolicyState::Altered => {
            return vec!["the bucket is sealed: nobody has the access that was granted".to_owned()];
        }
        _ => {}
    }
    let (Ok(before), Ok(after)) =
        (PolicyDocument::parse_any(stored), PolicyDocument::parse_any(found))
    else {
        return vec!["the bucket policy is one that cannot be read".to_owned()];
    };
    let mut words = Vec::new();
    if let Some(documents) = documents.filter(|_| resolved.is_exact()) {
        let witnesses = documents.proved_of(&after, access, resolved);
        words.extend(first(witnesses.iter().map(ToString::to_string)));
    }
    let told = difference(&before, &after);
    words.extend(first(told.into_iter().map(|one| format!("the bucket policy: {one}"))));
    words
}

fn first(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut all: Vec<_> = words.collect();
    let more = all.len().saturating_sub(TOLD);
    if more > 1 {
        all.truncate(TOLD);
        all.push(format!("and {more} more"));
    }
    all
}

/// The inline policy that the zone keeps on a role.
fn inline(
    model: &ZonePolicyModel,
    grant: &str,
    access: &ZoneAccess,
    found: &RoleFacets,
) -> Vec<String> {
    let stored = model.role_policies.known().and_then(|all| all.0.get(grant)?.known().cloned());
    let name = policy_name(access.kind, &access.bucket);
    match (stored, found.inline.get(&name)) {
        (None, None) => Vec::new(),
        (Some(_), None) => vec![format!("lost its policy `{name}`")],
        (None, Some(_)) => vec![format!("gained a policy `{name}`")],
        (Some(stored), Some(now)) if same_meaning(&stored, now) => Vec::new(),
        (Some(stored), Some(now)) => {
            match (PolicyDocument::parse_any(&stored), PolicyDocument::parse_any(now)) {
                (Ok(before), Ok(after)) => changed(&name, &before, &after),
                _ => vec![format!("has a policy `{name}` that cannot be read")],
            }
        }
    }
}

fn changed(name: &str, before: &PolicyDocument, after: &PolicyDocument) -> Vec<String> {
    let (gained, lost) = allowed_actions(before, after);
    let mut words = Vec::new();
    let list = |all: &BTreeSet<String>| all.iter().cloned().collect::<Vec<_>>().join(", ");
    if !gained.is_empty() {
        words.push(format!("gained {}", list(&gained)));
    }
    if !lost.is_empty() {
        words.push(format!("lost {}", list(&lost)));
    }
    words.extend(first(
        difference(before, after).into_iter().map(|one| format!("has policy `{name}`: {one}")),
    ));
    words
}

/// Tags, the provider's own included: by those it knows its roles.
fn tags(made: &MadeRole, grant: &str, access: &ZoneAccess, found: &RoleFacets) -> Option<String> {
    let mut wanted = made.tags.clone()?;
    wanted.extend(role_marks(access, grant));
    let kept = system_tags(&found.tags);
    let differ: BTreeSet<_> = wanted
        .iter()
        .filter(|(key, value)| found.tags.get(*key) != Some(value))
        .chain(
            found
                .tags
                .iter()
                .filter(|(key, _)| !wanted.contains_key(*key) && !kept.contains_key(*key)),
        )
        .map(|(key, _)| format!("`{key}`"))
        .collect();
    let list = differ.into_iter().collect::<Vec<_>>().join(", ");
    (!list.is_empty()).then(|| format!("has other tags: {list}"))
}

/// A role that was deleted and made again is another one, whose name only is the same.
fn made_anew(model: &ZonePolicyModel, grant: &str, found: &RoleFacets) -> Option<String> {
    let roles = model.roles.known()?;
    let before = roles.0.get(grant)?.known()?.unique_id.known()?;
    (*before != found.unique_id).then(|| {
        format!("was deleted and made again: its id was {before}, and is {}", found.unique_id)
    })
}

/// What else a role is that is made here.
fn shape(
    made: &MadeRole,
    trust: Option<&PolicyDocument>,
    access: &ZoneAccess,
    found: &RoleFacets,
) -> Vec<String> {
    let mut words = Vec::new();
    if let Some(trust) = trust {
        match PolicyDocument::parse_any(&found.trust) {
            Ok(now) => words.extend(first(
                difference(trust, &now)
                    .into_iter()
                    .map(|one| format!("is trusted otherwise: {one}")),
            )),
            Err(_) => words.push("has a trust that cannot be read".to_owned()),
        }
    }
    let wanted = match &made.boundary {
        Boundary::Ours => Some(boundary_place(access).2),
        Boundary::Given(arn) => Some(arn.clone()),
        Boundary::Unknown => None,
    };
    match (&wanted, &found.boundary) {
        (Some(wanted), Some(now)) if wanted != now => {
            words.push(format!("is bounded by `{now}`, no longer by `{wanted}`"));
        }
        (Some(wanted), None) => words.push(format!("is no longer bounded by `{wanted}`")),
        _ => {}
    }
    words.extend(found.attached.iter().map(|arn| format!("gained the attached policy `{arn}`")));
    let strangers = found.inline.iter().filter(|(name, _)| !is_policy_name(name));
    words.extend(strangers.map(|(name, text)| {
        let actions = PolicyDocument::parse_any(text)
            .map(|document| allowed_actions(&PolicyDocument::of(Vec::new()), &document).0);
        match actions {
            Ok(actions) if !actions.is_empty() => format!(
                "gained the policy `{name}`, which allows {}",
                actions.into_iter().collect::<Vec<_>>().join(", ")
            ),
            _ => format!("gained the policy `{name}`"),
        }
    }));
    if found.max_session != made.max_session {
        words.push(format!(
            "has sessions of {} seconds at most, no longer {}",
            found.max_session, made.max_session
        ));
    }
    words
}
