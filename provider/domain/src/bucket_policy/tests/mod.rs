//! What the documents come to, asked of the evaluator: callers whose own policies allow all of S3.

mod matters;
mod requests;

use std::collections::BTreeSet;

use super::*;
use crate::access::actions::CONFIGURATION_READS;
use crate::access::fixture::{ACCOUNT, role, sealed, zone};
use crate::access::{Entitlement, Holder, Persona, Presigned, Right, SOURCE_TAG, TARGET_TAG};
use crate::evaluator::{Caller, Context, Decision, Identity, Policies, Request, evaluate};
use crate::iam_actions;
use crate::log_sources::LogSource;
use crate::policy_document::{Actions, Effect, PolicyKind, Statement};
use crate::zone::ZoneKind;

/// Keys of objects, inside and outside of every prefix that the zones name.
const KEYS: [&str; 9] =
    ["a/x", "a", "ab/x", "b/c/x", "b/x", "apply/x", "decisions/x", "policy_decisions/x", "x"];

/// A put that creates, as every create-only writer sends it.
fn put(creates: bool) -> Context {
    let context = signed().with("s3:ObjectCreationOperation", "true");
    if creates { context.with("s3:if-none-match", "*") } else { context }
}

/// A request as SDKs send it.
fn signed() -> Context {
    Context::new()
        .with("aws:SecureTransport", "true")
        .with("s3:TlsVersion", "1.3")
        .with("s3:authType", "REST-HEADER")
        .with("aws:CurrentTime", "2026-11-30T00:00:00Z")
}

fn everything_of_s3() -> PolicyDocument {
    PolicyDocument::of(vec![Statement {
        sid: None,
        effect: Effect::Allow,
        principals: None,
        actions: Actions::only(["s3:*"]),
        resources: Some(BTreeSet::from(["*".to_owned()]).into()),
        conditions: Vec::new(),
    }])
}

/// What the bucket policy leaves of a caller who may do everything, or who is a service.
fn ask(
    access: &ZoneAccess,
    caller: &Caller,
    action: &str,
    key: Option<&str>,
    context: &Context,
) -> Decision {
    ask_of(&document(access), access, (caller, action, key, context))
}

fn ask_of(
    document: &PolicyDocument,
    access: &ZoneAccess,
    (caller, action, key, context): (&Caller, &str, Option<&str>, &Context),
) -> Decision {
    let own = everything_of_s3();
    let arn = access.bucket.arn(&access.region);
    let resource = key.map_or(arn.clone(), |key| format!("{arn}/{key}"));
    let request =
        Request { caller, action, resource: &resource, resource_account: ACCOUNT, context };
    let service = matches!(caller.identity, Identity::Service { .. } | Identity::Anonymous);
    let identity = if service { Vec::new() } else { vec![&own] };
    evaluate(&request, &Policies { identity, resource: Some(document), ..Policies::default() })
}

