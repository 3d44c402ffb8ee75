//! The clock outside of the profile. A packet brings its own time with it, so that the profile cannot notice that a
//! review ended after the evaluation: who guards by the profile has to ask here too.
//!
//! What is found here is a state of the guard. It is no finding, and changes nothing of an evaluation.

use std::collections::BTreeSet;
use std::fmt;

use super::shape::second;
use crate::promotion::formats::Second;
use crate::promotion::json::Json;

/// Why the clock keeps a guard closed. The order is that of [`Clock::word`]: the first one is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Closed {
    /// A time that has to be known is no second of UTC, or is not there.
    Unreadable,
    /// `gate_evaluated_at` is still to come.
    NotYetEvaluated,
    /// `review.valid_until` is reached: the end is exclusive.
    ReviewExpired,
    /// `review.authority.expires_at` is reached: the end is exclusive.
    AuthorityExpired,
}

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unreadable => "a time that has to be known cannot be read",
            Self::NotYetEvaluated => "`gate_evaluated_at` is still to come",
            Self::ReviewExpired => "the review has ended, at `review.valid_until`",
            Self::AuthorityExpired => {
                "the reviewer's authority has ended, at `review.authority.expires_at`"
            }
        })
    }
}

impl Closed {
    /// The word of the state.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unreadable => "TIME_UNREADABLE",
            Self::NotYetEvaluated => "NOT_YET_EVALUATED",
            Self::ReviewExpired => "REVIEW_EXPIRED",
            Self::AuthorityExpired => "AUTHORITY_EXPIRED",
        }
    }
}

/// When what a packet rests on ends, where that can be read. Both ends are exclusive.
#[derive(Clone, Copy, Debug)]
pub(in crate::promotion) struct Ends {
    /// The end of the review.
    pub(in crate::promotion) valid_until: Option<Second>,
    /// The end of the reviewer's authority.
    pub(in crate::promotion) expires_at: Option<Second>,
}

impl Ends {
    /// Reads both; none where one is no second of UTC, or is not there.
    pub(in crate::promotion) fn of(packet: &Json) -> Self {
        let review = packet.get("review");
        Self {
            valid_until: second(review.get("valid_until")),
            expires_at: second(review.get("authority").get("expires_at")),
        }
    }
}

/// What the clock says of a packet: nothing, or why the guard stays closed although the profile may say `PASS`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock(BTreeSet<Closed>);

impl Clock {
    /// Compares a packet's times with the time of a clock, which is never the packet's: at the second in which a
    /// review or an authority ends, it has ended.
    ///
    /// What the profile has found is not looked at, and a packet that is no object has no times.
    #[must_use]
    pub fn check(packet: &Json, now: Second) -> Self {
        let evaluated = second(packet.get("gate_evaluated_at"));
        let Ends { valid_until, expires_at } = Ends::of(packet);
        let mut closed = BTreeSet::new();
        let mut note = |time: Option<Second>, keeps: fn(Second, Second) -> bool, why| match time {
            None => drop(closed.insert(Closed::Unreadable)),
            Some(time) if keeps(time, now) => drop(closed.insert(why)),
            Some(_) => {}
        };
        note(evaluated, |evaluated, now| evaluated > now, Closed::NotYetEvaluated);
        note(valid_until, |until, now| now >= until, Closed::ReviewExpired);
        note(expires_at, |until, now| now >= until, Closed::AuthorityExpired);
        Self(closed)
    }

