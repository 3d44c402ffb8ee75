//! What a provider and its resources implement. Typed: the server turns wire values into models.

use std::fmt::Debug;

use async_trait::async_trait;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio_util::sync::CancellationToken;

use super::attribute::Schema;
use super::checkpoint::Checkpoint;
use super::diag::{AttributePath, Diags};
use super::model::Model;
use super::server::{DynDataSource, DynFunction, DynResource};

/// A provider: its own configuration, and the resources, data sources and functions it serves.
#[async_trait]
pub trait Provider: Send + Sync + 'static {
    /// The provider block.
    type Model: Model;
    /// What plan, read and import get. It cannot change anything, by type.
    type Reader: Send + Sync + 'static;
    /// What apply gets.
    type Writer: Send + Sync + 'static;

    /// Checks the provider block. Called without credentials and network; values may be unknown.
    fn validate(&self, config: &Self::Model) -> Diags;

    /// Takes the provider block. Values may be unknown during plan. Nothing remote is called.
    ///
    /// # Errors
    /// Everything that is wrong with the block, at once.
    async fn configure(
        &self,
        config: Self::Model,
        terraform_version: &str,
    ) -> Result<(Self::Reader, Self::Writer), Diags>;

    /// The schema of the provider block. Its version has no meaning: no state of it is stored.
    fn schema(&self) -> Schema {
        Schema { version: 0, doc: Self::Model::DOC, attributes: Self::Model::attributes() }
    }

    /// The resources served, in the order of the registry.
    fn resources(&self) -> Vec<Box<dyn DynResource<Self::Reader, Self::Writer>>>;

    /// The data sources served, in the order of the registry.
    fn data_sources(&self) -> Vec<Box<dyn DynDataSource<Self::Reader>>> {
        Vec::new()
    }

    /// The functions served, in the order of the registry. They are called without a provider
    /// block too.
    fn functions(&self) -> Vec<Box<dyn DynFunction>> {
        Vec::new()
    }
}

/// A resource type.
///
/// `validate`, `plan`, `read` and `import` receive a reader, `apply` alone receives a writer.
#[async_trait]
pub trait Resource: Send + Sync + 'static {
    /// The shape of configuration and state.
    type Model: Model;
    /// What is kept beside the state, unseen by configurations. Must decode what older versions
    /// of the provider wrote (`#[serde(default)]`).
    type Private: Serialize + DeserializeOwned + Default + Clone + Debug + Send + Sync + 'static;
    /// See [`Provider::Reader`].
    type Reader: Send + Sync + 'static;
    /// See [`Provider::Writer`].
    type Writer: Send + Sync + 'static;

    /// The type's name in HCL, e.g. `kfm_zone`.
    const NAME: &'static str;
    /// The version of the state's shape.
    const VERSION: u32;

    /// Checks a configuration that may hold unknown values. No network, no credentials.
    fn validate(&self, config: &Self::Model) -> Diags;

    /// Decides what apply will do. Known planned values are a pure function of configuration,
    /// prior state and provider configuration, because core plans again at apply and refuses a
    /// known value that changed; reads add diagnostics only.
    async fn plan(&self, reader: &Self::Reader, request: PlanRequest<Self>) -> PlanResponse<Self>;

    /// Carries out a plan.
    async fn apply(
        &self,
        writer: &Self::Writer,
        request: ApplyRequest<Self>,
        control: &Control<Self>,
    ) -> ApplyResponse<Self>;

    /// Observes the resource. A state of `None` means proven absence; whatever could not be read
    /// is an error with the old state kept.
    async fn read(&self, reader: &Self::Reader, request: ReadRequest<Self>) -> ReadResponse<Self>;

    /// Takes an existing object under management.
    ///
    /// # Errors
    /// The id is malformed, or the object does not exist or may not be read.
    async fn import(&self, reader: &Self::Reader, id: &str) -> Result<Imported<Self>, Diags>;

    /// Turns a state of an older version into the current JSON form. The default accepts no older
    /// version; a state of the current version never gets here.
    ///
    /// # Errors
    /// The version is not known or the state has not its shape.
    fn upgrade(
        &self,
        version: i64,
        _state: serde_json::Value,
    ) -> Result<serde_json::Value, String> {
        Err(format!(
            "state version {version} of `{}` is not known to this version of the provider, which \
             writes version {}",
            Self::NAME,
            Self::VERSION
        ))
    }
}

/// What apply is accompanied by.
#[derive(Debug)]
pub struct Control<R: Resource + ?Sized> {
    /// Cancelled when Terraform asks to stop (Ctrl-C). Checked between steps: the step under way
    /// is finished, the rest is left for the next apply.
    pub cancel: CancellationToken,
    /// Where apply notes what exists so far, for the case that it panics.
    pub checkpoint: Checkpoint<R>,
}

/// A request to plan. `config = None` is a destroy; `prior = None` is a create, also the create
/// leg of a replacement.
#[derive(Debug)]
pub struct PlanRequest<R: Resource + ?Sized> {
    /// The refreshed state.
    pub prior: Option<R::Model>,
    /// The configuration as written.
    pub config: Option<R::Model>,
    /// Core's merge of configuration and prior state: a computed attribute that is not configured
    /// carries its prior value (null on create).
    pub proposed: Option<R::Model>,
    /// What was stored beside the state; `None` if nothing was.
    pub private: Option<R::Private>,
}

/// A plan.
#[derive(Debug)]
pub struct PlanResponse<R: Resource + ?Sized> {
    /// The planned state; `None` for a destroy.
    pub planned: Option<R::Model>,
    /// What apply will receive.
    pub private: R::Private,
    /// Attributes that force replacement beyond those that the schema marks.
    pub replace: Vec<AttributePath>,
    /// Messages.
    pub diags: Diags,
}

/// A request to apply. `planned = None` deletes; see [`PlanRequest`] for `prior`.
#[derive(Debug)]
pub struct ApplyRequest<R: Resource + ?Sized> {
    /// The state before.
    pub prior: Option<R::Model>,
    /// The planned state.
    pub planned: Option<R::Model>,
    /// The configuration.
    pub config: Option<R::Model>,
    /// What plan returned.
    pub private: Option<R::Private>,
}

/// The result of an apply.
#[derive(Debug)]
pub struct ApplyResponse<R: Resource + ?Sized> {
    /// What exists now; `None` if nothing does. With an error on create a state of `Some` is
    /// stored as tainted.
    pub state: Option<R::Model>,
    /// What to keep beside the state.
    pub private: R::Private,
    /// Messages.
    pub diags: Diags,
}

/// A request to refresh.
#[derive(Debug)]
pub struct ReadRequest<R: Resource + ?Sized> {
    /// The stored state.
    pub state: R::Model,
    /// What was stored beside it; `None` if nothing was.
    pub private: Option<R::Private>,
}

/// The result of a refresh.
#[derive(Debug)]
pub struct ReadResponse<R: Resource + ?Sized> {
    /// What was observed; `None` for proven absence.
    pub state: Option<R::Model>,
    /// What to keep beside the state.
    pub private: R::Private,
    /// Messages.
    pub diags: Diags,
}

/// An imported object.
#[derive(Debug)]
pub struct Imported<R: Resource + ?Sized> {
    /// Its state; core reads it once more afterwards.
    pub state: R::Model,
    /// What to keep beside the state.
    pub private: R::Private,
    /// Messages.
    pub diags: Diags,
}
