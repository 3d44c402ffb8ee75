//! Carries out a plan.

use std::collections::BTreeSet;

use super::Zone;
use super::destroy;
use super::irreversible;
use super::lacking;
use super::log_target;
use super::model::ZoneModel;
use super::plan::seals;
use super::private::{Leg, Private};
use super::read::{default_tags, key_place, stored, unreadable};
use super::resolve::{KeyChoice, Resolved, resolve};
use super::state::state;
use crate::cloud::{
    BucketRef, Caller, CloudErrorKind, CloudErrors, Facet, KeyFacets, Mutate, Observation,
};
use crate::configure::Writer;
use crate::domain::tags::{BUCKET, Marks, key_marks};
use crate::domain::{Administrators, PrincipalArn};
use crate::reconcile::converge::settle;
use crate::reconcile::observe::observe;
use crate::reconcile::{Desired, Limit, Observed};
use crate::terraform::diag::{AttributePath, Diag, Diags};
use crate::terraform::resource::{ApplyRequest, ApplyResponse, Control};
use crate::terraform::value::Value;

pub(super) async fn apply(
    writer: &Writer,
    request: ApplyRequest<Zone>,
    control: &Control<Zone>,
) -> ApplyResponse<Zone> {
    let ApplyRequest { prior, planned, private, .. } = request;
    let private = private.unwrap_or_default();
    match (prior, planned) {
        (Some(prior), None) => destroy::apply(writer, prior, Some(private), control).await,
        (prior, Some(planned)) => write(writer, prior, planned, private, control).await,
        (None, None) => ApplyResponse { state: None, private, diags: Diags::new() },
    }
}

pub(super) fn not_known() -> Diag {
    Diag::error(
        "The provider block is not known",
        "A value of the provider block is still unknown at apply. Nothing was changed.",
    )
}

/// What an apply goes about.
struct Work<'a> {
    cloud: &'a dyn Mutate,
    zone: Resolved,
    planned: ZoneModel,
    prior: Option<ZoneModel>,
    private: Private,
    bucket: BucketRef,
}

async fn write(
    writer: &Writer,
    prior: Option<ZoneModel>,
    planned: ZoneModel,
    private: Private,
    control: &Control<Zone>,
) -> ApplyResponse<Zone> {
    let failed =
        |prior, private, diag: Diag| ApplyResponse { state: prior, private, diags: diag.into() };
    let Some(cloud) = writer.cloud() else { return failed(prior, private, not_known()) };
    let mut diags = Diags::new();
    let caller = match cloud.caller().await {
        Ok(caller) => caller,
        Err(error) => {
            let diag = unreachable_caller(&error.into());
            return failed(prior, private, diag);
        }
    };
    let mut zone = resolve(&writer.reader, &inputs(&planned), prior.as_ref(), &mut diags).await;
    zone.account.get_or_insert_with(|| caller.account.clone());
    if let Some(bucket) = planned.bucket.known() {
        zone.bucket = crate::domain::BucketName::parse(bucket).ok();
    }
    if let Err(diag) = check_account(writer, &zone, &caller) {
        return failed(prior, private, diag);
    }
    if let Err(diag) = administer(cloud, &mut zone, &caller).await {
        return failed(prior, private, diag);
    }
    let Some(bucket) = zone.bucket_ref() else {
        diags.push(not_known());
        return ApplyResponse { state: prior, private, diags };
    };
    if diags.has_errors() {
        return ApplyResponse { state: prior, private, diags };
    }
    let work = Work { cloud, zone, planned, prior, private, bucket };
    work.run(writer, control).await
}

/// The planned zone as a configuration. `bucket` and `environment` were decided at plan.
fn inputs(planned: &ZoneModel) -> ZoneModel {
    let decided = |value: &Value<String>| match value {
        Value::Unknown => Value::Null,
        other => other.clone(),
    };
    ZoneModel {
        bucket: decided(&planned.bucket),
        environment: decided(&planned.environment),
        ..planned.clone()
    }
}

fn unreachable_caller(errors: &CloudErrors) -> Diag {
    let hint = match errors.kind() {
        Some(CloudErrorKind::Unauthenticated) => {
            "There are no valid credentials: set them as for the AWS CLI, or log in again."
        }
        _ => "The caller's identity could not be asked.",
    };
    Diag::error(
        "Cannot apply without credentials that work",
        format!("{hint}\n\n{errors}\n\nNothing was changed."),
    )
}

