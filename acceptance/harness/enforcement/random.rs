//! Worlds of random documents, from pools of what S3 and IAM know.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::cast::{Cast, Part};
use super::dice::Dice;
use super::pools::{ACTIONS, BROAD_ACTIONS, CONDITIONS, NOT_ACTIONS, RESOURCES, principals};
use super::wish::{Act, Wish};
use super::world::{Texts, World};

/// Requests under one set of documents.
const WISHES: usize = 40;

/// The buckets.
pub(super) const BUCKETS: [&str; 2] = ["enforced", "enforced-too"];

/// Who asks.
pub(super) const PARTS: [Part; 6] = [
    Part { tags: &[("team", "soils")], attached: true, ..Part::of("ann", "/team/", false) },
    Part { bounded: true, ..Part::of("ben", "/", false) },
    Part {
        tags: &[("team", "wells"), ("Level", "1")],
        narrowed: true,
        ..Part::of("reader", "/team/", true)
    },
    Part {
        tags: &[("team", "wells")],
        session_tags: &[("team", "soils"), ("Level", "2")],
        attached: true,
        bounded: true,
        narrowed: true,
        ..Part::of("writer", "/kfm/dev/", true)
    },
    Part { at_home: false, tags: &[("team", "soils")], ..Part::of("zoe", "/", false) },
    Part { at_home: false, ..Part::of("guest", "/team/", true) },
];

/// A world.
pub(super) fn world(dice: &mut Dice, cast: &Cast) -> World {
    let place = dice.below(BUCKETS.len());
    let bucket = BUCKETS.get(place).copied().unwrap_or_default();
    let mut inline = BTreeMap::new();
    for part in PARTS {
        inline.insert(part.name, document(dice, bucket, false));
    }
    let texts = Texts {
        inline,
        attached: document(dice, bucket, false),
        boundary: document(dice, bucket, false),
        session: document(dice, bucket, false),
        bucket: dice.in_hundred(85).then(|| document(dice, bucket, true)),
    };
    let mut wishes = Vec::new();
    for _ in 0..WISHES {
        let mut wish = Wish::any(dice);
        if matches!(wish.act, Act::PutPolicy) && texts.bucket.is_none() {
            wish.act = Act::GetPolicy;
        }
        wishes.push((dice.below(cast.members.len()), wish));
    }
    World { about: "random documents".to_owned(), place, texts, wishes }
}

fn document(dice: &mut Dice, bucket: &str, of_bucket: bool) -> String {
    let mut statements: Vec<_> = (0..=dice.below(3))
        .map(|_| {
            let allow = dice.in_hundred(65);
            statement(dice, bucket, of_bucket, allow)
        })
        .collect();
    // Without a broad grant in most documents, hardly anything would be allowed.
    if dice.in_hundred(75) {
        let mut broad = json!({
            "Effect": "Allow",
            "Action": dice.one(&BROAD_ACTIONS),
            "Resource": "*",
        });
        if of_bucket {
            let resources =
                json!([format!("arn:aws:s3:::{bucket}"), format!("arn:aws:s3:::{bucket}/*")]);
            set(&mut broad, "Resource", resources);
            set(&mut broad, "Principal", principal(dice));
        }
        statements.push(broad);
    }
    json!({ "Version": "2012-10-17", "Statement": statements }).to_string()
}

fn statement(dice: &mut Dice, bucket: &str, of_bucket: bool, allow: bool) -> Value {
    let mut one = json!({ "Effect": if allow { "Allow" } else { "Deny" } });
    if of_bucket {
        let element = if !allow && dice.in_hundred(5) { "NotPrincipal" } else { "Principal" };
        set(&mut one, element, principal(dice));
    }
    match dice.in_hundred(20) {
        true => set(&mut one, "NotAction", json!(dice.some(&NOT_ACTIONS, 3))),
        false if allow => set(&mut one, "Action", json!(dice.some(&ACTIONS, 5))),
        // A denial of little leaves something to be allowed.
        false => set(&mut one, "Action", json!(dice.some(&ACTIONS, 2))),
    }
    let element = if dice.in_hundred(15) { "NotResource" } else { "Resource" };
    let resources: Vec<_> = dice
        .some(&RESOURCES, 3)
        .into_iter()
        .map(|pattern| pattern.replace("{bucket}", bucket))
        .filter(|pattern| !of_bucket || pattern != "*")
        .collect();
    match resources.is_empty() {
        true => set(&mut one, element, json!(format!("arn:aws:s3:::{bucket}/*"))),
        false => set(&mut one, element, json!(resources)),
    }
    let mut conditions = Map::new();
    let most = if allow { 2 } else { 3 };
    for _ in 0..dice.below(most + 1) {
        let (operator, key, values) = dice.one(&CONDITIONS);
        let block = conditions.entry(operator).or_insert_with(|| json!({}));
        // A key counts whatever its case, and once for an operator.
        let mut there = block.as_object().into_iter().flat_map(Map::keys);
        if !there.any(|other| other.eq_ignore_ascii_case(key)) {
            set(block, key, json!(values));
        }
    }
    if !conditions.is_empty() {
        set(&mut one, "Condition", Value::Object(conditions));
    }
    one
}

fn principal(dice: &mut Dice) -> Value {
    if dice.in_hundred(30) {
        return json!("*");
    }
    let named = principals();
    let names: Vec<_> = named.iter().map(String::as_str).collect();
    json!({ "AWS": dice.some(&names, 4) })
}

fn set(object: &mut Value, name: &str, value: Value) {
    if let Some(object) = object.as_object_mut() {
        object.insert(name.to_owned(), value);
    }
}
