//! Documents of every layer.

use kfm_provider::domain::evaluator::{Caller, Gatekeeper, Identity};
use kfm_provider::domain::policy_document::PolicyKind;
use serde_json::{Value, json};

use super::conditions::{conditions, one_or_many};
use super::dice::Dice;
use super::ground::Ground;
use super::scene::{Document, Layers};

/// The policies that count for a caller.
pub(super) fn layers(dice: &mut Dice, ground: &Ground, caller: &Caller) -> Layers {
    let is_role = matches!(caller.identity, Identity::Role { .. });
    let has_own = is_role || matches!(caller.identity, Identity::User { .. });
    let is_of_account = caller.account().is_some();
    let make = |dice: &mut Dice, kind, often: usize| {
        dice.chance(often).then(|| document(dice, ground, kind, caller))
    };
    let identity: Vec<_> = [88, 25]
        .into_iter()
        .filter_map(|often| make(dice, PolicyKind::Identity, if has_own { often } else { 0 }))
        .collect();
    let gated = matches!(ground.gatekeeper, Gatekeeper::Key | Gatekeeper::Role);
    let resource = match ground.gatekeeper {
        Gatekeeper::Key => PolicyKind::Key,
        Gatekeeper::Role => PolicyKind::Trust,
        Gatekeeper::Bucket | Gatekeeper::Other => PolicyKind::Bucket,
    };
    Layers {
        identity,
        boundary: make(dice, PolicyKind::Boundary, if has_own { 22 } else { 0 }),
        session: [18, 4]
            .into_iter()
            .filter_map(|often| make(dice, PolicyKind::Session, if is_role { often } else { 0 }))
            .collect(),
        resource: make(dice, resource, if gated || !has_own { 100 } else { 65 }),
        guards: make(dice, PolicyKind::Guard, if is_of_account { 20 } else { 0 })
            .into_iter()
            .collect(),
    }
}

fn document(dice: &mut Dice, ground: &Ground, kind: PolicyKind, caller: &Caller) -> Document {
    let count = 1 + dice.weighted(&[(40, 0), (40, 1), (20, 2)]);
    let statements: Vec<_> =
        (0..count).map(|number| statement(dice, ground, kind, caller, number)).collect();
    let mut all = json!({ "Statement": statements });
    // Before 2012 a document has no variables.
    match dice.weighted(&[(92, Some("2012-10-17")), (4, Some("2008-10-17")), (4, None)]) {
        _ if kind == PolicyKind::Guard => all["Version"] = json!("2012-10-17"),
        Some(version) => all["Version"] = json!(version),
        None => {}
    }
    if statements.len() == 1 && dice.chance(20) {
        all["Statement"] = statements[0].clone();
    }
    Document::read(&all, kind)
}

fn statement(
    dice: &mut Dice,
    ground: &Ground,
    kind: PolicyKind,
    caller: &Caller,
    number: usize,
) -> Value {
    let is_limit = matches!(kind, PolicyKind::Boundary | PolicyKind::Session);
    let allows = match kind {
        PolicyKind::Guard => false,
        // What limits is mostly wide.
        PolicyKind::Boundary | PolicyKind::Session => number == 0 || dice.chance(75),
        _ => dice.chance(if number == 0 { 88 } else { 60 }),
    };
    let mut one = json!({
        "Sid": format!("S{number}"),
        "Effect": if allows { "Allow" } else { "Deny" },
    });
    let wide = number == 0 && allows && dice.chance(if is_limit { 60 } else { 20 });
    let actions = if wide { ground.action_patterns.get(..2) } else { None };
    let actions = dice.some(actions.unwrap_or(ground.action_patterns), 3);
    let not = dice.chance(if allows { 8 } else { 15 });
    one[if not { "NotAction" } else { "Action" }] = one_or_many(actions);
    if kind != PolicyKind::Trust {
        let not = !wide && dice.chance(8);
        let patterns: &[&str] = if wide { &["*"] } else { ground.resource_patterns };
        let resources = dice.some(patterns, 3);
        one[if not { "NotResource" } else { "Resource" }] = one_or_many(resources);
    }
    if matches!(kind, PolicyKind::Bucket | PolicyKind::Key | PolicyKind::Trust) {
        let not = !allows && kind != PolicyKind::Trust && dice.chance(15);
        one[if not { "NotPrincipal" } else { "Principal" }] = principals(dice, kind, caller, not);
    }
    if let Some(conditions) = if wide && dice.chance(70) { None } else { conditions(dice) } {
        one["Condition"] = conditions;
    }
    one
}

/// Whom a statement is about: often the caller, by one of its names.
fn principals(dice: &mut Dice, kind: PolicyKind, caller: &Caller, not: bool) -> Value {
    let names = names(caller);
    if not && dice.chance(50) {
        return json!({ "AWS": names });
    }
    let near = match &caller.identity {
        Identity::Service { name } => Some(json!({ "Service": name })),
        Identity::Federated { provider } => Some(json!({ "Federated": provider })),
        Identity::Anonymous => Some(json!("*")),
        _ => None,
    };
    let aws: &[&str] = &[
        "arn:aws:iam::111122223333:role/data/ingest",
        "arn:aws:iam::111122223333:user/Ana",
        "arn:aws:iam::111122223333:root",
        "444455556666",
        "arn:aws:iam::444455556666:role/data/ingest",
        "arn:aws:sts::111122223333:assumed-role/ingest/nightly",
        "arn:aws:sts::111122223333:assumed-role/ingest/other",
        "arn:aws:iam::111122223333:user/Bo",
    ];
    match dice.below(100) {
        0..18 => json!("*"),
        18..24 => json!({ "AWS": "*" }),
        24..30 => json!({
            "AWS": one_or_many(dice.some(aws, 2)),
            "Service": "logging.s3.amazonaws.com",
        }),
        30..31 if kind == PolicyKind::Bucket => json!({
            "CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be",
        }),
        31..33 => json!({ "AWS": "AROAEXAMPLEOFADELETEDROLE" }),
        33..34 => json!({ "AWS": "arn:aws:iam::111122223333:role/ingest" }),
        34..55 => json!({ "AWS": one_or_many(dice.some(aws, 3)) }),
        _ => near.unwrap_or_else(|| {
            let names: Vec<_> = names.iter().map(String::as_str).collect();
            json!({ "AWS": one_or_many(dice.some(&names, 2)) })
        }),
    }
}

/// The names by which a policy may mean a caller of an account; of another caller, a stranger's.
fn names(caller: &Caller) -> Vec<String> {
    let account = caller.account().unwrap_or("444455556666");
    let mut names = vec![format!("arn:aws:iam::{account}:root"), account.to_owned()];
    match &caller.identity {
        Identity::Role { arn, session } => {
            let name = arn.rsplit('/').next().unwrap_or_default();
            names.push(arn.clone());
            names.push(format!("arn:aws:sts::{account}:assumed-role/{name}/{session}"));
        }
        Identity::User { arn } => names.push(arn.clone()),
        _ => {}
    }
    names
}
