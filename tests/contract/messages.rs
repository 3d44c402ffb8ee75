//! What the user reads about a configuration that is refused or doubtful.
//!
//! A case is a line in a table: what is wrong, and the configuration. Each must give a message.

use std::fmt::Write as _;

use kfm_provider::cloud::memory::plain_bucket;
use kfm_provider::domain::{AccountId, BucketName, PrincipalArn, Region};
use kfm_provider::terraform::client::Client;
use kfm_provider::terraform::diag::{Diag, Severity};
use serde_json::{Value as Json, json};

use crate::support::golden::{Golden, assert_golden};
use crate::support::registry::{ACCOUNT, ADMINISTRATOR, cloud, provider};

const ZONE: &str = "kfm_zone";
/// A bucket that is there and carries no tags of the provider.
const STRANGER: &str = "soils-archive";
/// Another administrator, so that there are two.
const SECOND: &str = "arn:aws:iam::123456789012:role/storage-admin";
const KEY_ELSEWHERE: &str =
    "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";

/// A configuration of a zone, below a provider block.
struct Case {
    about: &'static str,
    config: Json,
    /// What the provider block says beside or instead of [`block`].
    below: Json,
}

fn case(about: &'static str, config: Json) -> Case {
    Case { about, config, below: json!({}) }
}

impl Case {
    fn below(self, below: Json) -> Self {
        Self { below, ..self }
    }
}

fn block() -> Json {
    json!({
        "region": "us-east-1", "environment": "dev", "account_id": ACCOUNT,
        "administrators": [ADMINISTRATOR, SECOND],
    })
}

fn zones() -> Vec<Case> {
    let medic = "arn:aws:iam::123456789012:role/medic";
    let open = |principals: Json, until: &str, reason: &str| {
        json!({ "zone": "catalog", "break_glass": {
            "principals": principals, "until": until, "reason": reason,
        } })
    };
    let ahead = "2026-12-01T18:00:00Z";
    vec![
        case("a kind that there is not", json!({ "zone": "Raw" })),
        case("an environment in capitals", json!({ "zone": "catalog", "environment": "Dev" })),
        case("a bucket name with an underscore", json!({ "zone": "catalog", "bucket": "my_bucket" })),
        case("a bucket name of AWS's own", json!({ "zone": "catalog", "bucket": "x-s3alias" })),
        case("a bucket name that becomes too long", json!({ "zone": "quarantine" }))
            .below(json!({ "environment": "development", "name_prefix": "a-prefix-of-thirty-two-letters-x" })),
        case("no environment anywhere", json!({ "zone": "catalog" }))
            .below(json!({ "environment": null })),
        case(
            "an algorithm without a key",
            json!({ "zone": "catalog", "encryption": { "algorithm": "AES256" } }),
        ),
        case(
            "an alias in place of a key",
            json!({ "zone": "catalog", "encryption": { "kms_key_arn": "alias/soils" } }),
        ),
        case(
            "a key in another region",
            json!({ "zone": "catalog", "encryption": { "kms_key_arn": KEY_ELSEWHERE } }),
        ),
        case("no administrator at all", json!({ "zone": "catalog", "administrators": [] })),
        case(
            "administrators that are a session, the root user and anyone",
            json!({ "zone": "catalog", "administrators": [
                "arn:aws:sts::123456789012:assumed-role/admin/me",
                "arn:aws:iam::123456789012:root",
                "arn:aws:iam::123456789012:role/*",
            ] }),
        ),
        case("administrators whom nobody named", json!({ "zone": "catalog" }))
            .below(json!({ "administrators": null })),
        case("break-glass for nobody", open(json!([]), ahead, "restore")),
        case("break-glass without a reason", open(json!([medic]), ahead, " ")),
        case("break-glass until a day", open(json!([medic]), "2026-12-01", "restore")),
        case("break-glass that is over", open(json!([medic]), "2026-11-01T00:00:00Z", "restore")),
        case("an append-only zone to be emptied", json!({ "zone": "raw", "force_destroy": true })),
        case(
            "tags of AWS and of the provider",
            json!({ "zone": "catalog", "tags": {
            "aws:x": "1", "kfm:zone": "work", "team": "hydrology",
        } }),
        ),
        case(
            "several mistakes at once",
            json!({
                "zone": "raw", "environment": "Dev", "bucket": "no", "force_destroy": true,
                "encryption": { "algorithm": "none", "kms_key_arn": "k" },
            }),
        ),
    ]
}

