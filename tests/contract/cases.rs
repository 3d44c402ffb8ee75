//! Configurations and import ids that are refused or doubtful. A new one is a line in a table.

use serde_json::{Value as Json, json};

use crate::support::registry::{ACCOUNT, ADMINISTRATOR};

/// A bucket that is there and carries no tags of the provider.
pub(super) const STRANGER: &str = "soils-archive";
/// Another administrator, so that there are two.
pub(super) const SECOND: &str = "arn:aws:iam::123456789012:role/storage-admin";

const MEDIC: &str = "arn:aws:iam::123456789012:role/medic";
const KEY_ELSEWHERE: &str =
    "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";

/// A configuration of a zone, below a provider block.
pub(super) struct Case {
    /// What is wrong with it.
    pub(super) about: &'static str,
    /// The zone's configuration.
    pub(super) config: Json,
    /// What the provider block says beside or instead of [`block`].
    pub(super) below: Json,
}

pub(super) fn case(about: &'static str, config: Json) -> Case {
    Case { about, config, below: json!({}) }
}

impl Case {
    pub(super) fn below(self, below: Json) -> Self {
        Self { below, ..self }
    }
}

/// The provider block of all cases.
pub(super) fn block() -> Json {
    json!({
        "region": "us-east-1", "environment": "dev", "account_id": ACCOUNT,
        "administrators": [ADMINISTRATOR, SECOND],
    })
}

