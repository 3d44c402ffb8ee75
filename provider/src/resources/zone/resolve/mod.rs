//! From a configuration to what it means: every rule that it breaks, all at once.

mod access;
mod key;
mod lifecycle;
mod retention;
mod timeouts;

use std::collections::BTreeSet;

pub(super) use access::AccessLog;
pub(super) use lifecycle::model as lifecycle_model;
pub(super) use retention::{Retention, retention as parse_retention};
use timeouts::{Timeouts, timeouts};

use super::model::ZoneModel;
use crate::cloud::{BucketRef, Facet, LogTarget};
use crate::configure::parse::{administrators, break_glass, invalid, parsed, tags};
use crate::configure::{Reader, Settings};
use crate::domain::key_policy::KeyPolicy;
use crate::domain::names::NameError;
use crate::domain::seal::Seal;
use crate::domain::tags::{Nonce, Tags, bucket_marks, key_marks};
use crate::domain::{
    AccountId, Administrators, BreakGlass, BucketName, BucketNamespace, Environment, KeyArn,
    LogSource, ObjectLifecycle, PrincipalArn, Region, ZoneKind,
};
use crate::reconcile::controls::{KeyUse, Wanted};
use crate::reconcile::{Desired, DesiredKey, DesiredLock, DesiredSeal};
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
    /// None: S3 encrypts by itself.
    Service,
}

impl KeyChoice {
    /// The given key.
    pub(super) const fn given(&self) -> Option<&KeyArn> {
        match self {
            Self::Given(key) => Some(key),
            Self::Own | Self::Service => None,
        }
    }

    /// What the controls say of it.
    pub(super) const fn in_use(&self) -> KeyUse {
        match self {
            Self::Own => KeyUse::Own,
            Self::Given(_) => KeyUse::Given,
            Self::Service => KeyUse::Service,
        }
    }
}

/// What a configuration says by itself, without provider and network. `None` is what is not known
/// yet, or not acceptable.
#[derive(Clone, Debug)]
pub(super) struct Inputs {
    pub(super) kind: Option<ZoneKind>,
    pub(super) namespace: Option<BucketNamespace>,
    pub(super) retention: Option<Retention>,
    pub(super) lifecycle: Option<ObjectLifecycle>,
    pub(super) access_log: Option<Option<AccessLog>>,
    log_sources: Option<Option<Vec<LogSource>>>,
    pub(super) receipt_writers: Option<Vec<PrincipalArn>>,
    pub(super) events: Option<bool>,
    pub(super) key: Option<KeyChoice>,
    pub(super) timeouts: Timeouts,
    /// What was asked for by name, so that the endpoint must offer it.
    asked: BTreeSet<Facet>,
    pub(super) force: bool,
}

impl Inputs {
    fn parse(config: &ZoneModel, diags: &mut Diags) -> Self {
        let kind = parsed(&config.zone, path("zone"), str::parse::<ZoneKind>, diags).into_known();
        let namespace = match parsed(
            &config.bucket_namespace,
            path("bucket_namespace"),
            str::parse::<BucketNamespace>,
            diags,
        ) {
            Value::Null => Some(BucketNamespace::default()),
            other => other.into_known(),
        };
        let retention = retention::retention(config, kind, diags);
        let lifecycle = lifecycle::lifecycle(config, kind, retention::class(config, kind), diags);
        let events = match config.event_notifications {
            Value::Unknown => None,
            Value::Null => Some(true),
            Value::Known(on) => Some(on),
        };
        reserved(config, diags);
        Self {
            kind,
            namespace,
            retention,
            lifecycle,
            access_log: access::access_log(config, kind, diags),
            log_sources: access::log_sources(config, kind, diags),
            receipt_writers: access::receipt_writers(config, kind, diags),
            events,
            key: key::choice(config, kind, diags),
            timeouts: timeouts(config, diags),
            asked: asked(config, retention),
            force: config.force_destroy == Value::Known(true),
        }
    }
}

/// Attributes that stand for what is to come.
fn reserved(config: &ZoneModel, diags: &mut Diags) {
    if let Value::Known(prefix) = &config.prefix {
        let rule = "is reserved for zones that share a bucket, which are not offered yet: leave \
                    `prefix` out";
        diags.push(invalid(path("prefix"), &NameError::new("prefix", prefix, rule)));
    }
    if let Value::Known(adopt) = &config.adopt
        && adopt != "enforce"
    {
        let rule = "is not `enforce`, the one way of adopting that is offered yet";
        diags.push(invalid(path("adopt"), &NameError::new("adopt", adopt, rule)));
    }
}

fn asked(config: &ZoneModel, retention: Option<Retention>) -> BTreeSet<Facet> {
    let asked = [
        (retention.is_some_and(|retention| retention.rule.is_some()), Facet::ObjectLock),
        (config.object_lifecycle.known().is_some(), Facet::Lifecycle),
        (config.access_log.known().is_some(), Facet::AccessLog),
        (config.event_notifications == Value::Known(true), Facet::Events),
    ];
    asked.into_iter().filter_map(|(asked, facet)| asked.then_some(facet)).collect()
}

