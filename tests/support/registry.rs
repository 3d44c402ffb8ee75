//! What the provider serves, as its tables say it.

use std::error::Error;
use std::sync::Arc;

use kfm_provider::cloud::memory::MemoryCloud;
use kfm_provider::cloud::{Caller, Mutate};
use kfm_provider::configure::Edges;
use kfm_provider::domain::AccountId;
use kfm_provider::resources::KfmProvider;
use kfm_provider::terraform::attribute::Schema;
use kfm_provider::terraform::function::Signature;
use kfm_provider::terraform::resource::Provider as _;

/// The account of the cloud in memory.
pub(crate) const ACCOUNT: &str = "123456789012";
/// Who calls it.
pub(crate) const ADMINISTRATOR: &str = "arn:aws:iam::123456789012:user/admin";

/// The schemas and signatures of a provider.
#[derive(Debug)]
pub(crate) struct Registry {
    /// Of the provider block.
    pub(crate) provider: Schema,
    /// Of the resource types, by name.
    pub(crate) resources: Vec<(&'static str, Schema)>,
    /// Of the data sources, by name.
    pub(crate) data_sources: Vec<(&'static str, Schema)>,
    /// Of the functions.
    pub(crate) functions: Vec<Signature>,
}

impl Registry {
    /// Those of the KFM provider.
    ///
    /// # Errors
    /// The cloud that it is given cannot be made.
    pub(crate) fn kfm() -> Result<Self, Box<dyn Error>> {
        let provider = provider(&cloud()?);
        let (resources, data_sources) = (provider.resources(), provider.data_sources());
        Ok(Self {
            provider: provider.schema(),
            resources: resources.iter().map(|one| (one.name(), one.schema())).collect(),
            data_sources: data_sources.iter().map(|one| (one.name(), one.schema())).collect(),
            functions: provider.functions().iter().map(|one| one.signature()).collect(),
        })
    }
}

/// An empty cloud in memory.
///
/// # Errors
/// The account is malformed.
pub(crate) fn cloud() -> Result<MemoryCloud, Box<dyn Error>> {
    let account = AccountId::parse(ACCOUNT)?;
    Ok(MemoryCloud::new(Caller { account, arn: ADMINISTRATOR.to_owned() }))
}

/// The KFM provider over `cloud`, on 24 November 2026.
pub(crate) fn provider(cloud: &MemoryCloud) -> KfmProvider {
    let cloud = cloud.clone();
    KfmProvider::new(Edges {
        connect: Arc::new(move |_| Arc::new(cloud.clone()) as Arc<dyn Mutate>),
        now: || "2026-11-24T00:00:00Z".parse().unwrap_or_default(),
        nonce: || "0123456789abcdef".to_owned(),
        read: |path| std::fs::read(path),
        worker: std::path::PathBuf::new(),
    })
}
