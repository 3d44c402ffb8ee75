//! A packet of `kfm/promotion-contract/A-F/v1`.

use std::io;
use std::path::Path;
use std::sync::Arc;

use super::super::input::{self, InputFault};
use super::super::table::Report;
use super::super::{Edges, Exit};
use super::{CheckArguments, Checked, unread};
use crate::cloud::{CloudSettings, Observe};
use crate::domain::promotion::bundle::{Bundle, MAX_STORED, OPA_BUNDLE, REGO_MODULE};
use crate::domain::promotion::contract::storage::{Approval, with_policy};
use crate::domain::promotion::contract::{self, Evaluation, GATES, Options, PolicyPin};
use crate::domain::promotion::formats::Second;
use crate::domain::promotion::json::Limits;
use crate::domain::promotion::verdict::Status;
use crate::gate::{self, PolicyEngine};

/// What is the same for all packets.
pub(super) struct Prepared {
    options: Options,
    /// A bundle that was given, and is asked where no object is read.
    bundle: Option<Bundle>,
    cloud: Option<Arc<dyn Observe>>,
    engine: PolicyEngine,
}

impl Prepared {
    /// Reads options and bundle.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with them, each a sentence.
    pub(super) fn new(
        arguments: &CheckArguments,
        clock: Second,
        edges: &mut Edges,
    ) -> Result<Self, Vec<String>> {
        let mut problems = Vec::new();
        let engine = PolicyEngine::identity();
        let pin = arguments.digest.as_ref().map(|digest| PolicyPin {
            bundle_digest: digest.clone(),
            engine_name: engine.name.clone(),
            engine_version: engine.version.clone(),
        });
        let options = arguments.options.as_deref().and_then(|file| {
            options(file, pin.as_ref(), edges).map_err(|more| problems.extend(more)).ok()
        });
        let bundle = arguments.bundle.as_deref().zip(arguments.digest.as_deref());
        let bundle = bundle.and_then(|(file, digest)| {
            read_bundle(file, digest, edges).map_err(|problem| problems.push(problem)).ok()
        });
        let asks = arguments.storage || bundle.is_some();
        if let Some(pin) = options.as_ref().map(contract::OptionsFile::policy_pin).filter(|_| asks)
            && (pin.engine_name != engine.name || pin.engine_version != engine.version)
        {
            problems.push(format!(
                "the options pin the policy engine `{} {}`, and this program has `{} {}`: a policy is decided by the \
                 engine that it was tested with",
                pin.engine_name, pin.engine_version, engine.name, engine.version
            ));
        }
        let Some(options) = options.filter(|_| problems.is_empty()) else { return Err(problems) };
        let cloud = arguments.storage.then(|| {
            // To evaluate is to read.
            let cloud: Arc<dyn Observe> = (edges.connect)(CloudSettings {
                region: arguments.connection.region.clone(),
                s3_endpoint: arguments.connection.endpoint.clone(),
                use_path_style: arguments.connection.path_style,
                ..CloudSettings::default()
            });
            cloud
        });
        let engine = PolicyEngine::new(edges.worker.clone());
        let options = match arguments.at {
            Some(_) => options.exactly_at(clock),
            None => options.at(clock),
        };
        Ok(Self { options, bundle, cloud, engine })
    }

    /// Evaluates a packet.
    pub(super) async fn check(&self, name: String, text: Result<Vec<u8>, InputFault>) -> Contract {
        let text = match text {
            Ok(text) => text,
            Err(fault) => {
                let notes = vec![unread(&fault)];
                return Contract {
                    name,
                    evaluation: contract::unreadable(),
                    notes,
                    unproven: false,
                };
            }
        };
        let packet = contract::evaluate(&text, &self.options);
        match (&self.cloud, &self.bundle) {
            (Some(cloud), _) => {
                let stored =
                    gate::evaluate(packet, &self.options, &**cloud, None, &self.engine).await;
                let mut notes = stored.causes;
                notes.extend(
                    stored.approval.as_ref().map(|approval| format!("approval: {approval}")),
                );
                let proved = stored.approval.as_ref().is_some_and(Approval::is_proved);
                // Who configures keys asks for signatures.
                let unproven = !proved && !self.options.trusted_keys().is_empty();
                Contract { name, evaluation: stored.evaluation, notes, unproven }
            }
            (None, Some(bundle)) => {
                let (evaluation, notes) = self.ask(packet, bundle).await;
                Contract { name, evaluation, notes, unproven: false }
            }
            (None, None) => {
                Contract { name, evaluation: packet, notes: Vec::new(), unproven: false }
            }
        }
    }

    /// Asks a bundle that was given about a packet alone.
    async fn ask(&self, packet: Evaluation, bundle: &Bundle) -> (Evaluation, Vec<String>) {
        let Some(judged) = with_policy(&packet, bundle.clone()) else {
            return (packet, Vec::new());
        };
        let Some(question) = judged.question() else { return (judged.conclude(None), Vec::new()) };
        let (answer, cause) = self.engine.answer(question).await;
        (judged.conclude(Some(&answer)), cause.into_iter().collect())
    }
}

fn options(
    file: &Path,
    pin: Option<&PolicyPin>,
    edges: &mut Edges,
) -> Result<contract::OptionsFile, Vec<String>> {
    let name = file.display();
    let text = input::read(file, Limits::DOCUMENT.bytes, &mut *edges.input)
        .map_err(|fault| vec![format!("the options `{name}`: {fault}")])?;
    let options = Options::from_json_or_pin(&text, pin).map_err(|problems| {
        problems
            .iter()
            .map(|problem| format!("the options `{name}`: {problem}"))
            .collect::<Vec<_>>()
    })?;
    match pin {
        Some(pin) if options.policy_pin().bundle_digest != pin.bundle_digest => Err(vec![format!(
            "--digest is not the options' `policy_pin.bundle_digest`, in `{name}`: one bundle is trusted"
        )]),
        _ => Ok(options),
    }
}

/// A bundle in a file: a module by its name, else an archive.
fn read_bundle(file: &Path, digest: &str, edges: &mut Edges) -> Result<Bundle, String> {
    let problem =
        |fault: &dyn std::fmt::Display| format!("the bundle `{}`: {fault}", file.display());
    let bytes =
        input::read(file, MAX_STORED, &mut *edges.input).map_err(|fault| problem(&fault))?;
    let is_module = file.extension().is_some_and(|extension| extension == "rego");
    let media_type = if is_module { REGO_MODULE } else { OPA_BUNDLE };
    Bundle::read(&bytes, media_type, digest).map_err(|fault| problem(&fault))
}

/// An evaluation of one packet.
pub(super) struct Contract {
    name: String,
    evaluation: Evaluation,
    notes: Vec<String>,
    unproven: bool,
}

impl Contract {
    /// Tells it.
    pub(super) fn ended(self, json: bool, edges: &mut Edges) -> io::Result<Exit> {
        let evaluation = &self.evaluation;
        let mut words = vec![evaluation.readiness().word()];
        if evaluation.status() != Status::Pass {
            words.push(evaluation.disposition().word());
        }
        let report = Report {
            name: self.name,
            status: evaluation.status(),
            words,
            gates: GATES.map(|gate| (gate, evaluation.gate_status(gate))).to_vec(),
            findings: evaluation.findings(),
            notes: self.notes,
        };
        let checked = Checked { report, json: evaluation.to_json(), unproven: self.unproven };
        checked.tell(json, edges)?;
        Ok(checked.exit())
    }
}
