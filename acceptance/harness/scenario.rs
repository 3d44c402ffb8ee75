//! Runs one scenario: a folder with a configuration and steps, on an emulator of its own.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::access::{Answer, Attempt};
use crate::account::Account;
use crate::assertions;
use crate::clients::{Clients, Identity};
use crate::emulator::Emulator;
use crate::error::{Context, Failure, Result};
use crate::expected::{Check, ExpectedFacts};
use crate::facts;
use crate::interrupt;
use crate::made::{Made, Put};
use crate::marks;
use crate::mirror::Mirror;
use crate::objects;
use crate::places;
use crate::steps::{Caller, Changes, Expect, Script, Step, Then, Variables};
use crate::terraform::{Output, Terraform};
use crate::workspace::{MAIN, Workspace};

/// Set, it keeps the directory of a scenario that failed.
const KEEP_VARIABLE: &str = "KFM_ACCEPTANCE_KEEP";
const PROVIDER: &str = "provider.tf";
const PLAN: &str = "saved.tfplan";

/// The folders of all scenarios.
pub fn folders() -> Result<Vec<PathBuf>> {
    let directory = places::acceptance().join("scenarios");
    let mut folders = Vec::new();
    for entry in fs::read_dir(&directory).doing(directory.display())? {
        let path = entry.doing(directory.display())?.path();
        if path.join("steps.toml").is_file() {
            folders.push(path);
        }
    }
    folders.sort();
    Ok(folders)
}

/// Runs the scenario in `folder`.
pub async fn run(folder: &Path, mirror: &Mirror) -> Result<()> {
    let script = Script::read(folder)?;
    let steps = script.steps()?;
    let emulator = Emulator::start_as(&script.emulator).await?;
    let account = Account::make(&emulator).await?;
    let source = script.source.as_ref().map(|source| places::repository().join(source));
    let source = source.as_deref().unwrap_or(folder);
    let workspace = Workspace::new(source, &emulator, &account, mirror)?;
    let stage = Stage { folder, emulator, account, workspace };
    let mut end = stage.prepare(script.source.is_some()).await;
    for (index, told) in steps.iter().enumerate() {
        if end.is_err() {
            break;
        }
        end = stage.step(&told.step).await.map_err(|failure| {
            let why = told.why.as_ref().map(|why| format!(" ({why})")).unwrap_or_default();
            Failure::new(format!("step {}{why}, {:?}:\n{failure}", index + 1, told.step))
        });
    }
    if end.is_err() && env::var_os(KEEP_VARIABLE).is_some() {
        let kept = stage.workspace.keep();
        return end.map_err(|error| Failure::new(format!("{error}\nkept: {}", kept.display())));
    }
    end
}

struct Stage<'a> {
    folder: &'a Path,
    emulator: Emulator,
    account: Account,
    workspace: Workspace,
}

