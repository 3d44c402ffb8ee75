//! Where a bucket's name must be unique: in the partition, or in the account and region alone.

use std::str::FromStr;

use super::names::{AccountId, BucketName, NameError, Region};

/// The namespace of a bucket's name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum BucketNamespace {
    /// All accounts share it: a name that is free today may be taken tomorrow.
    #[default]
    Global,
    /// Only the account itself can take the name, in its region.
    ///
    /// Source: AWS "Namespaces for general purpose buckets" (2026-03).
    AccountRegional,
}

impl BucketNamespace {
    /// The word that S3 and HCL use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::AccountRegional => "account-regional",
        }
    }

    /// The namespace that a name can only be of.
    pub fn of(name: &BucketName, account: &AccountId, region: &Region) -> Self {
        if name.as_str().ends_with(&ending(account, region)) {
            Self::AccountRegional
        } else {
            Self::Global
        }
    }

    /// What follows `<name_prefix>-<environment>-<zone>` in the name that a zone takes by itself.
    pub fn default_ending(self, account: &AccountId, region: &Region) -> String {
        match self {
            Self::Global => format!("-{account}"),
            Self::AccountRegional => ending(account, region),
        }
    }

    /// Checks that a name can be made in this namespace.
    ///
    /// # Errors
    /// Its ending is not that of the namespace.
    pub fn check(
        self,
        name: &BucketName,
        account: &AccountId,
        region: &Region,
    ) -> Result<(), NameError> {
        let ending = ending(account, region);
        match (self, Self::of(name, account, region)) {
            (Self::AccountRegional, Self::Global) => {
                let rule = format!("does not end in `{ending}`, as account-regional names must");
                Err(NameError::new("bucket", name.as_str(), rule))
            }
            (Self::Global, Self::AccountRegional) => {
                let rule = format!(
                    "ends in `{ending}`, which S3 keeps for `bucket_namespace = \
                     \"account-regional\"`"
                );
                Err(NameError::new("bucket", name.as_str(), rule))
            }
            _ => Ok(()),
        }
    }
}

fn ending(account: &AccountId, region: &Region) -> String {
    format!("-{account}-{region}-an")
}

impl FromStr for BucketNamespace {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        match text {
            "global" => Ok(Self::Global),
            "account-regional" => Ok(Self::AccountRegional),
            _ => {
                let rule = "is neither `global` nor `account-regional`";
                Err(NameError::new("bucket_namespace", text, rule))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_namespace_takes_its_own_names() {
        let account = AccountId::parse("123456789012").unwrap();
        let region = Region::parse("us-east-1").unwrap();
        let own = BucketName::parse("kfm-dev-raw-123456789012-us-east-1-an").unwrap();
        let plain = BucketName::parse("kfm-dev-raw-123456789012").unwrap();
        let (global, regional) = (BucketNamespace::Global, BucketNamespace::AccountRegional);
        assert!(regional.check(&own, &account, &region).is_ok());
        assert!(regional.check(&plain, &account, &region).is_err());
        assert!(global.check(&plain, &account, &region).is_ok());
        assert!(global.check(&own, &account, &region).is_err());
        let elsewhere = Region::parse("us-west-2").unwrap();
        assert!(regional.check(&own, &account, &elsewhere).is_err());
    }
}
