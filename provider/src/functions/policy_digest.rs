//! `policy_digest`: the digest of a policy document.

use super::text;
use crate::domain::policy_document::digest_of;
use crate::model;
use crate::terraform::diag::AttributePath;
use crate::terraform::function::{ArgumentError, Function};

model! {
    /// The digest of an IAM policy document, as `kfm_zone_policy` gives it in `policy_digest`.
    ///
    /// It is `sha256:` and the SHA-256 of the document's canonical form, in which white space, the
    /// order of members, and whether a single value stands in a list do not count. The order of
    /// statements does.
    ///
    /// Compare it with what was reviewed, or with what another tool says of a bucket.
    pub struct Parameters {
        /// The policy: of a principal, of a bucket or a key, or a trust policy.
        json: String => required;
    }
}

/// The function.
#[derive(Debug)]
pub struct PolicyDigest;

impl Function for PolicyDigest {
    type Parameters = Parameters;
    type Returns = String;
    const NAME: &'static str = "policy_digest";

    fn call(&self, arguments: Parameters) -> Result<String, Vec<ArgumentError>> {
        digest_of(text(&arguments.json)).map_err(|problems| {
            let error = |problem: &dyn std::fmt::Display| {
                ArgumentError::new(AttributePath::attribute("json"), problem.to_string())
            };
            problems.iter().map(|problem| error(problem)).collect()
        })
    }
}
