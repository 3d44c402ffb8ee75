use super::*;
use crate::evaluator::{Decision, Gatekeeper, Layer, Policies, evaluate};
use crate::policy_document::PolicyDocument;

fn document<const N: usize>(statements: [Statement; N]) -> PolicyDocument {
    PolicyDocument::of(statements.into())
}

fn decide(caller: &Caller, policies: &Policies<'_>) -> Decision {
    evaluate(&request(caller, "s3:GetObject", &Context::new()), policies)
}

/// Where the doubts of an answer stand.
fn doubts(decision: &Decision) -> Vec<(Layer, usize)> {
    let Decision::CannotProve(doubts) = decision else { panic!("{decision:?}") };
    assert!(doubts.iter().all(|doubt| !doubt.why.is_empty()));
    let reasons = doubts.iter().filter_map(|doubt| doubt.reason.as_ref());
    reasons.map(|reason| (reason.layer, reason.statement)).collect()
}

#[test]
fn a_doubt_beside_a_certain_statement_does_not_matter() {
    let allow = || statement(Effect::Allow);
    let deny = || statement(Effect::Deny);
    let denied = document([doubtful(deny()), allow(), deny()]);
    let decision = decide(&role(), &Policies { identity: vec![&denied], ..Policies::default() });
    assert!(matches!(decision, Decision::Denied(reason) if reason.statement == 2));

    let allowed = document([doubtful(allow()), allow()]);
    let decision = decide(&role(), &Policies { identity: vec![&allowed], ..Policies::default() });
    assert!(matches!(decision, Decision::Allowed(Some(reason)) if reason.statement == 1));

    let nothing = document([doubtful(deny())]);
    let decision = decide(&role(), &Policies { identity: vec![&nothing], ..Policies::default() });
    assert_eq!(decision, Decision::NotAllowed(Layer::Identity));
}

#[test]
fn every_doubt_that_matters_is_told_and_no_other() {
    let identity =
        document([doubtful(statement(Effect::Allow)), doubtful(statement(Effect::Deny))]);
    let boundary = document([doubtful(statement(Effect::Allow))]);
    let resource = document([doubtful(to(Effect::Allow, ROLE)), doubtful(to(Effect::Allow, HOME))]);
    let policies = Policies {
        identity: vec![&identity],
        boundary: Some(&boundary),
        resource: Some(&resource),
        ..Policies::default()
    };
    let expected =
        [(Layer::Identity, 0), (Layer::Boundary, 0), (Layer::Resource, 0), (Layer::Identity, 1)];
    assert_eq!(doubts(&decide(&role(), &policies)), expected);

    // A session policy that grants nothing leaves nothing to doubt.
    let empty = document([]);
    let policies = Policies { session: vec![&empty], ..policies };
    assert_eq!(decide(&role(), &policies), Decision::NotAllowed(Layer::Session));

    // For a key the account's delegation matters too.
    let policies = Policies { session: Vec::new(), gatekeeper: Gatekeeper::Key, ..policies };
    assert!(doubts(&decide(&role(), &policies)).contains(&(Layer::Resource, 1)));
}

#[test]
fn grants_and_denials_that_are_both_doubtful_are_both_told() {
    let resource = document([
        about(Effect::Allow, Principal::CanonicalUser("79a59df9".to_owned())),
        doubtful(about(Effect::Deny, Principal::Everyone)),
    ]);
    let identity = document([statement(Effect::Allow)]);
    let policies =
        Policies { identity: vec![&identity], resource: Some(&resource), ..Policies::default() };
    let abroad = Caller::role("arn:aws:iam::444455556666:role/x");
    let decision = decide(&abroad, &policies);
    assert_eq!(doubts(&decision), [(Layer::Resource, 0), (Layer::Resource, 1)]);
}

#[test]
fn the_policies_of_a_role_are_not_those_of_others() {
    let deny = document([statement(Effect::Deny)]);
    let open = document([about(Effect::Allow, Principal::Everyone)]);
    let policies = Policies {
        identity: vec![&deny],
        boundary: Some(&deny),
        session: vec![&deny],
        resource: Some(&open),
        ..Policies::default()
    };
    for caller in [root(HOME), service(), nobody()] {
        assert!(decide(&caller, &policies).is_allowed(), "{caller:?}");
    }
    assert!(matches!(decide(&role(), &policies), Decision::Denied(_)));
}

