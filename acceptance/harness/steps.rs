//! The step language: what `steps.toml` of a scenario may say. See `acceptance/README.md`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::{Table, Value};

use crate::access::Attempt;
use crate::drift::Drift;
use crate::error::{Context, Failure, Result};
use crate::expected::Check;
use crate::interrupt::How;
use crate::lesser::Lesser;
use crate::made::Made;

/// A scenario as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// What it shows.
    pub about: String,
    /// A folder of the repository whose configuration is used as it is, instead of the scenario's.
    pub source: Option<PathBuf>,
    /// What the emulator has not.
    #[serde(default)]
    pub emulator: Lesser,
    /// The steps, not yet read.
    step: Vec<Table>,
}

/// A step and the reason for it.
#[derive(Debug)]
pub struct Told {
    /// Why the step is there.
    pub why: Option<String>,
    /// The step.
    pub step: Step,
}

/// Who runs terraform or tries the data.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Caller {
    /// An administrator of the zones.
    #[default]
    Administrator,
    /// An administrator of the zones whose permissions `limit` takes away.
    Limited,
    /// AdministratorAccess, but no administrator of the zones.
    Intruder,
    /// A user of another account.
    Foreigner,
    /// A session of the role that writes receipts.
    Writer,
    /// Keys that no account knows.
    Invalid,
    /// No credentials at all.
    Nobody,
}

/// What a run of terraform must end with and say. Texts are compared with white space and the
/// frames that terraform draws left out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Expect {
    /// It fails and says each of these; empty: it succeeds.
    pub error: Vec<String>,
    /// It says each of these too.
    pub says: Vec<String>,
    /// It says none of these.
    pub silent: Vec<String>,
}

/// What an apply leaves to do.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "lowercase")]
pub enum Then {
    /// A plan is empty; the default after a success.
    #[default]
    Empty,
    /// A plan has changes.
    Changes,
    /// Nothing is asked.
    Skip,
}

/// Variables of a run.
pub type Variables = BTreeMap<String, Value>;
/// Address to actions, as `terraform show -json` names them: `["import", "update"]`.
pub type Changes = BTreeMap<String, Vec<String>>;

/// One step.
#[derive(Debug, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Step {
    /// `<set>.tf` of the scenario becomes `main.tf`.
    Config {
        /// The name of the variant.
        set: String,
    },
    /// `terraform validate`.
    Validate {
        /// Who runs it.
        #[serde(default, rename = "as")]
        caller: Caller,
        /// What it ends with.
        #[serde(default)]
        expect: Expect,
    },
    /// `terraform validate` finds the errors that `main.tf` foretells at the end of its lines, by
    /// `# error: <text> | <text>`, and no others.
    Foretold {
        /// Who runs it.
        #[serde(default, rename = "as")]
        caller: Caller,
    },
    /// `terraform plan`.
    Plan {
        /// Who runs it.
        #[serde(default, rename = "as")]
        caller: Caller,
        /// Variables.
        #[serde(default)]
        vars: Variables,
        /// More arguments, e.g. `-replace=kfm_zone.raw`.
        #[serde(default)]
        args: Vec<String>,
        /// Exactly these changes; `{}` is an empty plan; absent: any.
        changes: Option<Changes>,
        /// What it ends with.
        #[serde(default)]
        expect: Expect,
    },
    /// `terraform apply`.
    Apply {
        /// Who runs it.
        #[serde(default, rename = "as")]
        caller: Caller,
        /// Variables.
        #[serde(default)]
        vars: Variables,
        /// More arguments.
        #[serde(default)]
        args: Vec<String>,
        /// What it ends with.
        #[serde(default)]
        expect: Expect,
        /// What is left to do.
        then: Option<Then>,
    },
    /// `terraform destroy`.
    Destroy {
        /// Who runs it.
        #[serde(default, rename = "as")]
        caller: Caller,
        /// Variables.
        #[serde(default)]
        vars: Variables,
        /// More arguments, e.g. `-target=kfm_zone.work`.
        #[serde(default)]
        args: Vec<String>,
        /// What it ends with.
        #[serde(default)]
        expect: Expect,
    },
    /// Any other command: `["taint", "kfm_zone.raw"]`.
    Terraform {
        /// The command and its arguments.
        args: Vec<String>,
        /// Who runs it.
        #[serde(default, rename = "as")]
        caller: Caller,
        /// What it ends with.
        #[serde(default)]
        expect: Expect,
    },
    /// `drift` is made, a plan shows it, an apply repairs it, and then nothing is left to do.
    Drift {
        /// The bucket that is changed.
        bucket: String,
        /// The change.
        make: Drift,
        /// The resource whose plan is `changes`.
        address: String,
        /// What the plan says.
        says: Vec<String>,
        /// The actions planned.
        #[serde(default = "update")]
        actions: Vec<String>,
    },
    /// Only makes the change.
    Disturb {
        /// The bucket that is changed.
        bucket: String,
        /// The change.
        make: Drift,
    },
    /// Compares what is with what is expected.
    Check(Box<Check>),
    /// Tries the data of a bucket.
    Access {
        /// Who tries.
        #[serde(rename = "as")]
        caller: Caller,
        /// The bucket.
        bucket: String,
        /// The object.
        #[serde(default = "tried")]
        key: String,
        /// Tries that succeed.
        #[serde(default)]
        admitted: Vec<Attempt>,
        /// Tries that are refused.
        #[serde(default)]
        refused: Vec<Attempt>,
    },
    /// A bucket that terraform did not make.
    MakeBucket(Box<Made>),
    /// Puts objects as the account's root, whatever the policy says.
    PutObjects {
        /// The bucket.
        bucket: String,
        /// Key to content.
        objects: BTreeMap<String, String>,
        /// A lock of their own: `GOVERNANCE until 2099-01-01T00:00:00Z`.
        lock: Option<String>,
        /// They have a legal hold.
        #[serde(default)]
        hold: bool,
    },
    /// Refuses actions to the limited user; none: gives all back.
    Limit {
        /// IAM actions.
        deny: Vec<String>,
    },
    /// Starts an apply and ends it when it makes a call, before that call has been executed.
    Interrupt {
        /// The IAM action of the call.
        at: String,
        /// How it is ended.
        how: How,
        /// What it says.
        #[serde(default)]
        says: Vec<String>,
    },
}

