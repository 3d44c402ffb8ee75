//! What resources get of the provider block: a reader for plans, a writer for applies.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

use super::model::ProviderModel;
use super::settings::Settings;
use crate::cloud::{AssumeRole, Caller, CloudError, CloudSettings, Mutate, Observe, RetryMode};
use crate::domain::{AccountId, PrincipalArn, Region};
use crate::terraform::value::Value;

/// What is not pure and comes from `main`.
#[derive(Clone)]
pub struct Edges {
    /// Makes a cloud.
    pub connect: Arc<dyn Fn(CloudSettings) -> Arc<dyn Mutate> + Send + Sync>,
    /// The time.
    pub now: fn() -> jiff::Timestamp,
    /// Sixteen random bytes in hex.
    pub nonce: fn() -> String,
}

impl fmt::Debug for Edges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Edges").finish_non_exhaustive()
    }
}

/// What plan, read and import get.
#[derive(Debug)]
pub struct Reader {
    /// The provider block.
    pub settings: Settings,
    /// The time.
    pub now: fn() -> jiff::Timestamp,
    /// `None` while a setting of the connection is not known.
    cloud: Option<Arc<dyn Observe>>,
    caller: OnceCell<Option<Caller>>,
    known: Mutex<BTreeMap<PrincipalArn, Arc<OnceCell<Option<bool>>>>>,
}

impl Reader {
    /// The cloud, read only; `None` while the connection is not known.
    pub fn cloud(&self) -> Option<&dyn Observe> {
        self.cloud.as_deref()
    }

    /// The account: that of the provider block, else the caller's, else unknown. The caller is
    /// asked once a process; that it cannot be is no error at plan.
    pub async fn account(&self) -> Option<AccountId> {
        if let Value::Known(account) = &self.settings.account {
            return Some(account.clone());
        }
        if self.settings.account.is_unknown() {
            return None;
        }
        self.caller().await.map(|caller| caller.account.clone())
    }

    /// Who calls, asked once a process; `None` where that cannot be told.
    pub async fn caller(&self) -> Option<&Caller> {
        let ask = || async {
            match self.cloud() {
                Some(cloud) => cloud.caller().await.ok(),
                None => None,
            }
        };
        self.caller.get_or_init(ask).await.as_ref()
    }

    /// Whether IAM knows a role or user, asked once a process for each; `None` where that cannot be
    /// told: it is a pattern, or IAM does not say.
    pub async fn knows(&self, principal: &PrincipalArn) -> Option<bool> {
        let cloud = self.cloud().filter(|_| !principal.is_pattern())?;
        let cell = {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(known.entry(principal.clone()).or_default())
        };
        let ask = || async {
            let found = cloud.principal(principal).await.ok()?;
            Some(found.into_option().is_some_and(|found| found == *principal))
        };
        *cell.get_or_init(ask).await
    }

    /// The region: that of the provider block, else that of the environment; `None` while it is
    /// not known.
    ///
    /// # Errors
    /// There is none.
    pub async fn region(&self) -> Result<Option<Region>, CloudError> {
        match (&self.settings.region, self.cloud()) {
            (Value::Known(region), _) => Ok(Some(region.clone())),
            (Value::Null, Some(cloud)) => cloud.region().await.map(Some),
            _ => Ok(None),
        }
    }
}

/// What apply gets.
#[derive(Debug)]
pub struct Writer {
    /// What plan gets.
    pub reader: Arc<Reader>,
    /// Makes the nonce of a create.
    pub nonce: fn() -> String,
    cloud: Option<Arc<dyn Mutate>>,
}

impl Writer {
    /// The cloud; `None` while the connection is not known.
    pub fn cloud(&self) -> Option<&dyn Mutate> {
        self.cloud.as_deref()
    }
}

/// Makes reader and writer from the provider block.
pub fn connect(edges: &Edges, model: &ProviderModel, settings: Settings) -> (Reader, Writer) {
    let cloud = cloud_settings(model).map(|settings| (edges.connect)(settings));
    let reader = |settings: Settings| Reader {
        settings,
        now: edges.now,
        cloud: cloud.clone().map(|cloud| cloud as Arc<dyn Observe>),
        caller: OnceCell::new(),
        known: Mutex::default(),
    };
    let writer = Writer {
        reader: Arc::new(reader(settings.clone())),
        nonce: edges.nonce,
        cloud: cloud.clone(),
    };
    (reader(settings), writer)
}

/// The connection's settings; `None` while one of them is unknown.
fn cloud_settings(model: &ProviderModel) -> Option<CloudSettings> {
    let endpoints = option(&model.endpoints)?.unwrap_or_default();
    let retry = option(&model.retry)?.unwrap_or_default();
    let mut assume_roles = Vec::new();
    for role in option(&model.assume_role)?.unwrap_or_default().0 {
        let role = role.into_known()?;
        assume_roles.push(AssumeRole {
            role_arn: role.role_arn.into_known()?,
            session_name: option(&role.session_name)?,
            external_id: option(&role.external_id)?,
            duration_seconds: option(&role.duration_seconds)?.and_then(|n| u32::try_from(n).ok()),
        });
    }
    Some(CloudSettings {
        region: option(&model.region)?,
        profile: option(&model.profile)?,
        assume_roles,
        s3_endpoint: option(&endpoints.s3)?,
        iam_endpoint: option(&endpoints.iam)?,
        kms_endpoint: option(&endpoints.kms)?,
        sts_endpoint: option(&endpoints.sts)?,
        use_path_style: option(&model.use_path_style)?.unwrap_or_default(),
        ca_bundle: option(&model.ca_bundle)?.map(PathBuf::from),
        retry_mode: match option(&retry.mode)?.as_deref() {
            Some("adaptive") => Some(RetryMode::Adaptive),
            Some(_) => Some(RetryMode::Standard),
            None => None,
        },
        max_attempts: option(&retry.max_attempts)?.and_then(|n| u32::try_from(n).ok()),
        ..CloudSettings::default()
    })
}

/// `None` for unknown, `Some(None)` for null.
fn option<T: Clone>(value: &Value<T>) -> Option<Option<T>> {
    match value {
        Value::Unknown => None,
        Value::Null => Some(None),
        Value::Known(value) => Some(Some(value.clone())),
    }
}
