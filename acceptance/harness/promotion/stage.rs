//! Zones with one gate, terraform in front of them, and the people around it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Stdio;

use jiff::Timestamp;
use kfm_provider::domain::gate::GateId;
use serde_json::Value;
use tokio::process::Command;

use crate::account::{Account, role, session};
use crate::assertions;
use crate::clients::{Clients, REGION};
use crate::emulator::Emulator;
use crate::error::{Context, Failure, Result};
use crate::evidence::{self, DATASET, Evidence, Proof, VERSION};
use crate::mirror::Mirror;
use crate::places;
use crate::steps::Caller;
use crate::terraform::{Output, Terraform};
use crate::workspace::Workspace;

const ADDRESS: &str = "kfm_promotion_gate.release";
const ENVIRONMENT: &str = "dev";
const PLAN: &str = "gate.tfplan";
/// How terraform blames a provider.
const BLAME: [&str; 3] = ["bug in the provider", "Provider produced", "Provider returned invalid"];

/// A gate as terraform tells of it: in a plan or in the state.
#[derive(Clone, Debug, Default)]
pub(super) struct Told(Value);

/// What a plan makes of the gate.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) output: Output,
    pub(super) before: Told,
    pub(super) after: Told,
}

/// The zones, the gate, and who is there.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) emulator: Emulator,
    pub(super) account: Account,
    /// The promoter, who has AdministratorAccess.
    pub(super) promoter: Clients,
    /// Evidence that passes, with a decision that a steward keeps.
    pub(super) evidence: Evidence,
    workspace: Workspace,
    terraform: Terraform,
    receipts: BTreeSet<String>,
}

impl Told {
    pub(super) fn text(&self, name: &str) -> &str {
        text_of(&self.0, name)
    }

    pub(super) fn is_open(&self) -> bool {
        self.0.get("open") == Some(&Value::Bool(true))
    }

    /// Code and place of every finding.
    pub(super) fn findings(&self) -> Vec<(&str, &str)> {
        let findings = self.0.get("findings").and_then(Value::as_array);
        findings
            .into_iter()
            .flatten()
            .map(|one| (text_of(one, "code"), text_of(one, "path")))
            .collect()
    }

    /// Fails unless it has this status, is open or closed, and has these findings, whatever else it has.
    pub(super) fn is(&self, what: &str, status: &str, open: bool, codes: &[&str]) -> Result<()> {
        let findings = self.findings();
        let has = |code: &&str| findings.iter().any(|(found, _)| found == code);
        let right = self.text("status") == status
            && self.is_open() == open
            && self.text("role_arn").is_empty() != open
            && codes.iter().all(has)
            && findings.is_empty() == codes.is_empty();
        if right {
            return Ok(());
        }
        let wish = format!("{status}, open: {open}, {codes:?}");
        let found = format!("{}, open: {}, {findings:?}", self.text("status"), self.is_open());
        let role = self.text("role_arn");
        Err(Failure::new(format!("{what}: expected {wish}; it is {found}, with the role `{role}`")))
    }
}

impl Stage {
    /// An emulator with people; no zone yet.
    pub(super) async fn new(mirror: &Mirror) -> Result<Self> {
        let emulator = Emulator::start().await?;
        let account = Account::make(&emulator).await?;
        let reader = role(&account.root, "/kfm/", "gate-reader").await?;
        let promoter = role(&account.root, "/ci/", "promoter").await?;
        let source = places::acceptance().join("promotion");
        let workspace = Workspace::new(&source, &emulator, &account, mirror)?;
        workspace.copy_all()?;
        let evidence = Evidence::at(Timestamp::now(), ENVIRONMENT, Proof::Kept);
        let policy = workspace.path().join("promotion.rego");
        fs::write(&policy, evidence.policy()).doing("writing the policy")?;
        // Receipts are written by whoever applies.
        let administrators = [&account.administrator.arn, &account.writer.arn];
        let terraform = workspace
            .terraform_as(Caller::Writer, &account)
            .with("TF_VAR_administrators", serde_json::json!(administrators).to_string())
            .with("TF_VAR_people", &account.administrator.arn)
            .with("TF_VAR_gate_reader", reader)
            .with("TF_VAR_promoter", &promoter)
            .with("TF_VAR_dataset", DATASET)
            .with("TF_VAR_dataset_version", VERSION);
        terraform.succeed(&["init"]).await?;
        let administrator = Clients::new(&emulator, &account.administrator)?;
        let promoter = Clients::new(&emulator, &session(&administrator, &promoter).await?)?;
        let receipts = BTreeSet::new();
        Ok(Self { emulator, account, promoter, evidence, workspace, terraform, receipts })
    }

