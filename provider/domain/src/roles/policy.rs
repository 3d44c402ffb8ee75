//! What a role may do in a zone: the inline policy that the zone keeps on it.

use std::collections::{BTreeMap, BTreeSet};

use crate::access::{
    Entitlement, Extent, Grant, Right, Verb, ZoneAccess, ZoneKey, is_about_the_bucket,
};
use crate::names::{AccountId, BucketName, Region};
use crate::policy_document::{
    Actions, Comparison, Condition, Effect, Operator, PolicyDocument, Statement, Text,
};

/// The policy of a grant's role: what the grant entitles to, allowed; nothing denied.
///
/// An Allow can say neither "all but these prefixes" nor "only where there is no object yet", so
/// those two limits are left to the bucket policy, which denies what is beyond them: below the
/// reserved prefixes of `audit` and `receipts`, and every put that could overwrite in a zone that
/// is create-only. A grant that is kept out of prefixes does not list pending uploads: that listing
/// cannot leave prefixes out.
///
/// Equal grants give equal documents, statement by statement.
pub fn role_policy(access: &ZoneAccess, grant: &Grant) -> PolicyDocument {
    let entitlements = access.entitlements(grant);
    let mut statements = listings(access, &entitlements);
    statements.extend(objects(access, &entitlements));
    statements.extend(key(access, grant));
    PolicyDocument::of(statements)
}

/// The actions on the bucket itself. There is one extent for all of them, the grant's.
fn listings(access: &ZoneAccess, entitlements: &[Entitlement]) -> Vec<Statement> {
    let mut extents: BTreeMap<&Extent, BTreeSet<&str>> = BTreeMap::new();
    for entitlement in entitlements {
        let actions = entitlement.actions.iter().copied().filter(|one| is_about_the_bucket(one));
        extents.entry(&entitlement.extent).or_default().extend(actions);
    }
    let statement = |(extent, actions): (&Extent, BTreeSet<&str>)| {
        let inside = match extent {
            Extent::Everything | Extent::Except(_) => None,
            Extent::Below(prefixes) => Some(Condition::any(
                Comparison::StringLike,
                "s3:prefix",
                prefixes.iter().map(|prefix| format!("{prefix}*")),
            )),
            Extent::Tagged(_) => return None,
        };
        let mut one = allow(access, "KfmListing".into(), actions, doors(access))?;
        one.conditions.extend(inside);
        Some(one)
    };
    extents.into_iter().filter_map(statement).collect()
}

/// The actions on objects, one statement for each extent. Its Sid says what it is for, e.g.
/// `KfmListReadCreate`.
fn objects(access: &ZoneAccess, entitlements: &[Entitlement]) -> Vec<Statement> {
    let mut extents: BTreeMap<&Extent, (BTreeSet<Verb>, BTreeSet<&str>)> = BTreeMap::new();
    for entitlement in entitlements {
        let (verbs, actions) = extents.entry(&entitlement.extent).or_default();
        verbs.insert(entitlement.verb);
        actions.extend(entitlement.actions.iter().filter(|one| !is_about_the_bucket(one)));
    }
    let statement = |(extent, (verbs, actions)): (&Extent, (BTreeSet<Verb>, BTreeSet<&str>))| {
        let sid: String = verbs.into_iter().map(word).collect();
        allow(access, format!("Kfm{sid}").into(), actions, keys(access, extent))
    };
    extents.into_iter().filter_map(statement).collect()
}

/// Use of the key, by S3 on the role's behalf, for objects of this bucket. A put in parts is
/// decrypted when it is completed, so creators decrypt too.
///
/// The key of a zone is not known before the zone exists, so an own key is reached by its alias.
///
/// Sources: AWS "Using server-side encryption with AWS KMS keys (SSE-KMS)", permissions and
/// encryption context; AWS KMS condition keys `kms:ResourceAliases`, `kms:ViaService` (2026-11).
fn key(access: &ZoneAccess, grant: &Grant) -> Option<Statement> {
    let actions: BTreeSet<&str> = match grant.rights() {
        rights if rights.contains(&Right::Create) => ["kms:Decrypt", "kms:GenerateDataKey"].into(),
        rights if rights.contains(&Right::Read) => ["kms:Decrypt"].into(),
        _ => return None,
    };
    use_of_key(&access.key, &access.bucket, &access.account, &access.region, actions)
}

