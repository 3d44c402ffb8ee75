//! Observes a zone, and takes an existing bucket under management.

use tokio_util::sync::CancellationToken;

use super::Zone;
use super::lacking;
use super::model::ZoneModel;
use super::private::Private;
use super::resolve::{KeyChoice, Resolved, known, resolve};
use super::state::{members, state};
use crate::cloud::{CloudErrorKind, CloudErrors, KeyFacets, KeyState, Observation, Observe};
use crate::configure::Reader;
use crate::configure::parse::administrators;
use crate::domain::seal::{PolicyState, judge};
use crate::domain::tags::{Marks, Tags};
use crate::domain::{
    AccountId, BucketName, BucketNamespace, Environment, KeyArn, Region, ZoneKind,
};
use crate::reconcile::controls::{Controls, refreshed, sealed};
use crate::reconcile::observe::{KeyPlace, observe};
use crate::reconcile::{Limit, Observed};
use crate::terraform::diag::{Diag, Diags};
use crate::terraform::resource::{Imported, ReadRequest, ReadResponse};
use crate::terraform::value::Value;

/// The provider's default tags, where they are known.
pub(super) fn default_tags(reader: &Reader) -> Tags {
    reader.settings.default_tags.known().cloned().unwrap_or_default()
}

/// Where the own key of a zone is to be found; `None` for a given key.
pub(super) fn key_place(zone: &Resolved, prior: Option<&ZoneModel>) -> Option<KeyPlace> {
    if zone.key != Some(KeyChoice::Own) {
        return None;
    }
    let owned = known(prior, |prior| &prior.key_managed).unwrap_or_default();
    let arn = known(prior, |prior| &prior.key_arn).filter(|_| owned);
    Some(KeyPlace { alias: zone.alias()?, arn: arn.and_then(|arn| KeyArn::parse(&arn).ok()) })
}

/// Resolves a stored state. What was applied counts, not what is configured by now.
pub(super) async fn stored(reader: &Reader, model: &ZoneModel) -> Resolved {
    // A state may break a rule that a configuration may not: an imported bucket does.
    let mut zone = resolve(reader, model, Some(model), &mut Diags::new()).await;
    zone.region = zone.region.or_else(|| {
        known(Some(model), |model| &model.region).and_then(|region| Region::parse(&region).ok())
    });
    let kept = administrators(&model.effective_administrators, &mut Diags::new()).into_known();
    zone.administrators = kept.or(zone.administrators);
    if let Some(key) = known(Some(model), |model| &model.key_managed) {
        let arn = known(Some(model), |model| &model.key_arn);
        zone.key = match (key, arn.and_then(|arn| KeyArn::parse(&arn).ok())) {
            (false, Some(arn)) => Some(KeyChoice::Given(arn)),
            (false, None) => Some(KeyChoice::Service),
            (true, _) => Some(KeyChoice::Own),
        };
    }
    zone
}

pub(super) async fn read(reader: &Reader, request: ReadRequest<Zone>) -> ReadResponse<Zone> {
    let ReadRequest { state: model, private } = request;
    let private = private.unwrap_or_default();
    let mut diags = Diags::new();
    let zone = stored(reader, &model).await;
    let (Some(bucket), Some(cloud)) = (zone.bucket_ref(), reader.cloud()) else {
        let diag = Diag::warning(
            format!("`{}` could not be looked at", bucket_name(&model)),
            "The provider block is not known yet, or there are no valid credentials to tell the \
             account. The state is kept as it was.",
        );
        return ReadResponse { state: Some(model), private, diags: diag.into() };
    };
    let place = key_place(&zone, Some(&model));
    let mut limit = Limit::new(&CancellationToken::new(), zone.inputs.timeouts.read);
    let look = async {
        let observed = observe(cloud, &bucket, place.as_ref()).await?;
        let gone = is_gone(cloud, &model, &observed).await?;
        Ok((observed, gone))
    };
    match limit.call(look).await {
        Err(cause) => {
            diags.push(Diag::error(
                format!("Cannot look at zone `{}`", bucket_name(&model)),
                format!("{cause}. The state is kept as it was; nothing was changed."),
            ));
            ReadResponse { state: Some(model), private, diags }
        }
        Ok(Err(errors)) => {
            diags.push(unreadable(&bucket_name(&model), &errors));
            ReadResponse { state: Some(model), private, diags }
        }
        Ok(Ok((_, true))) => ReadResponse { state: None, private, diags },
        Ok(Ok((observed, false))) => {
            let observed = observed.remembering(&private.lacks);
            let name = bucket.name.as_str();
            diags.extend(lacking::warning(name, &private.lacks, &observed.lacks));
            let before = known(Some(&model), |model| &model.controls)
                .and_then(|controls| controls.all_known())
                .unwrap_or_default();
            let private = recalled(private, &before, &observed);
            let mut state = state(&model, &zone, &default_tags(reader), &observed);
            state.controls = state.controls.map(|controls| {
                let observed = controls.all_known().unwrap_or_default();
                refreshed(observed, &before, private.seals).into_iter().collect()
            });
            ReadResponse { state: Some(state), private, diags }
        }
    }
}

