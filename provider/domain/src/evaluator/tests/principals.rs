use super::*;
use crate::evaluator::Truth;
use crate::evaluator::statement::{Naming, principal_matches, principal_naming};

fn naming(statement: &Statement, caller: &Caller) -> Naming {
    principal_naming(statement, caller, false)
}

fn matches(statement: &Statement, caller: &Caller) -> Truth {
    principal_matches(statement, caller, false)
}

#[test]
fn a_role_is_named_by_session_role_and_account() {
    for (name, itself, role_too, account) in [
        (SESSION, true, false, false),
        (ROLE, false, true, false),
        (HOME, false, false, true),
        ("arn:aws:iam::111122223333:root", false, false, true),
        ("arn:aws-cn:iam::111122223333:root", false, false, false),
        ("arn:aws:iam::444455556666:root", false, false, false),
        ("arn:aws:sts::111122223333:assumed-role/data/ingest/nightly", false, false, false),
        ("arn:aws:sts::111122223333:assumed-role/ingest/*", false, false, false),
        ("arn:aws:sts::444455556666:assumed-role/ingest/nightly", false, false, false),
        ("arn:aws:iam::111122223333:role/ingest", false, false, false),
        ("arn:aws:iam::111122223333:role/*", false, false, false),
        ("AROAEXAMPLEROLEID1234", false, false, false),
    ] {
        let expected = Naming {
            everyone: Truth::No,
            itself: itself.into(),
            role: role_too.into(),
            account: account.into(),
        };
        assert_eq!(naming(&to(Effect::Allow, name), &role()), expected, "{name}");
    }
    let known = Caller { unique_id: Some("AROAEXAMPLEROLEID1234".to_owned()), ..role() };
    let by_id = naming(&to(Effect::Allow, "AROAEXAMPLEROLEID1234"), &known);
    assert_eq!(by_id.role, Truth::Yes);
}

#[test]
fn each_kind_of_caller_has_its_kind_of_name() {
    let named =
        |principal: Principal, caller: &Caller| matches(&about(Effect::Allow, principal), caller);
    let logging = Principal::Service("logging.s3.amazonaws.com".to_owned());
    let provider = "arn:aws:iam::111122223333:oidc-provider/example.com";
    let token = Caller::of(Identity::Federated { provider: provider.to_owned() });
    assert_eq!(named(logging.clone(), &service()), Truth::Yes);
    assert_eq!(named(logging, &role()), Truth::No);
    assert_eq!(named(aws("logging.s3.amazonaws.com"), &service()), Truth::No);
    assert_eq!(named(Principal::Federated(provider.to_owned()), &token), Truth::Yes);
    assert_eq!(named(aws(provider), &token), Truth::No);
    assert_eq!(named(aws(HOME), &token), Truth::No);
    assert_eq!(named(aws(HOME), &root(HOME)), Truth::Yes);
    assert_eq!(named(aws(USER), &user()), Truth::Yes);
    assert_eq!(named(aws(USER), &nobody()), Truth::No);
    for caller in [role(), user(), root(HOME), service(), nobody()] {
        assert_eq!(named(Principal::Everyone, &caller), Truth::Yes);
    }
}

#[test]
fn what_names_cannot_tell_is_unknown() {
    let canonical = Principal::CanonicalUser("79a59df9".to_owned());
    let provider = Principal::Federated("accounts.google.com".to_owned());
    let token = Caller::of(Identity::Federated { provider: "accounts.google.com".to_owned() });
    for (statement, caller, expected) in [
        (about(Effect::Allow, canonical.clone()), role(), Truth::Unknown),
        (about(Effect::Allow, canonical), nobody(), Truth::No),
        (about(Effect::Deny, provider), role(), Truth::Unknown),
        (about(Effect::Allow, Principal::Everyone), token.clone(), Truth::Unknown),
        (about(Effect::Deny, Principal::Everyone), token, Truth::Yes),
        (statement(Effect::Allow), role(), Truth::Yes),
        (but(Effect::Allow, [aws(USER)]), role(), Truth::Unknown),
        (but(Effect::Deny, [Principal::Everyone]), role(), Truth::Unknown),
    ] {
        assert_eq!(matches(&statement, &caller), expected, "{statement:?} {caller:?}");
    }
}

#[test]
fn a_denial_of_all_others_spares_who_is_fully_named() {
    let hits = |names: &[&str], caller: &Caller| {
        let names = names.iter().map(|name| aws(name)).collect();
        matches(&about(Effect::Deny, Principals::AllBut(names)), caller)
    };
    for (names, caller, expected) in [
        (&[ROLE, HOME][..], role(), Truth::No),
        (&[SESSION, ROLE, HOME], role(), Truth::No),
        (&[SESSION, HOME], role(), Truth::Unknown),
        (&[ROLE], role(), Truth::Unknown),
        (&[HOME], role(), Truth::Unknown),
        (&[USER], role(), Truth::Yes),
        (&[USER, HOME], user(), Truth::No),
        (&[USER], user(), Truth::Unknown),
        (&[HOME], root(HOME), Truth::No),
        (&[HOME], root(ABROAD), Truth::Yes),
        (&[ROLE, HOME], service(), Truth::Yes),
        (&[ROLE, HOME], nobody(), Truth::Yes),
    ] {
        assert_eq!(hits(names, &caller), expected, "{names:?} {caller:?}");
    }
    let fully = but(Effect::Deny, [aws(ROLE), aws(HOME)]);
    assert_eq!(principal_matches(&fully, &role(), true), Truth::Yes, "a boundary is always hit");
    let logging = but(Effect::Deny, [Principal::Service("logging.s3.amazonaws.com".to_owned())]);
    assert_eq!(matches(&logging, &service()), Truth::No);
}
