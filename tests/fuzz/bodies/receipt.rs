//! Whatever the bytes: faults that are consistent in themselves, and one digest for every spelling of one receipt.

use kfm_domain::promotion::json::{Json, Limits};
use kfm_domain::promotion::receipt::{Fault, Receipt};
use serde_json::Value;

pub(crate) fn run(data: &[u8]) {
    let Ok(receipt) = Receipt::read(data) else { return };
    let (faults, digest) = (receipt.faults(), receipt.digest());
    let codes: Vec<_> = faults.iter().map(|fault| fault.code()).collect();
    assert!(codes.is_sorted_by(|one, next| one < next), "sorted, and each once");
    let of_shape = !faults.contains(&Fault::Schema);
    assert!(of_shape || faults.len() == 1, "a wrong shape is told alone");
    assert!(!of_shape || digest.is_some(), "a receipt of the right shape has a digest");
    let Ok(document) = serde_json::from_slice::<Value>(data) else { return };
    let declared = document.pointer("/integrity/receipt_digest").and_then(Value::as_str);
    if of_shape {
        assert_eq!(faults.contains(&Fault::Digest), declared != digest.as_deref());
    }
    // Numbers have no form, and a double may be written in another way.
    if digest.is_some() {
        let respelled = Receipt::read(document.to_string().as_bytes());
        assert_eq!(respelled.as_ref().map(Receipt::digest), Ok(digest));
        assert_eq!(respelled.map(|receipt| receipt.faults()), Ok(faults));
    } else {
        assert!(Json::read(data, Limits::DOCUMENT).is_err() || data.iter().any(u8::is_ascii_digit));
    }
}
