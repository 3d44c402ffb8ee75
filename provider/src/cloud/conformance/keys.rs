//! Keys.

use super::{Config, Outcome, must, perform, refused, same, same_policy};
use crate::cloud::{CloudErrorKind, Effect, KeyFacets, KeyState, Mutate, Observation, Operation};
use crate::domain::KeyArn;
use crate::domain::tags::Tags;

/// The earliest end of a key that KMS admits.
const DAYS: u8 = 7;

/// A policy under which IAM decides; `sid` tells one from another.
fn policy(config: &Config, sid: &str) -> String {
    let root = format!("arn:{}:iam::{}:root", config.region.partition(), config.account);
    serde_json::json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Sid": sid,
            "Effect": "Allow",
            "Principal": {"AWS": root},
            "Action": "kms:*",
            "Resource": "*",
        }],
    })
    .to_string()
}

pub(super) fn unknown_key(config: &Config) -> Result<KeyArn, String> {
    let text = format!(
        "arn:{}:kms:{}:{}:key/00000000-0000-4000-8000-ffffffffffff",
        config.region.partition(),
        config.region,
        config.account
    );
    must("unknown key", KeyArn::parse(&text))
}

fn alias(config: &Config, purpose: &str) -> String {
    format!("alias/kfm/{}/{purpose}", config.prefix)
}

fn tags(config: &Config, purpose: &str) -> Tags {
    Tags::from([("kfm:bucket".to_owned(), format!("{}-{purpose}", config.prefix))])
}

pub(super) async fn made_key(
    cloud: &dyn Mutate,
    config: &Config,
    tags: &Tags,
) -> Result<KeyArn, String> {
    let creation = Operation::CreateKey {
        description: format!("conformance {}", config.prefix),
        policy: policy(config, "Made"),
        tags: tags.clone(),
    };
    match must("create key", cloud.execute(&creation).await)? {
        Effect::KeyMade(arn) => Ok(arn),
        other => Err(format!("the creation of a key does not say which: {other:?}")),
    }
}

pub(super) async fn end_of_key(cloud: &dyn Mutate, key: &KeyArn) -> Outcome {
    perform(cloud, &Operation::ScheduleKeyDeletion { key: key.clone(), days: DAYS }).await
}

async fn present(cloud: &dyn Mutate, key: &KeyArn) -> Result<KeyFacets, String> {
    match must("key", cloud.key(key).await)? {
        Observation::Present(facets) => Ok(facets),
        Observation::Absent => Err(format!("`{key}` is absent")),
    }
}

pub(super) async fn an_absent_key_is_absent(cloud: &dyn Mutate, config: &Config) -> Outcome {
    let alias = alias(config, "absent");
    let found = must("key_by_alias", cloud.key_by_alias(&alias).await)?;
    same("by alias", &Observation::Absent, &found)?;
    let key = unknown_key(config)?;
    same("by ARN", &Observation::Absent, &must("key", cloud.key(&key).await)?)?;
    for operation in [
        Operation::RotateKey { key: key.clone() },
        Operation::EnableKey { key: key.clone() },
        Operation::CancelKeyDeletion { key: key.clone() },
        Operation::ScheduleKeyDeletion { key, days: DAYS },
        Operation::DeleteAlias { alias },
    ] {
        refused(cloud, &operation, CloudErrorKind::NotFound).await?;
    }
    Ok(())
}

pub(super) async fn a_key_lives_as_operations_say(cloud: &dyn Mutate, config: &Config) -> Outcome {
    let tags = tags(config, "life");
    let key = made_key(cloud, config, &tags).await?;
    let outcome = life(cloud, config, &key).await;
    let alias = Operation::DeleteAlias { alias: alias(config, "life") };
    outcome.and(perform(cloud, &alias).await).and(end_of_key(cloud, &key).await)
}

