//! A version of a dataset on its way through a gate: `examples/promotion`.

use std::collections::BTreeMap;

use aws_sdk_s3::primitives::ByteStream;
use jiff::Timestamp;
use kfm_acceptance::account::{Account, role, session};
use kfm_acceptance::clients::Clients;
use kfm_acceptance::emulator::Emulator;
use kfm_acceptance::evidence::{
    self, ARTIFACT, DATASET, Evidence, Proof, VERSION, create, public_key,
};
use kfm_acceptance::guard::{copy, refused};
use kfm_acceptance::mirror::Mirror;
use kfm_acceptance::steps::Caller;
use kfm_acceptance::terraform::Terraform;
use kfm_acceptance::workspace::Workspace;
use kfm_acceptance::{Context, Failure, Result, places};
use serde_json::Value;

use crate::say::{heading, last_line, say};

/// Of its own, so that its zones are not those of the quick start.
const ENVIRONMENT: &str = "release";
const PLAN: &str = "release.tfplan";
/// Whose signature approves.
const SEED: u8 = 1;
/// What is not there at first: a report on the data's quality, and the signature.
const MISSING: [&str; 2] = ["/validation_report.json", ".dsse.json"];
const DATA: &str = "/gauges.geojson";

/// Zones with a gate, from a blocked candidate to a published one, and back to a closed gate.
pub(crate) async fn show(emulator: &Emulator, account: &Account, mirror: &Mirror) -> Result<()> {
    heading("A release: four more zones, and a gate for one version of one dataset");
    role(&account.root, "/kfm/", "gate-reader").await?;
    let promoter = role(&account.root, "/ci/", "promoter").await?;
    let evidence = Evidence::at(Timestamp::now(), ENVIRONMENT, Proof::Signed(SEED));
    let example = places::repository().join("examples/promotion");
    let workspace = Workspace::new(&example, emulator, account, mirror)?;
    workspace.copy_all()?;
    let keys = serde_json::json!({
        evidence.decider(): { "public_key": public_key(SEED), "roles": ["steward"] },
    });
    let terraform = workspace
        .terraform_as(Caller::Administrator, account)
        .with("TF_VAR_trusted_keys", keys.to_string());
    terraform.succeed(&["init"]).await?;
    let applied = terraform.succeed(&["apply", "-auto-approve"]).await?;
    say(last_line(&applied.stdout, "Apply complete!"));
    say("The gate is closed: there is no evidence yet.");

    let people = People::of(emulator, account, &terraform, &promoter).await?;
    heading("The builder puts the candidate into the catalog; its evidence lacks something");
    for (uri, bytes) in evidence.objects() {
        if !MISSING.iter().any(|missing| uri.ends_with(missing)) {
            create(people.author_of(uri), uri, bytes.to_vec()).await?;
        }
    }
    let (from, to) = (bucket("catalog"), bucket("published"));
    create(&people.builder, &format!("s3://{from}/{ARTIFACT}"), evidence.bytes(DATA)).await?;
    create(&people.builder, &evidence.packet_uri(), evidence.packet()).await?;
    decide(&terraform, "DENY", false).await?;

    heading("The report is written, and the decision signed: the gate opens");
    for missing in MISSING {
        let uri = evidence.uri(missing);
        create(people.author_of(uri), uri, evidence.bytes(missing)).await?;
    }
    let role = decide(&terraform, "PASS", true).await?.doing("the gate has no role")?;
    say(last_line(&terraform.succeed(&["plan"]).await?.stdout, "No changes."));

    heading("Who promotes? The promoter assumes the gate's role, and tries:");
    let gate = Clients::new(emulator, &session(&people.promoter, &role).await?)?;
    let other =
        evidence::place(evidence.uri("/linkcheck.example_gauges.2026-05.572e3948.json"))?.key;
    promote(&gate, &people.promoter, (&from, &to), other).await?;

    heading("A piece of evidence is altered, by the account's root: the gate closes");
    evidence::put(&account.root, evidence.uri("/run_receipt.json"), b"{}".to_vec()).await?;
    decide(&terraform, "DENY", false).await?;
    let late = copy(&gate, (&from, ARTIFACT), (&to, &key("late")), true).await;
    tried("copy, by the session from before", refused("a late copy", late))?;
    let assumed = people.promoter.sts.assume_role().role_arn(&role).role_session_name("late");
    tried("assume the role again", refused("a late session", assumed.send().await))
}