    /// Sets a variable of the configuration from now on.
    pub(super) fn set(&mut self, name: &str, value: &str) {
        self.terraform = self.terraform.clone().with(&format!("TF_VAR_{name}"), value);
    }

    /// A session of a role that the zones' policies made.
    pub(super) async fn session_of(&self, name: &str) -> Result<Clients> {
        let output = self.terraform.succeed(&["output", "-json", "roles"]).await?;
        let roles: BTreeMap<String, String> =
            serde_json::from_str(&output.stdout).doing("reading the output `roles`")?;
        let role = roles.get(name).doing(format!("there is no role `{name}`"))?;
        let administrator = Clients::new(&self.emulator, &self.account.administrator)?;
        Clients::new(&self.emulator, &session(&administrator, role).await?)
    }

    /// A session of the gate's role, which its promoter takes.
    pub(super) async fn gate_session(&self) -> Result<Clients> {
        let role = self.state()?.text("role_arn").to_owned();
        Clients::new(&self.emulator, &session(&self.promoter, &role).await?)
    }

    /// Runs terraform, which has nothing to blame the provider for.
    pub(super) async fn run(&self, arguments: &[&str]) -> Result<Output> {
        let output = self.terraform.run(arguments).await?;
        match BLAME.iter().find(|text| output.text.contains(**text)) {
            Some(text) => Err(output.unexpected(&format!("it says `{text}`"))),
            None => Ok(output),
        }
    }

    /// Plans, and saves the plan.
    pub(super) async fn plan(&self) -> Result<Planned> {
        let output = self.run(&["plan", &format!("-out={PLAN}")]).await?;
        if output.code != 0 {
            return Err(output.unexpected("the plan failed"));
        }
        let plan = self.terraform.show(Some(PLAN)).await?;
        let changes = plan.get("resource_changes").and_then(Value::as_array);
        let gate = changes.into_iter().flatten().find(|one| one["address"] == ADDRESS);
        let side = |side: &str| {
            gate.and_then(|gate| gate.pointer(&format!("/change/{side}")))
                .cloned()
                .unwrap_or_default()
        };
        Ok(Planned { output, before: Told(side("before")), after: Told(side("after")) })
    }

    /// Applies the plan that is saved; it has to end so and say this.
    pub(super) async fn apply_saved(&mut self, succeeds: bool, says: &[&str]) -> Result<Told> {
        let output = self.run(&["apply", PLAN]).await?;
        if (output.code == 0) != succeeds {
            return Err(output.unexpected("it should have ended otherwise"));
        }
        assertions::says(&output, &says.iter().map(ToString::to_string).collect::<Vec<_>>())?;
        let told = self.state()?;
        self.receipts
            .extend(Some(told.text("receipt_json").to_owned()).filter(|it| !it.is_empty()));
        Ok(told)
    }

    /// Plans and applies; the plan has to make this of the gate, and the apply has to do it.
    pub(super) async fn becomes(
        &mut self,
        what: &str,
        (before, after): (&str, &str),
        open: bool,
        codes: &[&str],
    ) -> Result<Told> {
        let planned = self.plan().await?;
        planned.shows(what, (before, after), open, codes)?;
        let told = self.apply_saved(true, &[]).await?;
        told.is(what, after, open, codes)?;
        self.is_there(what, open).await?;
        Ok(told)
    }

    /// Nothing is planned.
    pub(super) async fn settled(&self, what: &str) -> Result<()> {
        let output = self.run(&["plan", "-detailed-exitcode"]).await?;
        match output.code {
            0 => Ok(()),
            _ => Err(output.unexpected(&format!("{what}: the plan is not empty"))),
        }
    }

    /// Destroys the gate alone.
    pub(super) async fn destroy(&self) -> Result<()> {
        let arguments = ["destroy", "-auto-approve", &format!("-target={ADDRESS}")];
        let output = self.run(&arguments).await?;
        match output.code {
            0 => assertions::says(&output, &["1 destroyed".to_owned()]),
            _ => Err(output.unexpected("the gate is not destroyed")),
        }
    }