impl Stage<'_> {
    async fn prepare(&self, as_it_is: bool) -> Result<()> {
        if as_it_is {
            self.workspace.copy_all()?;
        } else {
            let own = self.folder.join(PROVIDER);
            let shared = places::acceptance().join("scenarios").join(PROVIDER);
            self.workspace.copy(if own.is_file() { &own } else { &shared }, PROVIDER)?;
            self.workspace.copy(&self.folder.join(MAIN), MAIN)?;
        }
        self.terraform(Caller::Nobody, &Variables::new())?.succeed(&["init"]).await.map(drop)
    }

    fn terraform(&self, caller: Caller, variables: &Variables) -> Result<Terraform> {
        let mut terraform = self.workspace.terraform_as(caller, &self.account);
        for (name, value) in variables {
            let text = match value {
                toml::Value::String(text) => text.clone(),
                other => serde_json::to_string(other).doing(format!("the variable `{name}`"))?,
            };
            terraform = terraform.with(&format!("TF_VAR_{name}"), text);
        }
        Ok(terraform)
    }

    async fn step(&self, step: &Step) -> Result<()> {
        match step {
            Step::Config { set } => self.workspace.configure(set),
            Step::Foretold { caller } => self.foretold(*caller).await,
            Step::Validate { caller, expect } => {
                let terraform = self.terraform(*caller, &Variables::new())?;
                assertions::ended_as(&terraform.run(&["validate"]).await?, expect)
            }
            Step::Plan { caller, vars, args, changes, expect } => {
                let terraform = self.terraform(*caller, vars)?;
                plan(&terraform, args, changes.as_ref(), expect).await.map(drop)
            }
            Step::Apply { caller, vars, args, expect, then } => {
                let terraform = self.terraform(*caller, vars)?;
                self.apply(&terraform, args, expect, *then).await
            }
            Step::Destroy { caller, vars, args, expect } => {
                let terraform = self.terraform(*caller, vars)?;
                let output = terraform.run(&command("destroy", args, true)).await?;
                assertions::ended_as(&output, expect)
            }
            Step::Terraform { args, caller, expect } => {
                let terraform = self.terraform(*caller, &Variables::new())?;
                let arguments: Vec<_> = args.iter().map(String::as_str).collect();
                assertions::ended_as(&terraform.run(&arguments).await?, expect)
            }
            Step::Drift { bucket, make, address, says, actions } => {
                make.make(&self.account.root, bucket).await?;
                let terraform = self.terraform(Caller::default(), &Variables::new())?;
                let changes = Changes::from([(address.clone(), actions.clone())]);
                let expect = Expect { says: says.clone(), ..Expect::default() };
                plan(&terraform, &[], Some(&changes), &expect).await?;
                self.apply(&terraform, &[], &Expect::default(), None).await
            }
            Step::Disturb { bucket, make } => make.make(&self.account.root, bucket).await,
            Step::Check(check) => self.check(check).await,
            Step::Access { caller, bucket, key, admitted, refused } => {
                let clients = Clients::new(&self.emulator, self.identity(*caller)?)?;
                let tried = (bucket.as_str(), key.as_str());
                self.attempts(&clients, tried, admitted, Answer::Admitted).await?;
                self.attempts(&clients, tried, refused, Answer::Refused).await
            }
            Step::MakeBucket(made) => self.make_bucket(made).await,
            Step::PutObjects { bucket, objects, lock, hold } => {
                for (key, content) in objects {
                    let put = Put { content, lock: lock.as_deref(), hold: *hold };
                    put.into_bucket(&self.account.root, bucket, key).await?;
                }
                Ok(())
            }
            Step::Limit { deny } => self.account.limit(deny).await,
            Step::Interrupt { at, how, says } => {
                let terraform = self.terraform(Caller::default(), &Variables::new())?;
                let output = interrupt::apply(&terraform, &self.emulator, at, *how).await?;
                if output.code == 0 {
                    return Err(output.unexpected("it should not have succeeded"));
                }
                assertions::says(&output, says)
            }
        }
    }

    async fn foretold(&self, caller: Caller) -> Result<()> {
        let terraform = self.terraform(caller, &Variables::new())?;
        let output = terraform.run(&["validate", "-json"]).await?;
        let found = serde_json::from_str(&output.stdout).doing("reading `validate -json`")?;
        let text = self.workspace.read(MAIN)?;
        marks::hold(&text, MAIN, &found).map_err(|error| output.unexpected(&error.to_string()))
    }

    async fn apply(
        &self,
        terraform: &Terraform,
        args: &[String],
        expect: &Expect,
        then: Option<Then>,
    ) -> Result<()> {
        let output = terraform.run(&command("apply", args, true)).await?;
        assertions::ended_as(&output, expect)?;
        let usual = if expect.error.is_empty() { Then::Empty } else { Then::Skip };
        match then.unwrap_or(usual) {
            Then::Skip => Ok(()),
            Then::Empty => {
                let nothing = Changes::new();
                plan(terraform, &[], Some(&nothing), &Expect::default()).await.map(drop)
            }
            Then::Changes => {
                let output = plan(terraform, &[], None, &Expect::default()).await?;
                let changes = output.code == 2;
                if changes { Ok(()) } else { Err(output.unexpected("it should have changes")) }
            }
        }
    }

    fn identity(&self, caller: Caller) -> Result<&Identity> {
        match caller {
            Caller::Administrator => Ok(&self.account.administrator),
            Caller::Limited => Ok(&self.account.limited),
            Caller::Intruder => Ok(&self.account.intruder),
            Caller::Foreigner => Ok(&self.account.foreigner),
            Caller::Writer => Ok(&self.account.writer),
            Caller::Invalid | Caller::Nobody => {
                Err(Failure::new("data is tried as somebody who is in an account"))
            }
        }
    }

    async fn attempts(
        &self,
        clients: &Clients,
        (bucket, key): (&str, &str),
        attempts: &[Attempt],
        expected: Answer,
    ) -> Result<()> {
        for attempt in attempts {
            let answer = attempt.make(clients, &self.account.root, bucket, key).await?;
            if answer != expected {
                return Err(Failure::new(format!("{attempt:?} in `{bucket}` was {answer:?}")));
            }
        }
        Ok(())
    }

    async fn check(&self, check: &Check) -> Result<()> {
        let root = &self.account.root;
        if let Some(bucket) = &check.bucket {
            self.check_bucket(bucket, &check.facts).await?;
        }
        if let Some(keys) = &check.keys {
            same("the keys", &facts::keys(root).await?, keys)?;
        }
        if let Some(aliases) = &check.aliases {
            same("the aliases", &facts::aliases(root).await?, aliases)?;
        }
        if check.asks_state() { self.check_state(check).await } else { Ok(()) }
    }

    async fn check_bucket(&self, bucket: &str, wish: &ExpectedFacts) -> Result<()> {
        let root = &self.account.root;
        let exists = facts::exists(root, bucket).await?;
        if exists != wish.exists.unwrap_or(true) {
            return Err(Failure::new(format!("the bucket `{bucket}` exists: {exists}")));
        }
        if exists {
            let found = facts::read(root, bucket).await.doing(format!("in `{bucket}`"))?;
            assertions::is_as_expected(&found, wish).doing(format!("in `{bucket}`"))?;
        }
        if let Some(objects) = &wish.objects {
            same("the objects", &objects::current(root, bucket).await?, objects)?;
        }
        if let Some(versions) = &wish.versions {
            same("the versions", &objects::versions(root, bucket).await?, versions)?;
        }
        if let Some(retained) = &wish.retained {
            same("the retained objects", &objects::retained(root, bucket).await?, retained)?;
        }
        Ok(())
    }

    async fn check_state(&self, check: &Check) -> Result<()> {
        let terraform = self.terraform(Caller::Nobody, &Variables::new())?;
        let state = terraform.show(None).await?;
        let resources = assertions::resources(&state)?;
        for (address, attributes) in &check.state {
            let resource = resources.get(address);
            let values = resource.and_then(|resource| resource.get("values"));
            let values = values.doing(format!("`{address}` is not in the state"))?;
            for (path, expected) in attributes {
                assertions::has(values, path, expected).doing(format!("`{address}`"))?;
            }
        }
        if let Some(expected) = &check.resources {
            same("the resources in the state", &resources.keys().cloned().collect(), expected)?;
        }
        if let Some(expected) = &check.tainted {
            let tainted = resources.iter().filter(|(_, resource)| {
                resource.get("tainted") == Some(&serde_json::Value::Bool(true))
            });
            let tainted = tainted.map(|(address, _)| address.clone()).collect();
            same("the tainted resources", &tainted, expected)?;
        }
        for (name, expected) in &check.outputs {
            let path = format!("values.outputs.{name}.value");
            assertions::has(&state, &path, expected).doing("an output")?;
        }
        Ok(())
    }

    async fn make_bucket(&self, made: &Made) -> Result<()> {
        let owner = if made.foreign { &self.account.foreigner } else { &self.account.intruder };
        let clients = Clients::in_region(&self.emulator, owner, made.region())?;
        made.make(&clients).await?;
        let (Some(file), bucket) = (&made.policy, &made.bucket) else { return Ok(()) };
        let text = self.workspace.read_source(file)?;
        let put = clients.s3.put_bucket_policy().bucket(bucket).policy(text).send().await;
        put.doing(format!("putting the policy of `{bucket}`")).map(drop)
    }
}

