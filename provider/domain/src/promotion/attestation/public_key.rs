//! Public keys, and the two ways to sign that are understood.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, ParsedPublicKey, UnparsedPublicKey, VerificationAlgorithm,
};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

/// What stands before the 32 bytes of an Ed25519 key in its DER (RFC 8410).
const ED25519_START: [u8; 12] =
    [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// What stands before the 65 bytes of an uncompressed P-256 point in its DER (RFC 5480).
const P256_START: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// The y-coordinates of the points of small order, little-endian. Under such a key anybody can sign.
const SMALL_ORDER: [[u8; 32]; 5] = [
    [0; 32],
    ends(0x01, 0x00, 0x00),
    ends(0xec, 0xff, 0x7f),
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98,
        0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53,
        0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67,
        0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac,
        0x03, 0x7a,
    ],
];

const fn ends(first: u8, middle: u8, last: u8) -> [u8; 32] {
    let mut bytes = [middle; 32];
    bytes[0] = first;
    bytes[31] = last;
    bytes
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Algorithm {
    /// Ed25519 (RFC 8032): a signature is 64 bytes.
    Ed25519,
    /// ECDSA on P-256 over SHA-256: a signature is DER, as `cosign` and in-toto's tools make it.
    EcdsaP256,
}

impl Algorithm {
    fn verification(self) -> &'static dyn VerificationAlgorithm {
        match self {
            Self::Ed25519 => &ED25519,
            Self::EcdsaP256 => &ECDSA_P256_SHA256_ASN1,
        }
    }
}

/// A public key. One key has one form: equal keys are the same key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PublicKey {
    algorithm: Algorithm,
    bytes: Vec<u8>,
}

impl PublicKey {
    /// Reads one PEM block of an Ed25519 or P-256 key.
    ///
    /// # Errors
    ///
    /// What has to hold.
    pub(super) fn from_pem(text: &str) -> Result<Self, &'static str> {
        let der = der(text).ok_or(
            "must be one PEM block `PUBLIC KEY` and nothing else: no private key, no certificate",
        )?;
        let (algorithm, bytes) = match (
            der.strip_prefix(&ED25519_START),
            der.strip_prefix(&P256_START),
        ) {
            (Some(key), _) if key.len() == 32 => (Algorithm::Ed25519, key),
            (_, Some(point)) if point.len() == 65 && point.starts_with(&[4]) => {
                (Algorithm::EcdsaP256, point)
            }
            _ => {
                return Err(
                    "must be an Ed25519 key, or an ECDSA key on P-256 with an uncompressed point",
                );
            }
        };
        let usable = ParsedPublicKey::new(algorithm.verification(), bytes).is_ok()
            && (algorithm != Algorithm::Ed25519 || is_strong(bytes));
        if !usable {
            return Err("must be a point of its curve under which only one can sign");
        }
        Ok(Self { algorithm, bytes: bytes.to_vec() })
    }

    /// Whether a signature of the message is by this key.
    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(self.algorithm.verification(), &self.bytes)
            .verify(message, signature)
            .is_ok()
    }
}

/// The bytes of the only block of a PEM text (RFC 7468). What is before, between or behind is no base64.
fn der(text: &str) -> Option<Vec<u8>> {
    let body = text
        .trim_ascii()
        .strip_prefix("-----BEGIN PUBLIC KEY-----")?
        .strip_suffix("-----END PUBLIC KEY-----")?;
    let body: String = body.chars().filter(|character| !character.is_ascii_whitespace()).collect();
    BASE64_STANDARD.decode(body).ok()
}

/// Whether an Ed25519 key is written in its only form, with y below 2^255 − 19, and is not of small order. The last
/// bit is the sign of x.
fn is_strong(key: &[u8]) -> bool {
    let Ok(mut y) = <[u8; 32]>::try_from(key) else { return false };
    y[31] &= 0x7f;
    let [first, middle @ .., last] = y;
    let reduced = first < 0xed || last < 0x7f || middle.iter().any(|byte| *byte < 0xff);
    reduced && !SMALL_ORDER.contains(&y)
}

#[cfg(test)]
mod tests;
