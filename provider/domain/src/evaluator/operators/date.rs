//! Times: one of the forms of ISO 8601 that the W3C's note "Date and Time Formats" lists, or
//! seconds since 1970.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

/// Reads a time; one without a time of day is midnight in UTC. Four digits could be a year and
/// seconds, and are nothing.
pub(super) fn parse(text: &str) -> Option<Timestamp> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        let seconds = if text.len() == 4 { None } else { text.parse().ok() };
        return Timestamp::from_second(seconds?).ok();
    }
    let (day, rest) = match text.split_once('T') {
        None => (text, None),
        Some((day, rest)) => (day, Some(rest)),
    };
    let date = parse_date(day, rest.is_some())?;
    let Some(rest) = rest else {
        return Offset::UTC.to_timestamp(DateTime::from_parts(date, Time::midnight())).ok();
    };
    let (time, offset) = parse_offset(rest)?;
    offset.to_timestamp(DateTime::from_parts(date, parse_time(time)?)).ok()
}

/// `2026-11` or `2026-11-02`; with a time only the latter.
fn parse_date(text: &str, with_time: bool) -> Option<Date> {
    let mut parts = text.split('-');
    let year = digits(parts.next()?, 4)?;
    let month = digits(parts.next()?, 2)?;
    let day = match parts.next() {
        None if with_time => return None,
        None => 1,
        Some(day) => digits(day, 2)?,
    };
    if parts.next().is_some() {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// `10:00`, `10:00:00` or `10:00:00.5`.
fn parse_time(text: &str) -> Option<Time> {
    let mut parts = text.split(':');
    let hour = digits(parts.next()?, 2)?;
    let minute = digits(parts.next()?, 2)?;
    let (second, nanosecond) = match parts.next() {
        None => (0, 0),
        Some(seconds) => match seconds.split_once('.') {
            None => (digits(seconds, 2)?, 0),
            Some((whole, fraction)) => (digits(whole, 2)?, nanoseconds(fraction)?),
        },
    };
    if parts.next().is_some() {
        return None;
    }
    let small = |part: i16| i8::try_from(part).ok();
    Time::new(small(hour)?, small(minute)?, small(second)?, nanosecond).ok()
}

fn nanoseconds(fraction: &str) -> Option<i32> {
    if fraction.is_empty() || fraction.len() > 9 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    format!("{fraction:0<9}").parse().ok()
}

/// A time of day and `Z`, `+02:00` or `-02:00`.
fn parse_offset(text: &str) -> Option<(&str, Offset)> {
    if let Some(time) = text.strip_suffix('Z') {
        return Some((time, Offset::UTC));
    }
    let at = text.rfind(['+', '-'])?;
    let (time, offset) = text.split_at(at);
    let (hours, minutes) = offset.get(1..)?.split_once(':')?;
    let (hours, minutes) = (digits(hours, 2)?, digits(minutes, 2)?);
    if hours > 23 || minutes > 59 {
        return None;
    }
    let seconds = (i32::from(hours) * 60 + i32::from(minutes)) * 60;
    let seconds = if offset.starts_with('-') { -seconds } else { seconds };
    Some((time, Offset::from_seconds(seconds).ok()?))
}

/// A number of exactly so many digits.
fn digits(text: &str, count: usize) -> Option<i16> {
    (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_moment_are_one_moment() {
        let moment = parse("1796083200");
        assert!(moment.is_some());
        for text in [
            "2026-12-01T00:00:00Z",
            "2026-12-01T00:00Z",
            "2026-12-01",
            "2026-12",
            "2026-12-01T02:00:00+02:00",
            "2026-11-30T22:30:00.000-01:30",
        ] {
            assert_eq!(parse(text), moment, "{text}");
        }
        assert!(parse("2026-12-01T00:00:00.5Z") > moment);
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "tomorrow",
            "2026",
            "2026-13-01",
            "2026-02-30",
            "2026-2-3",
            "2026-12-01T00:00:00",
            "2026-12-01T24:00:00Z",
            "2026-12-01T00:00:60Z",
            "2026-12-01T00:00:00+2",
            "2026-12T00:00Z",
            "2026-12-01 00:00:00Z",
            "1796083200.5",
            "-5",
            "99999999999999999999",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