fn gate(to: &str, tags: &[(&str, &str)]) -> Caller {
    let mut caller = Caller::role(role(&format!("kfm/dev/gate/{to}/x")).to_string());
    caller.tags.extend(tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
    caller
}

fn zones() -> Vec<ZoneAccess> {
    use Right::{Create, List, Read, Write};
    let mut zones: Vec<_> = ZoneKind::ALL
        .into_iter()
        .map(|kind| zone(kind).granting(Persona::Steward, "s", &[], &[]).opened_to("medic"))
        .collect();
    zones.push(
        zone(ZoneKind::Work)
            .granting(Persona::Workers, "whole", &[], &[])
            .granting(Persona::Workers, "narrow", &[], &["a/", "b/c/"])
            .granting(Persona::Workers, "creator", &[Create], &["a/"])
            .granting(Persona::Workers, "writer", &[Write], &[])
            .granting(Persona::Steward, "lister", &[List], &["b/c/"])
            .granting(Persona::Ops, "ops", &[], &["a/"])
            .opened_to("medic"),
    );
    zones.push(
        zone(ZoneKind::Quarantine)
            .granting(Persona::Ingest, "in", &[], &[])
            .granting(Persona::Workers, "w", &[], &[])
            .under_given_key(),
    );
    zones.push(
        zone(ZoneKind::Raw)
            .granting(Persona::Ingest, "in", &[], &["a/"])
            .granting(Persona::Workers, "w", &[Read], &[])
            .opened_to("medic"),
    );
    let mut audit = zone(ZoneKind::Audit)
        .granting(Persona::Workers, "w", &[], &[])
        .granting(Persona::Ingest, "in", &[], &["a/"])
        .granting(Persona::Steward, "s", &[], &["a/", "decisions/"])
        .granting(Persona::Steward, "decider", &[Create], &[])
        .granting(Persona::Api, "api", &[], &[])
        .opened_to("medic");
    audit.receipt_writers = vec![role("admin"), role("writer")];
    zones.push(audit);
    zones.push(zone(ZoneKind::Receipts).granting(Persona::Workers, "w", &[], &[]));
    let gated = ZoneAccess { gated: true, ..zone(ZoneKind::Catalog) };
    zones.push(gated.granting(Persona::CatalogBuilder, "c", &[], &[]));
    zones
}

/// Everybody a zone knows, and some whom it does not.
fn callers(access: &ZoneAccess) -> Vec<Caller> {
    let mut callers: Vec<_> = access
        .holdings()
        .iter()
        .filter_map(|(holder, _)| match holder {
            Holder::Grant(grant) => Some(grant.role()),
            Holder::Administrator(one) | Holder::BreakGlass(one) | Holder::ReceiptWriter(one) => {
                Some(*one)
            }
            Holder::Gate(_) => None,
        })
        .map(|arn| Caller::role(arn.to_string()))
        .collect();
    callers.push(Caller::role(role("stranger").to_string()));
    callers.push(gate("published", &[]));
    for to in ["catalog", "published"] {
        callers.push(gate(to, &[(TARGET_TAG, "a/"), (SOURCE_TAG, "b/c/")]));
    }
    callers
}

/// Whether entitlements cover a request: of an object, or of the bucket with a listing's prefix.
fn cover(
    all: &[Entitlement],
    caller: &Caller,
    action: &str,
    key: Option<&str>,
    (prefix, creates): Limits,
) -> bool {
    let tag = |name: &str| caller.tags.get(name).map(String::as_str);
    let given = all.iter().any(|one| {
        one.actions.contains(&action)
            && (creates || !one.create_only || action != "s3:PutObject")
            && match key {
                Some(key) => one.extent.holds(key, tag),
                None if action.starts_with("s3:ListBucket") => one.extent.lists(prefix, tag),
                None => true,
            }
    });
    given || key.is_none() && CONFIGURATION_READS.contains(&action)
}

/// The prefix of a listing, and whether a put is one that creates.
type Limits = (Option<&'static str>, bool);

/// Action, key, context, and what of the context entitlements are about.
type Asked = (&'static str, Option<&'static str>, Context, Limits);

/// Requests of every action on buckets and objects.
fn requests() -> Vec<Asked> {
    let mut all = Vec::new();
    let mut given = BTreeSet::new();
    for access in zones() {
        for (_, entitlements) in access.holdings() {
            given.extend(entitlements.into_iter().flat_map(|one| one.actions));
        }
    }
    for action in iam_actions::s3() {
        let named = |prefix: &'static str| {
            let context = signed().with("s3:prefix", prefix);
            (action.name, None, context, (Some(prefix), false))
        };
        if action.on_object() {
            // What nobody is given anywhere is denied whatever the key.
            let keys =
                KEYS.into_iter().take(if given.contains(action.name) { KEYS.len() } else { 1 });
            all.extend(keys.map(|key| (action.name, Some(key), put(true), (None, true))));
        }
        if action.name == "s3:PutObject" {
            all.extend(KEYS.map(|key| (action.name, Some(key), put(false), (None, false))));
        }
        if action.on_bucket() {
            all.push((action.name, None, signed(), (None, false)));
        }
        if action.takes_key("s3:prefix") {
            all.extend(["", "a/", "a/x", "ab/", "b/c/x", "b/"].map(named));
        }
    }
    all
}

#[test]
fn everybody_may_what_holdings_say_and_nothing_else() {
    let requests = requests();
    let mut allowed = 0;
    for access in zones() {
        assert_eq!(access.problems(), [], "{}", access.kind);
        let document = document(&access);
        for caller in callers(&access) {
            let Identity::Role { arn, .. } = &caller.identity else { panic!("{caller:?}") };
            let holdings = access.holdings().into_iter();
            let mine = holdings.filter(|(holder, _)| holder.is(&access, arn));
            let mine: Vec<_> = mine.flat_map(|(_, entitlements)| entitlements).collect();
            for (action, key, context, limits) in &requests {
                let decision = ask_of(&document, &access, (&caller, action, *key, context));
                let expected = cover(&mine, &caller, action, *key, *limits);
                let certain = decision.is_allowed() || decision.is_refused();
                assert!(
                    certain && decision.is_allowed() == expected,
                    "{} {arn} {action} {key:?} {limits:?}: {decision:?}",
                    access.kind
                );
                allowed += usize::from(expected);
            }
        }
    }
    assert!(allowed > 5_000, "{allowed}");
}

#[test]
fn an_action_that_is_invented_tomorrow_is_denied_today() {
    for access in zones() {
        for caller in callers(&access) {
            for key in [None, Some("a/x")] {
                let decision = ask(&access, &caller, "s3:Invented", key, &put(true));
                assert!(decision.is_refused(), "{} {caller:?}", access.kind);
            }
        }
    }
}

#[test]
fn statements_keep_their_names_when_a_grant_is_added() {
    let one = zone(ZoneKind::Work).granting(Persona::Workers, "a", &[], &["a/", "b/"]).granting(
        Persona::Steward,
        "s",
        &[],
        &[],
    );
    let more = one.clone().granting(Persona::Workers, "b", &[], &["a/"]).granting(
        Persona::Ops,
        "o",
        &[],
        &[],
    );
    let sids = |access: &ZoneAccess| -> Vec<String> {
        let document = document(access);
        document
            .statements
            .iter()
            .filter_map(|one| one.sid.as_ref().map(ToString::to_string))
            .collect()
    };
    let (before, after) = (sids(&one), sids(&more));
    assert!(before.iter().all(|sid| after.contains(sid)), "{before:?} {after:?}");
    assert!(before.contains(&"KfmMayListReadCreateWriteDeleteBelow".to_owned()), "{before:?}");
    assert_eq!(document(&one), document(&one));
}

#[test]
fn names_of_statements_are_unique_and_plain() {
    for access in zones() {
        let document = document(&access);
        let sids: BTreeSet<_> = document.statements.iter().map(|one| one.sid.clone()).collect();
        assert_eq!(sids.len(), document.statements.len(), "{}", access.kind);
        for sid in sids {
            assert!(sid.unwrap().bytes().all(|byte| byte.is_ascii_alphanumeric()));
        }
    }
}

#[test]
fn the_owner_is_marked() {
    assert_eq!(document(&zone(ZoneKind::Raw)).id.as_deref(), Some(POLICY_OWNER));
    assert_eq!(document(&sealed(ZoneKind::Raw)).id.as_deref(), Some(ZONE_OWNER));
}

/// The limit of a bucket policy is 20,480 bytes: see [`PolicyKind`].
#[test]
fn a_usual_policy_is_far_below_the_limit() {
    for access in zones() {
        let size = document(&access).to_json().len();
        assert!(size < 16_000, "{}: {size}", access.kind);
        assert!(document(&access).headroom(PolicyKind::Bucket).is_ok());
    }
}
