//! The packet's bytes.

use sha2::{Digest as _, Sha256};

use super::{Desk, Evidence, Weighing};
use crate::domain::promotion::contract::DEFAULT_READ_TIMEOUT;
use crate::domain::promotion::contract::storage::{Intake, ObjectId, Observed};
use crate::domain::promotion::json::Limits;
use crate::gate::observe::within;

/// A packet that could be read.
pub(super) struct Packet {
    pub(super) bytes: Vec<u8>,
    /// `sha256:` and the digest of its bytes.
    pub(super) digest: String,
    /// Whether it is the one that is pinned, or none is.
    pub(super) is_pinned: bool,
}

/// Reads the packet. Bytes that cannot be read are none, for whatever reason: the profiles do not tell them apart, and
/// `causes` does.
pub(super) async fn read(
    weighing: &Weighing,
    desk: Desk<'_>,
    causes: &mut Vec<String>,
) -> Option<Packet> {
    match &weighing.evidence {
        Evidence::Inline(text) => {
            let digest = format!("sha256:{}", hex::encode(Sha256::digest(text.as_bytes())));
            Some(Packet { bytes: text.clone().into_bytes(), digest, is_pinned: true })
        }
        Evidence::Stored { uri, pin } => {
            let object = ObjectId { uri: uri.clone(), version: None };
            match stored(&object, weighing, desk, Limits::CONTRACT_PACKET.bytes).await {
                Ok(Observed::Read { digest, content: Some(bytes), .. }) => {
                    let is_pinned = pin.as_ref().is_none_or(|pin| *pin == digest);
                    if !is_pinned {
                        causes.push(format!(
                            "{uri} has the digest {digest}, which is not the pinned one"
                        ));
                    }
                    Some(Packet { bytes, digest, is_pinned })
                }
                Ok(Observed::Missing) => {
                    causes.push(format!("there is no object {uri}"));
                    None
                }
                Ok(_) => {
                    causes.push(format!("{uri} is larger than a packet may be"));
                    None
                }
                Err(cause) => {
                    causes.push(cause);
                    None
                }
            }
        }
    }
}

/// Reads an object that is held whole, of at most so many bytes.
pub(super) async fn stored(
    object: &ObjectId,
    weighing: &Weighing,
    desk: Desk<'_>,
    most: usize,
) -> Result<Observed, String> {
    let time = std::time::Duration::from_secs(DEFAULT_READ_TIMEOUT);
    let intake = Intake::new(most as u64, most);
    let read = desk.evidence.object(object, Some(&weighing.account), intake);
    within(time, read).await.map_err(|cause| cause.told_of(&object.uri))
}