/// An Allow of these actions with the key of a bucket, by S3 and for objects of that bucket; `None`
/// where it has no key. `account` and `region` are the bucket's.
pub(crate) fn use_of_key(
    key: &ZoneKey,
    bucket: &BucketName,
    account: &AccountId,
    region: &Region,
    actions: BTreeSet<&str>,
) -> Option<Statement> {
    let (owner, key, by_alias) = match key {
        ZoneKey::None => return None,
        ZoneKey::Given(key) => (key.account(), key.to_string(), None),
        ZoneKey::Own { alias } => {
            let keys = format!("arn:{}:kms:{region}:{account}:key/*", region.partition());
            let operator = Operator::from(Comparison::StringEquals).for_any_value();
            let by_alias = Condition::one(operator, "kms:ResourceAliases", alias.as_str());
            (account.as_str(), keys, Some(by_alias))
        }
    };
    let bucket = bucket.arn(region);
    let mut conditions = vec![
        Condition::one(Comparison::StringEquals, "aws:ResourceAccount", owner),
        Condition::one(Comparison::StringEquals, "kms:ViaService", region.kms_via_s3()),
        Condition::any(
            Comparison::StringLike,
            "kms:EncryptionContext:aws:s3:arn",
            [format!("{bucket}/*"), bucket],
        ),
    ];
    conditions.extend(by_alias);
    Some(Statement {
        sid: Some("KfmKey".into()),
        effect: Effect::Allow,
        principals: None,
        actions: Actions::only(actions),
        resources: Some(BTreeSet::from([key]).into()),
        conditions,
    })
}

/// An Allow in the zone's account; `None` where there is nothing to allow.
fn allow(
    access: &ZoneAccess,
    sid: Text,
    actions: BTreeSet<&str>,
    resources: BTreeSet<String>,
) -> Option<Statement> {
    let in_account =
        Condition::one(Comparison::StringEquals, "aws:ResourceAccount", access.account.as_str());
    (!actions.is_empty() && !resources.is_empty()).then(|| Statement {
        sid: Some(sid),
        effect: Effect::Allow,
        principals: None,
        actions: Actions::only(actions),
        resources: Some(resources.into()),
        conditions: vec![in_account],
    })
}

/// By what the bucket is addressed: itself, and the access points that are admitted.
fn doors(access: &ZoneAccess) -> BTreeSet<String> {
    access.access_points.iter().cloned().chain([access.bucket.arn(&access.region)]).collect()
}

/// The ARNs, as patterns, of the objects of an extent.
///
/// Source: AWS "Configuring IAM policies for using access points": an object is
/// `<access point>/object/<key>` (2026-11).
fn keys(access: &ZoneAccess, extent: &Extent) -> BTreeSet<String> {
    let patterns: Vec<String> = match extent {
        Extent::Everything | Extent::Except(_) => vec!["*".to_owned()],
        Extent::Below(prefixes) => prefixes.iter().map(|prefix| format!("{prefix}*")).collect(),
        // What is bound to a tag is a gate role's, never a grant's.
        Extent::Tagged(_) => Vec::new(),
    };
    let bucket = access.bucket.arn(&access.region);
    let points = access.access_points.iter().map(|point| format!("{point}/object"));
    let doors: Vec<String> = points.chain([bucket]).collect();
    let all = doors.iter().flat_map(|door| patterns.iter().map(move |it| format!("{door}/{it}")));
    all.collect()
}

/// The word of a Sid, which has letters and digits only.
const fn word(verb: Verb) -> &'static str {
    match verb {
        Verb::List => "List",
        Verb::Read => "Read",
        Verb::Create => "Create",
        Verb::Overwrite => "Overwrite",
        Verb::Delete => "Delete",
        Verb::Restore => "Restore",
        Verb::Configure => "Configure",
    }
}

#[cfg(test)]
mod tests;
