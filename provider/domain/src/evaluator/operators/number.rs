//! Numbers: "an integer or decimal value".

use std::cmp::Ordering;

/// A decimal number, exactly as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal<'t> {
    negative: bool,
    /// Without leading zeros.
    whole: &'t str,
    /// Without trailing zeros.
    fraction: &'t str,
}

/// Reads a number in digits, with a sign and a fraction if need be. Exponents are not described.
pub(super) fn parse(text: &str) -> Option<Decimal<'_>> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
        Some(_) => return None,
        None => (digits, ""),
    };
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let zero = whole.is_empty() && fraction.is_empty();
    Some(Decimal { negative: negative && !zero, whole, fraction })
}

impl Ord for Decimal<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let size = |a: &Self, b: &Self| {
            let whole = a.whole.len().cmp(&b.whole.len()).then_with(|| a.whole.cmp(b.whole));
            whole.then_with(|| a.fraction.cmp(b.fraction))
        };
        match (self.negative, other.negative) {
            (false, false) => size(self, other),
            (true, true) => size(other, self),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

impl PartialOrd for Decimal<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_order_is_that_of_the_numbers(a in -10_000_i64..10_000, b in -10_000_i64..10_000) {
            let written = |n: i64| {
                let sign = if n < 0 { "-" } else { "" };
                format!("{sign}0{}.{:02}", n.abs() / 100, n.abs() % 100)
            };
            let (left, right) = (written(a), written(b));
            prop_assert_eq!(parse(&left).unwrap().cmp(&parse(&right).unwrap()), a.cmp(&b));
        }
    }

    #[test]
    fn numbers_are_exact() {
        assert_eq!(parse("1.20"), parse("01.2"));
        assert_eq!(parse("-0.0"), parse("0"));
        assert!(parse("0.1000000000000000000001") > parse("0.1"));
        assert!(parse("10") > parse("9"));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", "-", "ten", "1*", "1.", ".5", "1e3", "0x1", "1 ", "NaN", "1.2.3"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
