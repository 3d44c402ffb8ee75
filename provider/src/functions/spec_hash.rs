//! `spec_hash`: the hash of a dataset's specification.

use super::text;
use crate::domain::promotion::contract;
use crate::model;
use crate::terraform::diag::AttributePath;
use crate::terraform::function::{ArgumentError, Function};

model! {
    /// The hash of a dataset's specification, as gate A of `kfm/promotion-contract/A-F/v1` expects it.
    ///
    /// It is `sha256:` and the SHA-256 of the document's canonical form (RFC 8785), so that white
    /// space and the order of members do not count. The first eight digits are part of the
    /// dataset's version.
    ///
    /// What JSON readers understand differently is an error: a member name that occurs twice, an
    /// integer beyond 2^53 - 1.
    pub struct Parameters {
        /// The specification, a JSON object that is not empty: a file's content, or `jsonencode` of
        /// a value.
        json: String => required;
    }
}

/// The function.
#[derive(Debug)]
pub struct SpecHash;

impl Function for SpecHash {
    type Parameters = Parameters;
    type Returns = String;
    const NAME: &'static str = "spec_hash";

    fn call(&self, arguments: Parameters) -> Result<String, Vec<ArgumentError>> {
        contract::spec_hash(text(&arguments.json)).map_err(|fault| {
            vec![ArgumentError::new(AttributePath::attribute("json"), fault.to_string())]
        })
    }
}
