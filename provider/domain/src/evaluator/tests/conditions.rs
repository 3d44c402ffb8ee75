use super::*;
use crate::evaluator::Truth;
use crate::evaluator::statement::condition_matches;
use crate::policy_document::Version;

fn holds(operator: &str, key: &'static str, values: &[&str], context: &Context) -> Truth {
    let condition = condition(operator, key, values);
    with_keys(&role(), context, |keys| condition_matches(&condition, Version::V2012, keys))
}

fn tags(values: &[&str]) -> Context {
    Context::new().with_all("aws:TagKeys", values.iter().map(|value| (*value).to_owned()))
}

#[test]
fn several_values_need_a_set_operator() {
    let two = Context::new().with_all("aws:x", ["a".to_owned(), "b".to_owned()]);
    assert_eq!(holds("StringEquals", "aws:x", &["a"], &two), Truth::Unknown);
    assert_eq!(holds("StringEquals", "aws:TagKeys", &["a"], &tags(&["a"])), Truth::Unknown);
    assert_eq!(holds("StringEquals", "aws:TagKeys", &["a"], &tags(&[])), Truth::No);
    assert_eq!(holds("ForAnyValue:StringEquals", "aws:x", &["b"], &two), Truth::Yes);
    assert_eq!(holds("ForAllValues:StringEquals", "aws:x", &["b"], &two), Truth::No);
    assert_eq!(holds("ForAnyValue:StringNotEquals", "aws:x", &["b"], &two), Truth::Yes);
    assert_eq!(holds("ForAllValues:StringNotEquals", "aws:x", &["b"], &two), Truth::No);
    assert_eq!(holds("ForAllValues:StringNotEquals", "aws:x", &["c"], &two), Truth::Yes);
}

#[test]
fn an_absent_key_is_told_of_in_two_ways_only_with_for_any_value() {
    let none = Context::new();
    for (operator, expected) in [
        ("StringEquals", Truth::No),
        ("StringNotEquals", Truth::Yes),
        ("StringEqualsIfExists", Truth::Yes),
        ("StringNotEqualsIfExists", Truth::Yes),
        ("ForAllValues:StringEquals", Truth::Yes),
        ("ForAllValues:StringNotEquals", Truth::Yes),
        ("ForAllValues:StringEqualsIfExists", Truth::Yes),
        ("ForAnyValue:StringEquals", Truth::No),
        ("ForAnyValue:StringNotEquals", Truth::Unknown),
        ("ForAnyValue:StringEqualsIfExists", Truth::Unknown),
        ("ForAllValues:Null", Truth::Unknown),
    ] {
        assert_eq!(holds(operator, "aws:TagKeys", &["a"], &none), expected, "{operator}");
    }
}

#[test]
fn an_empty_value_is_hardly_one() {
    let empty = tags(&[""]);
    assert_eq!(holds("ForAllValues:StringEquals", "aws:TagKeys", &["a"], &empty), Truth::Yes);
    assert_eq!(holds("ForAnyValue:StringEquals", "aws:TagKeys", &["a"], &empty), Truth::No);
    assert_eq!(holds("ForAnyValue:StringLike", "aws:TagKeys", &["*"], &empty), Truth::Unknown);
    assert_eq!(holds("Null", "aws:TagKeys", &["true"], &empty), Truth::Unknown);
    assert_eq!(holds("Null", "aws:TagKeys", &["true"], &tags(&[])), Truth::Yes);
    assert_eq!(holds("Null", "aws:TagKeys", &["false"], &tags(&["a"])), Truth::Yes);
    assert_eq!(holds("Null", "aws:TagKeys", &["yes"], &tags(&["a"])), Truth::Unknown);
}

#[test]
fn a_certain_value_outweighs_a_doubtful_one() {
    let context = Context::new().with("s3:max-keys", "10");
    let check = |operator: &str, values: &[&str]| holds(operator, "s3:max-keys", values, &context);
    assert_eq!(check("NumericEquals", &["ten", "10"]), Truth::Yes);
    assert_eq!(check("NumericNotEquals", &["ten", "10"]), Truth::No);
    assert_eq!(check("NumericEquals", &["ten", "11"]), Truth::Unknown);
    assert_eq!(check("NumericNotEquals", &["ten", "11"]), Truth::Unknown);
    assert_eq!(check("NumericEquals", &[]), Truth::Unknown);
    assert_eq!(check("StringMatches", &["10"]), Truth::Unknown);
}

#[test]
fn a_variable_without_value_is_certain_only_where_both_readings_agree() {
    let context = Context::new().with("s3:prefix", "a");
    let check = |operator: &str, values: &[&str]| holds(operator, "s3:prefix", values, &context);
    let absent = "${aws:SourceVpc}";
    assert_eq!(check("StringEquals", &[absent]), Truth::No);
    assert_eq!(check("StringEquals", &[absent, "b"]), Truth::No);
    assert_eq!(check("StringEquals", &[absent, "a"]), Truth::Unknown);
    assert_eq!(check("StringNotEquals", &[absent]), Truth::Yes, "the page's own example");
    assert_eq!(check("StringNotLike", &[absent]), Truth::Yes);
    assert_eq!(check("StringNotEquals", &[absent, "b"]), Truth::Unknown);
    assert_eq!(check("StringNotEquals", &[absent, "a"]), Truth::No);
    assert_eq!(check("ForAllValues:StringNotEquals", &[absent]), Truth::Unknown);
    let arn = "arn:aws:iam::1:role/${aws:SourceVpc}";
    assert_eq!(holds("ArnNotLike", "aws:PrincipalArn", &[arn], &context), Truth::Unknown);
    assert_eq!(holds("ArnLike", "aws:PrincipalArn", &[arn], &context), Truth::No);
    assert_eq!(holds("StringEqualsIfExists", "s3:none", &[absent], &context), Truth::Unknown);
    assert_eq!(holds("StringEquals", "s3:none", &["${x"], &context), Truth::No);
    assert_eq!(holds("StringNotEquals", "s3:none", &["${x"], &context), Truth::Unknown);
}

#[test]
fn variables_have_no_meaning_in_other_operators() {
    let context = Context::new().with("aws:SecureTransport", "true").with("s3:max-keys", "1");
    for (operator, key) in [("Bool", "aws:SecureTransport"), ("NumericEquals", "s3:max-keys")] {
        let value = ["${aws:SecureTransport}"];
        assert_eq!(holds(operator, key, &value, &context), Truth::Unknown, "{operator}");
    }
}

#[test]
fn the_account_of_a_service_is_none_that_is_named() {
    let none = Context::new();
    for (operator, expected) in [
        ("StringEquals", Truth::No),
        ("StringNotEquals", Truth::Yes),
        ("StringNotEqualsIfExists", Truth::Yes),
        ("StringEqualsIfExists", Truth::Unknown),
        ("ForAnyValue:StringEquals", Truth::No),
        ("ForAllValues:StringEquals", Truth::Unknown),
        ("StringLike", Truth::Unknown),
        ("Null", Truth::Unknown),
    ] {
        let condition = condition(operator, "aws:PrincipalAccount", &[HOME]);
        let truth = with_keys(&service(), &none, |keys| {
            condition_matches(&condition, Version::V2012, keys)
        });
        assert_eq!(truth, expected, "{operator}");
    }
}