/// An apply happens in the account that was planned for, or not at all.
fn check_account(writer: &Writer, zone: &Resolved, caller: &Caller) -> Result<(), Diag> {
    let allowed = &writer.reader.settings.allowed_accounts;
    let elsewhere = zone.account.as_ref().is_some_and(|account| *account != caller.account);
    if elsewhere {
        let planned = zone.account.as_ref().map(ToString::to_string).unwrap_or_default();
        return Err(Diag::error(
            "Credentials of another account",
            format!(
                "The plan is for account {planned}, the credentials are of account {} ({}). Use \
                 credentials of the planned account. Nothing was changed.",
                caller.account, caller.arn
            ),
        ));
    }
    if !allowed.is_empty() && !allowed.contains(&caller.account) {
        return Err(Diag::error(
            "Account that is not allowed",
            format!(
                "The credentials are of account {}, which is not in `allowed_account_ids`. \
                 Nothing was changed.",
                caller.account
            ),
        ));
    }
    Ok(())
}

/// Only an administrator changes a zone: anybody else would lock itself out by the seal. Without
/// configured administrators the caller that creates the zone becomes the one.
async fn administer(cloud: &dyn Mutate, zone: &mut Resolved, caller: &Caller) -> Result<(), Diag> {
    if zone.administrators.is_none() {
        zone.administrators = Some(caller_as_administrator(cloud, caller).await?);
    }
    let included = zone.administrators.as_ref().is_some_and(|all| all.include_caller(&caller.arn));
    if included {
        return Ok(());
    }
    let names = zone.administrators.as_ref().map(Administrators::arns).unwrap_or_default();
    Err(Diag::error(
        "The caller is no administrator of this zone",
        format!(
            "`{}` would apply a policy that shuts it out: only {} may configure the zone. Apply \
             as one of them, or add the caller's role to `administrators` as one of them. \
             Nothing was changed.",
            caller.arn,
            names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
        ),
    )
    .at(AttributePath::attribute("administrators")))
}

async fn caller_as_administrator(
    cloud: &dyn Mutate,
    caller: &Caller,
) -> Result<Administrators, Diag> {
    let arn = match crate::domain::principal::session_role(&caller.arn) {
        None => caller.arn.clone(),
        Some((account, role)) => {
            let partition = caller.arn.split(':').nth(1).unwrap_or("aws");
            format!("arn:{partition}:iam::{account}:role/{role}")
        }
    };
    let fail = |why: String| {
        Diag::error(
            "The caller cannot become the zone's administrator",
            format!(
                "No `administrators` are set, and `{}` cannot be one: {why}. Set `administrators` \
                 in the provider block. Nothing was changed.",
                caller.arn
            ),
        )
    };
    let principal = PrincipalArn::parse(&arn).map_err(|error| fail(error.to_string()))?;
    let principal = match cloud.principal(&principal).await {
        Ok(Observation::Present(principal)) => principal,
        Ok(Observation::Absent) => return Err(fail("IAM does not know it".to_owned())),
        Err(error) => return Err(fail(error.to_string())),
    };
    Administrators::new([principal]).map_err(|error| fail(error.to_string()))
}

