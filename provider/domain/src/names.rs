//! Names that the rest of the crate trusts: parsed once, with the rule in the error.

use std::fmt;

use thiserror::Error;

/// A name that breaks a rule: what was given and which rule it breaks.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{what} `{given}` {rule}")]
pub struct NameError {
    what: &'static str,
    given: String,
    rule: String,
}

impl NameError {
    /// An error about `given`, which is a `what` and breaks `rule`.
    pub fn new(what: &'static str, given: &str, rule: impl Into<String>) -> Self {
        Self { what, given: given.to_owned(), rule: rule.into() }
    }
}

macro_rules! name {
    ($(#[doc = $doc:literal])+ $name:ident) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name! {
    /// An AWS account: twelve digits.
    AccountId
}

impl AccountId {
    /// Parses an account id.
    ///
    /// # Errors
    /// It is not twelve digits.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NameError::new("account id", text, "is not twelve digits"))
        }
    }
}

name! {
    /// An AWS region, e.g. `us-east-1`.
    Region
}

impl Region {
    /// Parses a region's name. Any well-formed name is accepted: S3-compatible stores name their
    /// regions freely.
    ///
    /// # Errors
    /// It is empty, longer than 64 characters, or has characters other than `a-z0-9-`.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if (1..=64).contains(&text.len()) && text.bytes().all(fits) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NameError::new("region", text, "must match [a-z0-9-]{1,64}, e.g. us-east-1"))
        }
    }

    /// The partition that ARNs in this region carry.
    ///
    /// Source: AWS "Amazon Resource Names", partitions; the prefixes of the region names.
    pub fn partition(&self) -> &'static str {
        const PREFIXES: [(&str, &str); 5] = [
            ("cn-", "aws-cn"),
            ("us-gov-", "aws-us-gov"),
            ("us-isob-", "aws-iso-b"),
            ("us-isof-", "aws-iso-f"),
            ("us-iso-", "aws-iso"),
        ];
        PREFIXES
            .iter()
            .find(|(prefix, _)| self.0.starts_with(prefix))
            .map_or("aws", |(_, partition)| partition)
    }

    /// How `kms:ViaService` names S3 in this region: by its endpoint, whose domain follows the
    /// partition.
    ///
    /// Source: AWS KMS Developer Guide, condition key `kms:ViaService` (2026-11).
    pub fn kms_via_s3(&self) -> String {
        self.kms_via_s3_in(&self.0)
    }

    /// The pattern of [`Self::kms_via_s3`] for all regions of this partition.
    pub fn kms_via_s3_of_any_region(&self) -> String {
        self.kms_via_s3_in("*")
    }

    fn kms_via_s3_in(&self, region: &str) -> String {
        let china = if self.partition() == "aws-cn" { ".cn" } else { "" };
        format!("s3.{region}.amazonaws.com{china}")
    }
}

name! {
    /// A deployment environment, e.g. `dev`. Compared exactly.
    Environment
}

impl Environment {
    /// Parses an environment's name.
    ///
    /// # Errors
    /// It does not match `[a-z][a-z0-9-]{0,31}`.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        if is_label(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NameError::new("environment", text, LABEL_RULE))
        }
    }
}

name! {
    /// What the names of all buckets of one owner begin with, e.g. `kfm`.
    NamePrefix
}

impl NamePrefix {
    /// Parses a prefix.
    ///
    /// # Errors
    /// It does not match `[a-z][a-z0-9-]{0,31}`.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        if is_label(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NameError::new("name prefix", text, LABEL_RULE))
        }
    }
}

const LABEL_RULE: &str = "must match [a-z][a-z0-9-]{0,31}: lower-case letters, digits and \
                          hyphens, a letter first, 32 characters at most";

fn is_label(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    text.len() <= 32
        && text.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase())
        && text.bytes().all(fits)
}

name! {
    /// The name of a general purpose S3 bucket.
    BucketName
}

impl BucketName {
    /// Parses a bucket's name by the rules of AWS "General purpose bucket naming rules".
    ///
    /// # Errors
    /// It breaks a rule: the error says which.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        match broken_bucket_rule(text) {
            None => Ok(Self(text.to_owned())),
            Some(rule) => Err(NameError::new("bucket name", text, rule)),
        }
    }

    /// The bucket's ARN. It names neither region nor account.
    pub fn arn(&self, region: &Region) -> String {
        format!("arn:{}:s3:::{}", region.partition(), self.0)
    }

    /// The alias of the key that a zone owns for this bucket; aliases admit no dots.
    pub fn key_alias(&self, environment: &Environment) -> String {
        format!("alias/kfm/{environment}/{}", self.0.replace('.', "_"))
    }
}

