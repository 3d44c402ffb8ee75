//! What is there before a create.

use super::{Work, not_known};
use crate::cloud::{CloudErrorKind, CloudErrors, KeyFacets, Observation};
use crate::domain::tags::{BUCKET, Marks, key_marks};
use crate::reconcile::Observed;
use crate::reconcile::observe::observe;
use crate::resources::zone::read::{key_place, unreadable};
use crate::resources::zone::resolve::KeyChoice;
use crate::terraform::diag::{AttributePath, Diag};

impl Work<'_> {
    /// Looks before a create: a bucket that is there is completed if an earlier create left it
    /// unfinished, and refused otherwise.
    pub(super) async fn adopt(&self) -> Result<Observed, Diag> {
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
    pub(super) async fn with_unnamed_key(&self, mut observed: Observed) -> Result<Observed, Diag> {
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
}
