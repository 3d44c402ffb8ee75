use super::*;
use crate::policy_document::{
    Comparison, Condition, Operator, Principal, Principals, Resources, Statement, Text,
};

fn statement(sid: Option<&'static str>, effect: Effect, actions: Actions) -> Statement {
    Statement {
        sid: sid.map(Text::from),
        effect,
        principals: None,
        actions,
        resources: Some(resources(&["arn:aws:s3:::b/*"])),
        conditions: Vec::new(),
    }
}

fn resources(arns: &[&str]) -> Resources {
    Resources::Only(arns.iter().map(|arn| (*arn).to_owned()).collect())
}

fn allow(actions: &[&str]) -> Statement {
    statement(Some("A"), Effect::Allow, Actions::only(actions.iter().copied()))
}

fn deny(actions: &[&str]) -> Statement {
    statement(Some("D"), Effect::Deny, Actions::all_but(actions.iter().copied()))
}

fn of(statements: &[Statement]) -> PolicyDocument {
    PolicyDocument::of(statements.to_vec())
}

fn with(mut statement: Statement, conditions: &[Condition]) -> Statement {
    statement.conditions = conditions.to_vec();
    statement
}

fn is(comparison: Comparison, key: &'static str, values: &[&str]) -> Condition {
    Condition::any(comparison, key, values.iter().map(|one| (*one).to_owned()))
}

/// Both directions are told, so a change that is not seen in one of them fails.
fn told(before: &[Statement], after: &[Statement], there: &[&str], back: &[&str]) {
    assert_eq!(difference(&of(before), &of(after)), there);
    assert_eq!(difference(&of(after), &of(before)), back);
}

#[test]
fn what_came_and_went_of_lists_is_told() {
    let to = |principals: Principals| Statement { principals: Some(principals), ..allow(&["a:B"]) };
    let service = |name: &str| Principals::from(Principal::Service(name.to_owned()));
    let on = |arns| Statement { resources: Some(resources(arns)), ..allow(&["a:B"]) };
    let except = |arns| match resources(arns) {
        Resources::Only(set) => {
            Statement { resources: Some(Resources::AllBut(set)), ..deny(&["a:B"]) }
        }
        Resources::AllBut(_) => deny(&[]),
    };
    told(
        &[allow(&["a:B"])],
        &[allow(&["a:B", "a:C"])],
        &["statement `A` now also allows `a:C`"],
        &["statement `A` no longer allows `a:C`"],
    );
    told(
        &[deny(&["a:B"])],
        &[deny(&["a:B", "a:C"])],
        &["statement `D` no longer denies `a:C`"],
        &["statement `D` now also denies `a:C`"],
    );
    told(
        &[on(&["x"])],
        &[on(&["y"])],
        &["statement `A` now also allows on `y`", "statement `A` no longer allows on `x`"],
        &["statement `A` now also allows on `x`", "statement `A` no longer allows on `y`"],
    );
    told(
        &[except(&["x"])],
        &[except(&["x", "y"])],
        &["statement `D` no longer denies on `y`"],
        &["statement `D` now also denies on `y`"],
    );
    told(
        &[to(service("s.amazonaws.com"))],
        &[to(Principals::everyone())],
        &[
            "statement `A` now also allows to everyone",
            "statement `A` no longer allows to service `s.amazonaws.com`",
        ],
        &[
            "statement `A` now also allows to service `s.amazonaws.com`",
            "statement `A` no longer allows to everyone",
        ],
    );
    told(
        &[statement(Some("A"), Effect::Deny, Actions::only(["a:B"]))],
        &[allow(&["a:B"])],
        &["statement `A` now allows `a:B` on `arn:aws:s3:::b/*`, and no longer denies `a:B` on \
           `arn:aws:s3:::b/*`"],
        &["statement `A` now denies `a:B` on `arn:aws:s3:::b/*`, and no longer allows `a:B` on \
           `arn:aws:s3:::b/*`"],
    );
    told(
        &[deny(&["a:B"])],
        &[statement(Some("D"), Effect::Deny, Actions::only(["a:C"]))],
        &["statement `D` now denies `a:C`, and no longer all but `a:B`"],
        &["statement `D` now denies all but `a:B`, and no longer `a:C`"],
    );
}

