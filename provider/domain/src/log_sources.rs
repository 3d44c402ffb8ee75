//! Which buckets may have their access logs delivered to a `logs` zone.

use std::fmt;

use super::names::{BucketName, NameError, Region};

/// The name of a bucket, or the beginning of names followed by `*`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LogSource(String);

impl LogSource {
    /// Parses a name or a pattern.
    ///
    /// # Errors
    /// It is neither a bucket name nor the beginning of one with a `*` at its end.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let fits = |byte: u8| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.')
        };
        let parsed = match text.strip_suffix('*') {
            Some(begin) => {
                (3..=62).contains(&begin.len())
                    && begin.bytes().all(fits)
                    && begin.starts_with(|first: char| first.is_ascii_alphanumeric())
            }
            None => BucketName::parse(text).is_ok(),
        };
        if parsed {
            return Ok(Self(text.to_owned()));
        }
        let rule = "is neither the name of a bucket nor at least three characters of one followed \
                    by `*`";
        Err(NameError::new("log source", text, rule))
    }

    /// Every bucket whose name begins with `prefix`.
    ///
    /// # Errors
    /// As [`LogSource::parse`].
    pub fn beginning(prefix: &str) -> Result<Self, NameError> {
        Self::parse(&format!("{prefix}*"))
    }

    /// The ARN pattern of the buckets.
    pub fn arn(&self, region: &Region) -> String {
        format!("arn:{}:s3:::{}", region.partition(), self.0)
    }

    /// Whether a bucket is one of the sources.
    pub fn includes(&self, bucket: &BucketName) -> bool {
        match self.0.strip_suffix('*') {
            Some(begin) => bucket.as_str().starts_with(begin),
            None => bucket.as_str() == self.0,
        }
    }
}

impl fmt::Display for LogSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_a_name_or_the_beginning_of_names() {
        let bucket = |name| BucketName::parse(name).unwrap();
        let source = LogSource::parse("kfm-dev-*").unwrap();
        assert!(source.includes(&bucket("kfm-dev-raw")));
        assert!(!source.includes(&bucket("kfm-prod-raw")));
        let one = LogSource::parse("kfm-dev-raw").unwrap();
        assert!(one.includes(&bucket("kfm-dev-raw")) && !one.includes(&bucket("kfm-dev-raw-2")));
        for wrong in ["*", "k*", "", "kfm-*-raw", "KFM-*", "-kfm*", "kfm**"] {
            assert!(LogSource::parse(wrong).is_err(), "{wrong}");
        }
    }
}
