//! Reads documents and answers.

use std::collections::BTreeSet;

use super::config::{Asked, asked};
use super::errors::{absent, not_understood, unplaced, unreadable};
use super::model::{AccessModel, EntryModel};
use super::observe::{self, Failed, Found};
use super::principals::principal;
use crate::cloud::{BucketRef, CloudErrors, Observation, Observe};
use crate::configure::Reader;
use crate::domain::inquiry::{Answer, Document, Named, Place, Principal, Standing};
use crate::domain::inquiry::{ask, keys, named, questions};
use crate::domain::policy_document::PolicyDocument;
use crate::domain::tags::{Marks, Tags};
use crate::domain::{AccountId, PrincipalArn, Region};
use crate::terraform::diag::{Diag, Diags};
use crate::terraform::value::Value;

pub(super) async fn read(
    reader: &Reader,
    config: AccessModel,
) -> Result<(AccessModel, Diags), Diags> {
    let mut diags = Diags::new();
    let asked = asked(&config, &mut diags).filter(|_| !diags.has_errors()).ok_or(diags)?;
    let (cloud, account, region) = place(reader, &asked).await?;
    let bucket = BucketRef { name: asked.bucket.clone(), owner: account };
    let mut failed = Failed::default();
    let found = observe::bucket(cloud, &bucket, &mut failed).await;
    let Observation::Present(Found { tags, policy }) = found else {
        return Err(absent(&bucket.name).into());
    };
    let policy = policy
        .as_deref()
        .map(PolicyDocument::parse_any)
        .transpose()
        .map_err(|problems| not_understood(&bucket.name, &problems))?;
    let named = policy.as_ref().map(named).unwrap_or_default();
    let principals = everybody(cloud, &bucket, &asked, &named, (&tags, &region), failed)
        .await
        .map_err(|errors| unreadable(&bucket.name, &errors))?;
    let now = (reader.now)().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let place = Place {
        bucket: bucket.name.as_str(),
        arn: &bucket.name.arn(&region),
        account: bucket.owner.as_str(),
        policy: policy.as_ref(),
        now: &now,
    };
    let answers = answers(&place, &principals, &asked);
    let marks = Marks::read(&tags);
    let model = AccessModel {
        id: Value::Known(bucket.name.to_string()),
        zone: marks.as_ref().map(|marks| marks.zone.clone()).into(),
        environment: marks.map(|marks| marks.environment).into(),
        entries: Value::Known(answers.into_iter().map(entry).collect()),
        not_asked: Value::Known(named.others.iter().map(ToString::to_string).collect()),
        ..config
    };
    Ok((model, Diags::new()))
}

/// Where to look.
async fn place<'r>(
    reader: &'r Reader,
    asked: &Asked,
) -> Result<(&'r dyn Observe, AccountId, Region), Diag> {
    let unplaced = |why: &str| unplaced(&asked.bucket, why);
    let Some(cloud) = reader.cloud() else {
        return Err(unplaced("The provider block is not known yet."));
    };
    let Some(account) = reader.account().await else {
        let why = "The account is not known: there are no valid credentials. Log in, or set \
                   `account_id`.";
        return Err(unplaced(why));
    };
    match reader.region().await {
        Ok(Some(region)) => Ok((cloud, account, region)),
        Ok(None) => Err(unplaced("The provider's region is not known yet.")),
        Err(error) => Err(unplaced(&format!("The region is not known: {error}."))),
    }
}

/// Everybody who is asked about: those who are named, a stranger and nobody.
async fn everybody(
    cloud: &dyn Observe,
    bucket: &BucketRef,
    asked: &Asked,
    named: &Named,
    (tags, region): (&Tags, &Region),
    mut failed: Failed,
) -> Result<Vec<Principal>, CloudErrors> {
    let all: BTreeSet<PrincipalArn> =
        named.principals.iter().chain(&asked.principals).cloned().collect();
    let looked = observe::principals(cloud, bucket, tags, &all, &mut failed).await;
    let managed = observe::managed(cloud, &looked, &mut failed).await;
    failed.into_result()?;
    let known = looked.iter().map(|(arn, looked)| principal(arn, looked, &managed));
    let strangers =
        [Principal::stranger(region.partition(), bucket.owner.as_str()), Principal::anonymous()];
    Ok(known.chain(strangers).collect())
}

fn answers(place: &Place<'_>, principals: &[Principal], asked: &Asked) -> Vec<Answer> {
    let own = principals.iter().flat_map(|one| match &one.standing {
        Standing::Present { identity, boundary, .. } => identity.iter().chain(boundary).collect(),
        Standing::Absent(_) => Vec::<&Document>::new(),
    });
    let documents = own.map(|one| &one.policy).chain(place.policy);
    let keys = asked.keys.clone().unwrap_or_else(|| keys(place.arn, documents));
    ask(place, principals, &questions(asked.actions.iter().copied(), &keys))
}

fn entry(answer: Answer) -> EntryModel {
    EntryModel {
        who: Value::Known(answer.who),
        action: Value::Known(answer.action.to_owned()),
        r#where: Value::Known(answer.place),
        allowed: Value::Known(answer.allowed),
        decision: Value::Known(answer.decision.to_owned()),
        document: answer.document.into(),
        statement: answer.statement.into(),
        absent_keys: Value::Known(answer.absent_keys.into_iter().collect()),
        why: Value::Known(answer.why),
    }
}
