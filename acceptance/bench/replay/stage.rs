//! The emulator with one zone, made by terraform and recorded, and the provider's binary before it.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use kfm_acceptance::account::Account;
use kfm_acceptance::emulator::Emulator;
use kfm_acceptance::mirror::Mirror;
use kfm_acceptance::steps::Caller;
use kfm_acceptance::terraform::Terraform;
use kfm_acceptance::workspace::{MAIN, Workspace};
use kfm_acceptance::{Context, Result, places};
use kfm_provider::terraform::client::{Client, Host, Stored};
use serde_json::{Value as Json, json};

use super::recording::Names;
use super::server::Server;
use crate::calls::Calls;
use crate::drive::{self, Zone};
use crate::process;
use crate::zones;

const STATE: &str = "terraform.tfstate";

/// Everything that the rows over HTTP share.
#[derive(Debug)]
pub(crate) struct Stage {
    /// Replays what the emulator answered.
    pub(crate) server: Server,
    /// Calls that the emulator counted.
    pub(crate) calls: ZoneCalls,
    /// With the state of what the emulator holds.
    workspace: Workspace,
    emulator: Emulator,
    account: Account,
    mirror: Mirror,
    binary: PathBuf,
    state: Json,
    recorded: Names,
}

/// Calls for one zone.
#[derive(Debug)]
pub(crate) struct ZoneCalls {
    /// `terraform apply` that creates it.
    pub(crate) create: Calls,
    /// A refresh.
    pub(crate) refresh: Calls,
    /// The empty plan after it.
    pub(crate) plan: Calls,
}

/// The provider's binary as a process, configured.
#[derive(Debug)]
pub(crate) struct Process {
    /// The process.
    pub(crate) host: Host,
    /// Calls it.
    pub(crate) client: Client,
}

impl Stage {
    /// Starts the emulator, creates a zone and records its refresh.
    pub(crate) async fn prepare(binary: &Path) -> Result<Self> {
        let emulator = Emulator::start().await?;
        let account = Account::make(&emulator).await?;
        let mirror = Mirror::of(binary).await?;
        let server = Server::start(emulator.endpoint(), emulator.certificate()).await?;
        let workspace = workspace(&emulator, &account, &mirror)?;
        configure(&workspace, 1, 1)?;
        let terraform = workspace.terraform_as(Caller::Administrator, &account);
        emulator.calls().await?;
        terraform.succeed(&["init"]).await?;
        terraform.succeed(&["apply", "-auto-approve"]).await?;
        let create = emulator.calls().await?;
        let state = fs::read(workspace.path().join(STATE)).doing("reading the state")?;
        let state: Json = serde_json::from_slice(&state).doing("reading the state")?;
        let recorded = Names::recorded(&key(&state)?);
        let calls = ZoneCalls { create, refresh: Calls::new(), plan: Calls::new() };
        let binary = binary.to_owned();
        let mut stage =
            Self { server, calls, workspace, emulator, account, mirror, binary, state, recorded };
        stage.record().await?;
        stage.server.replay(stage.recorded.clone());
        stage.server.requests()?;
        Ok(stage)
    }

    async fn record(&mut self) -> Result<()> {
        let process = self.provider().await?;
        let zone = self.zone(&process.client, &self.recorded).await?;
        let stored = drive::refresh(&process.client, &zone).await?;
        self.calls.refresh = self.emulator.calls().await?;
        drive::plan(&process.client, &stored, &zone.config).await?;
        self.calls.plan = self.emulator.calls().await?;
        Ok(())
    }

    /// Starts the provider's binary before the server.
    pub(crate) async fn provider(&self) -> Result<Process> {
        let identity = &self.account.administrator;
        let mut command = process::command(&self.binary);
        command
            .env("AWS_ACCESS_KEY_ID", &identity.access_key)
            .env("AWS_SECRET_ACCESS_KEY", &identity.secret);
        let host = Host::spawn(command).await.doing("starting the provider")?;
        let client = host.connect().await.doing("connecting to the provider")?;
        let endpoint = self.server.endpoint();
        // Those that a workspace names: the seal of the recorded zone depends on them.
        let administrators = [&*identity.arn, &*self.account.limited.arn];
        let mut block = zones::provider_block(&administrators, true);
        let more = json!({
            "endpoints": { "s3": endpoint, "iam": endpoint, "kms": endpoint, "sts": endpoint },
            "use_path_style": true,
            "ca_bundle": self.emulator.certificate().authority,
        });
        if let (Some(block), Json::Object(more)) = (block.as_object_mut(), more) {
            block.extend(more);
        }
        drive::configure(&client, block).await?;
        Ok(Process { host, client })
    }

