//! From a configuration to what it means: every rule that it breaks, all at once.

use super::model::ZoneModel;
use crate::cloud::BucketRef;
use crate::configure::parse::{administrators, break_glass, invalid, parsed, tags};
use crate::configure::{Reader, Settings};
use crate::domain::key_policy::KeyPolicy;
use crate::domain::names::NameError;
use crate::domain::seal::Seal;
use crate::domain::tags::{Nonce, Tags, bucket_marks, key_marks};
use crate::domain::{
    AccountId, Administrators, BreakGlass, BucketName, Environment, KeyArn, Region, ZoneKind,
};
use crate::reconcile::{Desired, DesiredKey, DesiredSeal};
use crate::terraform::diag::{AttributePath, Diag, Diags};
use crate::terraform::model::Set;
use crate::terraform::value::Value;

/// Which key encrypts a zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum KeyChoice {
    /// One that the zone owns.
    Own,
    /// One that it was given.
    Given(KeyArn),
}

/// A zone as configured. `None` is what is not known yet.
#[derive(Clone, Debug)]
pub(super) struct Resolved {
    pub(super) kind: Option<ZoneKind>,
    pub(super) environment: Option<Environment>,
    pub(super) bucket: Option<BucketName>,
    pub(super) account: Option<AccountId>,
    pub(super) region: Option<Region>,
    pub(super) key: Option<KeyChoice>,
    pub(super) administrators: Option<Administrators>,
    /// Whether nobody configured administrators: then the creating caller is the one.
    pub(super) administrators_unset: bool,
    /// Known to be closed, known to be open, or not known.
    pub(super) break_glass: Value<BreakGlass>,
    pub(super) tags: Option<Tags>,
    pub(super) protected: bool,
    pub(super) force: bool,
}

/// Checks a configuration without provider and network.
pub(super) fn validate(config: &ZoneModel) -> Diags {
    let mut diags = Diags::new();
    let kind = parsed(&config.zone, path("zone"), str::parse::<ZoneKind>, &mut diags).into_known();
    drop(parsed(&config.environment, path("environment"), Environment::parse, &mut diags));
    drop(parsed(&config.bucket, path("bucket"), BucketName::parse, &mut diags));
    drop(key_choice(config, &mut diags));
    drop(administrators(&config.administrators, &mut diags));
    drop(break_glass(&config.break_glass, &mut diags));
    drop(tags(&config.tags, "tags", &mut diags));
    if config.force_destroy == Value::Known(true)
        && let Some(kind) = kind
        && !kind.may_force_destroy()
    {
        let rule = format!("is refused in `{kind}`: what is append-only is never emptied");
        diags.push(invalid(path("force_destroy"), &NameError::new("force_destroy", "true", rule)));
    }
    diags
}

/// Resolves a configuration against the provider's settings and the prior state.
pub(super) async fn resolve(
    reader: &Reader,
    config: &ZoneModel,
    prior: Option<&ZoneModel>,
    diags: &mut Diags,
) -> Resolved {
    let settings = &reader.settings;
    let kind = parsed(&config.zone, path("zone"), str::parse::<ZoneKind>, diags).into_known();
    let environment = environment(config, settings, diags);
    let region = match reader.region().await {
        Ok(region) => region,
        Err(error) => {
            diags.push(Diag::error(
                "No region",
                format!(
                    "{error}. A zone lies in a region: set `region` in the provider block, or \
                     AWS_REGION. Nothing was changed."
                ),
            ));
            None
        }
    };
    let account = match known(prior, |prior| &prior.account_id) {
        Some(account) => AccountId::parse(&account).ok(),
        None => reader.account().await,
    };
    let bucket = bucket(config, settings, kind, environment.as_ref(), account.as_ref(), diags);
    let configured = administrators(&config.administrators, diags);
    let configured = configured.or(settings.administrators.clone());
    let administrators_unset = configured.is_null();
    let kept = || {
        let kept = known(prior, |prior| &prior.effective_administrators)?;
        administrators(&Value::Known(kept), &mut Diags::new()).into_known()
    };
    Resolved {
        kind,
        environment,
        bucket,
        account,
        region,
        key: key_choice(config, diags),
        administrators: if administrators_unset { kept() } else { configured.into_known() },
        administrators_unset,
        break_glass: break_glass(&config.break_glass, diags).or(settings.break_glass.clone()),
        tags: all_tags(config, settings, diags),
        protected: protected(config, kind),
        force: config.force_destroy == Value::Known(true),
    }
}

impl Resolved {
    /// The seal's document, where all that it is made from is known.
    pub(super) fn seal(&self) -> Option<String> {
        self.with_seal(|seal| seal.document().to_json())
    }

    /// The emptying seal's document.
    pub(super) fn emptying_seal(&self) -> Option<String> {
        self.with_seal(|seal| seal.emptying().to_json())
    }

