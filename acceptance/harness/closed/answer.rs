//! What is expected: from the matrix, the rights and the rules of zones, and not from the documents
//! that are made of them.

use jiff::Timestamp;
use kfm_provider::domain::access::actions::CONFIGURATION_READS;
use kfm_provider::domain::access::{Entitlement, Limit, Presigned, ZoneAccess, ZoneKey};
use kfm_provider::domain::access::{RESERVED, is_about_the_bucket};
use kfm_provider::domain::iam_actions;

use super::acts::Act;
use super::manner::{Says, Url};

/// The age of a stale signature, in seconds: older than any zone takes by itself.
pub(super) const STALE: u32 = 1_000;

/// What somebody's own policies allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Own {
    /// What a granted role is given, and no more.
    Granted,
    /// Everything, in the account of the zones.
    Everything,
    /// Whatever it is: of another account, or of nobody.
    Elsewhere,
}

/// Somebody, as zones see them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing<'a> {
    /// The ARN of the role or user; none of nobody.
    pub(super) arn: Option<&'a str>,
    pub(super) own: Own,
}

/// Whether the zone lets somebody do something below `folder`.
pub(super) fn admits(
    zone: &ZoneAccess,
    by: Standing<'_>,
    act: Act,
    folder: &str,
    now: Timestamp,
) -> bool {
    may(zone, by, act, folder, now, act.actions())
}

/// The same as far as these of the act's actions go.
pub(super) fn may(
    zone: &ZoneAccess,
    by: Standing<'_>,
    act: Act,
    folder: &str,
    now: Timestamp,
    actions: &[&str],
) -> bool {
    let entitlements = entitlements(zone, by.arn, now);
    let each = |action: &&str| {
        if CONFIGURATION_READS.contains(action) {
            return by.own == Own::Everything;
        }
        entitlements.iter().any(|one| {
            one.actions.contains(action)
                && reaches(one, action, act, folder)
                && (!one.create_only || *action != "s3:PutObject" || creates(act))
        })
    };
    by.own != Own::Elsewhere
        && act.secure()
        && url_is_taken(zone, act)
        && encryption_is_taken(zone, act)
        && actions.iter().all(each)
}

/// What somebody is entitled to at a time, by any title.
fn entitlements(zone: &ZoneAccess, arn: Option<&str>, now: Timestamp) -> Vec<Entitlement> {
    let Some(arn) = arn else { return Vec::new() };
    let holdings = zone.holdings().into_iter();
    let own = holdings.filter(|(holder, _)| holder.is(zone, arn)).flat_map(|(_, all)| all);
    own.filter(|one| match &one.limit {
        Limit::None => true,
        Limit::Until(end) => end.parse::<Timestamp>().is_ok_and(|end| now <= end),
    })
    .collect()
}

fn reaches(one: &Entitlement, action: &str, act: Act, folder: &str) -> bool {
    let untagged = |_: &str| None;
    let on_bucket = iam_actions::find(action).is_some_and(|known| known.on_bucket());
    match () {
        () if is_about_the_bucket(action) => {
            one.extent.lists(act.lists_below().then_some(folder), untagged)
        }
        () if on_bucket => one.extent.is_everything(),
        () => one.extent.holds(folder, untagged),
    }
}

/// Whether the act can be one of who only creates: it makes nothing, or only where nothing is.
fn creates(act: Act) -> bool {
    !act.completes() || act.says_new()
}

fn url_is_taken(zone: &ZoneAccess, act: Act) -> bool {
    match (act.url(), zone.presigned) {
        (None, _) => true,
        (Some(_), Presigned::Refused) => false,
        (Some(Url::Fresh), Presigned::Within(_)) => true,
        (Some(Url::Stale), Presigned::Within(seconds)) => STALE <= seconds,
    }
}

/// Nobody names a key but the given one of the zone.
fn encryption_is_taken(zone: &ZoneAccess, act: Act) -> bool {
    match act.says() {
        Says::Nothing => true,
        Says::ZoneKey => matches!(zone.key, ZoneKey::Given(_)),
        Says::CustomerKey | Says::ServiceKey | Says::ManagedKey | Says::OtherKey => false,
    }
}

/// The folders of a zone that its rules or its grants tell apart.
pub(super) fn folders(zone: &ZoneAccess) -> Vec<String> {
    let mut folders = vec!["soils/".to_owned()];
    if zone.reserved().is_some() {
        folders.extend(RESERVED.map(str::to_owned));
    }
    if zone.grants.iter().any(|grant| grant.prefixes().is_some()) {
        folders.push("wells/".to_owned());
    }
    folders
}

/// Where somebody does what they do: where they create, if they do.
pub(super) fn home(zone: &ZoneAccess, by: Standing<'_>, now: Timestamp) -> String {
    let mut folders = folders(zone);
    let creates = |folder: &String| admits(zone, by, Act::Create, folder, now);
    let own = folders.iter().position(creates).unwrap_or_default();
    folders.swap_remove(own)
}