/// Plans into a file; the changes of the file are compared when `changes` are given.
async fn plan(
    terraform: &Terraform,
    args: &[String],
    changes: Option<&Changes>,
    expect: &Expect,
) -> Result<Output> {
    let mut arguments = command("plan", args, false);
    let out = format!("-out={PLAN}");
    // A plan that generates configuration cannot be applied from a file.
    let saved = !args.iter().any(|argument| argument.starts_with("-generate-config-out"));
    arguments.push("-detailed-exitcode");
    if saved {
        arguments.push(&out);
    }
    let output = terraform.run(&arguments).await?;
    assertions::ended_as(&output, expect)?;
    if let Some(changes) = changes {
        let plan = terraform.show(Some(PLAN)).await?;
        assertions::plans(&plan, changes)
            .map_err(|failure| output.unexpected(&failure.to_string()))?;
        if changes.is_empty() && output.code != 0 {
            return Err(output.unexpected("the plan should be empty"));
        }
    }
    Ok(output)
}

fn command<'a>(name: &'a str, args: &'a [String], approved: bool) -> Vec<&'a str> {
    let mut arguments = vec![name];
    if approved {
        arguments.push("-auto-approve");
    }
    arguments.extend(args.iter().map(String::as_str));
    arguments
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, found: &T, expected: &T) -> Result<()> {
    if found == expected {
        return Ok(());
    }
    Err(Failure::new(format!("{what} are {found:?}, expected were {expected:?}")))
}
