//! How a statement changed.

use super::facts::{Facts, Listed, Side, Test};

/// Everything about a statement that changed.
pub(super) fn words(before: &Facts, after: &Facts) -> Vec<String> {
    let mut all = Vec::new();
    if before.sid != after.sid {
        all.push(match &after.sid {
            Some(sid) => format!("is now named `{sid}`"),
            None => "has no name any more".to_owned(),
        });
    }
    if before.effect == after.effect {
        let verb = after.verb();
        all.extend(side(verb, "", Some(&before.actions), Some(&after.actions)));
        all.extend(side(verb, "to ", before.principals.as_ref(), after.principals.as_ref()));
        all.extend(side(verb, "on ", before.resources.as_ref(), after.resources.as_ref()));
        all.extend(conditions(before, after));
    } else {
        all.push(format!("now {}, and no longer {}", after.words(), before.words()));
    }
    let name = before.name();
    all.into_iter().map(|words| format!("{name} {words}")).collect()
}

/// What came and went of a part that lists things.
fn side(verb: &str, to: &str, before: Option<&Side>, after: Option<&Side>) -> Vec<String> {
    match (before, after) {
        (Some(before), Some(after)) if before.all_but == after.all_but => {
            let (more, less) = if after.all_but { (before, after) } else { (after, before) };
            came_and_went(verb, to, &more.set.without(&less.set), &less.set.without(&more.set))
        }
        (before, after) if before == after => Vec::new(),
        (before, after) => {
            let words = |side: Option<&Side>| side.map_or("nothing named".to_owned(), Side::words);
            vec![format!("now {verb} {to}{}, and no longer {to}{}", words(after), words(before))]
        }
    }
}

fn came_and_went(verb: &str, to: &str, came: &Listed, went: &Listed) -> Vec<String> {
    let mut words = Vec::new();
    if !came.is_empty() {
        words.push(format!("now also {verb} {to}{}", came.words("and")));
    }
    if !went.is_empty() {
        words.push(format!("no longer {verb} {to}{}", went.words("and")));
    }
    words
}

fn conditions(before: &Facts, after: &Facts) -> Vec<String> {
    let verb = after.verb();
    let mut words = Vec::new();
    for (name, test) in &before.conditions {
        match after.conditions.get(name) {
            Some(other) => words.extend(values(verb, test, other)),
            None => words.push(format!("no longer {verb} only where {}", test.words())),
        }
    }
    for (name, test) in &after.conditions {
        if !before.conditions.contains_key(name) {
            words.push(format!("now {verb} only where {}", test.words()));
        }
    }
    words
}

/// What came and went of the values of a condition. Of a negated one, each value is an exception.
fn values(verb: &str, before: &Test, after: &Test) -> Vec<String> {
    if before.values == after.values {
        return Vec::new();
    }
    if !after.lists() {
        return vec![format!(
            "now {verb} where {}, and no longer where {}",
            after.words(),
            before.words()
        )];
    }
    let came = after.values.without(&before.values);
    let went = before.values.without(&after.values);
    let where_it_is = format!("where `{}` is ", after.key);
    if after.operator.comparison.is_negated() {
        came_and_went(verb, &where_it_is, &went, &came)
    } else {
        came_and_went(verb, &where_it_is, &came, &went)
    }
}
