//! What the user reads about the configurations of [`cases`](super::cases). Each must give a
//! message.

use std::fmt::Write as _;

use kfm_provider::cloud::memory::plain_bucket;
use kfm_provider::domain::{AccountId, BucketName, PrincipalArn, Region};
use kfm_provider::terraform::client::Client;
use kfm_provider::terraform::diag::{Diag, Severity};
use serde_json::{Value as Json, json};

use super::cases::{Case, SECOND, STRANGER, block, blocks, imports, zones};
use super::policy_cases::policies;
use crate::support::golden::{Golden, assert_golden};
use crate::support::registry::{ACCOUNT, ADMINISTRATOR, cloud, provider};

const ZONE: &str = "kfm_zone";
const POLICY: &str = "kfm_zone_policy";

#[tokio::test]
async fn the_messages_are_the_golden_ones() {
    let mut texts = Golden::new();
    texts.insert("kfm_zone.txt".to_owned(), messages(ZONE, zones()).await);
    texts.insert("kfm_zone_policy.txt".to_owned(), messages(POLICY, policies()).await);
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

/// As Terraform goes about a new resource: it is planned only if it passes validation.
async fn messages(ty: &str, cases: Vec<Case>) -> String {
    let mut text = String::new();
    for Case { about, config, below } in cases {
        let client = client(&below).await;
        let config_tree = client.object(ty, config.clone()).unwrap();
        let mut diags = client.validate(ty, config_tree.clone()).await.unwrap();
        if diags.iter().all(|diag| diag.severity != Severity::Error) {
            diags.extend(client.plan(ty, None, Some(&config_tree)).await.unwrap().diags);
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