async fn life(cloud: &dyn Mutate, config: &Config, key: &KeyArn) -> Outcome {
    let expected = KeyFacets {
        arn: key.clone(),
        state: KeyState::Enabled,
        rotation: false,
        policy: policy(config, "Made"),
        tags: tags(config, "life"),
        alias: None,
    };
    compare("creation", &expected, &present(cloud, key).await?)?;
    let alias = alias(config, "life");
    let key = key.clone();
    let operations = [
        Operation::NameKey { key: key.clone(), alias: alias.clone(), moved: false },
        Operation::RotateKey { key: key.clone() },
        Operation::PutKeyPolicy { key: key.clone(), policy: policy(config, "Changed") },
        Operation::TagKey {
            key: key.clone(),
            tags: Tags::from([("kfm:zone".to_owned(), "raw".to_owned())]),
        },
        Operation::ScheduleKeyDeletion { key: key.clone(), days: DAYS },
        Operation::CancelKeyDeletion { key: key.clone() },
        Operation::EnableKey { key: key.clone() },
    ];
    for operation in &operations {
        let before = present(cloud, &key).await?;
        perform(cloud, operation).await?;
        let mut expected =
            operation.key_after(Some(before), &Effect::Done).ok_or("the key stays")?;
        let found = present(cloud, &key).await?;
        if found.state == KeyState::PendingDeletion {
            // Services may refuse to tell the rotation of a key that ends.
            expected.rotation = found.rotation;
        }
        compare(operation.action(), &expected, &found)?;
    }
    let named = must("key_by_alias", cloud.key_by_alias(&alias).await)?;
    same("by alias", &Observation::Present(present(cloud, &key).await?), &named)
}

fn compare(what: &str, expected: &KeyFacets, found: &KeyFacets) -> Outcome {
    same_policy(what, Some(&expected.policy), Some(&found.policy))?;
    let rest = |facets: &KeyFacets| KeyFacets { policy: String::new(), ..facets.clone() };
    same(what, &rest(expected), &rest(found))
}

pub(super) async fn an_alias_names_one_key(cloud: &dyn Mutate, config: &Config) -> Outcome {
    let alias = alias(config, "one");
    let first = made_key(cloud, config, &Tags::new()).await?;
    let second = made_key(cloud, config, &Tags::new()).await?;
    let outcome = moves(cloud, &alias, &first, &second).await;
    outcome.and(end_of_key(cloud, &first).await).and(end_of_key(cloud, &second).await)
}

async fn moves(cloud: &dyn Mutate, alias: &str, first: &KeyArn, second: &KeyArn) -> Outcome {
    let name = |key: &KeyArn, moved| Operation::NameKey {
        key: key.clone(),
        alias: alias.to_owned(),
        moved,
    };
    refused(cloud, &name(first, true), CloudErrorKind::NotFound).await?;
    // Twice: naming a key is safe to repeat.
    for _ in 0..2 {
        perform(cloud, &name(first, false)).await?;
    }
    refused(cloud, &name(second, false), CloudErrorKind::AlreadyExists).await?;
    perform(cloud, &name(second, true)).await?;
    let named = must("key_by_alias", cloud.key_by_alias(alias).await)?;
    let named = named.into_option().map(|facets| facets.arn);
    same("the alias after its move", &Some(second.clone()), &named)?;
    same("the first key's alias", &None, &present(cloud, first).await?.alias)?;
    let removal = Operation::DeleteAlias { alias: alias.to_owned() };
    perform(cloud, &removal).await?;
    refused(cloud, &removal, CloudErrorKind::NotFound).await
}

pub(super) async fn only_usable_keys_without_alias_are_unnamed(
    cloud: &dyn Mutate,
    config: &Config,
) -> Outcome {
    let tags = tags(config, "unnamed");
    let alias = alias(config, "unnamed");
    let unnamed = async || must("unnamed_keys", cloud.unnamed_keys(&tags).await);
    same("before", &Vec::new(), &unnamed().await?)?;
    let key = made_key(cloud, config, &tags).await?;
    let other = made_key(cloud, config, &Tags::new()).await?;
    same("a tagged key without alias", &vec![key.clone()], &unnamed().await?)?;
    perform(cloud, &Operation::NameKey { key: key.clone(), alias: alias.clone(), moved: false })
        .await?;
    same("with an alias", &Vec::new(), &unnamed().await?)?;
    perform(cloud, &Operation::DeleteAlias { alias }).await?;
    same("without it again", &vec![key.clone()], &unnamed().await?)?;
    end_of_key(cloud, &key).await?;
    same("pending deletion", &Vec::new(), &unnamed().await?)?;
    end_of_key(cloud, &other).await
}