    /// Whether the clock leaves the guard to the profile. It opens nothing by itself.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.0.is_empty()
    }

    /// Everything that keeps the guard closed, in order.
    pub fn closed(&self) -> impl Iterator<Item = Closed> {
        self.0.iter().copied()
    }

    /// The state in one word: `CURRENT`, or the first of what keeps the guard closed.
    #[must_use]
    pub fn word(&self) -> &'static str {
        self.0.first().map_or("CURRENT", |why| why.word())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::promotion::json::Limits;
    use crate::promotion::readiness::evaluate;
    use crate::promotion::verdict::Status;

    /// Evaluated at 12:00 of 4 May, reviewed until 5 May, by an authority until 1 June.
    fn base() -> Value {
        serde_json::from_str(include_str!("cases/base.json")).unwrap()
    }

    fn check(packet: &Value, now: &str) -> Clock {
        let packet = Json::read(packet.to_string().as_bytes(), Limits::READINESS_PACKET).unwrap();
        Clock::check(&packet, Second::parse(now).unwrap())
    }

    fn words(packet: &Value, now: &str) -> Vec<&'static str> {
        check(packet, now).closed().map(Closed::word).collect()
    }

    #[test]
    fn a_packet_is_current_from_its_evaluation_to_the_second_before_an_end() {
        let packet = base();
        for (now, expected) in [
            ("0001-01-01T00:00:00Z", vec!["NOT_YET_EVALUATED"]),
            ("2026-05-04T11:59:59Z", vec!["NOT_YET_EVALUATED"]),
            ("2026-05-04T12:00:00Z", vec![]),
            ("2026-05-04T12:00:01Z", vec![]),
            ("2026-05-04T23:59:59Z", vec![]),
            ("2026-05-05T00:00:00Z", vec!["REVIEW_EXPIRED"]),
            ("2026-05-31T23:59:59Z", vec!["REVIEW_EXPIRED"]),
            ("2026-06-01T00:00:00Z", vec!["REVIEW_EXPIRED", "AUTHORITY_EXPIRED"]),
            ("9999-12-31T23:59:59Z", vec!["REVIEW_EXPIRED", "AUTHORITY_EXPIRED"]),
        ] {
            assert_eq!(words(&packet, now), expected, "{now}");
            let clock = check(&packet, now);
            assert_eq!(clock.is_current(), expected.is_empty(), "{now}");
            assert_eq!(clock.word(), expected.first().copied().unwrap_or("CURRENT"), "{now}");
        }
    }

    #[test]
    fn an_authority_may_end_before_the_review() {
        let mut packet = base();
        packet["review"]["authority"]["expires_at"] = json!("2026-05-04T18:00:00Z");
        assert!(check(&packet, "2026-05-04T17:59:59Z").is_current());
        assert_eq!(words(&packet, "2026-05-04T18:00:00Z"), ["AUTHORITY_EXPIRED"]);
    }

    #[test]
    fn a_packet_that_passes_is_kept_closed() {
        let packet = base();
        assert_eq!(evaluate(packet.to_string().as_bytes()).status(), Status::Pass);
        assert!(!check(&packet, "2026-05-05T00:00:00Z").is_current());
        let mut early = base();
        early["gate_evaluated_at"] = json!("2026-05-04T12:00:01Z");
        assert_eq!(evaluate(early.to_string().as_bytes()).status(), Status::Pass);
        assert_eq!(words(&early, "2026-05-04T12:00:00Z"), ["NOT_YET_EVALUATED"]);
        assert!(check(&early, "2026-05-04T12:00:01Z").is_current());
    }

    #[test]
    fn what_cannot_be_read_keeps_it_closed() {
        let now = "2026-05-04T12:00:00Z";
        for place in ["/gate_evaluated_at", "/review/valid_until", "/review/authority/expires_at"] {
            for value in [
                json!(null),
                json!(1_777_896_000),
                json!("2026-06-01"),
                json!("2026-06-01T00:00:00z"),
                json!("2026-06-31T00:00:00Z"),
                json!(["2026-06-01T00:00:00Z"]),
            ] {
                let mut packet = base();
                *packet.pointer_mut(place).unwrap() = value.clone();
                assert_eq!(words(&packet, now), ["TIME_UNREADABLE"], "{place} {value}");
            }
        }
        for packet in [json!({}), json!([]), json!(null), json!("x"), json!({"review": []})] {
            assert_eq!(words(&packet, now), ["TIME_UNREADABLE"], "{packet}");
        }
        let mut packet = base();
        packet["review"]["authority"] = json!("x");
        assert_eq!(
            words(&packet, "2026-05-05T00:00:00Z"),
            ["TIME_UNREADABLE", "REVIEW_EXPIRED"],
            "the rest is told too"
        );
    }
}
