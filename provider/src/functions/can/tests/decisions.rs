use super::*;

#[test]
fn a_grant_decides_until_something_denies() {
    let allow = document(json!([everything("Allow")]));
    let call = Call { policies: json!({ "identity": [allow] }), ..Call::default() };
    let decided = call.decided();
    assert_eq!(decided.decision, Value::Known("allowed".to_owned()));
    assert_eq!(words(&decided.statements), ["identity[0].Statement[0] (Allow)"]);
    let why = "identity[0].Statement[0] (Allow) allows it, and nothing denies it.";
    assert_eq!(decided.why, Value::Known(why.to_owned()));

    let deny = document(json!([everything("Allow"), everything("Deny")]));
    let policies = json!({ "identity": [allow, deny] });
    let decided = Call { policies, ..Call::default() }.decided();
    assert_eq!(decided.decision, Value::Known("explicitly_denied".to_owned()));
    assert_eq!(decided.allowed, Value::Known(false));
    assert_eq!(words(&decided.statements), ["identity[1].Statement[1] (Deny)"]);
    let why = "identity[1].Statement[1] (Deny) denies it.";
    assert_eq!(decided.why, Value::Known(why.to_owned()));
}

#[test]
fn without_a_grant_nothing_is_allowed() {
    let decided = Call::default().decided();
    assert_eq!(decided.decision, Value::Known("implicitly_denied".to_owned()));
    assert_eq!(words(&decided.statements), [""; 0]);
    let why = "Nothing allows it: no statement of the caller's policies does.";
    assert_eq!(decided.why, Value::Known(why.to_owned()));
}

#[test]
fn what_is_not_understood_cannot_be_told() {
    let doubtful = only(everything("Allow"), "StringMatches", "aws:x", "y");
    let policies = json!({ "identity": document(json!([doubtful])) });
    let decided = Call { policies, ..Call::default() }.decided();
    assert_eq!(decided.decision, Value::Known("cannot_tell".to_owned()));
    assert_eq!(decided.allowed, Value::Known(false));
    assert_eq!(words(&decided.statements), ["identity[0].Statement[0]"]);
    let why = decided.why.into_known().unwrap();
    assert!(why.starts_with("It depends on what is not understood: "), "{why}");
    assert!(why.contains("StringMatches"), "{why}");
}

#[test]
fn a_member_that_is_left_out_is_null_or_empty_is_no_policy() {
    let allow = document(json!([everything("Allow")]));
    let other = json!({ "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*" });
    let other = document(json!([other]));
    for policies in [
        json!({ "identity": [allow] }),
        json!({ "identity": allow }),
        json!({ "identity": [allow], "boundary": null, "session": null, "resource": null }),
        json!({ "identity": [allow], "boundary": [], "session": [], "resource": [] }),
        json!({ "identity": [allow], "boundary": allow, "session": [allow] }),
    ] {
        let call = Call { policies, ..Call::default() };
        assert_eq!(call.decision(), "allowed", "{}", call.policies);
    }
    for (member, layer) in
        [("boundary", "the permissions boundary"), ("session", "the session's policy")]
    {
        let policies = json!({ "identity": [allow], member: other });
        let decided = Call { policies, ..Call::default() }.decided();
        let why = format!("Nothing allows it: no statement of {layer} does.");
        assert_eq!(decided.why, Value::Known(why));
    }
}

#[test]
fn the_policy_of_a_bucket_suffices_and_across_accounts_it_does_not() {
    let resource = document(json!([objects("Allow", &json!({ "AWS": ROLE }))]));
    let policies = json!({ "resource": resource });
    let call = Call { policies, ..Call::default() };
    assert_eq!(call.decision(), "allowed");
    assert_eq!(words(&call.decided().statements), ["resource.Statement[0]"]);
    let context = json!({ "aws:ResourceAccount": "444455556666" });
    assert_eq!(Call { context, ..call }.decision(), "implicitly_denied");
}

#[test]
fn a_key_and_a_role_need_their_own_policy() {
    let allow = document(json!([everything("Allow")]));
    let delegated = |action: &str| {
        json!({
            "Effect": "Allow",
            "Principal": { "AWS": "111122223333" },
            "Action": action,
        })
    };
    let mut of_key = delegated("kms:*");
    of_key["Resource"] = json!("*");
    let of_role = delegated("sts:AssumeRole");
    for (action, resource, policy) in [
        ("kms:Decrypt", KEY, of_key),
        ("sts:AssumeRole", "arn:aws:iam::111122223333:role/writer", of_role),
    ] {
        let policies = json!({ "identity": [allow] });
        let alone = Call { policies, action, resource, ..Call::default() };
        assert_eq!(alone.decision(), "implicitly_denied", "{action}");
        let policies = json!({ "identity": [allow], "resource": document(json!([policy])) });
        assert_eq!(Call { policies, ..alone }.decision(), "allowed", "{action}");
    }
}