    /// Zones `0..count` as they stand in a state that terraform wrote.
    pub(crate) async fn zones(&self, client: &Client, count: usize) -> Result<Vec<Zone>> {
        let mut zones = Vec::with_capacity(count);
        for number in 0..count {
            zones.push(self.zone(client, &self.recorded.of(number)).await?);
        }
        Ok(zones)
    }

    async fn zone(&self, client: &Client, names: &Names) -> Result<Zone> {
        let instance = self.instance(names)?;
        let attributes = instance.get("attributes").doing("the state has no attributes")?;
        let version = instance.get("schema_version").and_then(Json::as_i64).unwrap_or_default();
        let answer = client.upgrade(zones::TYPE, version, attributes).await;
        let state =
            answer.doing("reading a stored zone")?.stored.doing("reading a stored zone")?.state;
        let private = instance.get("private").and_then(Json::as_str).unwrap_or_default();
        let private = BASE64.decode(private).doing("reading private data")?;
        let bucket = attributes.get("bucket").cloned().unwrap_or_default();
        let config = json!({ "zone": attributes.get("zone"), "bucket": bucket });
        let config = client.object(zones::TYPE, config).doing("encoding a zone")?;
        Ok(Zone { config, stored: Stored { state, private } })
    }

    /// The recorded zone's instance in the state, told of `names`.
    fn instance(&self, names: &Names) -> Result<Json> {
        let mut instance = instance(&self.state)?.clone();
        if let Some(private) = instance.get_mut("private") {
            let bytes = BASE64.decode(private.as_str().unwrap_or_default());
            let text = String::from_utf8(bytes.doing("reading private data")?);
            let text = names.retell(&self.recorded, &text.doing("reading private data")?);
            *private = BASE64.encode(text).into();
        }
        let text = names.retell(&self.recorded, &instance.to_string());
        serde_json::from_str(&text).doing("copying a zone in the state")
    }

    /// A workspace with zones `0..count`, at most `each` in a resource, and their state. Its
    /// terraform reaches the server.
    pub(crate) async fn replayed(
        &self,
        count: usize,
        each: usize,
    ) -> Result<(Workspace, Terraform)> {
        let workspace = workspace(&self.emulator, &self.account, &self.mirror)?;
        configure(&workspace, count, each)?;
        let resource = self.state.pointer("/resources/0").doing("the state has no resource")?;
        let mut resources = Vec::new();
        for (name, numbers) in zones::blocks(count, each) {
            let instances: Result<Vec<_>> =
                numbers.map(|number| self.instance(&self.recorded.of(number))).collect();
            let mut resource = resource.clone();
            if let Some(resource) = resource.as_object_mut() {
                resource.insert("name".to_owned(), name.into());
                resource.insert("instances".to_owned(), instances?.into());
            }
            resources.push(resource);
        }
        let mut state = self.state.clone();
        if let Some(state) = state.as_object_mut() {
            state.insert("resources".to_owned(), resources.into());
        }
        fs::write(workspace.path().join(STATE), state.to_string()).doing("writing a state")?;
        let terraform = workspace
            .terraform_as(Caller::Administrator, &self.account)
            .with("TF_VAR_endpoint", self.server.endpoint());
        terraform.succeed(&["init"]).await?;
        Ok((workspace, terraform))
    }

    /// The workspace of the emulator with zones `0..count` in its configuration. Its terraform
    /// reaches the emulator itself, which holds zone 0.
    pub(crate) fn emulated(&self, count: usize, each: usize) -> Result<Terraform> {
        configure(&self.workspace, count, each)?;
        Ok(self.workspace.terraform_as(Caller::Administrator, &self.account))
    }
}

fn workspace(emulator: &Emulator, account: &Account, mirror: &Mirror) -> Result<Workspace> {
    let scenarios = places::acceptance().join("scenarios");
    let workspace = Workspace::new(&scenarios, emulator, account, mirror)?;
    workspace.copy(&scenarios.join("provider.tf"), "provider.tf")?;
    Ok(workspace)
}

fn configure(workspace: &Workspace, count: usize, each: usize) -> Result<()> {
    let written = fs::write(workspace.path().join(MAIN), zones::hcl(count, each));
    written.doing("writing the configuration")
}

fn instance(state: &Json) -> Result<&Json> {
    state.pointer("/resources/0/instances/0").doing("the state has no zone")
}

/// The id of the zone's key.
fn key(state: &Json) -> Result<String> {
    let arn = instance(state)?.pointer("/attributes/key_arn").and_then(Json::as_str);
    let id = arn.and_then(|arn| arn.split_once(":key/")).map(|(_, id)| id.to_owned());
    id.doing("the state names no key")
}
