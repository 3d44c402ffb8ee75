use super::*;

#[test]
fn all_that_is_wrong_with_the_documents_is_told_with_its_place() {
    let policies = json!({
        "identity": [document(json!([everything("Allow")])), "{", document(json!([{ "Effect": "Maybe" }]))],
        "boundary": [document(json!([])), 1],
        "session": { "Version": "2012-10-17" },
        "resource": document(json!([everything("Allow")])),
        "identities": [],
    });
    let errors = Call { policies, ..Call::default() }.errors();
    let beginnings = [
        "policies.boundary: has 2 policies",
        "policies.boundary[0]: `Statement` is empty",
        "policies.boundary[1]: is a number: it must be JSON",
        "policies.identities: there is no such member: there are `identity`, `boundary`",
        "policies.identity[1]: the document is not JSON",
        "policies.identity[2]: `Statement[0].Effect` ",
        "policies.identity[2]: `Statement[0]` ",
        "policies.identity[2]: `Statement[0]` ",
        "policies.resource: `Statement[0]` ",
        "policies.session: is a map: it must be JSON",
    ];
    assert_eq!(errors.len(), beginnings.len(), "{errors:#?}");
    for (error, beginning) in errors.iter().zip(beginnings) {
        assert!(error.starts_with(beginning), "{error}\n{beginning}");
    }
}

#[test]
fn policies_are_an_object() {
    for policies in [json!("{}"), json!([]), json!(1)] {
        let error = Call { policies, ..Call::default() }.error_at("policies");
        assert!(error.contains("it must be an object"), "{error}");
    }
}

#[test]
fn a_policy_follows_the_rules_of_what_it_is_attached_to() {
    let trust = json!({
        "Effect": "Allow", "Principal": { "AWS": ROLE }, "Action": "sts:AssumeRole",
    });
    let resource = document(json!([trust]));
    let policies = json!({ "resource": resource });
    let resource = "arn:aws:iam::111122223333:role/writer";
    let call = Call { policies, resource, action: "sts:AssumeRole", ..Call::default() };
    assert_eq!(call.decision(), "allowed");
    for (action, resource) in [("s3:GetObject", OBJECT), ("kms:Decrypt", KEY)] {
        let call = Call { action, resource, policies: call.policies.clone(), ..Call::default() };
        let error = call.error_at("policies.resource");
        assert!(error.contains("Resource"), "{error}");
    }
}

#[test]
fn nobody_asks() {
    for (principal, word) in [
        ("AROAEXAMPLE", "nobody who makes requests"),
        ("reader", "nobody who makes requests"),
        ("123456789012", "nobody who makes requests"),
        ("amazonaws.com", "nobody who makes requests"),
        ("arn:aws:iam::111122223333:role/*", "wildcard"),
        ("arn:aws:iam::1:role/reader", "twelve digits"),
        ("arn:aws:iam::111122223333:group/readers", "nobody who makes requests"),
        ("arn:aws:sts::111122223333:assumed-role/reader", "nobody who makes requests"),
        ("arn:aws:sts::111122223333:assumed-role/reader/*", "nobody who makes requests"),
        ("arn:aws:sts::111122223333:federated-user/Ana", "nobody who makes requests"),
        (
            "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Admin_*",
            "is a pattern",
        ),
    ] {
        let error = Call { principal, ..Call::default() }.error_at("principal");
        assert!(error.contains(word), "{principal}: {error}");
    }
}

#[test]
fn an_action_is_one_that_there_is() {
    for (action, word) in [
        ("s3:*", "not the name of one action"),
        ("GetObject", "not the name of one action"),
        ("s3:", "not the name of one action"),
        ("s3:GetObjects", "is no action of S3 or KMS"),
        ("KMS:Decipher", "is no action of S3 or KMS"),
    ] {
        let error = Call { action, ..Call::default() }.error_at("action");
        assert!(error.contains(word), "{action}: {error}");
    }
    // Of other services the actions are not known.
    let resource = "arn:aws:sqs:eu-west-1:111122223333:q";
    let call = Call { action: "sqs:Anything", resource, ..Call::default() };
    assert_eq!(call.decision(), "implicitly_denied");
}

