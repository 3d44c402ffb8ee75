//! What a data source implements. Typed: the server turns wire values into models.

use async_trait::async_trait;

use super::diag::Diags;
use super::model::Model;

/// A data source: what Terraform reads and never changes. It gets a reader alone, so it cannot
/// write, by type.
#[async_trait]
pub trait DataSource: Send + Sync + 'static {
    /// The shape of the configuration and of what is read.
    type Model: Model;
    /// See [`Provider::Reader`](super::resource::Provider::Reader).
    type Reader: Send + Sync + 'static;

    /// The name in HCL, e.g. `kfm_zone`.
    const NAME: &'static str;

    /// Checks a configuration that may hold unknown values. No network, no credentials.
    fn validate(&self, config: &Self::Model) -> Diags;

    /// Reads. All of `config` is known: Terraform waits with a read until it is. What is returned
    /// is `config` with every computed attribute set or null, and warnings.
    ///
    /// # Errors
    /// What is asked for is not there, or may not be read: a data source has no state to keep.
    async fn read(
        &self,
        reader: &Self::Reader,
        config: Self::Model,
    ) -> Result<(Self::Model, Diags), Diags>;
}
