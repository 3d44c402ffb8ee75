//! Takes the policy of an existing bucket under management.

use super::ZonePolicy;
use super::apply::unreadable;
use super::model::{ZonePolicyModel, ZoneRefModel};
use super::private::Private;
use crate::cloud::{BucketRef, Observation};
use crate::configure::Reader;
use crate::domain::BucketName;
use crate::domain::policy_document::{PolicyDocument, digest_of};
use crate::domain::tags::Marks;
use crate::terraform::diag::{Diag, Diags};
use crate::terraform::model::{List, Map};
use crate::terraform::resource::Imported;
use crate::terraform::value::Value;

/// Nothing is changed. Who has access by a policy that was written by hand is in its text; the
/// plan that follows says who loses it.
pub(super) async fn import(reader: &Reader, id: &str) -> Result<Imported<ZonePolicy>, Diags> {
    let error = |summary: String, detail: String| -> Diags { Diag::error(summary, detail).into() };
    let name = BucketName::parse(id).map_err(|wrong| {
        error(
            "Import id of no known form".to_owned(),
            format!("{wrong}. Use the name of the zone's bucket. Nothing was changed."),
        )
    })?;
    let (Some(account), Some(cloud)) = (reader.account().await, reader.cloud()) else {
        return Err(error(
            format!("Cannot import the policy of `{name}`"),
            "The account is not known: there are no valid credentials. Log in, or set \
             `account_id`. Nothing was changed."
                .to_owned(),
        ));
    };
    let bucket = BucketRef { name: name.clone(), owner: account.clone() };
    let (tags, policy) = futures::join!(cloud.bucket_tags(&bucket), cloud.bucket_policy(&bucket));
    let unread = |failed: crate::cloud::CloudError| unreadable(name.as_str(), &failed.into());
    let (tags, policy) = (tags.map_err(unread)?, policy.map_err(unread)?);
    let (Observation::Present(tags), Observation::Present(policy)) = (tags, policy) else {
        return Err(error(
            format!("There is no bucket `{name}`"),
            format!("S3 knows no bucket `{name}`, so its policy cannot be imported."),
        ));
    };
    let Some(marks) = Marks::read(&tags) else {
        return Err(error(
            format!("`{name}` is no zone yet"),
            "The bucket does not carry the provider's tags. Import it as a `kfm_zone` and apply that \
             first: a policy stands on a zone. Nothing was changed. To replace the policy of a \
             bucket that is a zone already, no import is needed: a plan says who loses what."
                .to_owned(),
        ));
    };
    let text = |text: &str| {
        PolicyDocument::parse_any(text)
            .map_or_else(|_| text.to_owned(), |document| document.to_json())
    };
    let policy = policy.as_deref().map(text).unwrap_or_default();
    let region = reader.region().await.ok().flatten();
    let state = ZonePolicyModel {
        zone: Value::Known(ZoneRefModel {
            zone: Value::Known(marks.zone),
            bucket: Value::Known(name.to_string()),
            environment: Value::Known(marks.environment),
            account_id: Value::Known(account.to_string()),
            region: region.map(|region| region.to_string()).into(),
            ..ZoneRefModel::default()
        }),
        id: Value::Known(name.to_string()),
        policy_digest: Value::Known(digest_of(&policy).unwrap_or_default()),
        policy_json: Value::Known(policy),
        role_policies: Value::Known(Map::default()),
        roles: Value::Known(Map::default()),
        access: Value::Known(List::default()),
        drift: Value::Known(List::default()),
        ..ZonePolicyModel::default()
    };
    Ok(Imported { state, private: Private::default(), diags: Diags::new() })
}
