//! Whatever the bytes: an evaluation that is consistent in itself, never ready for who decides, and the same for every
//! spelling of one packet.

use std::sync::OnceLock;

use kfm_domain::promotion::contract::{Disposition, GATES, Options, evaluate, policy_input_digest};
use kfm_domain::promotion::formats::Second;
use kfm_domain::promotion::verdict::{Readiness, Status};
use serde_json::Value;

/// The options of the example, which have a clock of their own.
const OPTIONS: &[u8] =
    include_bytes!("../../../provider/domain/src/promotion/contract/cases/options.json");

fn options() -> Option<&'static Options> {
    static READ: OnceLock<Option<Options>> = OnceLock::new();
    let read = || Options::from_json(OPTIONS).ok().map(|file| file.at(Second::FIRST));
    READ.get_or_init(read).as_ref()
}

pub(crate) fn run(data: &[u8]) {
    let options = options();
    assert!(options.is_some(), "the options of the example are read");
    let Some(options) = options else { return };
    let evaluation = evaluate(data, options);
    let clean = evaluation.findings().is_empty();
    assert_eq!(evaluation.status() == Status::Pass, clean);
    assert_eq!(evaluation.readiness() == Readiness::PacketReady, clean);
    assert_ne!(evaluation.readiness(), Readiness::ApproveReady);
    assert_eq!(evaluation.disposition() == Disposition::None, clean);
    let is_packet = evaluation.packet().is_some();
    assert!(GATES.iter().all(|gate| evaluation.gate_status(*gate).is_some() == is_packet));
    let document = evaluation.to_json();
    let parsed: Value = serde_json::from_str(&document).unwrap_or_default();
    let list = |name: &str| parsed.get(name).and_then(Value::as_array).map(Vec::len);
    assert_eq!(list("findings"), Some(evaluation.findings().len()));
    assert_eq!(list("gates"), Some(GATES.len()));
    if let Some(packet) = evaluation.packet() {
        assert!(policy_input_digest(packet).is_some(), "a packet has an input for the policy");
        let respelled = Value::from(packet).to_string();
        let again = evaluate(respelled.as_bytes(), options);
        assert_eq!(again.to_json(), document, "the spelling matters");
    }
}
