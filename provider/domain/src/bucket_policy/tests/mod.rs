//! What the documents come to, asked of the evaluator: callers whose own policies allow all of S3.

mod matters;
mod requests;

use std::collections::BTreeSet;

use super::*;
use crate::access::actions::CONFIGURATION_READS;
use crate::access::fixture::{ACCOUNT, World, role};
use crate::access::{Entitlement, Holder, Persona, Presigned, Right, SOURCE_TAG, TARGET_TAG};
use crate::evaluator::{Caller, Context, Decision, Identity, Policies, Request, evaluate};
use crate::iam_actions;
use crate::log_sources::LogSource;
use crate::policy_document::{Actions, Effect, PolicyKind, Statement};
use crate::zone::ZoneKind;

/// Keys of objects, inside and outside of every prefix that the worlds name.
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
    world: &World,
    caller: &Caller,
    action: &str,
    key: Option<&str>,
    context: &Context,
) -> Decision {
    ask_of(&document(&world.access()), world, (caller, action, key, context))
}

fn ask_of(
    document: &PolicyDocument,
    world: &World,
    (caller, action, key, context): (&Caller, &str, Option<&str>, &Context),
) -> Decision {
    let own = everything_of_s3();
    let arn = world.bucket.arn(&world.region);
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

fn worlds() -> Vec<World> {
    use Right::{Create, List, Read, Write};
    let mut worlds: Vec<_> = ZoneKind::ALL
        .into_iter()
        .map(|kind| World::of(kind).granting(Persona::Steward, "s", &[], &[]).opened_to("medic"))
        .collect();
    worlds.push(
        World::of(ZoneKind::Work)
            .granting(Persona::Workers, "whole", &[], &[])
            .granting(Persona::Workers, "narrow", &[], &["a/", "b/c/"])
            .granting(Persona::Workers, "creator", &[Create], &["a/"])
            .granting(Persona::Workers, "writer", &[Write], &[])
            .granting(Persona::Steward, "lister", &[List], &["b/c/"])
            .granting(Persona::Ops, "ops", &[], &["a/"])
            .opened_to("medic"),
    );
    worlds.push(
        World::of(ZoneKind::Quarantine)
            .granting(Persona::Ingest, "in", &[], &[])
            .granting(Persona::Workers, "w", &[], &[])
            .under_given_key(),
    );
    worlds.push(
        World::of(ZoneKind::Raw)
            .granting(Persona::Ingest, "in", &[], &["a/"])
            .granting(Persona::Workers, "w", &[Read], &[])
            .opened_to("medic"),
    );
    let mut audit = World::of(ZoneKind::Audit)
        .granting(Persona::Workers, "w", &[], &[])
        .granting(Persona::Ingest, "in", &[], &["a/"])
        .granting(Persona::Steward, "s", &[], &["a/", "decisions/"])
        .granting(Persona::Steward, "decider", &[Create], &[])
        .granting(Persona::Api, "api", &[], &[])
        .opened_to("medic");
    audit.receipt_writers = vec![role("admin"), role("writer")];
    worlds.push(audit);
    worlds.push(World::of(ZoneKind::Receipts).granting(Persona::Workers, "w", &[], &[]));
    let gated = World { gated: true, ..World::of(ZoneKind::Catalog) };
    worlds.push(gated.granting(Persona::CatalogBuilder, "c", &[], &[]));
    worlds
}

/// Everybody a world knows, and some whom it does not.
fn callers(world: &World) -> Vec<Caller> {
    let access = world.access();
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
    for world in worlds() {
        for (_, entitlements) in world.access().holdings() {
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
    for world in worlds() {
        let access = world.access();
        assert_eq!(access.problems(), [], "{}", world.kind);
        let document = document(&access);
        for caller in callers(&world) {
            let Identity::Role { arn, .. } = &caller.identity else { panic!("{caller:?}") };
            let holdings = access.holdings().into_iter();
            let mine = holdings.filter(|(holder, _)| holder.is(&access, arn));
            let mine: Vec<_> = mine.flat_map(|(_, entitlements)| entitlements).collect();
            for (action, key, context, limits) in &requests {
                let decision = ask_of(&document, &world, (&caller, action, *key, context));
                let expected = cover(&mine, &caller, action, *key, *limits);
                let certain = decision.is_allowed() || decision.is_refused();
                assert!(
                    certain && decision.is_allowed() == expected,
                    "{} {arn} {action} {key:?} {limits:?}: {decision:?}",
                    world.kind
                );
                allowed += usize::from(expected);
            }
        }
    }
    assert!(allowed > 5_000, "{allowed}");
}

#[test]
fn an_action_that_is_invented_tomorrow_is_denied_today() {
    for world in worlds() {
        for caller in callers(&world) {
            for key in [None, Some("a/x")] {
                let decision = ask(&world, &caller, "s3:Invented", key, &put(true));
                assert!(decision.is_refused(), "{} {caller:?}", world.kind);
            }
        }
    }
}

#[test]
fn statements_keep_their_names_when_a_grant_is_added() {
    let one = World::of(ZoneKind::Work)
        .granting(Persona::Workers, "a", &[], &["a/", "b/"])
        .granting(Persona::Steward, "s", &[], &[]);
    let more = one.clone().granting(Persona::Workers, "b", &[], &["a/"]).granting(
        Persona::Ops,
        "o",
        &[],
        &[],
    );
    let sids = |world: &World| -> Vec<String> {
        let document = document(&world.access());
        document
            .statements
            .iter()
            .filter_map(|one| one.sid.as_ref().map(ToString::to_string))
            .collect()
    };
    let (before, after) = (sids(&one), sids(&more));
    assert!(before.iter().all(|sid| after.contains(sid)), "{before:?} {after:?}");
    assert!(before.contains(&"KfmMayListReadCreateWriteDeleteBelow".to_owned()), "{before:?}");
    assert_eq!(document(&one.access()), document(&one.access()));
}

#[test]
fn names_of_statements_are_unique_and_plain() {
    for world in worlds() {
        let document = document(&world.access());
        let sids: BTreeSet<_> = document.statements.iter().map(|one| one.sid.clone()).collect();
        assert_eq!(sids.len(), document.statements.len(), "{}", world.kind);
        for sid in sids {
            assert!(sid.unwrap().bytes().all(|byte| byte.is_ascii_alphanumeric()));
        }
    }
}

#[test]
fn the_owner_is_marked() {
    let world = World::of(ZoneKind::Raw);
    assert_eq!(document(&world.access()).id.as_deref(), Some(POLICY_OWNER));
    let sealed = ZoneAccess { granted: false, ..world.access() };
    assert_eq!(document(&sealed).id.as_deref(), Some(ZONE_OWNER));
}

/// The limit of a bucket policy is 20,480 bytes: see [`PolicyKind`].
#[test]
fn a_usual_policy_is_far_below_the_limit() {
    for world in worlds() {
        let size = document(&world.access()).to_json().len();
        assert!(size < 16_000, "{}: {size}", world.kind);
        assert!(document(&world.access()).headroom(PolicyKind::Bucket).is_ok());
    }
}
