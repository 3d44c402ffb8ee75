use super::*;
use crate::evaluator::Truth;
use crate::evaluator::statement::resource_matches;
use crate::policy_document::Version;

fn decide(resources: Option<Resources>, resource: &str) -> Truth {
    let statement = Statement { resources, ..statement(Effect::Deny) };
    with_keys(&user(), &Context::new(), |keys| {
        resource_matches(&statement, Version::V2012, resource, keys)
    })
}

fn only(patterns: &[&str], resource: &str) -> Truth {
    let patterns = patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
    decide(Some(Resources::Only(patterns)), resource)
}

fn all_but(patterns: &[&str], resource: &str) -> Truth {
    let patterns = patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
    decide(Some(Resources::AllBut(patterns)), resource)
}

#[test]
fn wildcards_cross_slashes_and_at_the_end_of_a_part_colons() {
    for (pattern, resource, expected) in [
        ("*", "*", Truth::Yes),
        ("*", OBJECT, Truth::Yes),
        ("arn:aws:s3:::b/*/x", "arn:aws:s3:::b/a/b/x", Truth::Yes),
        ("arn:aws:s3:::b/*:x", "arn:aws:s3:::b/a:b:x", Truth::Yes),
        ("arn:aws:s3:::b/?", "arn:aws:s3:::b/:", Truth::Yes),
        ("arn:aws:s3:::b?", "arn:aws:s3:::b", Truth::No),
        ("arn:*:s3:::b", "arn:aws-cn:s3:::b", Truth::Yes),
        ("arn:aws:kms:eu-*-1:*:key/*", "arn:aws:kms:eu-west-1:1:key/2", Truth::Yes),
        ("arn:aws:logs:eu-west-1:*", "arn:aws:logs:eu-west-1:1:log-group:g", Truth::Yes),
        ("arn:aws:logs:eu-*:x", "arn:aws:logs:eu-west-1:1:g:x", Truth::Yes),
    ] {
        assert_eq!(only(&[pattern], resource), expected, "{pattern} {resource}");
    }
}

#[test]
fn other_wildcards_over_colons_and_in_the_service_are_unknown() {
    for (pattern, resource) in [
        ("arn:aws:logs:e*t-1:1:g", "arn:aws:logs:eu:west-1:1:g"),
        ("arn:aws:logs:e?1:g:h", "arn:aws:logs:e:1:g:h"),
        ("arn:aws:s3*", OBJECT),
        ("arn:aws:*:::amzn-s3-demo-bucket/*", OBJECT),
        ("arn:*", OBJECT),
        ("arn:aws:s3:*t/reports/a.csv", OBJECT),
    ] {
        assert_eq!(only(&[pattern], resource), Truth::Unknown, "{pattern} {resource}");
        assert_eq!(all_but(&[pattern], resource), Truth::Unknown, "{pattern} {resource}");
        assert_eq!(only(&[pattern, "*"], resource), Truth::Yes, "{pattern} {resource}");
        assert_eq!(only(&[pattern], "another"), Truth::No, "{pattern}");
    }
}

#[test]
fn variables_stand_only_in_the_resource_part() {
    let own = "arn:aws:s3:::amzn-s3-demo-bucket/${aws:username}/*";
    let absent = "arn:aws:s3:::amzn-s3-demo-bucket/${aws:SourceVpc}/*";
    assert_eq!(only(&[own], "arn:aws:s3:::amzn-s3-demo-bucket/Ana/x"), Truth::Yes);
    assert_eq!(all_but(&[own], "arn:aws:s3:::amzn-s3-demo-bucket/Ana/x"), Truth::No);
    assert_eq!(only(&["arn:aws:s3:::${aws:username}", OBJECT], OBJECT), Truth::Yes);
    for early in ["arn:aws:iam::${aws:PrincipalAccount}:role/x", "${aws:username}"] {
        assert_eq!(only(&[early], OBJECT), Truth::Unknown, "{early}");
    }
    assert_eq!(only(&[absent], OBJECT), Truth::No);
    assert_eq!(only(&[absent, OBJECT], OBJECT), Truth::Unknown);
    assert_eq!(all_but(&[absent], OBJECT), Truth::Unknown);
    assert_eq!(all_but(&[absent, OBJECT], OBJECT), Truth::No);
    assert_eq!(only(&["arn:aws:s3:::amzn-s3-demo-bucket/${x"], OBJECT), Truth::Unknown);
}

#[test]
fn no_resource_is_the_one_to_which_the_policy_belongs() {
    assert_eq!(decide(None, ROLE), Truth::Yes);
}
