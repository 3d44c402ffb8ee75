//! Numbers, times, truths, bytes and addresses. What cannot be read as such is not understood.

use std::cmp::Ordering;
use std::net::IpAddr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Truth;
use crate::policy_document::Comparison;

/// Whether `value` agrees with `wanted`, the negation of the operator left out.
pub(super) fn agrees(comparison: &Comparison, wanted: &str, value: &str) -> Truth {
    use Comparison as C;
    let ordered = |ordering: Option<Ordering>, holds: fn(Ordering) -> bool| {
        ordering.map_or(Truth::Unknown, |ordering| holds(ordering).into())
    };
    match comparison {
        C::NumericEquals | C::NumericNotEquals => ordered(numbers(value, wanted), Ordering::is_eq),
        C::NumericLessThan => ordered(numbers(value, wanted), Ordering::is_lt),
        C::NumericLessThanEquals => ordered(numbers(value, wanted), Ordering::is_le),
        C::NumericGreaterThan => ordered(numbers(value, wanted), Ordering::is_gt),
        C::NumericGreaterThanEquals => ordered(numbers(value, wanted), Ordering::is_ge),
        C::DateEquals | C::DateNotEquals => ordered(times(value, wanted), Ordering::is_eq),
        C::DateLessThan => ordered(times(value, wanted), Ordering::is_lt),
        C::DateLessThanEquals => ordered(times(value, wanted), Ordering::is_le),
        C::DateGreaterThan => ordered(times(value, wanted), Ordering::is_gt),
        C::DateGreaterThanEquals => ordered(times(value, wanted), Ordering::is_ge),
        C::Bool => truths(value, wanted),
        C::BinaryEquals => bytes(value, wanted),
        C::IpAddress | C::NotIpAddress => in_range(value, wanted),
        _ => Truth::Unknown,
    }
}

fn numbers(value: &str, wanted: &str) -> Option<Ordering> {
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    number(value)?.partial_cmp(&number(wanted)?)
}

/// Times of ISO 8601, with or without a time of day, or seconds since 1970.
fn times(value: &str, wanted: &str) -> Option<Ordering> {
    Some(time(value)?.cmp(&time(wanted)?))
}

fn time(text: &str) -> Option<jiff::Timestamp> {
    if let Ok(time) = text.parse() {
        return Some(time);
    }
    if let Ok(seconds) = text.parse::<i64>() {
        return jiff::Timestamp::from_second(seconds).ok();
    }
    let day: jiff::civil::Date = text.parse().ok()?;
    Some(day.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
}

fn truths(value: &str, wanted: &str) -> Truth {
    let truth = |text: &str| {
        let is = |name: &str| text.eq_ignore_ascii_case(name);
        is("true").then_some(true).or_else(|| is("false").then_some(false))
    };
    match (truth(value), truth(wanted)) {
        (Some(value), Some(wanted)) => (value == wanted).into(),
        _ => Truth::Unknown,
    }
}

fn bytes(value: &str, wanted: &str) -> Truth {
    match (STANDARD.decode(value), STANDARD.decode(wanted)) {
        (Ok(value), Ok(wanted)) => (value == wanted).into(),
        _ => Truth::Unknown,
    }
}

/// A range is an address, or one with the number of bits that count.
fn in_range(value: &str, range: &str) -> Truth {
    let (network, bits) = match range.split_once('/') {
        None => (range, None),
        Some((network, bits)) => match bits.parse::<u32>() {
            Ok(bits) => (network, Some(bits)),
            Err(_) => return Truth::Unknown,
        },
    };
    match (value.parse::<IpAddr>(), network.parse::<IpAddr>()) {
        (Ok(IpAddr::V4(value)), Ok(IpAddr::V4(network))) => {
            same_bits(value.to_bits().into(), network.to_bits().into(), bits.unwrap_or(32), 32)
        }
        (Ok(IpAddr::V6(value)), Ok(IpAddr::V6(network))) => {
            same_bits(value.to_bits(), network.to_bits(), bits.unwrap_or(128), 128)
        }
        (Ok(_), Ok(_)) => Truth::No,
        _ => Truth::Unknown,
    }
}

fn same_bits(value: u128, network: u128, bits: u32, width: u32) -> Truth {
    let Some(rest) = width.checked_sub(bits) else { return Truth::Unknown };
    let begin = |address: u128| address.checked_shr(rest).unwrap_or(0);
    (begin(value) == begin(network)).into()
}
