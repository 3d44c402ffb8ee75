//! A client that does what Terraform core does, for tests: it starts a provider, authenticates,
//! reads the schema and calls the provider with values and messages as plain data.
//!
//! ```no_run
//! # use kfm_provider::terraform::{client::Client, resource::Provider};
//! # async fn example<P: Provider>(provider: P) -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::start(provider).await?;
//! client.configure(client.provider_block(serde_json::json!({}))?).await?;
//! let config = client.object("kfm_zone", serde_json::json!({"zone": "raw"}))?;
//! let created = client.change("kfm_zone", None, Some(config)).await?;
//! assert!(created.errors().is_empty());
//! # Ok(()) }
//! ```
#![expect(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "the test client starts providers and makes their directories"
)]

mod calls;
mod functions;
mod host;
mod propose;
mod schema;
mod tls;

use std::fmt;
use std::io;

use tonic::transport::Channel;

use super::diag::{AttributePath, Diag, Severity};
use super::model::ShapeError;
use super::value::Tree;
use super::wire::proto::plugin::grpc_controller_client::GrpcControllerClient;
use super::wire::proto::tfplugin6::provider_client::ProviderClient;
pub use functions::{CallError, Metadata};
pub use host::Host;
pub use schema::{ClientAttribute, ClientFunction, ClientParameter, ClientSchema, ProviderSchema};
pub use tls::Identity;

/// Why a call gave no answer. What the provider itself refuses is a [`Diag`], not this.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The provider could not be started or reached.
    #[error("cannot reach the provider")]
    Io(#[from] io::Error),
    /// The provider ended or refused before its handshake; the text is what it wrote.
    #[error("the provider gave no handshake: {0}")]
    NoHandshake(String),
    /// TLS could not be set up.
    #[error("TLS could not be set up")]
    Tls(#[from] rustls::Error),
    /// A certificate could not be made.
    #[error("a certificate could not be made")]
    Certificate(#[from] rcgen::Error),
    /// The connection was refused or broke.
    #[error("the connection failed")]
    Transport(#[from] tonic::transport::Error),
    /// The call failed below the protocol.
    #[error("the call failed: {0}")]
    Call(#[from] Box<tonic::Status>),
    /// The answer or the value given does not fit the schema.
    #[error("`{}` does not fit the schema: {}", .0.path, .0.message)]
    Shape(ShapeError),
    /// The schema has no such resource type, data source or function.
    #[error("the schema has no `{0}`")]
    UnknownType(String),
    /// What Terraform itself would refuse in a provider.
    #[error("terraform would refuse this: {0}")]
    Refused(String),
}

impl From<tonic::Status> for ClientError {
    fn from(status: tonic::Status) -> Self {
        Self::Call(Box::new(status))
    }
}

impl From<ShapeError> for ClientError {
    fn from(error: ShapeError) -> Self {
        Self::Shape(error)
    }
}

/// A resource as the state file keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The attributes.
    pub state: Tree,
    /// The provider's private data.
    pub private: Vec<u8>,
}

/// What plan answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The planned state; null for a destroy.
    pub state: Tree,
    /// The planned private data.
    pub private: Vec<u8>,
    /// What forces replacement.
    pub replace: Vec<AttributePath>,
    /// Messages.
    pub diags: Vec<Diag>,
}

/// What apply, read or import answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What exists, with its private data; `None` if nothing does.
    pub stored: Option<Stored>,
    /// Messages.
    pub diags: Vec<Diag>,
}

/// A change carried out as core does it: planned, planned again, applied.
#[derive(Clone, Debug)]
pub struct Change {
    /// The plan.
    pub planned: Planned,
    /// The result; `None` if the plan had errors or nothing to do.
    pub applied: Option<Answer>,
}

impl Planned {
    /// The errors among the messages.
    pub fn errors(&self) -> Vec<&Diag> {
        errors(&self.diags)
    }
}

impl Answer {
    /// The errors among the messages.
    pub fn errors(&self) -> Vec<&Diag> {
        errors(&self.diags)
    }
}

impl Change {
    /// The errors of plan and apply.
    pub fn errors(&self) -> Vec<&Diag> {
        let applied = self.applied.iter().flat_map(Answer::errors);
        self.planned.errors().into_iter().chain(applied).collect()
    }

    /// What exists after the apply.
    pub fn stored(&self) -> Option<&Stored> {
        self.applied.as_ref()?.stored.as_ref()
    }
}

fn errors(diags: &[Diag]) -> Vec<&Diag> {
    diags.iter().filter(|diag| diag.severity == Severity::Error).collect()
}

/// A connection to a provider. Cloning it shares the connection.
#[derive(Clone)]
pub struct Client {
    provider: ProviderClient<Channel>,
    controller: GrpcControllerClient<Channel>,
    schema: ProviderSchema,
    /// Keeps a provider that [`Client::start`] started.
    host: Option<std::sync::Arc<Host>>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}
