//! The DSSE envelope: bytes with their type, and signatures over both.

use base64::Engine as _;
use base64::alphabet::{Alphabet, STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::public_key::PublicKey;
use crate::promotion::json::{Json, Limits};

/// The most signatures of an envelope.
const MAX_SIGNATURES: usize = 16;

/// An envelope whose fields are decoded. Nothing of it is trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Envelope {
    pub(super) payload_type: String,
    pub(super) payload: Vec<u8>,
    signatures: Vec<Vec<u8>>,
}

impl Envelope {
    /// Reads an envelope; none where a member is missing, malformed or unknown.
    pub(super) fn read(text: &[u8]) -> Option<Self> {
        let envelope = Json::read(text, Limits::ENVELOPE).ok()?;
        let known = ["payload", "payloadType", "signatures"];
        let signatures = envelope.get("signatures").as_array()?;
        if !is_closed(&envelope, &known) || !(1..=MAX_SIGNATURES).contains(&signatures.len()) {
            return None;
        }
        Some(Self {
            payload_type: envelope.get("payloadType").as_str()?.to_owned(),
            payload: decode(envelope.get("payload").as_str()?)?,
            signatures: signatures.iter().map(signature).collect::<Option<_>>()?,
        })
    }

    /// Whether at least one of the signatures is by that key; those of others are not looked at.
    pub(super) fn is_signed_by(&self, key: &PublicKey) -> bool {
        let message = pae(&self.payload_type, &self.payload);
        self.signatures.iter().any(|signature| key.verifies(&message, signature))
    }
}

/// The bytes of a signature. Its `keyid` is a hint that nobody signed: it has to be a string, and is not used.
fn signature(entry: &Json) -> Option<Vec<u8>> {
    let hinted = entry.member("keyid").is_none_or(|keyid| keyid.as_str().is_some());
    if !is_closed(entry, &["keyid", "sig"]) || !hinted {
        return None;
    }
    decode(entry.get("sig").as_str()?).filter(|signature| !signature.is_empty())
}

fn is_closed(object: &Json, known: &[&str]) -> bool {
    object
        .as_object()
        .is_some_and(|members| members.keys().all(|name| known.contains(&name.as_str())))
}

/// Base64 in either alphabet, as the protocol asks of verifiers, but not in both at once; with or without padding.
fn decode(text: &str) -> Option<Vec<u8>> {
    let engine = |alphabet: &Alphabet| {
        let config =
            GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
        GeneralPurpose::new(alphabet, config)
    };
    engine(&STANDARD).decode(text).or_else(|_| engine(&URL_SAFE).decode(text)).ok()
}

/// The protocol's pre-authentication encoding, which is what is signed: the lengths keep the type and the payload
/// from running into each other.
pub(super) fn pae(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let head = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len());
    [head.as_bytes(), payload].concat()
}
