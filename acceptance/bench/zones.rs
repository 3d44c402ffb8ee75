//! The zones that are measured: alike but for a number, and all names of one length, so that one
//! can stand for any other.

use std::ops::Range;

use kfm_acceptance::account::ACCOUNT;
use kfm_acceptance::clients::REGION;
use serde_json::{Value as Json, json};

/// The resource type.
pub(crate) const TYPE: &str = "kfm_zone";
/// What every bucket's name begins with; [`DIGITS`] digits follow.
pub(crate) const PREFIX: &str = "kfm-bench-zone-";
/// Digits of a zone's number.
pub(crate) const DIGITS: usize = 5;

/// Terraform resources with zones `0..count`, at most `each` in one of them. The kind is one that
/// needs no more than its name.
pub(crate) fn hcl(count: usize, each: usize) -> String {
    let block = |(name, numbers): (String, Range<usize>)| {
        let Range { start, end } = numbers;
        format!(
            r#"resource "{TYPE}" "{name}" {{
  for_each = toset([for number in range({start}, {end}) : format("{PREFIX}%0{DIGITS}d", number)])

  zone   = "catalog"
  bucket = each.value
}}

"#
        )
    };
    blocks(count, each).map(block).collect()
}

/// Names of the resources of [`hcl`], and the numbers of their zones.
pub(crate) fn blocks(count: usize, each: usize) -> impl Iterator<Item = (String, Range<usize>)> {
    (0..count)
        .step_by(each.max(1))
        .map(move |start| (format!("from_{start}"), start..count.min(start + each)))
}

/// The bucket of a zone.
pub(crate) fn bucket(number: usize) -> String {
    format!("{PREFIX}{number:0DIGITS$}")
}

/// The configuration of a zone, as in [`hcl`].
pub(crate) fn configuration(number: usize) -> Json {
    json!({ "zone": "catalog", "bucket": bucket(number) })
}

/// The resource type of a zone's policy.
pub(crate) const POLICY: &str = "kfm_zone_policy";

/// The policy of a zone, with a role that is made for it.
pub(crate) fn policy(number: usize) -> Json {
    let bucket = bucket(number);
    json!({
        "zone": {
            "zone": "catalog",
            "bucket": bucket,
            "environment": "dev",
            "account_id": ACCOUNT,
            "region": REGION,
            "key_alias": format!("alias/kfm/dev/{bucket}"),
            "key_managed": true,
        },
        "grants": {
            "builder": {
                "persona": "catalog_builder",
                "role": { "trust": { "service": "ecs-tasks.amazonaws.com" } },
            },
        },
        "administrators": [format!("arn:aws:iam::{ACCOUNT}:user/administrator")],
    })
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
        assert_eq!(bucket(42), "kfm-bench-zone-00042");
        let hcl = hcl(3, 2);
        assert!(hcl.contains(r#"range(0, 2) : format("kfm-bench-zone-%05d", number)"#), "{hcl}");
        assert!(hcl.contains(r#"resource "kfm_zone" "from_2""#) && hcl.contains("range(2, 3)"));
        assert_eq!(hcl.matches("resource").count(), 2);
    }
}