impl Work<'_> {
    async fn run(mut self, writer: &Writer, control: &Control<Zone>) -> ApplyResponse<Zone> {
        let creating = self.prior.is_none();
        let found = if creating { self.adopt().await } else { self.observe(writer).await };
        let mut observed = match found {
            Ok(observed) => observed,
            Err(diag) => {
                return ApplyResponse {
                    state: self.prior,
                    private: self.private,
                    diags: diag.into(),
                };
            }
        };
        let Some(desired) = self.desired(writer, &observed) else {
            return ApplyResponse {
                state: self.prior,
                private: self.private,
                diags: not_known().into(),
            };
        };
        if let Err(diags) = self.check(&desired, &observed).await {
            return ApplyResponse { state: self.prior, private: self.private, diags };
        }
        let defaults = default_tags(&writer.reader);
        let known_to_lack = std::mem::take(&mut self.private.lacks);
        let result = {
            let mut note = |observed: &Observed| {
                let state = state(&self.planned, &self.zone, &defaults, observed);
                control.checkpoint.save(&state, &self.private);
            };
            let times = &self.zone.inputs.timeouts;
            let time = if creating { times.create } else { times.update };
            let mut limit = Limit::new(&control.cancel, time);
            settle(self.cloud, &desired, &mut observed, &mut limit, &mut note).await
        };
        let mut diags = Diags::new();
        let nothing = observed.bucket.is_none() && observed.key.is_none();
        if let Err(stopped) = result {
            let (summary, next) = match (creating, nothing) {
                (true, true) => ("is not made", NOT_MADE),
                (true, false) => ("is not finished", UNFINISHED),
                (false, _) => ("is not changed as planned", UNCHANGED),
            };
            diags.push(Diag::error(
                format!("`{}` {summary}", self.bucket),
                format!("{stopped}\n\n{next}"),
            ));
        }
        self.private.lacks = observed.lacks.clone();
        diags.append(self.lacking(&known_to_lack, creating));
        let state = state(&self.planned, &self.zone, &defaults, &observed);
        let state = if nothing && diags.has_errors() { self.prior } else { Some(state) };
        ApplyResponse { state, private: self.private, diags }
    }

    /// What must hold of the world before anything is changed in it.
    async fn check(&self, desired: &Desired, observed: &Observed) -> Result<(), Diags> {
        let found = observed.bucket.as_ref();
        let mut diags = irreversible::check_apply(&self.planned, desired, found);
        let logs_already = found.is_some_and(|found| found.access_log == desired.access_log);
        if !logs_already
            && let Some((bucket, target)) = log_target::look(self.cloud, &self.zone).await
        {
            diags.append(log_target::judge(&self.zone, &bucket, &target, true));
        }
        if diags.has_errors() { Err(diags) } else { Ok(()) }
    }

    /// What the endpoint turned out to lack. Where the plan promised it, core would take the state
    /// for a bug of the provider's: then it is an error, which the next plan no longer meets.
    fn lacking(&self, before: &BTreeSet<Facet>, creating: bool) -> Diags {
        let mut diags = Diags::new();
        let news = lacking::news(self.bucket.name.as_str(), before, &self.private.lacks);
        if let Some((summary, detail)) = news {
            diags.push(if creating {
                Diag::warning(summary, detail)
            } else {
                Diag::error(summary, format!("{detail} Everything else was done: plan again."))
            });
        }
        diags
    }

    /// Looks before a create: a bucket that is there is completed if an earlier create left it
    /// unfinished, and refused otherwise.
    async fn adopt(&self) -> Result<Observed, Diag> {
        let name = &self.bucket.name;
        let tags = match self.cloud.bucket_tags(&self.bucket).await {
            Ok(Observation::Absent) => return self.named_key().await,
            Ok(Observation::Present(tags)) => tags,
            Err(error) if error.kind == CloudErrorKind::Denied => {
                return Err(Diag::error(
                    format!("`{name}` cannot be made"),
                    format!(
                        "S3 refuses to show whether the bucket `{name}` exists: it belongs to \
                         another account, or the caller lacks `s3:GetBucketTagging`. Bucket names \
                         are global: choose another, or ask for the permission.\n\n{error}\n\n\
                         Nothing was changed."
                    ),
                )
                .at(AttributePath::attribute("bucket")));
            }
            Err(error) => {
                return Err(Diag::error(
                    format!("`{name}` cannot be made"),
                    format!("{error}\n\nNothing was changed."),
                ));
            }
        };
        let (Some(kind), Some(environment)) = (self.zone.kind, &self.zone.environment) else {
            return Err(not_known());
        };
        let ours = Marks::read(&tags).is_some_and(|marks| {
            marks.name(kind, environment) && marks.nonce.is_some_and(|nonce| !nonce.finished)
        });
        let observed = observe(self.cloud, &self.bucket, key_place(&self.zone, None).as_ref())
            .await
            .map_err(|errors| unreadable(name.as_str(), &errors))?;
        if !ours {
            return Err(self.exists(&observed));
        }
        self.with_unnamed_key(observed).await
    }

    /// A zone that was made before may have left its key under its alias: it is used again. A key
    /// that does not carry the bucket's tag is somebody else's.
    async fn named_key(&self) -> Result<Observed, Diag> {
        let Some(place) = key_place(&self.zone, None) else { return Ok(Observed::default()) };
        let found = self.cloud.key_by_alias(&place.alias).await;
        let key = found.map_err(|errors| unreadable(self.bucket.name.as_str(), &errors))?;
        match key.into_option() {
            Some(key)
                if key.tags.get(BUCKET).map(String::as_str) != Some(self.bucket.name.as_str()) =>
            {
                Err(Diag::error(
                    format!("The alias `{}` names another key", place.alias),
                    format!(
                        "The zone's own key would take this alias, but it names `{}`, which does \
                         not carry the tag `{BUCKET} = {}`. Remove the alias, or give the zone a \
                         key by `encryption.kms_key_arn`. Nothing was changed.",
                        key.arn, self.bucket.name
                    ),
                ))
            }
            key => Ok(Observed { key, ..Observed::default() }),
        }
    }

    fn exists(&self, observed: &Observed) -> Diag {
        let name = &self.bucket.name;
        let region = observed.bucket.as_ref().map(|bucket| &bucket.region);
        let elsewhere = region.filter(|region| Some(*region) != self.zone.region.as_ref());
        let way_out = match elsewhere {
            Some(region) => format!(
                "It lies in {region}. Choose another name, or a provider with `region = \
                 \"{region}\"`, and import it."
            ),
            None => format!(
                "To manage it here, import it: `terraform import <address> {}:{name}`. If this is \
                 the zone's own bucket, tainted under `create_before_destroy`, run `terraform \
                 untaint`: a bucket cannot be replaced by one of the same name before it is \
                 gone{}.",
                self.zone.kind.map_or("<zone>", crate::domain::ZoneKind::as_str),
                if self.zone.protected { ", and its `deletion_protection` is on" } else { "" },
            ),
        };
        Diag::error(
            format!("`{name}` exists already"),
            format!(
                "The bucket `{name}` exists in this account and was not left unfinished by a \
                 create of this zone. It is never taken over silently. {way_out} Nothing was \
                 changed."
            ),
        )
        .at(AttributePath::attribute("bucket"))
    }

    /// A create that ended between making a key and naming it left a key that only its tags tell.
    async fn with_unnamed_key(&self, mut observed: Observed) -> Result<Observed, Diag> {
        if observed.key.is_some() || self.zone.key != Some(KeyChoice::Own) {
            return Ok(observed);
        }
        let (Some(kind), Some(environment)) = (self.zone.kind, &self.zone.environment) else {
            return Ok(observed);
        };
        let fail = |errors: &CloudErrors| unreadable(self.bucket.name.as_str(), errors);
        let marks = key_marks(kind, environment, &self.bucket.name);
        let keys = self.cloud.unnamed_keys(&marks).await.map_err(|error| fail(&error.into()))?;
        if let Some(key) = keys.first() {
            let found = self.cloud.key(key).await.map_err(|errors| fail(&errors))?;
            observed.key = found.into_option().map(|key| KeyFacets { alias: None, ..key });
        }
        Ok(observed)
    }

    async fn observe(&self, writer: &Writer) -> Result<Observed, Diag> {
        let place = match &self.prior {
            Some(prior) if self.zone.key == Some(KeyChoice::Own) => {
                let before = stored(&writer.reader, prior).await;
                key_place(&before, Some(prior)).or_else(|| key_place(&self.zone, None))
            }
            _ => None,
        };
        let observed = observe(self.cloud, &self.bucket, place.as_ref())
            .await
            .map_err(|errors| unreadable(self.bucket.name.as_str(), &errors))?
            .remembering(&self.private.lacks);
        if observed.bucket.is_some() {
            return self.with_unnamed_key(observed).await;
        }
        Ok(observed)
    }

    /// The zone as it should be. A create takes the bucket over with a nonce of its own.
    fn desired(&mut self, writer: &Writer, observed: &Observed) -> Option<Desired> {
        let creating = self.prior.is_none();
        let found = observed
            .bucket
            .as_ref()
            .and_then(|bucket| Marks::read(&bucket.tags))
            .and_then(|marks| marks.nonce);
        // A bucket that was made and not finished is new, whichever run it was made in.
        let is_new = creating
            || observed.bucket.is_none()
            || found.as_ref().is_some_and(|nonce| !nonce.finished);
        let nonce = match (creating, self.private.nonce.take(), found) {
            (false, Some(own), _) => own,
            (false, None, Some(found)) => found.id,
            _ => (writer.nonce)(),
        };
        let seals = seals(&self.planned, self.prior.as_ref(), Some(&self.private));
        let desired = self.zone.desired(&nonce, seals, creating)?;
        self.private = Private {
            leg: Some(if creating { Leg::Create } else { Leg::Update }),
            nonce: Some(nonce),
            seals,
            protected: self.zone.protected,
            bucket: Some(self.bucket.to_string()),
            lacks: std::mem::take(&mut self.private.lacks),
        };
        Some(Desired { must_be_empty: is_new, ..desired })
    }
}

const NOT_MADE: &str = "Nothing is known to be made, so the zone is not in the state. Apply again: \
                        what is there all the same is completed.";
const UNCHANGED: &str = "The state says what is there; apply again to go on.";
const UNFINISHED: &str = "What was made is kept, and Terraform marks the zone as tainted. Apply \
                          again: the zone is not replaced, but completed.";
