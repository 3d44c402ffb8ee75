use serde_json::{Value, json};

use super::*;
use crate::gate::{Candidate, WantedCandidate};
use crate::promotion::contract::tests::example::{pointer, remove, set};
use crate::promotion::json::Limits;

mod about;
mod comparing;
mod ends;
mod facts;
mod properties;

fn contract_packet() -> Value {
    serde_json::from_str(include_str!("../../contract/cases/packet.json")).unwrap()
}

fn readiness_packet() -> Value {
    serde_json::from_str(include_str!("../../readiness/cases/base.json")).unwrap()
}

fn read(packet: &Value) -> Json {
    Json::read(packet.to_string().as_bytes(), Limits::CONTRACT_PACKET).unwrap()
}

fn contract(packet: &Value) -> Release {
    Release::of_contract(&read(packet))
}

fn readiness(packet: &Value) -> Release {
    Release::of_readiness(&read(packet))
}

/// A packet with one member changed.
fn with(mut packet: Value, path: &str, value: Value) -> Value {
    set(&mut packet, path, value);
    packet
}

fn without(mut packet: Value, path: &str) -> Value {
    remove(&mut packet, &pointer(path));
    packet
}

fn candidate(dataset: &str, version: &str, from: &str, to: &str) -> Candidate {
    let wanted =
        WantedCandidate { dataset, version, from, to, source_prefix: None, target_prefix: None };
    Candidate::parse(&wanted).unwrap()
}

fn second(text: &str) -> Second {
    Second::parse(text).unwrap()
}
