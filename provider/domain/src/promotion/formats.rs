//! The formats that both profiles share. All are ASCII and whole strings, unless said otherwise.

use std::fmt;

use jiff::civil::DateTime;

/// Whether a character is white space of the profiles: Unicode's `White_Space`, and U+001C–001F, which the original
/// validator counts too. U+200B and U+FEFF are none.
#[must_use]
pub fn is_blank(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{1c}'..='\u{1f}')
}

/// A string with at least one character that is not white space.
#[must_use]
pub fn is_non_empty(text: &str) -> bool {
    !text.chars().all(is_blank)
}

/// A non-empty string whose first and last characters are not white space.
#[must_use]
pub fn is_trimmed(text: &str) -> bool {
    let mut characters = text.chars();
    match (characters.next(), characters.next_back()) {
        (Some(first), Some(last)) => !is_blank(first) && !is_blank(last),
        (Some(only), None) => !is_blank(only),
        (None, _) => false,
    }
}

/// `sha256:` and 64 lower-case hexadecimal digits.
#[must_use]
pub fn is_sha256(text: &str) -> bool {
    text.strip_prefix("sha256:").is_some_and(|hex| hex.len() == 64 && hex.bytes().all(is_hex))
}

/// A digit of lower-case hexadecimal.
#[must_use]
pub const fn is_hex(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'a'..=b'f')
}

/// A lower-case letter, then lower-case letters, digits and `_:.-`.
#[must_use]
pub fn is_identifier(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_:.-".contains(&byte)
        })
}

/// A second of UTC, years 0001 to 9999, without leap seconds: `2026-05-04T12:00:00Z`, and no other spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Second(DateTime);

impl Second {
    /// The earliest one.
    pub const FIRST: Self = Self(jiff::civil::date(1, 1, 1).at(0, 0, 0, 0));

    /// Reads exactly `YYYY-MM-DDTHH:MM:SSZ`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let shape = b"0000-00-00T00:00:00Z";
        let fits = text.len() == shape.len()
            && text.bytes().zip(shape).all(|(byte, shape)| match shape {
                b'0' => byte.is_ascii_digit(),
                literal => byte == *literal,
            });
        if !fits {
            return None;
        }
        let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<i8>().ok();
        let year = text.get(0..4)?.parse::<i16>().ok().filter(|year| *year >= 1)?;
        let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
        DateTime::new(year, number(5..7)?, number(8..10)?, hour, minute, second, 0).ok().map(Self)
    }

    /// That second of a clock's time.
    #[must_use]
    pub fn of(time: jiff::Timestamp) -> Self {
        let time = jiff::tz::Offset::UTC.to_datetime(time);
        Self(time.with().subsec_nanosecond(0).build().unwrap_or(time))
    }

    /// The seconds from an earlier one to this one; negative where that one is later.
    #[must_use]
    pub fn seconds_since(self, earlier: Self) -> i64 {
        self.0.duration_since(earlier.0).as_secs()
    }
}

impl fmt::Display for Second {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.strftime("%Y-%m-%dT%H:%M:%SZ"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_the_profiles() {
        let mut blank: Vec<u32> =
            (0..=0x10_ffff).filter(|code| char::from_u32(*code).is_some_and(is_blank)).collect();
        let mut expected: Vec<u32> =
            (0x9..=0xd).chain(0x1c..=0x20).chain(0x2000..=0x200a).collect();
        expected.extend([0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000]);
        blank.sort_unstable();
        expected.sort_unstable();
        assert_eq!(blank, expected);
    }

    #[test]
    fn strings_are_empty_or_trimmed() {
        for (text, non_empty, trimmed) in [
            ("x", true, true),
            ("x y", true, true),
            (" x", true, false),
            ("x\u{1f}", true, false),
            ("", false, false),
            (" ", false, false),
            ("\u{1f}\u{3000}", false, false),
            ("\u{feff}", true, true),
        ] {
            assert_eq!((is_non_empty(text), is_trimmed(text)), (non_empty, trimmed), "{text:?}");
        }
    }

    #[test]
    fn digests_have_one_spelling() {
        let hex = "0123456789abcdef".repeat(4);
        assert!(is_sha256(&format!("sha256:{hex}")));
        let wrong = [
            hex.clone(),
            format!("jcs:sha256:{hex}"),
            format!("sha256:{hex}\n"),
            format!("sha256:{}", hex.to_uppercase()),
            format!("sha256:{hex}0"),
            format!("SHA256:{hex}"),
            "sha256:".to_owned(),
        ];
        for text in wrong {
            assert!(!is_sha256(&text), "{text}");
        }
    }

    #[test]
    fn identifiers_are_lower_case_ascii() {
        for text in ["a", "a1_:.-", &"a".repeat(5_000)] {
            assert!(is_identifier(text), "{text}");
        }
        for text in ["", "1a", "A", "aB", "a b", "a\n", "é", "_a"] {
            assert!(!is_identifier(text), "{text}");
        }
    }

    #[test]
    fn seconds_have_one_spelling_and_exist() {
        let existing = [
            "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
            "2024-02-29T00:00:00Z",
            "2000-02-29T12:30:00Z",
        ];
        for text in existing {
            let second = Second::parse(text);
            assert_eq!(second.map(|second| second.to_string()).as_deref(), Some(text));
        }
        let wrong = [
            "",
            "0000-01-01T00:00:00Z",
            "2026-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "2026-04-31T00:00:00Z",
            "2026-05-04T24:00:00Z",
            "2026-05-04T12:60:00Z",
            "2026-05-04T12:00:60Z",
            "2026-05-04T12:00:61Z",
            "2026-05-04t12:00:00Z",
            "2026-05-04T12:00:00z",
            "2026-05-04T12:00:00.0Z",
            "2026-05-04T12:00:00+00:00",
            "2026-05-04 12:00:00Z",
            "+026-05-04T12:00:00Z",
            "2026-05-04T12:00:00Z\n",
            "２026-05-04T12:00:0Z",
            "2026-5-04T12:00:000Z",
        ];
        for text in wrong {
            assert_eq!(Second::parse(text), None, "{text}");
        }
    }

    #[test]
    fn seconds_are_counted_over_leap_days() {
        let second = |text| Second::parse(text).unwrap();
        let (early, late) = (second("2024-02-28T23:59:59Z"), second("2024-03-01T00:00:00Z"));
        assert_eq!(late.seconds_since(early), 86_401);
        assert_eq!(early.seconds_since(late), -86_401);
        assert!(early < late);
        let longest = second("9999-12-31T23:59:59Z").seconds_since(second("0001-01-01T00:00:00Z"));
        assert_eq!(longest, 315_537_897_599);
        let now = jiff::Timestamp::from_second(1_777_896_000).unwrap();
        assert_eq!(Second::of(now), second("2026-05-04T12:00:00Z"));
    }
}
