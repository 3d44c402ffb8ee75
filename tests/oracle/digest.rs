//! What tells one stream of pairs from another.

/// The 64-bit FNV-1a hash of the lines of pairs. It has to notice a change, not an attack, and is
/// quick without optimisation.
///
/// Source: IETF draft-eastlake-fnv, "The FNV Non-Cryptographic Hash Algorithm".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Digest(u64);

impl Digest {
    pub(super) const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    /// Takes in a line.
    pub(super) fn add(&mut self, line: &str) {
        for byte in line.bytes().chain([b'\n']) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    pub(super) fn hex(self) -> String {
        format!("{:016x}", self.0)
    }
}
