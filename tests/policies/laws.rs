//! What holds of every policy and request.

mod arbitrary;

use arbitrary::{
    Question, World, comparison, condition_values, context, doubtful_world, impossible, keys_of,
    question, statement, world,
};
use kfm_provider::domain::evaluator::statement::condition_matches;
use kfm_provider::domain::evaluator::{Caller, Context, Decision, Layer, Truth, evaluate};
use kfm_provider::domain::policy_document::{
    Comparison, Condition, Effect, Operator, Quantifier, Statement, Version,
};
use proptest::prelude::*;
use proptest::sample::Index;

/// So many cases; a failure prints its smallest input, and no file keeps it.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

fn ask(world: &World, question: &Question) -> Decision {
    evaluate(&question.request(), &world.policies())
}

proptest! {
    #![proptest_config(cases(4096))]

    #[test]
    fn one_more_denial_never_allows_more(
        world in world(), question in question(), layer in any::<Index>(), more in statement(),
    ) {
        let before = ask(&world, &question);
        let after = ask(&world.with(&layer, Statement { effect: Effect::Deny, ..more }), &question);
        prop_assert!(!after.is_allowed() || before.is_allowed(), "{before:?} {after:?}");
        prop_assert!(!before.is_refused() || after.is_refused(), "{before:?} {after:?}");
    }

    #[test]
    fn one_more_grant_never_refuses_more(
        world in world(), question in question(), layer in any::<Index>(), more in statement(),
    ) {
        let before = ask(&world, &question);
        let after = ask(&world.with(&layer, Statement { effect: Effect::Allow, ..more }), &question);
        prop_assert!(!before.is_allowed() || after.is_allowed(), "{before:?} {after:?}");
        prop_assert!(!after.is_refused() || before.is_refused(), "{before:?} {after:?}");
    }

    /// Whatever the doubtful statements turn out to be, a certain answer stays as it was; and an
    /// answer is in doubt only if they could turn out so that answers differ.
    #[test]
    fn doubts_are_told_exactly_where_they_could_change_the_answer(
        world in doubtful_world(), question in question(),
    ) {
        // What a grant to everyone is to the owner of a token is in doubt by itself.
        prop_assume!(!question.is_of_a_token());
        let doubtful = world.doubtful();
        let answers: Vec<Decision> = (0_u32..1 << doubtful.len())
            .map(|mask| {
                let truths = (0..doubtful.len()).map(|bit| mask >> bit & 1 == 1);
                ask(&world.resolved(&doubtful, truths), &question)
            })
            .collect();
        let allowed = answers.iter().filter(|answer| answer.is_allowed()).count();
        let refused = answers.iter().filter(|answer| answer.is_refused()).count();
        prop_assert_eq!(allowed + refused, answers.len(), "resolved, yet in doubt: {:?}", answers);
        match ask(&world, &question) {
            Decision::CannotProve(doubts) => {
                prop_assert!(allowed > 0 && refused > 0, "{doubts:?}");
                prop_assert!(!doubts.is_empty());
                for doubt in doubts {
                    let reason = doubt.reason.unwrap();
                    prop_assert!(doubtful.contains(&(reason.layer, reason.statement)));
                }
            }
            certain => {
                let same = if certain.is_allowed() { allowed } else { refused };
                prop_assert_eq!(same, answers.len(), "{:?}", certain);
            }
        }
    }

    #[test]
    fn the_statement_that_decides_is_one_of_its_kind(world in world(), question in question()) {
        let (reason, effect) = match ask(&world, &question) {
            Decision::Denied(reason) => (reason, Effect::Deny),
            Decision::Allowed(Some(reason)) => (reason, Effect::Allow),
            Decision::Allowed(None) => {
                prop_assert!(question.is_root_at_home());
                return Ok(());
            }
            Decision::NotAllowed(layer) => {
                prop_assert_ne!(layer, Layer::Guard);
                return Ok(());
            }
            Decision::CannotProve(_) => return Ok(()),
        };
        let statement = world.statement(reason.layer, reason.statement).unwrap();
        prop_assert_eq!(statement.effect, effect);
        prop_assert_eq!(statement.sid.as_deref(), reason.sid.as_deref());
    }
}

