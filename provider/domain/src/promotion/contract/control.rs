//! CONTROL: the header, the transition and the kill switches.

use crate::promotion::verdict::Findings;

use super::formats::{is_environment, is_principal};
use super::shape::{Check, Node};
use super::{Options, codes, facts::Facts, transitions, zones};

/// The version of the packet's form.
const PACKET_VERSION: &str = "kfm.promotion_packet.v1";

const MEMBERS: [&str; 15] = [
    "packet_version",
    "profile",
    "environment",
    "evaluated_at",
    "expires_at",
    "author",
    "transition",
    "identity",
    "rights",
    "sensitivity",
    "catalogs",
    "receipts",
    "policy",
    "review",
    "rollback",
];

const AUTHORS: [&str; 4] = ["contributor", "pipeline", "operator", "steward"];

pub(super) fn evaluate(facts: &Facts<'_>, options: &Options) -> Findings {
    let mut check = Check::new(codes::CONTROL, options);
    let root = facts.root();
    check.closed(root, &MEMBERS);
    for (name, constant) in [("packet_version", PACKET_VERSION), ("profile", super::PROFILE)] {
        let member = root.get(name);
        check.add_if(!member.json().is_str(constant), codes::X_PROFILE_INVALID, &member);
    }
    let environment = root.get("environment");
    let guarded = environment.text(is_environment) == Some(options.environment.as_str());
    check.add_if(!guarded, codes::X_ENVIRONMENT_MISMATCH, &environment);
    times(&mut check, root);
    author(&mut check, &root.get("author"));
    transition(&mut check, &root.get("transition"));
    check.add_if(options.emergency_deny, codes::X_EMERGENCY_DENY, root);
    let switch = root.get("policy").get("emergency_deny");
    check.add_if(switch.flag() != Some(false), codes::X_EMERGENCY_DENY, &switch);
    check.findings
}

fn times(check: &mut Check<'_>, root: &Node<'_>) {
    let now = check.options.now;
    let (evaluated, expires) = (root.get("evaluated_at"), root.get("expires_at"));
    let evaluated_at = evaluated.second();
    let in_time = evaluated_at.is_some_and(|second| second <= now);
    check.add_if(!in_time, codes::X_EVALUATED_AT_INVALID, &evaluated);
    let Some(expires_at) = check.second(&expires) else { return };
    if let Some(evaluated_at) = evaluated_at {
        let lifetime = expires_at.seconds_since(evaluated_at);
        let lives = (1..=check.options.max_lifetime_seconds).contains(&lifetime);
        check.add_if(!lives, codes::X_LIFETIME_INVALID, &expires);
    }
    check.add_if(now >= expires_at, codes::X_PACKET_EXPIRED, &expires);
}

fn author(check: &mut Check<'_>, author: &Node<'_>) {
    if !check.object(author, &["principal", "role"]) {
        return;
    }
    check.text(&author.get("principal"), is_principal);
    let role = author.get("role");
    if let Some(name) = check.text(&role, |_| true) {
        check.add_if(!AUTHORS.contains(&name), codes::X_ROLE_INVALID, &role);
    }
}

fn transition(check: &mut Check<'_>, transition: &Node<'_>) {
    if !check.object(transition, &["from_zone", "to_zone", "audience"]) {
        return;
    }
    let zone = |name: &str| transition.get(name).json().as_str().and_then(zones::zone);
    if let Some(refusal) = transitions::refusal(zone("from_zone"), zone("to_zone")) {
        check.add(refusal, transition);
    }
    check.text(&transition.get("audience"), |text| ["public", "authorized"].contains(&text));
}