impl Script {
    /// Reads `steps.toml` of a folder.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = folder.join("steps.toml");
        let text = fs::read_to_string(&path).doing(format!("reading `{}`", path.display()))?;
        toml::from_str(&text).doing(format!("reading `{}`", path.display()))
    }

    /// Its steps; one that cannot be read is named by its number.
    pub fn steps(&self) -> Result<Vec<Told>> {
        let told = |(index, table): (usize, &Table)| {
            let mut table = table.clone();
            let why = match table.remove("why") {
                None => None,
                Some(Value::String(why)) => Some(why),
                Some(_) => return Err(Failure::new("`why` is a text")),
            };
            let step = Step::deserialize(Value::Table(table));
            Ok(Told { why, step: step.doing(format!("reading step {}", index + 1))? })
        };
        self.step.iter().enumerate().map(told).collect()
    }
}

fn update() -> Vec<String> {
    vec!["update".to_owned()]
}

fn tried() -> String {
    "attempt".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(text: &str) -> Result<Vec<Told>> {
        let script: Script = toml::from_str(text).unwrap();
        script.steps()
    }

    #[test]
    fn an_unknown_field_of_a_step_is_refused() {
        let error = steps("about = ''\n[[step]]\ndo = 'apply'\nexpected = {}\n").unwrap_err();
        assert!(error.to_string().contains("expected"), "{error}");
    }

    #[test]
    fn an_unknown_fact_is_refused() {
        let text = "about = ''\n[[step]]\ndo = 'check'\nbucket = 'b'\nfacts = { closed = true }\n";
        assert!(steps(text).unwrap_err().to_string().contains("closed"));
    }

    #[test]
    fn the_head_says_what_the_emulator_lacks() {
        let head =
            |what: &str| format!("about = ''\nstep = []\n[emulator]\n{what} = ['logging']\n");
        let script: Script = toml::from_str(&head("lacks")).unwrap();
        assert_eq!(script.emulator.arguments(), ["--lacks=logging"]);
        assert!(toml::from_str::<Script>(&head("misses")).is_err());
    }

    #[test]
    fn every_step_may_say_why() {
        let text = "about = ''\n[[step]]\ndo = 'limit'\nwhy = 'because'\ndeny = []\n";
        assert_eq!(steps(text).unwrap()[0].why.as_deref(), Some("because"));
    }

    #[test]
    fn every_scenario_can_be_read() {
        for folder in crate::scenario::folders().unwrap() {
            let script = Script::read(&folder).unwrap();
            script.steps().unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        }
    }
}