fn holds(condition: &Condition, caller: &Caller, context: &Context) -> Truth {
    keys_of(caller, context, |keys| condition_matches(condition, Version::V2012, keys))
}

proptest! {
    #![proptest_config(cases(4096))]

    #[test]
    fn if_exists_differs_only_where_the_key_is_absent(
        comparison in comparison(), values in condition_values(), context in context(),
    ) {
        let caller = Caller::role("arn:aws:iam::111122223333:role/a");
        let plain = Condition::any(comparison.clone(), "aws:x", values.clone());
        let lenient = Condition {
            operator: Operator::from(comparison).if_exists(),
            ..plain.clone()
        };
        let truth = holds(&lenient, &caller, &context);
        if context.get("aws:x").is_some_and(|values| !values.is_empty()) {
            prop_assert_eq!(truth, holds(&plain, &caller, &context));
        } else {
            prop_assert_eq!(truth, Truth::Yes);
            prop_assert_eq!(holds(&plain, &caller, &context), plain.operator.comparison.is_negated().into());
        }
    }

    #[test]
    fn null_is_true_exactly_where_it_is_not_false(context in context()) {
        let caller = Caller::role("arn:aws:iam::111122223333:role/a");
        let null = |value: &str| holds(&Condition::one(Comparison::Null, "aws:x", value), &caller, &context);
        prop_assert_eq!(null("true"), null("false").negated());
        if null("true") == Truth::Yes {
            let any = Condition::one(Comparison::StringLike, "aws:x", "*");
            prop_assert_eq!(holds(&any, &caller, &context), Truth::No);
        }
    }

    /// Beside one value of the request a negated operator is the opposite of its comparison, and a
    /// set operator is the plain one.
    #[test]
    fn one_value_makes_all_forms_of_an_operator_one(
        values in condition_values(), value in "[a-c*?:1]{1,3}",
    ) {
        let caller = Caller::role("arn:aws:iam::111122223333:role/a");
        let context = Context::new().with("aws:x", value);
        for (positive, negated) in [
            (Comparison::StringEquals, Comparison::StringNotEquals),
            (Comparison::StringEqualsIgnoreCase, Comparison::StringNotEqualsIgnoreCase),
            (Comparison::StringLike, Comparison::StringNotLike),
            (Comparison::ArnLike, Comparison::ArnNotLike),
            (Comparison::NumericEquals, Comparison::NumericNotEquals),
            (Comparison::DateEquals, Comparison::DateNotEquals),
            (Comparison::IpAddress, Comparison::NotIpAddress),
        ] {
            let of = |operator: Operator| {
                holds(&Condition::any(operator, "aws:x", values.clone()), &caller, &context)
            };
            let truth = of(positive.clone().into());
            prop_assert_eq!(of(negated.into()), truth.negated());
            for quantifier in [Quantifier::ForAllValues, Quantifier::ForAnyValue] {
                let set = Operator { quantifier: Some(quantifier), ..positive.clone().into() };
                prop_assert_eq!(of(set), truth);
            }
        }
    }

    #[test]
    fn truths_of_three_values_keep_the_laws_of_two(a in truth(), b in truth(), c in truth()) {
        prop_assert_eq!(a.and(b).negated(), a.negated().or(b.negated()));
        prop_assert_eq!(a.and(b.or(c)), a.and(b).or(a.and(c)));
        prop_assert_eq!(a.negated().negated(), a);
        // What is certain stays so, whatever the unknown turns out to be.
        for resolved in [Truth::No, Truth::Yes] {
            let known = |truth| if truth == Truth::Unknown { resolved } else { truth };
            for (open, closed) in [(a.and(b), known(a).and(known(b))), (a.or(b), known(a).or(known(b)))] {
                prop_assert!(open == Truth::Unknown || open == closed);
            }
        }
    }
}

fn truth() -> impl Strategy<Value = Truth> {
    prop_oneof![Just(Truth::No), Just(Truth::Unknown), Just(Truth::Yes)]
}

/// The condition that stands for "no" never holds, or the test of doubts would prove nothing.
#[test]
fn the_impossible_is_impossible() {
    let caller = Caller::role("arn:aws:iam::111122223333:role/a");
    assert_eq!(holds(&impossible(), &caller, &Context::new()), Truth::No);
}
