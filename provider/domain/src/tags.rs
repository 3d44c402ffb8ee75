//! Bucket tags: the provider's marks and the user's own.

use std::collections::BTreeMap;

use super::names::{BucketName, Environment, NameError};
use super::zone::ZoneKind;

/// Tags of a bucket or a key.
pub type Tags = BTreeMap<String, String>;

/// The tag that names a bucket's zone kind.
pub const ZONE: &str = "kfm:zone";
/// The tag that names a bucket's environment.
pub const ENVIRONMENT: &str = "kfm:environment";
/// The tag that says which create made or adopted the bucket. A destroy removes only its own.
pub const NONCE: &str = "kfm:nonce";
/// The tag of a key that names the bucket that it serves.
pub const BUCKET: &str = "kfm:bucket";

/// The tag of a role that names the grant that it is made for.
pub const GRANT: &str = "kfm:grant";

const UNFINISHED: &str = "/creating";

/// The nonce of a create, and whether that create has finished.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nonce {
    /// The random part.
    pub id: String,
    /// Whether the create that wrote it got to its end.
    pub finished: bool,
}

impl Nonce {
    /// Reads the tag's value.
    pub fn parse(value: &str) -> Self {
        match value.strip_suffix(UNFINISHED) {
            Some(id) => Self { id: id.to_owned(), finished: false },
            None => Self { id: value.to_owned(), finished: true },
        }
    }

    /// The tag's value.
    pub fn value(&self) -> String {
        let mark = if self.finished { "" } else { UNFINISHED };
        format!("{}{mark}", self.id)
    }
}

/// What a bucket's tags say of who made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marks {
    /// The zone kind, as written.
    pub zone: String,
    /// The environment, as written.
    pub environment: String,
    /// The nonce, if there is one.
    pub nonce: Option<Nonce>,
}

impl Marks {
    /// Reads the provider's tags; `None` where the bucket does not carry them.
    pub fn read(tags: &Tags) -> Option<Self> {
        Some(Self {
            zone: tags.get(ZONE)?.clone(),
            environment: tags.get(ENVIRONMENT)?.clone(),
            nonce: tags.get(NONCE).map(|value| Nonce::parse(value)),
        })
    }

    /// Whether they name this zone.
    pub fn name(&self, kind: ZoneKind, environment: &Environment) -> bool {
        self.zone == kind.as_str() && self.environment == environment.as_str()
    }
}

/// The provider's tags of a bucket.
pub fn bucket_marks(kind: ZoneKind, environment: &Environment, nonce: &Nonce) -> Tags {
    Tags::from([
        (ZONE.to_owned(), kind.as_str().to_owned()),
        (ENVIRONMENT.to_owned(), environment.to_string()),
        (NONCE.to_owned(), nonce.value()),
    ])
}

/// The provider's tags of an own key.
pub fn key_marks(kind: ZoneKind, environment: &Environment, bucket: &BucketName) -> Tags {
    Tags::from([
        (ZONE.to_owned(), kind.as_str().to_owned()),
        (ENVIRONMENT.to_owned(), environment.to_string()),
        (BUCKET.to_owned(), bucket.to_string()),
    ])
}

/// The provider's tags of a role that is made for a grant.
pub fn grant_marks(
    kind: ZoneKind,
    environment: &Environment,
    bucket: &BucketName,
    grant: &str,
) -> Tags {
    let mut marks = key_marks(kind, environment, bucket);
    marks.insert(GRANT.to_owned(), grant.to_owned());
    marks
}

/// The user's tags among `tags`: neither the provider's nor AWS's own.
pub fn user_tags(tags: &Tags) -> Tags {
    tags.iter()
        .filter(|(key, _)| !is_reserved(key))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

/// AWS's own tags among `tags`.
pub fn system_tags(tags: &Tags) -> Tags {
    let all = tags.iter().filter(|(key, _)| key.starts_with("aws:"));
    all.map(|(key, value)| (key.clone(), value.clone())).collect()
}

fn is_reserved(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    key.starts_with("kfm:") || key.starts_with("aws:")
}

/// Checks the key and value of a tag that a user sets.
///
/// Source: AWS "Using cost allocation S3 bucket tags": keys of 1 to 128 characters, values of up
/// to 256, `aws:` reserved.
///
/// # Errors
/// The key is reserved, or key or value has not an allowed length.
pub fn check_user_tag(key: &str, value: &str) -> Result<(), NameError> {
    if is_reserved(key) {
        return Err(NameError::new("tag", key, "uses a reserved prefix (`kfm:` or `aws:`)"));
    }
    if !(1..=128).contains(&key.chars().count()) {
        return Err(NameError::new("tag", key, "must have a key of 1 to 128 characters"));
    }
    if value.chars().count() > 256 {
        return Err(NameError::new("tag", key, "must have a value of at most 256 characters"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unfinished_nonce_survives_its_tag() {
        for finished in [true, false] {
            let nonce = Nonce { id: "0a1b".into(), finished };
            assert_eq!(Nonce::parse(&nonce.value()), nonce);
        }
    }

    #[test]
    fn reserved_keys_are_refused_and_hidden() {
        assert!(check_user_tag("KFM:zone", "x").is_err());
        assert!(check_user_tag("aws:x", "x").is_err());
        assert!(check_user_tag("team", "soils").is_ok());
        let tags = Tags::from([("kfm:zone".into(), "raw".into()), ("team".into(), "x".into())]);
        assert_eq!(user_tags(&tags).len(), 1);
    }
}
