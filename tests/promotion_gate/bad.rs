//! What a gate may not be: every error at its place, all at once, and nothing is changed.

use kfm_provider::terraform::diag::Severity;
use serde_json::json;

use super::*;

/// The errors of a plan, and that there are none without the change.
async fn errors(change: impl Fn(&mut Json)) -> Vec<String> {
    let (cloud, release) = (ground().await, release(Approval::Kept));
    store(&cloud, &release);
    let client = client(&cloud).await;
    let mut config = gate(&release);
    let planned = plan(&client, None, &config).await;
    assert_eq!(said(&planned.diags, Severity::Error), [""; 0]);
    change(&mut config);
    let before = cloud.mutations();
    let planned = plan(&client, None, &config).await;
    assert_eq!(cloud.mutations(), before);
    said(&planned.diags, Severity::Error)
}

async fn is_refused(place: &str, words: &str, change: impl Fn(&mut Json)) {
    let errors = errors(change).await;
    let found = errors.iter().find(|error| error.contains(&format!("Invalid `{place}`")));
    let found = found.unwrap_or_else(|| panic!("nothing at {place}: {errors:?}"));
    assert!(found.contains(words), "{found}");
}

#[tokio::test]
async fn names_of_no_form_are_refused() {
    is_refused("profile", "is none of", |config| config["profile"] = json!("kfm/other/v1")).await;
    is_refused("candidate.version", "`v1`", |config| config["candidate"]["version"] = json!("v1"))
        .await;
    is_refused("candidate.dataset", "slug", |config| config["candidate"]["dataset"] = json!("A b"))
        .await;
    is_refused("evidence.sha256", "no SHA-256 digest", |config| {
        config["evidence"]["sha256"] = json!("sha256:00");
    })
    .await;
    is_refused("evidence.uri", "is not the URI of an object", |config| {
        config["evidence"]["uri"] = json!("https://example.org/promotion.json");
    })
    .await;
    is_refused("on_block", "is none of", |config| config["on_block"] = json!("ignore")).await;
    is_refused("max_open", "longer than 168h", |config| config["max_open"] = json!("169h")).await;
    is_refused("max_packet_lifetime", "is not a time", |config| {
        config["max_packet_lifetime"] = json!("a month");
    })
    .await;
    is_refused("licenses[\"Nonsense\"]", "SPDX", |config| {
        config["licenses"] = json!({ "Nonsense": "L1" });
    })
    .await;
    is_refused("trusted_keys[\"user:release-1\"].public_key", "PEM", |config| {
        config["trusted_keys"] =
            json!({ "user:release-1": { "public_key": "x", "roles": ["steward"] } });
    })
    .await;
}

#[tokio::test]
async fn ways_that_are_not_promoted_are_refused() {
    for (from, to) in
        [("quarantine", "published"), ("raw", "published"), ("processed", "published")]
    {
        is_refused("candidate.from", "is not promoted", |config| {
            config["candidate"]["from"] = json!(from);
            config["candidate"]["to"] = json!(to);
        })
        .await;
    }
    is_refused("target", "goes to one of kind `published`", |config| {
        config["target"] = zone("catalog");
        config["sources"] = json!([zone("processed")]);
    })
    .await;
    is_refused("sources", "has no zone of kind `catalog`", |config| {
        config["sources"] = json!([zone("processed"), zone("audit")]);
    })
    .await;
    is_refused("candidate.to", "is about promotions to `published`", |config| {
        config["profile"] = json!("kfm/promotion-readiness/A-G/v1");
        config["candidate"]["from"] = json!("processed");
        config["candidate"]["to"] = json!("catalog");
        config["target"] = zone("catalog");
        config["sources"] = json!([zone("processed")]);
    })
    .await;
}

#[tokio::test]
async fn evidence_is_given_once_and_in_a_zone_of_the_gate() {
    is_refused("evidence", "has neither `uri` nor `json`", |config| config["evidence"] = json!({}))
        .await;
    is_refused("evidence", "has both", |config| config["evidence"]["json"] = json!("{}")).await;
    is_refused("evidence.uri", "which is neither the target nor one of `sources`", |config| {
        config["evidence"]["uri"] = json!("s3://somebody-elses-bucket/promotion.json");
    })
    .await;
    is_refused("evidence.sha256", "is not the digest of the packet", |config| {
        config["evidence"]["sha256"] = json!(format!("sha256:{}", "1".repeat(64)));
    })
    .await;
}