    /// The gate in the state; nothing where it is not there.
    pub(super) fn state(&self) -> Result<Told> {
        // `terraform show` says the same, and starts a provider for it.
        let text = self.workspace.read("terraform.tfstate")?;
        let state: Value = serde_json::from_str(&text).doing("reading the state")?;
        let resources = state.get("resources").and_then(Value::as_array).into_iter().flatten();
        let gate = resources
            .filter(|one| text_of(one, "type") == "kfm_promotion_gate")
            .find_map(|gate| gate.pointer("/instances/0/attributes"));
        Ok(Told(gate.cloned().unwrap_or_default()))
    }

    /// Fails unless the gate's role exists or does not, as the account's root sees it.
    pub(super) async fn is_there(&self, what: &str, there: bool) -> Result<()> {
        let role = gate()?.role_name().to_string();
        let found = self.account.root.iam.get_role().role_name(&role).send().await;
        let found = match found {
            Ok(_) => true,
            Err(error)
                if error.as_service_error().is_some_and(|it| it.is_no_such_entity_exception()) =>
            {
                false
            }
            Err(error) => return Err(error).doing("looking for the role of the gate"),
        };
        match found == there {
            true => Ok(()),
            false => Err(Failure::new(format!("{what}: the role `{role}` exists: {found}"))),
        }
    }

    /// Every receipt of every apply is kept, and no other.
    pub(super) async fn receipts_are_kept(&self) -> Result<()> {
        let kept = crate::objects::current(&self.account.root, &bucket("audit")).await?;
        let kept = kept.into_iter().filter(|(key, _)| key.starts_with("apply/gates/"));
        let kept: BTreeSet<_> = kept.map(|(_, text)| text).collect();
        let last = self.state()?;
        let last = last.text("receipt_json");
        if kept == self.receipts && kept.len() > 1 && kept.contains(last) {
            return Ok(());
        }
        Err(Failure::new(format!(
            "{} receipts are kept, and applies gave out {}; the last is among them: {}",
            kept.len(),
            self.receipts.len(),
            kept.contains(last)
        )))
    }

    /// Puts the packet of other evidence in the place of the packet.
    pub(super) async fn put_packet(&self, evidence: &Evidence) -> Result<()> {
        evidence::put(&self.account.root, &evidence.packet_uri(), evidence.packet()).await
    }

    /// Puts another object in the place of the specification, so that its digest is wrong.
    pub(super) async fn spoil(&self) -> Result<()> {
        evidence::put(&self.account.root, self.evidence.uri("/spec.json"), b"{}".to_vec()).await
    }

    /// Takes that back.
    pub(super) async fn restore(&self) -> Result<()> {
        let bytes = self.evidence.bytes("/spec.json");
        evidence::put(&self.account.root, self.evidence.uri("/spec.json"), bytes).await
    }

    /// `gate close` of the built binary, as the administrator.
    pub(super) async fn close(&self, id: &str) -> Result<std::process::Output> {
        let administrator = &self.account.administrator;
        let output = Command::new(places::provider_binary()?)
            .args(["gate", "close", id, "--region", REGION])
            .args(["--endpoint", self.emulator.endpoint()])
            .args(["--sts-endpoint", self.emulator.endpoint()])
            .env_clear()
            .env("AWS_ACCESS_KEY_ID", &administrator.access_key)
            .env("AWS_SECRET_ACCESS_KEY", &administrator.secret)
            .env("AWS_CA_BUNDLE", &self.emulator.certificate().authority)
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .stdin(Stdio::null())
            .output();
        output.await.doing("running `gate close`")
    }
}

impl Planned {
    /// Fails unless the plan shows this.
    pub(super) fn shows(
        &self,
        what: &str,
        (before, after): (&str, &str),
        open: bool,
        codes: &[&str],
    ) -> Result<()> {
        let found = self.before.text("status");
        if found != before {
            let why = format!("{what}: the status before is `{found}`, expected was `{before}`");
            return Err(self.output.unexpected(&why));
        }
        self.after.is(what, after, open, codes)
    }
}

fn text_of<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The gate of the stage.
pub(super) fn gate() -> Result<GateId> {
    let id = format!("{ENVIRONMENT}/{}/{DATASET}/{VERSION}", bucket("published"));
    GateId::parse(&id).map_err(|problems| Failure::new(format!("{id}: {problems:?}")))
}

/// The bucket of a zone of the stage.
pub(super) fn bucket(zone: &str) -> String {
    evidence::bucket(ENVIRONMENT, zone)
}