    fn with_seal(&self, f: impl FnOnce(&Seal<'_>) -> String) -> Option<String> {
        let given_key = match self.key.as_ref()? {
            KeyChoice::Own => None,
            KeyChoice::Given(key) => Some(key),
        };
        let break_glass = match &self.break_glass {
            Value::Unknown => return None,
            open => open.known(),
        };
        Some(f(&Seal {
            kind: self.kind?,
            bucket: self.bucket.as_ref()?,
            region: self.region.as_ref()?,
            given_key,
            administrators: self.administrators.as_ref()?,
            break_glass,
        }))
    }

    /// The policy of an own key, where all that it is made from is known.
    pub(super) fn key_policy(&self) -> Option<String> {
        let break_glass = match &self.break_glass {
            Value::Unknown => return None,
            open => open.known(),
        };
        let policy = KeyPolicy {
            account: self.account.as_ref()?,
            region: self.region.as_ref()?,
            bucket: self.bucket.as_ref()?,
            administrators: self.administrators.as_ref()?,
            break_glass,
        };
        Some(policy.document().to_json())
    }

    /// The alias of an own key.
    pub(super) fn alias(&self) -> Option<String> {
        Some(self.bucket.as_ref()?.key_alias(self.environment.as_ref()?))
    }

    /// The bucket and its owner.
    pub(super) fn bucket_ref(&self) -> Option<BucketRef> {
        Some(BucketRef { name: self.bucket.clone()?, owner: self.account.clone()? })
    }

    /// The zone as it should be; `None` while something is not known.
    pub(super) fn desired(&self, nonce: &str, seals: bool) -> Option<Desired> {
        let kind = self.kind?;
        let environment = self.environment.as_ref()?;
        let bucket = self.bucket_ref()?;
        let marked = |finished| {
            let nonce = Nonce { id: nonce.to_owned(), finished };
            let mut all = self.tags.clone()?;
            all.extend(bucket_marks(kind, environment, &nonce));
            Some(all)
        };
        let key = match self.key.as_ref()? {
            KeyChoice::Given(key) => DesiredKey::Given(key.clone()),
            KeyChoice::Own => DesiredKey::Own {
                description: format!("KFM zone {kind} in bucket {}", bucket.name),
                alias: self.alias()?,
                policy: self.key_policy()?,
                tags: key_marks(kind, environment, &bucket.name),
            },
        };
        Some(Desired {
            region: self.region.clone()?,
            tags: marked(true)?,
            creating_tags: marked(false)?,
            must_be_empty: false,
            seal: DesiredSeal { document: self.seal()?, owned: seals },
            key,
            bucket,
        })
    }
}

/// Whether a zone refuses to be destroyed.
pub(super) fn protected(model: &ZoneModel, kind: Option<ZoneKind>) -> bool {
    match model.deletion_protection {
        Value::Known(protected) => protected,
        Value::Null | Value::Unknown => kind.is_none_or(ZoneKind::protected_by_default),
    }
}

fn path(name: &str) -> AttributePath {
    AttributePath::attribute(name)
}

/// A value of the prior state, where there is one.
pub(super) fn known<T: Clone>(
    prior: Option<&ZoneModel>,
    field: impl FnOnce(&ZoneModel) -> &Value<T>,
) -> Option<T> {
    prior.and_then(|prior| field(prior).known().cloned())
}

fn environment(config: &ZoneModel, settings: &Settings, diags: &mut Diags) -> Option<Environment> {
    let own = parsed(&config.environment, path("environment"), Environment::parse, diags);
    let environment = own.or(settings.environment.clone());
    if environment.is_null() {
        diags.push(
            Diag::error(
                "Zone without an environment",
                "Neither the zone nor the provider block sets `environment`. Set it in one of \
                 them, e.g. `environment = \"dev\"`. Nothing was changed.",
            )
            .at(path("environment")),
        );
    }
    environment.into_known()
}

fn bucket(
    config: &ZoneModel,
    settings: &Settings,
    kind: Option<ZoneKind>,
    environment: Option<&Environment>,
    account: Option<&AccountId>,
    diags: &mut Diags,
) -> Option<BucketName> {
    match parsed(&config.bucket, path("bucket"), BucketName::parse, diags) {
        Value::Known(name) => return Some(name),
        Value::Unknown => return None,
        Value::Null => {}
    }
    let prefix = settings.name_prefix.known()?;
    let name = format!("{prefix}-{}-{}-{}", environment?, kind?, account?);
    parsed(&Value::Known(name), path("bucket"), BucketName::parse, diags).into_known()
}

fn key_choice(config: &ZoneModel, diags: &mut Diags) -> Option<KeyChoice> {
    let encryption = match &config.encryption {
        Value::Null => return Some(KeyChoice::Own),
        Value::Unknown => return None,
        Value::Known(encryption) => encryption,
    };
    let at = |name: &str| path("encryption").then(name);
    if let Value::Known(algorithm) = &encryption.algorithm
        && algorithm != "aws:kms"
    {
        let error = NameError::new(
            "algorithm",
            algorithm,
            "is not `aws:kms`, the one algorithm that ties access to a key with a bucket key",
        );
        diags.push(invalid(at("algorithm"), &error));
    }
    match parsed(&encryption.kms_key_arn, at("kms_key_arn"), KeyArn::parse, diags) {
        Value::Null => Some(KeyChoice::Own),
        Value::Unknown => None,
        Value::Known(key) => Some(KeyChoice::Given(key)),
    }
}

fn all_tags(config: &ZoneModel, settings: &Settings, diags: &mut Diags) -> Option<Tags> {
    let mut all = match &settings.default_tags {
        Value::Unknown => return None,
        default => default.known().cloned().unwrap_or_default(),
    };
    match tags(&config.tags, "tags", diags) {
        Value::Unknown => return None,
        own => all.extend(own.into_known().unwrap_or_default()),
    }
    Some(all)
}

/// The set of ARNs as a state value.
pub(super) fn arns(administrators: &Administrators) -> Set<String> {
    administrators.arns().into_iter().collect()
}