#[test]
fn every_kind_of_principal_may_ask() {
    let everyone = document(json!([objects("Allow", &json!("*"))]));
    let service = json!({ "Service": "logging.s3.amazonaws.com" });
    let service = document(json!([objects("Allow", &service)]));
    let session = json!({ "AWS": "arn:aws:sts::111122223333:assumed-role/reader/nightly" });
    let session = document(json!([objects("Allow", &session)]));
    for (principal, resource, decision) in [
        (ROLE, &everyone, "allowed"),
        ("", &everyone, "allowed"),
        ("*", &everyone, "allowed"),
        ("arn:aws:iam::111122223333:user/Ana", &everyone, "allowed"),
        ("arn:aws:iam::111122223333:root", &service, "allowed"),
        ("logging.s3.amazonaws.com", &service, "allowed"),
        ("*", &service, "implicitly_denied"),
        ("arn:aws:sts::111122223333:assumed-role/reader/nightly", &session, "allowed"),
        ("arn:aws:sts::111122223333:assumed-role/reader/daily", &session, "implicitly_denied"),
        (ROLE, &session, "implicitly_denied"),
        ("accounts.google.com", &everyone, "implicitly_denied"),
        (
            "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
            &everyone,
            "implicitly_denied",
        ),
    ] {
        let policies = json!({ "resource": resource });
        let call = Call { policies, principal, ..Call::default() };
        assert_eq!(call.decision(), decision, "{principal} {resource}");
    }
}

#[test]
fn keys_follow_from_the_principal() {
    let by_arn = only(everything("Allow"), "ArnEquals", "aws:PrincipalArn", ROLE);
    let policies = json!({ "identity": document(json!([by_arn])) });
    let call = Call { policies: policies.clone(), ..Call::default() };
    assert_eq!(call.decision(), "allowed");
    assert_eq!(words(&call.decided().absent_keys), [""; 0]);
    // A session's ARN lacks the path of its role, which the context may tell.
    let principal = "arn:aws:sts::111122223333:assumed-role/reader/nightly";
    let session = Call { policies: policies.clone(), principal, ..Call::default() };
    assert_eq!(session.decision(), "implicitly_denied");
    let context = json!({ "AWS:principalarn": ROLE });
    assert_eq!(Call { context, ..session }.decision(), "allowed");
}

#[test]
fn the_context_takes_texts_numbers_bools_and_lists_of_them() {
    let statements = json!([
        only(everything("Allow"), "Bool", "aws:SecureTransport", "true"),
        only(everything("Deny"), "NumericGreaterThan", "s3:max-keys", "10"),
        only(everything("Deny"), "ForAnyValue:StringEquals", "aws:TagKeys", "b"),
    ]);
    let policies = json!({ "identity": document(statements) });
    for (context, decision) in [
        (json!({ "aws:SecureTransport": true }), "allowed"),
        (json!({ "aws:securetransport": "true" }), "allowed"),
        (json!({ "aws:SecureTransport": ["true"], "aws:TagKeys": ["a"] }), "allowed"),
        (json!({ "aws:SecureTransport": true, "s3:max-keys": 10 }), "allowed"),
        (json!({ "aws:SecureTransport": true, "s3:max-keys": 11 }), "explicitly_denied"),
        (json!({ "aws:SecureTransport": true, "aws:TagKeys": ["a", "b"] }), "explicitly_denied"),
        (json!({ "aws:SecureTransport": false }), "implicitly_denied"),
        (json!({ "aws:SecureTransport": null }), "implicitly_denied"),
        (json!({}), "implicitly_denied"),
    ] {
        let call = Call { policies: policies.clone(), context, ..Call::default() };
        assert_eq!(call.decision(), decision, "{}", call.context);
    }
}

#[test]
fn keys_that_a_policy_asks_for_and_the_request_lacks_are_named() {
    let other = json!({
        "Effect": "Deny", "Action": "s3:PutObject", "Resource": "*",
        "Condition": { "Bool": { "aws:Other": "true" } },
    });
    let elsewhere = json!({
        "Effect": "Deny", "Action": "*", "Resource": "arn:aws:s3:::elsewhere/*",
        "Condition": { "Bool": { "aws:Elsewhere": "true" } },
    });
    let late = only(everything("Deny"), "DateGreaterThan", "aws:CurrentTime", "2020-01-01");
    let mine = only(everything("Allow"), "StringNotEquals", "aws:username", "x");
    let statements = json!([other, elsewhere, late, mine]);
    let policies = json!({ "identity": document(statements) });
    let call = Call { policies, ..Call::default() };
    assert_eq!(words(&call.decided().absent_keys), ["aws:CurrentTime"]);
    let context = json!({ "aws:currenttime": "2021-01-01" });
    let given = Call { context, ..call };
    assert_eq!(words(&given.decided().absent_keys), [""; 0]);
    assert_eq!(given.decision(), "explicitly_denied");
}

#[test]
fn the_root_user_needs_no_statement() {
    let principal = "arn:aws:iam::111122223333:root";
    let decided = Call { principal, ..Call::default() }.decided();
    assert_eq!(decided.allowed, Value::Known(true));
    assert_eq!(words(&decided.statements), [""; 0]);
}

#[test]
fn an_action_without_a_resource_is_asked_of_none() {
    let policies = json!({ "identity": document(json!([everything("Allow")])) });
    let call = Call { policies, action: "s3:ListAllMyBuckets", resource: "*", ..Call::default() };
    assert_eq!(call.decision(), "allowed");
}
