//! The profile `kfm/promotion-contract/A-F/v1`: identity, rights, sensitivity, catalogs, receipts and policy of a
//! release candidate, and CONTROL, which is everything that belongs to no letter.
//!
//! Two levels: the packet alone ([`evaluate`]: bytes and trusted options in, findings out; it never opens a gate by
//! itself), and the packet with its stored objects and the policy ([`storage`]).

pub mod codes;
mod control;
mod evaluation;
pub(super) mod facts;
pub(super) mod formats;
mod gate_a;
mod gate_b;
mod gate_c;
mod gate_d;
mod gate_e;
mod gate_f;
mod identity;
mod license;
mod options;
mod options_file;
mod policy_input;
mod review;
pub(super) mod shape;
pub mod storage;
mod transitions;
mod zones;

pub use evaluation::{Disposition, Evaluation, GATES, Level};
pub use formats::is_s3_uri;
pub use gate_f::ENTRYPOINT;
pub use identity::{KeyFault, SpecFault, spec_hash, zone_key};
pub use license::LicenseClass;
pub use options::{
    DEFAULT_LIFETIME, DEFAULT_OBJECT_BYTES, DEFAULT_READ_TIMEOUT, Options, PolicyPin, Settings,
};
pub use options_file::OptionsFile;
pub use policy_input::{policy_input, policy_input_digest};
pub use transitions::transition_refusal;
pub use zones::ZoneMap;

use super::json::{Json, Limits, Unreadable};
use super::verdict::{Code, Findings};
use facts::Facts;

/// The name of the profile.
pub const PROFILE: &str = "kfm/promotion-contract/A-F/v1";

/// Evaluates a packet by itself.
#[must_use]
pub fn evaluate(text: &[u8], options: &Options) -> Evaluation {
    let packet = match Json::read(text, Limits::CONTRACT_PACKET) {
        Ok(packet) if packet.as_object().is_some() => packet,
        unread => {
            return unread_packet(match unread {
                Ok(_) => codes::INPUT_DOCUMENT_INVALID,
                Err(Unreadable::TooLarge) => codes::INPUT_TOO_LARGE,
                Err(_) => codes::INPUT_JSON_INVALID,
            });
        }
    };
    let facts = Facts::of(&packet);
    let mut findings = Findings::new();
    for gate in [
        control::evaluate,
        gate_a::evaluate,
        gate_b::evaluate,
        gate_c::evaluate,
        gate_d::evaluate,
        gate_e::evaluate,
        gate_f::evaluate,
        review::evaluate,
        review::rollback,
    ] {
        findings.extend(gate(&facts, options));
    }
    Evaluation::of_packet(Some(packet), findings)
}

/// What a packet comes to that cannot be opened or read, or is no regular file.
#[must_use]
pub fn unreadable() -> Evaluation {
    unread_packet(codes::INPUT_JSON_INVALID)
}

fn unread_packet(code: Code) -> Evaluation {
    let mut findings = Findings::new();
    findings.add(code, "$");
    Evaluation::of_packet(None, findings)
}

#[cfg(test)]
pub(super) mod tests;
