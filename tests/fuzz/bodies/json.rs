//! What the strict reader accepts, another reader of JSON accepts too, and reads as the same value.

use kfm_domain::promotion::json::{Json, Limits, Number};
use serde_json::Value;

pub(crate) fn run(data: &[u8]) {
    let [readiness, contract, document] =
        [Limits::READINESS_PACKET, Limits::CONTRACT_PACKET, Limits::DOCUMENT]
            .map(|limits| Json::read(data, limits));
    for read in [&readiness, &contract, &document].into_iter().flatten() {
        agrees(read, data);
    }
    // What fits narrow limits fits wide ones, and is the same.
    if contract.is_ok() {
        assert_eq!(contract, document);
        assert!(readiness.is_err() || readiness == contract);
    }
}

fn agrees(read: &Json, data: &[u8]) {
    assert!(keeps_numbers(read, &Value::from(read)), "a number is something else");
    match serde_json::from_slice::<Value>(data) {
        Ok(other) => assert!(same(&Value::from(read), &other), "read as two values"),
        // The other reader keeps long integers as doubles, and has none for the longest.
        Err(_) => assert!(is_beyond_doubles(read), "accepted by one reader alone"),
    }
}

fn keeps_numbers(read: &Json, value: &Value) -> bool {
    match (read, value) {
        (Json::Array(read), Value::Array(values)) => {
            read.iter().zip(values).all(|(read, value)| keeps_numbers(read, value))
        }
        (Json::Object(read), Value::Object(values)) => {
            read.values().zip(values.values()).all(|(read, value)| keeps_numbers(read, value))
        }
        (read, value) => read.as_number().is_some() == value.is_number(),
    }
}

fn is_beyond_doubles(read: &Json) -> bool {
    match read {
        Json::Number(Number::Long(digits)) => {
            digits.parse().is_ok_and(|value: f64| value.is_infinite())
        }
        Json::Array(elements) => elements.iter().any(is_beyond_doubles),
        Json::Object(members) => members.values().any(is_beyond_doubles),
        _ => false,
    }
}

fn same(read: &Value, other: &Value) -> bool {
    match (read, other) {
        (Value::Number(read), Value::Number(other)) => same_number(read, other),
        (Value::Array(read), Value::Array(other)) => {
            read.len() == other.len()
                && read.iter().zip(other).all(|(read, other)| same(read, other))
        }
        (Value::Object(read), Value::Object(other)) => {
            read.len() == other.len()
                && read
                    .iter()
                    .all(|(name, read)| other.get(name).is_some_and(|other| same(read, other)))
        }
        (read, other) => read == other,
    }
}

/// Integers are exact. Other numbers may differ in the last two bits: the other reader rounds quickly, not correctly.
fn same_number(read: &serde_json::Number, other: &serde_json::Number) -> bool {
    if let (Some(read), Some(other)) = (read.as_i128(), other.as_i128()) {
        return read == other;
    }
    read.as_f64().zip(other.as_f64()).is_some_and(|(read, other)| {
        // The two zeros are one: `-0` is the integer 0 here, and a double there.
        (read - other).abs() == 0.0
            || read.is_sign_positive() == other.is_sign_positive()
                && read.to_bits().abs_diff(other.to_bits()) < 4
    })
}
