//! The zones that are measured: alike but for a number, and all names of one length, so that one
//! can stand for any other.

use kfm_acceptance::account::ACCOUNT;
use kfm_acceptance::clients::REGION;
use serde_json::{Value as Json, json};

/// The resource type.
pub(crate) const TYPE: &str = "kfm_zone";
/// What every bucket's name begins with; [`DIGITS`] digits follow.
pub(crate) const PREFIX: &str = "kfm-bench-zone-";
/// Digits of a zone's number.
pub(crate) const DIGITS: usize = 5;

/// `var.zones` zones. The kind is one that needs no more than its name.
pub(crate) const HCL: &str = r#"variable "zones" {
  type = number
}

resource "kfm_zone" "zone" {
  for_each = toset([for number in range(var.zones) : format("kfm-bench-zone-%05d", number)])

  zone   = "catalog"
  bucket = each.value
}
"#;

/// The bucket of a zone.
pub(crate) fn bucket(number: usize) -> String {
    format!("{PREFIX}{number:05}")
}

/// The configuration of a zone, as in [`HCL`].
pub(crate) fn configuration(number: usize) -> Json {
    json!({ "zone": "catalog", "bucket": bucket(number) })
}

/// The provider block, without what depends on the endpoint. Without `account`, the provider has
/// to ask who calls.
pub(crate) fn provider_block(administrators: &[&str], account: bool) -> Json {
    json!({
        "region": REGION,
        "environment": "dev",
        "account_id": account.then_some(ACCOUNT),
        "administrators": administrators,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hcl_names_the_same_buckets() {
        assert!(HCL.contains(&format!("{PREFIX}%0{DIGITS}d")));
        assert_eq!(bucket(42), "kfm-bench-zone-00042");
        assert!(HCL.contains(&format!("resource \"{TYPE}\"")));
    }
}
