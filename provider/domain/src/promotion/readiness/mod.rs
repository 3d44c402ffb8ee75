//! The profile `kfm/promotion-readiness/A-G/v1`: whether a readiness packet is complete in itself. `PASS` hands the case
//! to whoever decides; it is no approval.
//!
//! A member that is absent and one that is `null` are the same thing, but for two members of the review.

pub mod approval;
mod catalog;
pub(super) mod clock;
pub mod codes;
mod evaluation;
mod identity;
mod review;
pub(super) mod shape;
mod world;

pub use clock::{Clock, Closed};
pub use evaluation::{Evaluation, GATES};

use super::json::{Json, Limits, Unreadable};
use super::verdict::{Code, Findings};

/// The name of the profile.
pub const PROFILE: &str = "kfm/promotion-readiness/A-G/v1";

/// Evaluates a packet.
#[must_use]
pub fn evaluate(text: &[u8]) -> Evaluation {
    match Json::read(text, Limits::READINESS_PACKET) {
        Ok(packet) if packet.as_object().is_some() => {
            let findings = judge(&packet);
            Evaluation::new(Some(packet), findings)
        }
        Ok(_) => unread_packet(codes::INPUT_DOCUMENT_INVALID),
        Err(Unreadable::TooLarge) => unread_packet(codes::INPUT_TOO_LARGE),
        Err(Unreadable::DuplicateName | Unreadable::Invalid) => unreadable(),
    }
}

/// What a packet comes to that cannot be opened or read, or is no regular file.
#[must_use]
pub fn unreadable() -> Evaluation {
    unread_packet(codes::INPUT_UNREADABLE)
}

fn unread_packet(code: Code) -> Evaluation {
    let mut findings = Findings::new();
    findings.add(code, "$");
    Evaluation::new(None, findings)
}

fn judge(packet: &Json) -> Findings {
    let mut findings = Findings::new();
    for gate in [
        identity::identity,
        identity::assets,
        world::geometry,
        world::time,
        catalog::policy,
        catalog::support,
        review::review,
        review::rollback,
    ] {
        gate(packet, &mut findings);
    }
    findings
}

#[cfg(test)]
pub(super) mod tests;