fn broken_bucket_rule(text: &str) -> Option<&'static str> {
    const PREFIXES: [&str; 3] = ["xn--", "sthree-", "amzn-s3-demo-"];
    const SUFFIXES: [&str; 5] = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];
    let alphanumeric = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let edge = |byte: Option<u8>| byte.is_some_and(alphanumeric);
    if !(3..=63).contains(&text.len()) {
        return Some("must have 3 to 63 characters");
    }
    if !text.bytes().all(|byte| alphanumeric(byte) || byte == b'.' || byte == b'-') {
        return Some("may have only lower-case letters, digits, dots and hyphens");
    }
    if !edge(text.bytes().next()) || !edge(text.bytes().last()) {
        return Some("must begin and end with a letter or a digit");
    }
    if text.contains("..") {
        return Some("must not have two dots in a row");
    }
    if text.parse::<std::net::Ipv4Addr>().is_ok() {
        return Some("must not be formatted as an IP address");
    }
    if PREFIXES.iter().any(|prefix| text.starts_with(prefix)) {
        return Some("begins with a prefix that AWS reserves (xn--, sthree-, amzn-s3-demo-)");
    }
    if SUFFIXES.iter().any(|suffix| text.ends_with(suffix)) {
        return Some(
            "ends with a suffix that AWS reserves (-s3alias, --ol-s3, .mrap, --x-s3, --table-s3)",
        );
    }
    None
}

name! {
    /// The ARN of a KMS key.
    KeyArn
}

impl KeyArn {
    /// Parses a key's ARN: `arn:<partition>:kms:<region>:<account>:key/<id>`.
    ///
    /// # Errors
    /// It is an alias, a bare key id or something else. An alias is refused because S3 resolves
    /// it in the caller's account, not in the bucket's.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let rule = if text.contains("alias/") {
            "is an alias: S3 resolves an alias in the account of whoever writes, so the ARN of the \
             key itself is needed (arn:aws:kms:<region>:<account>:key/<id>)"
        } else {
            match text.split(':').collect::<Vec<_>>().as_slice() {
                ["arn", partition, "kms", region, account, resource]
                    if partition.starts_with("aws")
                        && Region::parse(region).is_ok()
                        && AccountId::parse(account).is_ok()
                        && resource.strip_prefix("key/").is_some_and(is_key_id) =>
                {
                    return Ok(Self(text.to_owned()));
                }
                _ => "is not the ARN of a KMS key (arn:aws:kms:<region>:<account>:key/<id>)",
            }
        };
        Err(NameError::new("KMS key", text, rule))
    }

    /// The region in which the key lives.
    pub fn region(&self) -> &str {
        self.0.split(':').nth(3).unwrap_or_default()
    }

    /// The account that the key belongs to.
    pub fn account(&self) -> &str {
        self.0.split(':').nth(4).unwrap_or_default()
    }
}

fn is_key_id(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (1..=64).contains(&text.len()) && text.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bucket_names_follow_the_rules_of_s3() {
        for good in ["abc", "kfm-dev-raw-123456789012", "a.b.c", "1ab"] {
            assert!(BucketName::parse(good).is_ok(), "{good}");
        }
        let long = "a".repeat(64);
        for bad in [
            "ab",
            "Abc",
            "a_b",
            "-abc",
            "abc-",
            "a..b",
            "192.168.5.4",
            "xn--abc",
            "sthree-abc",
            "amzn-s3-demo-x",
            "abc-s3alias",
            "abc--ol-s3",
            "abc.mrap",
            "abc--x-s3",
            "ab\nc",
            &long,
        ] {
            assert!(BucketName::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn environments_are_short_lower_case_labels() {
        assert!(Environment::parse("dev-2").is_ok());
        for bad in ["", "Dev", "2dev", "a_b", &"a".repeat(33)] {
            assert!(Environment::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_alias_is_not_a_key() {
        let error = KeyArn::parse("alias/x").unwrap_err().to_string();
        assert!(error.contains("is an alias"), "{error}");
        assert!(KeyArn::parse("arn:aws:kms:us-east-1:123456789012:alias/x").is_err());
        assert!(KeyArn::parse("1234abcd-12ab-34cd-56ef-1234567890ab").is_err());
        let key = KeyArn::parse("arn:aws:kms:us-east-1:123456789012:key/mrk-12ab").unwrap();
        assert_eq!(key.region(), "us-east-1");
    }

    #[test]
    fn arns_carry_the_partition_of_the_region() {
        let bucket = BucketName::parse("abc").unwrap();
        let arn = |region| bucket.arn(&Region::parse(region).unwrap());
        assert_eq!(arn("us-east-1"), "arn:aws:s3:::abc");
        assert_eq!(arn("us-gov-west-1"), "arn:aws-us-gov:s3:::abc");
        assert_eq!(arn("cn-north-1"), "arn:aws-cn:s3:::abc");
    }

    #[test]
    fn an_alias_has_no_dots() {
        let environment = Environment::parse("dev").unwrap();
        let bucket = BucketName::parse("a.b-c").unwrap();
        assert_eq!(bucket.key_alias(&environment), "alias/kfm/dev/a_b-c");
    }
}