/// A zone as configured. `None` is what is not known yet.
#[derive(Clone, Debug)]
pub(super) struct Resolved {
    pub(super) kind: Option<ZoneKind>,
    pub(super) inputs: Inputs,
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
    log_sources: Option<Vec<LogSource>>,
    pub(super) tags: Option<Tags>,
    pub(super) protected: bool,
    pub(super) force: bool,
    /// Whether the endpoint is AWS's own and offers everything.
    pub(super) certain: bool,
    /// Whether access logs go to the bucket that this environment's `logs` zone has by default.
    pub(super) logs_to_own_stack: bool,
}

/// Checks a configuration without provider and network.
pub(super) fn validate(config: &ZoneModel) -> Diags {
    let mut diags = Diags::new();
    let inputs = Inputs::parse(config, &mut diags);
    drop(parsed(&config.environment, path("environment"), Environment::parse, &mut diags));
    drop(parsed(&config.bucket, path("bucket"), BucketName::parse, &mut diags));
    drop(administrators(&config.administrators, &mut diags));
    let break_glass = break_glass(&config.break_glass, &mut diags);
    check_receipt_writers(&inputs, &break_glass, &mut diags);
    drop(tags(&config.tags, "tags", &mut diags));
    if let (true, Some(kind)) = (inputs.force, inputs.kind)
        && !kind.may_force_destroy()
    {
        let rule = format!("is refused in `{kind}`: what is append-only is never emptied");
        diags.push(invalid(path("force_destroy"), &NameError::new("force_destroy", "true", rule)));
    }
    diags
}

/// Break-glass reads; whoever does both would be held to what both leave, which is nothing.
fn check_receipt_writers(inputs: &Inputs, break_glass: &Value<BreakGlass>, diags: &mut Diags) {
    let Value::Known(open) = break_glass else { return };
    let writers = inputs.receipt_writers.iter().flatten();
    for writer in writers.filter(|writer| open.principals.contains(writer)) {
        let rule = "is also in `break_glass`: name different roles";
        let error = NameError::new("receipt writer", writer.as_str(), rule);
        diags.push(invalid(path("receipt_writers"), &error));
    }
}