fn blocks() -> Vec<(&'static str, Json)> {
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
        (
            "break-glass that says little",
            json!({ "break_glass": {
            "principals": [SECOND], "until": "soon", "reason": "",
        } }),
        ),
        (
            "several mistakes at once",
            json!({
                "region": "", "environment": "2dev", "account_id": "x",
            }),
        ),
    ]
}

fn imports() -> Vec<(&'static str, &'static str)> {
    vec![
        ("four parts", "raw:dev:us-east-1:soils-archive"),
        ("a kind that there is not", "rwa:soils-archive"),
        ("an environment in capitals", "raw:Dev:soils-archive"),
        ("a bucket name with an underscore", "raw:soils_archive"),
        ("a bucket that there is not", "raw:soils-archives"),
        ("a bucket without the provider's tags", STRANGER),
    ]
}

#[tokio::test]
async fn the_messages_are_the_golden_ones() {
    let mut texts = Golden::new();
    texts.insert("kfm_zone.txt".to_owned(), zone_messages().await);
    texts.insert("kfm_zone_import.txt".to_owned(), import_messages().await);
    texts.insert("provider.txt".to_owned(), block_messages().await);
    assert_golden("messages", &texts);
}

async fn client(below: &Json) -> Client {
    let cloud = cloud().unwrap();
    for arn in [ADMINISTRATOR, SECOND] {
        cloud.add_principal(PrincipalArn::parse(arn).unwrap());
    }
    let region = Region::parse("us-east-1").unwrap();
    let account = AccountId::parse(ACCOUNT).unwrap();
    cloud.add_bucket(&BucketName::parse(STRANGER).unwrap(), &account, plain_bucket(&region));
    let client = Client::start(provider(&cloud)).await.unwrap();
    let config = client.provider_block(merged(block(), below)).unwrap();
    assert_eq!(client.configure(config).await.unwrap(), []);
    client
}

/// As Terraform goes about a new zone: it is planned only if it passes validation.
async fn zone_messages() -> String {
    let mut text = String::new();
    for Case { about, config, below } in zones() {
        let client = client(&below).await;
        let config_tree = client.object(ZONE, config.clone()).unwrap();
        let mut diags = client.validate(ZONE, config_tree.clone()).await.unwrap();
        if diags.iter().all(|diag| diag.severity != Severity::Error) {
            diags.extend(client.plan(ZONE, None, Some(&config_tree)).await.unwrap().diags);
        }
        let asked = match below.as_object() {
            Some(below) if below.is_empty() => config.to_string(),
            _ => format!("{config} below a provider block with {below}"),
        };
        section(about, &asked, &diags, &mut text);
    }
    text
}

async fn block_messages() -> String {
    let client = client(&json!({})).await;
    let mut text = String::new();
    for (about, changed) in blocks() {
        let config = client.provider_block(merged(block(), &changed)).unwrap();
        let diags = client.validate_provider(config).await.unwrap();
        section(about, &changed.to_string(), &diags, &mut text);
    }
    text
}

async fn import_messages() -> String {
    let client = client(&json!({})).await;
    let mut text = String::new();
    for (about, id) in imports() {
        let diags = client.import(ZONE, id).await.unwrap().diags;
        section(about, id, &diags, &mut text);
    }
    text
}

fn merged(mut base: Json, over: &Json) -> Json {
    let (Json::Object(members), Json::Object(over)) = (&mut base, over) else { return base };
    members.extend(over.clone());
    base
}

fn section(about: &str, asked: &str, diags: &[Diag], text: &mut String) {
    assert!(!diags.is_empty(), "{about}: {asked} passes without a message");
    writeln!(text, "== {about}\n{asked}\n").unwrap();
    for diag in diags {
        let severity = match diag.severity {
            Severity::Error => "Error",
            Severity::Warning => "Warning",
        };
        let place = match diag.path.to_string() {
            path if path.is_empty() => String::new(),
            path => format!(" (at {path})"),
        };
        writeln!(text, "{severity}: {}{place}\n{}\n", diag.summary, diag.detail).unwrap();
    }
}
