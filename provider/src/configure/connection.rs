//! What resources get of the provider block: a reader for plans, a writer for applies.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

use super::model::{GateReaderModel, ProviderModel};
use super::settings::Settings;
use crate::cloud::{
    AssumeRole, Caller, CloudError, CloudErrors, CloudSettings, Mutate, Observe, RetryMode,
};
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
    /// Reads a file that the configuration names.
    pub read: fn(&Path) -> io::Result<Vec<u8>>,
    /// The program that is started as worker of the policy engine.
    pub worker: PathBuf,
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
    /// Reads a file that the configuration names.
    pub read: fn(&Path) -> io::Result<Vec<u8>>,
    /// The program that is started as worker of the policy engine.
    pub worker: PathBuf,
    /// `None` while a setting of the connection is not known.
    cloud: Option<Arc<dyn Observe>>,
    /// The same as another identity; `None` while that is not known.
    evidence: Option<Arc<dyn Observe>>,
    caller: OnceCell<Option<Caller>>,
    known: Mutex<BTreeMap<PrincipalArn, Arc<OnceCell<Option<bool>>>>>,
    found: Mutex<BTreeMap<String, Arc<OnceCell<Found>>>>,
}

impl Reader {
    /// The cloud, read only; `None` while the connection is not known.
    pub fn cloud(&self) -> Option<&dyn Observe> {
        self.cloud.as_deref()
    }

    /// The cloud as whom evidence is read: `gate_reader`, else the caller. `None` while the
    /// connection is not known.
    pub fn evidence(&self) -> Option<&dyn Observe> {
        self.evidence.as_deref()
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

    /// What a look finds that several resources take, at the same place: it is taken once a process.
    ///
    /// # Errors
    /// The look failed; then the next one asks again.
    pub async fn found_once(
        &self,
        place: &str,
        look: impl Future<Output = Result<Found, CloudErrors>>,
    ) -> Result<Found, CloudErrors> {
        let cell = {
            let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(found.entry(place.to_owned()).or_default())
        };
        cell.get_or_try_init(|| look).await.cloned()
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

/// What was found somewhere: sentences, each with whether it is the lesser evil.
type Found = Vec<(bool, String)>;

/// What apply gets.
#[derive(Debug)]
pub struct Writer {
    /// What plan gets.
    pub reader: Arc<Reader>,
    /// Makes the nonce of a create.
    pub nonce: fn() -> String,
    made: Mutex<BTreeSet<String>>,
    cloud: Option<Arc<dyn Mutate>>,
}

impl Writer {
    /// Makes the nonce of a create, and remembers that it was made here.
    pub fn make_nonce(&self) -> String {
        let nonce = (self.nonce)();
        self.made.lock().unwrap_or_else(PoisonError::into_inner).insert(nonce.clone());
        nonce
    }

    /// Whether a nonce was made by this process: the create leg of a replacement goes first where it is asked to.
    pub fn has_made(&self, nonce: &str) -> bool {
        self.made.lock().unwrap_or_else(PoisonError::into_inner).contains(nonce)
    }

    /// The cloud; `None` while the connection is not known.
    pub fn cloud(&self) -> Option<&dyn Mutate> {
        self.cloud.as_deref()
    }
}

/// Makes reader and writer from the provider block.
pub fn connect(edges: &Edges, model: &ProviderModel, settings: Settings) -> (Reader, Writer) {
    let connection = cloud_settings(model);
    let cloud = connection.clone().map(|settings| (edges.connect)(settings));
    let evidence = match &model.gate_reader {
        Value::Null => cloud.clone(),
        Value::Unknown => None,
        Value::Known(reader) => connection.zip(assumed(reader)).map(|(mut settings, role)| {
            settings.assume_roles.push(role);
            (edges.connect)(settings)
        }),
    };
    let reader = |settings: Settings| Reader {
        settings,
        now: edges.now,
        read: edges.read,
        worker: edges.worker.clone(),
        cloud: cloud.clone().map(|cloud| cloud as Arc<dyn Observe>),
        evidence: evidence.clone().map(|cloud| cloud as Arc<dyn Observe>),
        caller: OnceCell::new(),
        known: Mutex::default(),
        found: Mutex::default(),
    };
    let writer = Writer {
        reader: Arc::new(reader(settings.clone())),
        nonce: edges.nonce,
        made: Mutex::default(),
        cloud: cloud.clone(),
    };
    (reader(settings), writer)
}

/// The role as which evidence is read; `None` while it is not known.
fn assumed(reader: &GateReaderModel) -> Option<AssumeRole> {
    Some(AssumeRole {
        role_arn: reader.role_arn.known()?.clone(),
        session_name: Some("kfm-gate".to_owned()),
        external_id: option(&reader.external_id)?,
        duration_seconds: None,
    })
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