/// Resolves a configuration against the provider's settings and the prior state.
pub(super) async fn resolve(
    reader: &Reader,
    config: &ZoneModel,
    prior: Option<&ZoneModel>,
    diags: &mut Diags,
) -> Resolved {
    let settings = &reader.settings;
    let inputs = Inputs::parse(config, diags);
    let kind = inputs.kind;
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
    let place = Place {
        settings,
        environment: environment.as_ref(),
        account: account.as_ref(),
        region: region.as_ref(),
    };
    let bucket = place.bucket(config, &inputs, diags);
    place.check_log_target(&inputs, diags);
    let configured = administrators(&config.administrators, diags);
    let configured = configured.or(settings.administrators.clone());
    let administrators_unset = configured.is_null();
    let kept = || {
        let kept = known(prior, |prior| &prior.effective_administrators)?;
        administrators(&Value::Known(kept), &mut Diags::new()).into_known()
    };
    let break_glass = break_glass(&config.break_glass, diags).or(settings.break_glass.clone());
    check_receipt_writers(&inputs, &break_glass, diags);
    Resolved {
        kind,
        log_sources: place.log_sources(&inputs),
        logs_to_own_stack: place.kind_of_log_target(&inputs) == Some(ZoneKind::Logs),
        bucket,
        key: inputs.key.clone(),
        administrators: if administrators_unset { kept() } else { configured.into_known() },
        administrators_unset,
        break_glass,
        tags: all_tags(config, settings, diags),
        protected: protected(config, kind),
        force: inputs.force,
        certain: settings.is_aws()
            && region.as_ref().is_none_or(|region| region.partition() == "aws"),
        inputs,
        environment,
        account,
        region,
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
        let given_key = self.key.as_ref()?.given();
        let break_glass = match &self.break_glass {
            Value::Unknown => return None,
            open => open.known(),
        };
        Some(f(&Seal {
            kind: self.kind?,
            bucket: self.bucket.as_ref()?,
            account: self.account.as_ref()?,
            region: self.region.as_ref()?,
            given_key,
            administrators: self.administrators.as_ref()?,
            break_glass,
            log_sources: self.log_sources.as_deref()?,
            receipt_writers: self.inputs.receipt_writers.as_deref()?,
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

    /// Object Lock as it should be.
    pub(super) fn lock(&self) -> Option<DesiredLock> {
        if !self.kind?.may_lock() {
            return Some(DesiredLock::Never);
        }
        Some(self.inputs.retention?.rule.map_or(DesiredLock::Kept, DesiredLock::Rule))
    }

    /// Where access logs go.
    pub(super) fn log_target(&self) -> Option<Option<LogTarget>> {
        let Some(log) = self.inputs.access_log.as_ref()? else { return Some(None) };
        let prefix = match &log.prefix {
            Some(prefix) => prefix.clone(),
            None => format!("{}/", self.bucket.as_ref()?),
        };
        Some(Some(LogTarget { bucket: log.bucket.to_string(), prefix }))
    }

    /// What decides the planned controls; `None` while not even the key is known.
    pub(super) fn wanted(&self, seals: bool) -> Option<Wanted> {
        Some(Wanted {
            key: self.key.as_ref()?.in_use(),
            seals,
            lock: self.lock(),
            lifecycle: self.inputs.lifecycle.as_ref().map(ObjectLifecycle::rules),
            access_log: self.log_target(),
            events: self.inputs.events,
            certain: self.certain,
        })
    }

    /// The zone as it should be; `None` while something is not known. What AWS's own endpoints are
    /// known to offer, a create insists on.
    pub(super) fn desired(&self, nonce: &str, seals: bool, creating: bool) -> Option<Desired> {
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
            KeyChoice::Service => DesiredKey::Service,
            KeyChoice::Own => DesiredKey::Own {
                description: format!("KFM zone {kind} in bucket {}", bucket.name),
                alias: self.alias()?,
                policy: self.key_policy()?,
                tags: key_marks(kind, environment, &bucket.name),
            },
        };
        let mut needs = self.inputs.asked.clone();
        if creating && self.certain {
            needs.extend(Facet::ALL);
        }
        Some(Desired {
            region: self.region.clone()?,
            tags: marked(true)?,
            creating_tags: marked(false)?,
            must_be_empty: false,
            seal: DesiredSeal { document: self.seal()?, owned: seals },
            key,
            bucket,
            namespace: self.inputs.namespace?,
            lock: self.lock()?,
            lifecycle: self.inputs.lifecycle.as_ref()?.rules(),
            access_log: self.log_target()?,
            events: self.inputs.events?,
            needs,
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

/// Where a zone lies: what its names are made from.
struct Place<'a> {
    settings: &'a Settings,
    environment: Option<&'a Environment>,
    account: Option<&'a AccountId>,
    region: Option<&'a Region>,
}

impl Place<'_> {
    /// The bucket's name: as configured, else made from where the zone lies.
    fn bucket(&self, config: &ZoneModel, inputs: &Inputs, diags: &mut Diags) -> Option<BucketName> {
        let configured = match parsed(&config.bucket, path("bucket"), BucketName::parse, diags) {
            Value::Known(name) => Some(name),
            Value::Unknown => return None,
            Value::Null => None,
        };
        let namespace = inputs.namespace?;
        if let Some(name) = configured {
            if let (Some(account), Some(region)) = (self.account, self.region)
                && let Err(error) = namespace.check(&name, account, region)
            {
                diags.push(invalid(path("bucket"), &error));
            }
            return Some(name);
        }
        let name = self.default_name(inputs.kind?, namespace)?;
        parsed(&Value::Known(name), path("bucket"), BucketName::parse, diags).into_known()
    }

    fn default_name(&self, kind: ZoneKind, namespace: BucketNamespace) -> Option<String> {
        let ending = namespace.default_ending(self.account?, self.region?);
        Some(format!("{}-{kind}{ending}", self.beginning()?))
    }

    fn beginning(&self) -> Option<String> {
        Some(format!("{}-{}", self.settings.name_prefix.known()?, self.environment?))
    }

    /// The kind of zone that the target of access logs is by its name, if it has a default name.
    fn kind_of_log_target(&self, inputs: &Inputs) -> Option<ZoneKind> {
        let target = &inputs.access_log.as_ref()?.as_ref()?.bucket;
        let namespaces = [BucketNamespace::Global, BucketNamespace::AccountRegional];
        ZoneKind::ALL.into_iter().find(|kind| {
            let names = namespaces.map(|namespace| self.default_name(*kind, namespace));
            names.iter().flatten().any(|name| name == target.as_str())
        })
    }

    fn check_log_target(&self, inputs: &Inputs, diags: &mut Diags) {
        let Some(kind) = self.kind_of_log_target(inputs).filter(|kind| *kind != ZoneKind::Logs)
        else {
            return;
        };
        if let Some(Some(log)) = &inputs.access_log {
            let rule = format!(
                "is the bucket of zone `{kind}`: access logs go to a zone of kind `logs` only"
            );
            let error = NameError::new("access log target", log.bucket.as_str(), rule);
            diags.push(invalid(path("access_log").then("bucket"), &error));
        }
    }

    /// The log sources: as configured, else every zone of the environment. Elsewhere than in
    /// `logs` there are none.
    fn log_sources(&self, inputs: &Inputs) -> Option<Vec<LogSource>> {
        if inputs.kind? != ZoneKind::Logs {
            return Some(Vec::new());
        }
        match inputs.log_sources.as_ref()? {
            Some(sources) => Some(sources.clone()),
            None => Some(vec![LogSource::beginning(&format!("{}-", self.beginning()?)).ok()?]),
        }
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
