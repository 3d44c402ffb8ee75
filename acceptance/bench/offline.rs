//! The provider in this process over the in-memory cloud, called over its real socket.

use std::collections::BTreeMap;
use std::sync::Arc;

use kfm_acceptance::account::ACCOUNT;
use kfm_acceptance::{Context, Result};
use kfm_provider::cloud::faulty::Faulty;
use kfm_provider::cloud::memory::MemoryCloud;
use kfm_provider::cloud::{Caller, Mutate, Operation};
use kfm_provider::configure::Edges;
use kfm_provider::domain::{AccountId, PrincipalArn};
use kfm_provider::resources::KfmProvider;
use kfm_provider::terraform::client::Client;

use crate::delay::Delay;
use crate::drive;
use crate::zones;

const ADMINISTRATOR: &str = "arn:aws:iam::123456789012:user/administrator";

/// A configured provider, its client, and its cloud.
#[derive(Debug)]
pub(crate) struct Offline {
    /// Calls the provider.
    pub(crate) client: Client,
    /// How long a call of the port takes; nothing at first.
    pub(crate) delay: Delay,
    cloud: MemoryCloud,
}

impl Offline {
    /// Starts one, with an account in its block or without.
    pub(crate) async fn start(account: bool) -> Result<Self> {
        let id = AccountId::parse(ACCOUNT).doing("parsing the account")?;
        let cloud = MemoryCloud::new(Caller { account: id, arn: ADMINISTRATOR.to_owned() });
        cloud.add_principal(PrincipalArn::parse(ADMINISTRATOR).doing("parsing a principal")?);
        let port = Faulty::new(Arc::new(cloud.clone()));
        let delay = Delay::Port(port.clone());
        let provider = KfmProvider::new(Edges {
            connect: Arc::new(move |_| Arc::new(port.clone()) as Arc<dyn Mutate>),
            now: jiff::Timestamp::now,
            nonce: || "0123456789abcdef".to_owned(),
            read: |path| std::fs::read(path),
            worker: std::path::PathBuf::new(),
        });
        let client = Client::start(provider).await.doing("starting the provider")?;
        drive::configure(&client, zones::provider_block(&[ADMINISTRATOR], account)).await?;
        Ok(Self { client, delay, cloud })
    }

    /// How often each IAM action was called since the last time that this was asked.
    pub(crate) fn calls(&self) -> BTreeMap<String, usize> {
        let mut calls = BTreeMap::new();
        let reads = self.cloud.reads().into_iter().map(|(action, _)| action);
        let writes = self.cloud.operations();
        for action in reads.chain(writes.iter().map(Operation::action)) {
            *calls.entry(action.to_owned()).or_default() += 1;
        }
        self.cloud.forget_calls();
        calls
    }
}