#[test]
fn guards_hit_principals_but_no_service_linked_role() {
    let guard = document([statement(Effect::Deny), statement(Effect::Allow)]);
    let open = document([about(Effect::Allow, Principal::Everyone)]);
    let with = |guards| Policies { resource: Some(&open), guards, ..Policies::default() };
    let linked =
        Caller::role("arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSX");
    for caller in [role(), user(), root(HOME)] {
        assert!(matches!(decide(&caller, &with(vec![&guard])), Decision::Denied(_)));
    }
    for caller in [service(), nobody(), linked.clone()] {
        assert!(decide(&caller, &with(vec![&guard])).is_allowed(), "{caller:?}");
    }
    // A control policy of resources names everyone.
    let control = document([about(Effect::Deny, Principal::Everyone)]);
    for caller in [service(), nobody()] {
        assert!(matches!(decide(&caller, &with(vec![&control])), Decision::Denied(_)));
    }
    assert!(decide(&linked, &with(vec![&control])).is_allowed());
    // What the organization allows is nobody's grant.
    let grants = document([statement(Effect::Allow)]);
    let policies = Policies { guards: vec![&grants], ..Policies::default() };
    assert_eq!(decide(&role(), &policies), Decision::NotAllowed(Layer::Identity));
}

#[test]
fn the_root_user_keeps_the_policy_of_its_bucket_and_nothing_else() {
    let shut = document([about(Effect::Deny, Principal::Everyone)]);
    let guard = document([statement(Effect::Deny)]);
    let decide = |caller: &Caller, action: &str, guards: Vec<&PolicyDocument>, gatekeeper| {
        let policies =
            Policies { resource: Some(&shut), guards, gatekeeper, ..Policies::default() };
        evaluate(&request(caller, action, &Context::new()), &policies)
    };
    let bucket = Gatekeeper::Bucket;
    for action in ["s3:GetBucketPolicy", "s3:putbucketpolicy", "s3:DeleteBucketPolicy"] {
        assert_eq!(decide(&root(HOME), action, vec![], bucket), Decision::Allowed(None));
        assert!(decide(&root(HOME), action, vec![&guard], bucket).is_refused());
        assert!(decide(&root(ABROAD), action, vec![], bucket).is_refused());
        assert!(decide(&role(), action, vec![], bucket).is_refused());
        assert!(decide(&root(HOME), action, vec![], Gatekeeper::Other).is_refused());
    }
    assert!(decide(&root(HOME), "s3:PutBucketAcl", vec![], bucket).is_refused());
}

#[test]
fn a_token_opens_roles_and_nothing_else() {
    let provider = "arn:aws:iam::111122223333:oidc-provider/example.com";
    let token = Caller::of(Identity::Federated { provider: provider.to_owned() });
    let trust = document([Statement {
        resources: None,
        ..about(Effect::Allow, Principal::Federated(provider.to_owned()))
    }]);
    let decide = |action: &str, gatekeeper| {
        let policies = Policies { resource: Some(&trust), gatekeeper, ..Policies::default() };
        evaluate(&request(&token, action, &Context::new()), &policies)
    };
    assert!(decide("sts:AssumeRoleWithWebIdentity", Gatekeeper::Role).is_allowed());
    assert!(decide("sts:assumerolewithsaml", Gatekeeper::Role).is_allowed());
    assert!(decide("sts:AssumeRole", Gatekeeper::Role).is_refused());
    assert!(decide("sts:AssumeRoleWithWebIdentity", Gatekeeper::Other).is_refused());
}

#[test]
fn a_statement_without_resource_is_one_of_a_trust_policy() {
    let trust = document([Statement { resources: None, ..to(Effect::Allow, ROLE) }]);
    let decide = |gatekeeper| {
        let policies = Policies { resource: Some(&trust), gatekeeper, ..Policies::default() };
        evaluate(&request(&role(), "sts:AssumeRole", &Context::new()), &policies)
    };
    assert!(decide(Gatekeeper::Role).is_allowed());
    assert_eq!(doubts(&decide(Gatekeeper::Bucket)), [(Layer::Resource, 0)]);
    let policies =
        Policies { resource: Some(&trust), gatekeeper: Gatekeeper::Role, ..Policies::default() };
    let caller = root(HOME);
    let decision = evaluate(&request(&caller, "sts:AssumeRole", &Context::new()), &policies);
    assert!(decision.is_refused(), "the root user assumes no roles");
}

#[test]
fn a_session_of_a_user_is_limited_where_its_user_is_named() {
    let resource = document([to(Effect::Allow, USER)]);
    let empty = document([]);
    let policies = Policies { resource: Some(&resource), ..Policies::default() };
    assert!(decide(&user(), &policies).is_allowed());
    let policies = Policies { session: vec![&empty], ..policies };
    assert_eq!(decide(&user(), &policies), Decision::NotAllowed(Layer::Session));
}

#[test]
fn a_caller_without_an_account_is_a_doubt_of_the_request() {
    let decision = decide(&Caller::role("ingest"), &Policies::default());
    assert!(matches!(&decision, Decision::CannotProve(doubts) if doubts[0].reason.is_none()));
}