#[tokio::test]
async fn promoters_are_roles_that_write_no_evidence() {
    is_refused("promoter.principals", "wildcard", |config| {
        config["promoter"]["principals"] = json!(["*"]);
    })
    .await;
    is_refused("promoter.principals", "another account", |config| {
        config["promoter"]["principals"] = json!(["arn:aws:iam::210987654321:role/promoter"]);
    })
    .await;
    is_refused("promoter.principals", "may write what they promote by", |config| {
        config["promoter"]["principals"] = json!([role_arn("ci/builder")]);
    })
    .await;
}

#[tokio::test]
async fn a_policy_is_named_and_pinned() {
    is_refused("policy", "is missing", |config| config["policy"] = Json::Null).await;
    is_refused("policy", "names no bundle", |config| config["policy"] = json!({})).await;
    is_refused("policy.digest", "is missing", |config| {
        config["policy"] = json!({ "uri": "s3://kfm-dev-processed-123456789012/promotion.rego" });
    })
    .await;
    is_refused("policy.digest", "the bundle has the digest", |config| {
        config["policy"]["digest"] = json!(format!("sha256:{}", "1".repeat(64)));
    })
    .await;
    is_refused("policy.path", "cannot be read", |config| {
        let digest = format!("sha256:{}", "1".repeat(64));
        config["policy"] = json!({ "path": "no/such/file.rego", "digest": digest });
    })
    .await;
    is_refused("policy", "pins the policy engine", |config| {
        config["policy"]["engine_version"] = json!("0.0.1");
    })
    .await;
}

#[tokio::test]
async fn an_end_that_is_new_lies_ahead_and_not_too_far() {
    is_refused("expires", "must be a time in UTC", |config| config["expires"] = json!("soon"))
        .await;
    is_refused("expires", "is past", |config| config["expires"] = json!("2026-11-23T23:59:59Z"))
        .await;
    is_refused("expires", "more than `max_open` ahead", |config| {
        config["expires"] = json!("2026-11-25T00:00:01Z");
    })
    .await;
}

#[tokio::test]
async fn receipts_are_kept_where_nobody_changes_them() {
    is_refused("receipt_to", "must lie below `apply/`", |config| {
        config["receipt_to"] = json!(format!("s3://kfm-dev-catalog-{ACCOUNT}/apply/"));
    })
    .await;
    is_refused("receipt_to", "must lie below `apply/`", |config| {
        config["receipt_to"] = json!(format!("s3://kfm-dev-audit-{ACCOUNT}/receipts/"));
    })
    .await;
    is_refused("receipt_to", "is not `s3://", |config| config["receipt_to"] = json!("somewhere"))
        .await;
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_at_once() {
    let errors = errors(|config| {
        config["profile"] = json!("kfm/other/v1");
        config["candidate"]["version"] = json!("v1");
        config["evidence"]["sha256"] = json!("x");
        config["promoter"]["principals"] = json!(["*"]);
        config["expires"] = json!("soon");
        config["on_block"] = json!("ignore");
        config["max_open"] = json!("1000h");
        config["policy"] = json!({});
        config["receipt_to"] = json!("somewhere");
        config["sources"] = json!([zone("processed")]);
    })
    .await;
    for place in [
        "profile",
        "candidate.version",
        "evidence.sha256",
        "promoter.principals",
        "expires",
        "on_block",
        "max_open",
        "receipt_to",
    ] {
        let at =
            errors.iter().filter(|error| error.contains(&format!("Invalid `{place}`"))).count();
        assert_eq!(at, 1, "{place}: {errors:?}");
    }
}

/// The same, without a provider: what can be told is told.
#[tokio::test]
async fn a_configuration_is_checked_without_credentials() {
    let release = release(Approval::Kept);
    let cloud = ground().await;
    let client = client(&cloud).await;
    let mut config = gate(&release);
    let check = async |config: &Json| {
        let config = client.object(GATE, config.clone()).unwrap();
        client.validate(GATE, config).await.unwrap()
    };
    assert_eq!(check(&config).await, []);
    config["candidate"]["from"] = json!("raw");
    config["evidence"] = json!({});
    let errors = said(&check(&config).await, Severity::Error);
    assert_eq!(errors.len(), 2, "{errors:?}");
}