#[test]
fn a_resource_is_one_of_which_the_action_is_asked() {
    for (action, resource, word) in [
        ("s3:GetObject", "amzn-s3-demo-bucket", "is no ARN"),
        ("s3:GetObject", "arn:aws:s3:::", "is no ARN"),
        ("s3:GetObject", "arn:aws:s3:::amzn-s3-demo-bucket/*", "has a wildcard"),
        ("s3:GetObject", BUCKET, "`s3:GetObject` is never asked of `arn:aws:s3:::amzn-s3-demo"),
        ("s3:GetObject", "*", "never asked of `*`"),
        ("s3:ListBucket", OBJECT, "or `arn:${Partition}:s3:::${BucketName}`"),
        ("kms:Decrypt", BUCKET, "never asked of"),
        ("s3:GetObject", "arn:aws:iam::111122223333:role/x", "never asked of"),
        ("s3:ListAllMyBuckets", BUCKET, "has no resource: give `*`"),
    ] {
        let error = Call { action, resource, ..Call::default() }.error_at("resource");
        assert!(error.contains(word), "{action} {resource}: {error}");
    }
}

#[test]
fn all_that_is_wrong_with_the_context_is_told_with_its_key() {
    let context = json!({
        "SecureTransport": true,
        "aws:SourceIp": { "a": 1 },
        "aws:TagKeys": ["a", null],
        "aws:UserAgent": "a",
        "aws:userAgent": "a",
    });
    let errors = Call { context, ..Call::default() }.errors();
    let expected = [
        "context[\"SecureTransport\"]: is no condition key",
        "context[\"aws:SourceIp\"]: is a map: it must be a text",
        "context[\"aws:TagKeys\"]: is a null: it must be a text",
        "context[\"aws:userAgent\"]: is the key `aws:UserAgent` again",
    ];
    assert_eq!(errors.len(), expected.len(), "{errors:#?}");
    for (error, beginning) in errors.iter().zip(expected) {
        assert!(error.starts_with(beginning), "{error}");
    }
    let error = Call { context: json!(["a"]), ..Call::default() }.error_at("context");
    assert!(error.contains("is a list: it must be an object of keys"), "{error}");
}

#[test]
fn a_key_cannot_be_given_another_value_than_follows() {
    for (principal, key, value, word) in [
        (ROLE, "aws:PrincipalArn", "arn:aws:iam::111122223333:role/other", "leave it out"),
        (ROLE, "aws:principalaccount", "444455556666", "is `111122223333`"),
        (ROLE, "aws:username", "Ana", "is not carried"),
        ("*", "aws:PrincipalArn", ROLE, "is not carried"),
        (
            "arn:aws:sts::111122223333:assumed-role/writer/x",
            "aws:PrincipalArn",
            ROLE,
            "role/writer",
        ),
    ] {
        let context = json!({ key: value });
        let error =
            Call { principal, context, ..Call::default() }.error_at(&format!("context[\"{key}\"]"));
        assert!(error.contains(word), "{key}: {error}");
    }
    let context = json!({
        "aws:PrincipalArn": ROLE,
        "aws:PrincipalAccount": "111122223333",
        "aws:userid": "AROAEXAMPLE:nightly",
        "aws:PrincipalTag/team": "red",
    });
    assert_eq!(Call { context, ..Call::default() }.decision(), "implicitly_denied");
    let context = json!({ "aws:ResourceAccount": "444455556666" });
    let call = Call { action: "kms:Decrypt", resource: KEY, context, ..Call::default() };
    let error = call.error_at("context[\"aws:ResourceAccount\"]");
    assert!(error.contains("is `111122223333`"), "{error}");
}

#[test]
fn the_account_of_a_resource_is_asked_for_only_where_it_matters() {
    let public = objects("Allow", &json!("*"));
    let policies = json!({ "resource": document(json!([public])) });
    assert_eq!(Call { policies, principal: "*", ..Call::default() }.decision(), "allowed");
    let owned = only(public, "StringEquals", "aws:ResourceAccount", "111122223333");
    let policies = json!({ "resource": document(json!([owned])) });
    let call = Call { policies, principal: "*", ..Call::default() };
    assert!(call.error_at("context").contains("aws:ResourceAccount"));
    let context = json!({ "aws:ResourceAccount": "111122223333" });
    assert_eq!(Call { context, ..call }.decision(), "allowed");
}

#[test]
fn arguments_that_are_wrong_together_are_told_together() {
    let call = Call {
        policies: json!({ "identity": "{" }),
        principal: "x",
        action: "x",
        resource: "x",
        context: json!(1),
    };
    let errors = call.errors();
    let arguments: Vec<_> =
        errors.iter().map(|error| error.split([':', '.']).next().unwrap()).collect();
    assert_eq!(arguments, ["action", "resource", "policies", "context", "principal"]);
}