#[test]
fn what_came_and_went_of_conditions_is_told() {
    use Comparison::{ArnLike, ArnNotLike, DateGreaterThan, StringEquals};
    let ends = |time| with(deny(&["a:B"]), &[is(DateGreaterThan, "aws:CurrentTime", &[time])]);
    told(
        &[with(deny(&["a:B"]), &[is(ArnNotLike, "aws:PrincipalArn", &["r"])])],
        &[with(deny(&["a:B"]), &[is(ArnNotLike, "aws:PrincipalArn", &["r", "s"])])],
        &["statement `D` no longer denies where `aws:PrincipalArn` is `s`"],
        &["statement `D` now also denies where `aws:PrincipalArn` is `s`"],
    );
    told(
        &[with(deny(&["a:B"]), &[is(ArnLike, "aws:PrincipalArn", &["r"])])],
        &[with(deny(&["a:B"]), &[is(ArnLike, "aws:PrincipalArn", &["r", "s"])])],
        &["statement `D` now also denies where `aws:PrincipalArn` is `s`"],
        &["statement `D` no longer denies where `aws:PrincipalArn` is `s`"],
    );
    told(
        &[ends("2026")],
        &[ends("2027")],
        &["statement `D` now denies where `DateGreaterThan aws:CurrentTime` is `2027`, and no \
           longer where `DateGreaterThan aws:CurrentTime` is `2026`"],
        &["statement `D` now denies where `DateGreaterThan aws:CurrentTime` is `2026`, and no \
           longer where `DateGreaterThan aws:CurrentTime` is `2027`"],
    );
    told(
        &[allow(&["a:B"])],
        &[with(allow(&["a:B"]), &[is(StringEquals, "aws:SourceAccount", &["1", "2"])])],
        &["statement `A` now allows only where `StringEquals aws:SourceAccount` is `1` or `2`"],
        &["statement `A` no longer allows only where `StringEquals aws:SourceAccount` is `1` or \
           `2`"],
    );
}

#[test]
fn whole_statements_are_told() {
    let unnamed = |statement: Statement| Statement { sid: None, ..statement };
    let plain = is(Comparison::Bool, "aws:SecureTransport", &["false"]);
    told(
        &[],
        &[with(deny(&["a:B"]), &[plain])],
        &["statement `D` is new: it denies all but `a:B` on `arn:aws:s3:::b/*` where `Bool \
           aws:SecureTransport` is `false`"],
        &["statement `D` is gone: it denies all but `a:B` on `arn:aws:s3:::b/*` where `Bool \
           aws:SecureTransport` is `false`"],
    );
    told(
        &[unnamed(allow(&["a:B"]))],
        &[unnamed(allow(&["a:C"]))],
        &[
            "a statement without a name now also allows `a:C`",
            "a statement without a name no longer allows `a:B`",
        ],
        &[
            "a statement without a name now also allows `a:B`",
            "a statement without a name no longer allows `a:C`",
        ],
    );
    told(
        &[allow(&["a:B"])],
        &[unnamed(allow(&["a:B"]))],
        &["statement `A` has no name any more"],
        &["a statement without a name is now named `A`"],
    );
}

#[test]
fn what_means_the_same_is_no_difference() {
    let plain = is(Comparison::Bool, "aws:SecureTransport", &["false"]);
    let old = is(Comparison::NumericLessThan, "s3:TlsVersion", &["1.2"]);
    let other_case = Condition { key: "AWS:securetransport".into(), ..plain.clone() };
    let one = of(&[with(deny(&["s3:GetObject"]), &[plain, old.clone()]), allow(&["a:B"])]);
    let two = of(&[allow(&["a:B"]), with(deny(&["S3:getobject"]), &[old, other_case])]);
    assert_eq!(difference(&one, &two), Vec::<String>::new());
    let optional: Operator = Operator::from(Comparison::Bool).if_exists();
    let three = of(&[
        with(deny(&["s3:GetObject"]), &[Condition::one(optional, "aws:SecureTransport", "false")]),
        allow(&["a:B"]),
    ]);
    assert!(!difference(&one, &three).is_empty());
}

#[test]
fn another_owner_and_other_rules_are_told() {
    let zone = PolicyDocument { id: Some("kfm_zone".into()), ..of(&[]) };
    let other = PolicyDocument { version: Version::V2008, ..of(&[]) };
    assert_eq!(
        difference(&zone, &other),
        [
            "is marked as owned by nobody, no longer by `kfm_zone`",
            "now follows version 2008-10-17, without policy variables",
        ]
    );
}

#[test]
fn of_a_long_list_the_beginning_is_told() {
    let many: Vec<_> = (10..30).map(|n| format!("a:{n}")).collect();
    let many: Vec<_> = many.iter().map(String::as_str).collect();
    let words = difference(&of(&[allow(&[])]), &of(&[allow(&many)]));
    assert_eq!(words.len(), 1);
    assert!(words[0].ends_with("`a:16`, `a:17` and 12 more"), "{words:?}");
}

#[test]
fn actions_gained_and_lost_are_named() {
    let before = of(&[allow(&["s3:GetObject", "s3:PutObject"]), deny(&["s3:X"])]);
    let after = of(&[allow(&["S3:getobject"]), allow(&["s3:DeleteObject"])]);
    let named = |actions: &[&str]| actions.iter().map(|one| (*one).to_owned()).collect();
    assert_eq!(
        allowed_actions(&before, &after),
        (named(&["s3:DeleteObject"]), named(&["s3:PutObject"]))
    );
}
