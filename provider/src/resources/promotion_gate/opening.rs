//! Whether a gate may open, and until when: pure, so that plan and apply decide alike.

use std::time::Duration;

use super::model::PromotionGateModel;
use super::private::{Opened, Private};
use super::resolve::Resolved;
use crate::domain::gate::Moment;
use crate::gate::{Evidence, Verdict};
use crate::terraform::value::Value;

/// What binds the packet of an apply to what its plan has shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Binding {
    /// The configuration itself: it is written there, or pinned by its digest.
    Configured,
    /// The refresh that the plan is made from saw the packet of this digest.
    Seen(String),
    /// Nothing: no plan has shown it.
    Nothing,
}

impl Binding {
    /// Of the evidence that is configured, after what the last refresh saw.
    pub(super) fn of(
        evidence: &Evidence,
        prior: Option<&PromotionGateModel>,
        private: &Private,
    ) -> Self {
        let Evidence::Stored { uri, pin } = evidence else { return Self::Configured };
        if pin.is_some() {
            return Self::Configured;
        }
        let same = prior
            .and_then(|prior| prior.evidence.known()?.uri.known())
            .is_some_and(|before| before == uri);
        let seen = private.seen.as_ref().filter(|_| same);
        seen.and_then(|seen| seen.packet.clone()).map_or(Self::Nothing, Self::Seen)
    }

    /// Whether a packet is the one that is bound. What is configured is compared where it is read.
    pub(super) fn binds(&self, packet: Option<&str>) -> bool {
        match self {
            Self::Configured => packet.is_some(),
            Self::Seen(seen) => packet == Some(seen.as_str()),
            Self::Nothing => false,
        }
    }
}

/// What a gate was opened for before, if it was for the same: then its time is not renewed. A shorter `max_open` ends it
/// earlier.
pub(super) fn running(
    private: &Private,
    packet: Option<&str>,
    config: &PromotionGateModel,
    resolved: &Resolved,
) -> Option<Opened> {
    let mut opened = private.opened.clone()?;
    if packet != Some(opened.packet.as_str()) || opened.asked.as_ref() != config.expires.known() {
        return None;
    }
    let at = opened.at.parse().ok();
    let last = at.and_then(|at| after(at, resolved.max_open)).map(|last| last.to_string());
    opened.until = last.into_iter().chain([opened.until]).min().unwrap_or_default();
    Some(opened)
}

/// Until when a gate that opens now is open: as configured or as long as it may be, and never longer than its evidence
/// holds. `None` while that is not known, or where the evidence has no end.
pub(super) fn until(
    resolved: &Resolved,
    verdict: &Verdict,
    now: Option<jiff::Timestamp>,
) -> Option<Moment> {
    let ends = Moment::parse(verdict.ends.as_deref()?, &["expires"]).ok()?;
    let asked = match &resolved.expires {
        Value::Known(moment) => moment.clone(),
        Value::Null => after(now?, resolved.max_open)?,
        Value::Unknown => return None,
    };
    Some(asked.min(ends))
}

/// The moment that lies so much later.
pub(super) fn after(now: jiff::Timestamp, time: Duration) -> Option<Moment> {
    now.checked_add(time).ok().map(Moment::of)
}
