//! What names a document by its content.

use sha2::{Digest, Sha256};

use super::{ParseProblem, PolicyDocument};

impl PolicyDocument {
    /// `sha256:` and the digest, in lower-case hex, of what [`Self::to_json`] writes: the form of
    /// RFC 8785. Statements count in their order and names in their case; documents of the same
    /// meaning have the same digest in their [canonical](Self::canonical) form.
    pub fn digest(&self) -> String {
        format!("sha256:{}", hex::encode(Sha256::digest(self.to_json())))
    }
}

/// The digest of the document that a text holds, whatever its white space, the order of its
/// members, and whether single values stand in lists.
///
/// # Errors
/// It is not a policy document: all that is wrong with it.
pub fn digest_of(text: &str) -> Result<String, Vec<ParseProblem>> {
    PolicyDocument::parse_any(text).map(|document| document.digest())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Its digest is that of the line below, as `sha256sum` gives it.
    const TEXT: &str = r#"{ "Version": "2012-10-17", "Statement": [ { "Resource": ["*"],
        "Effect": "Allow", "Action": ["s3:b", "s3:a"] } ] }"#;
    const FORM: &str = r#"{"Statement":[{"Action":["s3:a","s3:b"],"Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}"#;
    const DIGEST: &str = "sha256:73431b85512f84953bfaeda23211c55e673b9e60cffa9956c3467cdd989dc181";

    #[test]
    fn a_digest_is_that_of_the_canonical_json() {
        let document = PolicyDocument::parse_any(TEXT).unwrap();
        assert_eq!(document.to_json(), FORM);
        assert_eq!(document.digest(), DIGEST);
        assert_eq!(digest_of(TEXT), Ok(DIGEST.to_owned()));
        assert_eq!(digest_of(FORM), Ok(DIGEST.to_owned()));
    }

    #[test]
    fn what_is_no_document_has_no_digest() {
        assert!(digest_of("{}").is_err());
        assert!(digest_of("").is_err());
    }

    #[test]
    fn documents_of_one_meaning_have_one_digest_in_their_canonical_form() {
        let other = FORM.replace("s3:a", "S3:A");
        let digest = |text: &str| PolicyDocument::parse_any(text).unwrap().canonical().digest();
        assert_ne!(digest_of(&other), digest_of(FORM));
        assert_eq!(digest(&other), digest(FORM));
    }
}