/// Who takes part.
struct People {
    workers: Clients,
    builder: Clients,
    promoter: Clients,
}

impl People {
    async fn of(
        emulator: &Emulator,
        account: &Account,
        terraform: &Terraform,
        promoter: &str,
    ) -> Result<Self> {
        let output = terraform.succeed(&["output", "-json", "roles"]).await?;
        let roles: BTreeMap<String, String> =
            serde_json::from_str(&output.stdout).doing("reading the output `roles`")?;
        let administrator = Clients::new(emulator, &account.administrator)?;
        let become_one = async |role: &str| -> Result<Clients> {
            Clients::new(emulator, &session(&administrator, role).await?)
        };
        let role = |name: &str| roles.get(name).doing(format!("there is no role `{name}`"));
        Ok(Self {
            workers: become_one(role("workers")?).await?,
            builder: become_one(role("builder")?).await?,
            promoter: become_one(promoter).await?,
        })
    }

    /// Who puts an object where it belongs.
    fn author_of(&self, uri: &str) -> &Clients {
        let catalog = format!("s3://{}/", bucket("catalog"));
        if uri.starts_with(&catalog) { &self.builder } else { &self.workers }
    }
}

/// Plans, shows what becomes of the gate, and applies that. Returns the gate's role.
async fn decide(terraform: &Terraform, status: &str, open: bool) -> Result<Option<String>> {
    terraform.succeed(&["plan", &format!("-out={PLAN}")]).await?;
    let plan = terraform.show(Some(PLAN)).await?;
    let changes = plan.get("resource_changes").and_then(Value::as_array);
    let gate = changes.into_iter().flatten().find(|one| one["type"] == "kfm_promotion_gate");
    let change = gate.and_then(|gate| gate.get("change")).doing("the plan has no gate")?;
    let (before, after) = (&change["before"], &change["after"]);
    let word = |value: &Value| value.to_string().replace('"', "");
    for name in ["status", "open"] {
        say(&format!("  {name:<8} {} -> {}", word(&before[name]), word(&after[name])));
    }
    for found in after["findings"].as_array().into_iter().flatten() {
        let (code, path) = (word(&found["code"]), word(&found["path"]));
        say(&format!(
            "  finding  {} {} {code} at {path}",
            word(&found["gate"]),
            word(&found["status"])
        ));
    }
    if after["status"] != status || after["open"] != open {
        return Err(Failure::new(format!("the plan should show {status}, open: {open}")));
    }
    let applied = terraform.succeed(&["apply", PLAN]).await?;
    say(last_line(&applied.stdout, "Apply complete!"));
    Ok(after["role_arn"].as_str().map(str::to_owned))
}

/// Copies the version, and tries what differs from that in one thing.
async fn promote(
    gate: &Clients,
    promoter: &Clients,
    (from, to): (&str, &str),
    other: &str,
) -> Result<()> {
    copy(gate, (from, ARTIFACT), (to, ARTIFACT), true).await.doing("copying the version")?;
    say(&format!("  {:<58} admitted", "copy the version into `published`"));
    let over = copy(gate, (from, ARTIFACT), (to, ARTIFACT), false).await;
    tried("copy it again, over what is there", refused("over an object", over))?;
    let outside = copy(gate, (from, ARTIFACT), (to, "soils/elsewhere"), true).await;
    tried("copy it to another key", refused("another key", outside))?;
    let other = copy(gate, (from, other), (to, &key("other")), true).await;
    tried("copy something else from `catalog`", refused("another source", other))?;
    let own = gate.s3.put_object().bucket(to).key(key("own")).if_none_match("*");
    let own = own.body(ByteStream::from_static(b"invented")).send().await;
    tried("put bytes of its own", refused("bytes of its own", own))?;
    let delete = gate.s3.delete_object().bucket(to).key(ARTIFACT).send().await;
    tried("delete it", refused("a removal", delete))?;
    let direct = copy(promoter, (from, ARTIFACT), (to, &key("direct")), true).await;
    tried("copy without the gate, with AdministratorAccess", refused("a direct copy", direct))
}

/// Says that something was refused, if it was.
fn tried(what: &str, refused: Result<()>) -> Result<()> {
    refused?;
    say(&format!("  {what:<58} refused"));
    Ok(())
}

fn bucket(zone: &str) -> String {
    evidence::bucket(ENVIRONMENT, zone)
}

fn key(name: &str) -> String {
    format!("{DATASET}/{VERSION}/{name}")
}
