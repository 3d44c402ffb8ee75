//! `receipt_digest`: the digest of a promotion's receipt.

use super::text;
use crate::domain::promotion::receipt::Receipt;
use crate::model;
use crate::terraform::diag::AttributePath;
use crate::terraform::function::{ArgumentError, Function};

model! {
    /// The digest of a receipt of a promotion, `kfm/promotion-receipt/v1`.
    ///
    /// It is taken over the receipt without its member `integrity`, so it is what
    /// `integrity.receipt_digest` has to be. The form that is hashed is sorted ASCII JSON, not that
    /// of RFC 8785.
    ///
    /// Whether the receipt is otherwise what it should be is not checked here:
    /// `terraform-provider-kfm gate receipt` does that.
    pub struct Parameters {
        /// The receipt, a JSON object without numbers.
        json: String => required;
    }
}

/// The function.
#[derive(Debug)]
pub struct ReceiptDigest;

impl Function for ReceiptDigest {
    type Parameters = Parameters;
    type Returns = String;
    const NAME: &'static str = "receipt_digest";

    fn call(&self, arguments: Parameters) -> Result<String, Vec<ArgumentError>> {
        let receipt = Receipt::read(text(&arguments.json).as_bytes());
        let digest = match receipt {
            Ok(receipt) => receipt.digest().ok_or_else(|| {
                "has a number in it, and a receipt has none: its digest is not defined".to_owned()
            }),
            Err(fault) => Err(format!(
                "must be strict JSON with an object at its root, of at most 2,097,152 bytes ({})",
                fault.code()
            )),
        };
        digest.map_err(|why| vec![ArgumentError::new(AttributePath::attribute("json"), why)])
    }
}