/// Terraform forgets private data when the provider dies in an apply; what the bucket itself and
/// the state say is taken up again. A bucket that has to be made again is sealed, whatever the one
/// was that is gone.
fn recalled(private: Private, before: &Controls, observed: &Observed) -> Private {
    let Some(bucket) = &observed.bucket else { return Private { seals: true, ..private } };
    let is_sealed =
        matches!(judge(bucket.policy.as_deref(), None), PolicyState::Sealed | PolicyState::Altered);
    let nonce = || Marks::read(&bucket.tags)?.nonce.filter(|nonce| nonce.finished);
    Private {
        seals: private.seals || is_sealed || sealed(before),
        nonce: private.nonce.or_else(|| Some(nonce()?.id)),
        lacks: observed.lacks.clone(),
        ..private
    }
}

fn bucket_name(model: &ZoneModel) -> String {
    model.bucket.known().cloned().unwrap_or_default()
}

/// A zone is gone when its bucket and all its keys are, those that it owned once included: as long
/// as one lives, a destroy or an apply has something to finish.
async fn is_gone(
    cloud: &dyn Observe,
    model: &ZoneModel,
    observed: &Observed,
) -> Result<bool, CloudErrors> {
    let lives = |key: &KeyFacets| key.state != KeyState::PendingDeletion;
    if observed.bucket.is_some() || observed.key.as_ref().is_some_and(lives) {
        return Ok(false);
    }
    for arn in members(&model.retired_key_arns) {
        if let Ok(arn) = KeyArn::parse(&arn)
            && cloud.key(&arn).await?.into_option().as_ref().is_some_and(lives)
        {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A refusal is never taken for absence.
pub(super) fn unreadable(bucket: &str, errors: &CloudErrors) -> Diag {
    let refused: Vec<_> = errors
        .iter()
        .filter(|error| error.kind == CloudErrorKind::Denied)
        .map(|error| error.action)
        .collect();
    let hint = match errors.kind() {
        Some(CloudErrorKind::Denied) => format!(
            "The caller lacks {}, or the bucket belongs to another account. Grant them and run it \
             again.\n\n",
            refused.join(", ")
        ),
        Some(CloudErrorKind::Unauthenticated) => {
            "The credentials are missing, expired or not valid. Log in again.\n\n".to_owned()
        }
        _ => String::new(),
    };
    Diag::error(
        format!("Cannot look at zone `{bucket}`"),
        format!("{hint}{errors}\n\nThe state is kept as it was; nothing was changed."),
    )
}

/// An import id, taken apart.
struct ImportId {
    kind: Option<ZoneKind>,
    environment: Option<Environment>,
    bucket: BucketName,
}

fn parse_id(id: &str) -> Result<ImportId, Diags> {
    let fail = |error: &dyn std::fmt::Display| -> Diags {
        Diag::error(
            "Import id of no known form",
            format!(
                "`{id}`: {error}. Use `<bucket>` for a bucket that carries the provider's tags, \
                 `<zone>:<bucket>` or `<zone>:<environment>:<bucket>` for any other. Nothing was \
                 changed."
            ),
        )
        .into()
    };
    let parts: Vec<&str> = id.split(':').collect();
    let (kind, environment, bucket) = match parts.as_slice() {
        [bucket] => (None, None, bucket),
        [kind, bucket] => (Some(kind), None, bucket),
        [kind, environment, bucket] => (Some(kind), Some(environment), bucket),
        _ => return Err(fail(&"it has more than three parts")),
    };
    Ok(ImportId {
        kind: kind.map(|kind| kind.parse()).transpose().map_err(|error| fail(&error))?,
        environment: environment
            .map(|text| Environment::parse(text))
            .transpose()
            .map_err(|error| fail(&error))?,
        bucket: BucketName::parse(bucket).map_err(|error| fail(&error))?,
    })
}

/// The namespace of an imported bucket, where it is not the default.
fn namespace(bucket: &BucketName, account: &AccountId, region: &Region) -> Value<String> {
    match BucketNamespace::of(bucket, account, region) {
        BucketNamespace::Global => Value::Null,
        regional @ BucketNamespace::AccountRegional => Value::Known(regional.as_str().to_owned()),
    }
}

/// Takes a bucket under management. Nothing is changed; inputs stay null, so that a generated
/// configuration says only what differs from the defaults.
pub(super) async fn import(reader: &Reader, id: &str) -> Result<Imported<Zone>, Diags> {
    let parsed = parse_id(id)?;
    let name = parsed.bucket.to_string();
    let error = |summary: String, detail: String| -> Diags { Diag::error(summary, detail).into() };
    let (Some(account), Some(cloud)) = (reader.account().await, reader.cloud()) else {
        return Err(error(
            format!("Cannot import `{name}`"),
            "The account is not known: there are no valid credentials. Log in, or set \
             `account_id`. Nothing was changed."
                .to_owned(),
        ));
    };
    let bucket = crate::cloud::BucketRef { name: parsed.bucket.clone(), owner: account.clone() };
    let tags = match cloud.bucket_tags(&bucket).await {
        Ok(Observation::Present(tags)) => tags,
        Ok(Observation::Absent) => {
            return Err(error(
                format!("There is no bucket `{name}`"),
                format!(
                    "S3 knows no bucket `{name}`, so it cannot be imported. Nothing was changed."
                ),
            ));
        }
        Err(failed) => return Err(unreadable(&name, &failed.into()).into()),
    };
    let marks = Marks::read(&tags);
    let kind = match (&parsed.kind, marks.as_ref().map(|marks| marks.zone.parse::<ZoneKind>())) {
        (Some(kind), _) => *kind,
        (None, Some(Ok(kind))) => kind,
        (None, _) => {
            return Err(error(
                format!("It is not known which zone `{name}` is"),
                format!(
                    "The bucket does not carry the provider's tags. Say which zone it is: import \
                     `<zone>:<bucket>`, e.g. `raw:{name}`, or `<zone>:<environment>:<bucket>`. \
                     Nothing was changed."
                ),
            ));
        }
    };
    let marked = marks.as_ref().and_then(|marks| Environment::parse(&marks.environment).ok());
    let default = reader.settings.environment.known().cloned();
    let Some(environment) = parsed.environment.or(marked).or(default) else {
        return Err(error(
            format!("It is not known to which environment `{name}` belongs"),
            "Set `environment` in the provider block, or import \
             `<zone>:<environment>:<bucket>`. Nothing was changed."
                .to_owned(),
        ));
    };
    let state = ZoneModel {
        zone: Value::Known(kind.to_string()),
        environment: Value::Known(environment.to_string()),
        bucket: Value::Known(name.clone()),
        id: Value::Known(name.clone()),
        account_id: Value::Known(account.to_string()),
        key_managed: Value::Known(kind.takes_kms()),
        bucket_namespace: match reader.region().await.ok().flatten() {
            Some(region) => namespace(&parsed.bucket, &account, &region),
            None => Value::Null,
        },
        ..ZoneModel::default()
    };
    let private = Private {
        nonce: marks.and_then(|marks| marks.nonce).map(|nonce| nonce.id),
        protected: kind.protected_by_default(),
        bucket: Some(name),
        ..Private::default()
    };
    Ok(Imported { state, private, diags: Diags::new() })
}
