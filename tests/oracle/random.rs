//! Policies and requests that are made up, element by element.

use std::collections::BTreeMap;

use kfm_provider::domain::evaluator::Gatekeeper;

use super::dice::Dice;
use super::documents::layers;
use super::ground::{ACCOUNT, Ground, PARTNER, caller, ground};
use super::keys::{KEYS, values};
use super::scene::{Asked, Scene};

/// How many requests are made of the same policies.
const REQUESTS: usize = 4;

/// A scene.
pub(super) fn scene(dice: &mut Dice) -> Scene {
    let caller = caller(dice);
    let ground = ground(dice, &caller);
    // The ARN of a bucket does not say whose it is.
    let is_foreign = ground.gatekeeper == Gatekeeper::Bucket && dice.chance(15);
    let owner = if is_foreign { PARTNER } else { ACCOUNT };
    let layers = layers(dice, &ground, &caller);
    let account = caller.account().map(str::to_owned);
    let asked = (0..REQUESTS).map(|_| asked(dice, &ground, account.as_deref())).collect();
    Scene { layers, gatekeeper: ground.gatekeeper, caller, account: owner.to_owned(), asked }
}

fn asked(dice: &mut Dice, ground: &Ground, account: Option<&str>) -> Asked {
    let mut context = BTreeMap::new();
    for key in KEYS.iter().filter(|key| !key.said.is_empty()) {
        if dice.chance(60) {
            context.insert(key.name.to_owned(), values(dice, key));
        }
    }
    if let Some(account) = account {
        context.insert("kms:CallerAccount".to_owned(), vec![account.to_owned()]);
    }
    Asked {
        action: dice.of(ground.actions).to_owned(),
        resource: dice.of(ground.resources).to_owned(),
        context,
    }
}