/// Zones.
pub(super) fn zones() -> Vec<Case> {
    [
        names(),
        administrators(),
        break_glass(),
        encryption(),
        retention(),
        ageing(),
        logs(),
        the_rest(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn names() -> Vec<Case> {
    let long = json!({
        "environment": "development", "name_prefix": "a-prefix-of-thirty-two-letters-x",
    });
    vec![
        case("a kind that there is not", json!({ "zone": "Raw" })),
        case("an environment in capitals", json!({ "zone": "catalog", "environment": "Dev" })),
        case("no environment anywhere", json!({ "zone": "catalog" }))
            .below(json!({ "environment": null })),
        case("a bucket name with an underscore", json!({ "zone": "catalog", "bucket": "a_b" })),
        case("a bucket name of AWS's own", json!({ "zone": "catalog", "bucket": "x-s3alias" })),
        case("a bucket name that becomes too long", json!({ "zone": "quarantine" })).below(long),
    ]
}

fn retention() -> Vec<Case> {
    let kept = |zone: &str, retention: Json| json!({ "zone": zone, "retention": retention });
    vec![
        case("raw without retention", json!({ "zone": "raw" })),
        case("audit without days", kept("audit", json!({ "class": "R0" }))),
        case("no day at all", kept("raw", json!({ "days": 0 }))),
        case("more days than S3 counts", kept("raw", json!({ "days": 36_501 }))),
        case("a looser class and no such mode", {
            kept("catalog", json!({ "class": "R4", "days": 1, "mode": "STRICT" }))
        }),
        case("a mode without days", kept("catalog", json!({ "mode": "GOVERNANCE" }))),
        case("retention in logs", kept("logs", json!({ "days": 1 }))),
        case("COMPLIANCE that nobody agreed to", {
            kept("raw", json!({ "days": 1, "mode": "COMPLIANCE" }))
        }),
        case("an agreement for another bucket", {
            json!({ "zone": "catalog", "acknowledge_irreversible": "another" })
        }),
    ]
}

fn ageing() -> Vec<Case> {
    let aged = |zone: &str, lifecycle: Json| json!({ "zone": zone, "object_lifecycle": lifecycle });
    let moves = |moves: Json| aged("catalog", json!({ "transitions": moves }));
    let to = |class: &str, days: i64| json!({ "storage_class": class, "days": days });
    vec![
        case("infrequent access too early", moves(json!([to("STANDARD_IA", 29)]))),
        case("a class that there is not", moves(json!([to("COLD", 1)]))),
        case("up the waterfall", moves(json!([to("GLACIER", 1), to("GLACIER_IR", 2)]))),
        case("too soon after infrequent access", {
            moves(json!([to("STANDARD_IA", 30), to("GLACIER", 40)]))
        }),
        case("an end before the move", {
            aged(
                "work",
                json!({
                    "transitions": [{ "storage_class": "GLACIER", "days": 9, "prefix": "tmp/" }],
                    "expire_prefixes": { "tmp/": 9 },
                }),
            )
        }),
        case(
            "an end where nothing ends",
            aged("catalog", json!({ "expire_prefixes": { "x/": 1 } })),
        ),
        case("ends inside each other, and malformed", {
            aged("work", json!({ "expire_prefixes": { "a/": 1, "a/b/": 2, "/c": 3, "d/*/": 4 } }))
        }),
        case("older versions that end in R1", aged("catalog", json!({ "noncurrent_days": 1 }))),
        case("versions without days", aged("work", json!({ "noncurrent_versions": 3 }))),
        case("numbers out of range", {
            aged(
                "work",
                json!({
                    "abort_multipart_days": 0, "noncurrent_days": 36_501, "noncurrent_versions": 101,
                }),
            )
        }),
    ]
}

fn logs() -> Vec<Case> {
    let to = |bucket: &str| json!({ "zone": "catalog", "access_log": { "bucket": bucket } });
    vec![
        case("logs to a zone of another kind", to("kfm-dev-raw-123456789012")),
        case("logs to a bucket of no zone", to(STRANGER)),
        case("logs of logs", {
            json!({ "zone": "logs", "access_log": { "bucket": "kfm-dev-logs-123456789012" } })
        }),
        case("logs under a key", {
            json!({ "zone": "logs", "encryption": { "algorithm": "aws:kms" } })
        }),
        case("sources that are none", json!({ "zone": "logs", "log_sources": ["*", "A_b"] })),
        case("sources and writers where they do not belong", {
            json!({
                "zone": "catalog", "log_sources": ["kfm-*"],
                "receipt_writers": ["arn:aws:iam::123456789012:user/me"],
            })
        }),
    ]
}

fn administrators() -> Vec<Case> {
    let named = |arns: Json| json!({ "zone": "catalog", "administrators": arns });
    vec![
        case("administrators whom nobody named", json!({ "zone": "catalog" }))
            .below(json!({ "administrators": null })),
        case("no administrator at all", named(json!([]))),
        case(
            "a session as administrator",
            named(json!(["arn:aws:sts::123456789012:assumed-role/admin/me"])),
        ),
        case("the root user as administrator", named(json!(["arn:aws:iam::123456789012:root"]))),
        case("anyone as administrator", named(json!(["arn:aws:iam::123456789012:role/*"]))),
    ]
}

fn break_glass() -> Vec<Case> {
    let open = |principals: &[&str], until: &str, reason: &str| {
        let open = json!({ "principals": principals, "until": until, "reason": reason });
        json!({ "zone": "catalog", "break_glass": open })
    };
    let ahead = "2026-12-01T18:00:00Z";
    vec![
        case("break-glass for nobody", open(&[], ahead, "restore")),
        case("break-glass without a reason", open(&[MEDIC], ahead, " ")),
        case("break-glass until a day", open(&[MEDIC], "2026-12-01", "restore")),
        case("break-glass that is over", open(&[MEDIC], "2026-11-01T00:00:00Z", "restore")),
    ]
}

fn encryption() -> Vec<Case> {
    let by = |encryption: Json| json!({ "zone": "catalog", "encryption": encryption });
    vec![
        case("an algorithm without a key", by(json!({ "algorithm": "AES256" }))),
        case("an alias in place of a key", by(json!({ "kms_key_arn": "alias/soils" }))),
        case("a key in another region", by(json!({ "kms_key_arn": KEY_ELSEWHERE }))),
    ]
}

fn the_rest() -> Vec<Case> {
    let tags = json!({ "aws:x": "1", "kfm:zone": "work", "team": "hydrology" });
    let mistakes = json!({
        "zone": "raw", "environment": "Dev", "bucket": "no", "force_destroy": true,
        "encryption": { "algorithm": "none", "kms_key_arn": "k" },
    });
    vec![
        case("an append-only zone to be emptied", json!({ "zone": "raw", "force_destroy": true })),
        case("tags of AWS and of the provider", json!({ "zone": "catalog", "tags": tags })),
        case("several mistakes at once", mistakes),
    ]
}

/// Provider blocks: what they say beside or instead of [`block`].
pub(super) fn blocks() -> Vec<(&'static str, Json)> {
    let open = json!({ "principals": [SECOND], "until": "soon", "reason": "" });
    let mistakes = json!({ "region": "", "environment": "2dev", "account_id": "x" });
    vec![
        ("one administrator alone", json!({ "administrators": [ADMINISTRATOR] })),
        ("no administrator at all", json!({ "administrators": [] })),
        ("a region that is none", json!({ "region": "US East" })),
        ("an environment in capitals", json!({ "environment": "Dev" })),
        ("a prefix with a dot", json!({ "name_prefix": "k.f.m" })),
        ("an account of eleven digits", json!({ "account_id": "12345678901" })),
        ("an account that is not allowed", json!({ "allowed_account_ids": ["210987654321"] })),
        ("an allowed account by name", json!({ "allowed_account_ids": ["main"] })),
        ("retries of no known kind", json!({ "retry": { "mode": "legacy", "max_attempts": 0 } })),
        ("tags of the provider", json!({ "default_tags": { "kfm:zone": "raw" } })),
        ("break-glass that says little", json!({ "break_glass": open })),
        ("several mistakes at once", mistakes),
    ]
}

/// Import ids of zones.
pub(super) fn imports() -> Vec<(&'static str, &'static str)> {
    vec![
        ("four parts", "raw:dev:us-east-1:soils-archive"),
        ("a kind that there is not", "rwa:soils-archive"),
        ("an environment in capitals", "raw:Dev:soils-archive"),
        ("a bucket name with an underscore", "raw:soils_archive"),
        ("a bucket that there is not", "raw:soils-archives"),
        ("a bucket without the provider's tags", STRANGER),
    ]
}
