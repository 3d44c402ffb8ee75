//! What judging evidence costs: packets of both profiles on one core, and the policy's answer.

use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use kfm_acceptance::{Context as _, Failure, Result};
use kfm_provider::domain::promotion::bundle::{Bundle, REGO_MODULE};
use kfm_provider::domain::promotion::contract::{self, ENTRYPOINT, Options, policy_input};
use kfm_provider::domain::promotion::formats::Second;
use kfm_provider::domain::promotion::readiness;
use kfm_provider::domain::promotion::verdict::Status;
use kfm_rego::{Isolated, Request};

use crate::samples::Samples;
use crate::table::Row;

/// The rule book's examples.
const READINESS: &[u8] =
    include_bytes!("../../provider/domain/src/promotion/readiness/cases/base.json");
const CONTRACT: &[u8] =
    include_bytes!("../../provider/domain/src/promotion/contract/cases/packet.json");
const OPTIONS: &[u8] =
    include_bytes!("../../provider/domain/src/promotion/contract/cases/options.json");
const POLICY: &[u8] =
    include_bytes!("../../provider/domain/src/promotion/contract/cases/objects/promotion.rego");

const SAMPLES: usize = 20;
/// So many packets are timed as one.
const BATCH: u32 = 200;
/// Packets a second, at least.
const BUDGET: u128 = 1000;

/// The rows.
pub(crate) fn rows(binary: &Path) -> Result<Vec<Row>> {
    let clock = Second::parse("2026-05-05T00:00:00Z").doing("a time")?;
    let options = Options::from_json(OPTIONS)
        .map_err(|problems| Failure::new(format!("the options are refused: {problems:?}")))?
        .at(clock);
    let packet = contract::evaluate(CONTRACT, &options);
    let passes = [readiness::evaluate(READINESS).status(), packet.status()];
    if passes != [Status::Pass; 2] {
        return Err(Failure::new(format!("the examples do not pass: {passes:?}")));
    }
    let ready = Samples::of_calls(SAMPLES, BATCH, || readiness::evaluate(black_box(READINESS)));
    let contract =
        Samples::of_calls(SAMPLES, BATCH, || contract::evaluate(black_box(CONTRACT), &options));

    let pin = &options.policy_pin().bundle_digest;
    let bundle = Bundle::read(POLICY, REGO_MODULE, pin).doing("reading the bundle")?;
    let input = policy_input(packet.packet().doing("a packet")?, false);
    let request = Request::new(&bundle, ENTRYPOINT, input);
    let engine = Isolated::new(binary, Duration::from_secs(30));
    engine.evaluate(&request).doing("asking the policy")?.doing("the policy is undefined")?;
    let answers = Samples::of_calls(SAMPLES, 1, || engine.evaluate(black_box(&request)));
    Ok(vec![
        judged("packets a second on one core, readiness A-G", READINESS, &ready),
        judged("packets a second on one core, contract A-F", CONTRACT, &contract),
        Row::plain("one answer of the policy, in a process of its own", answers.text()),
    ])
}

fn judged(what: &str, packet: &[u8], samples: &Samples) -> Row {
    let rate = Duration::from_secs(1).as_nanos() / samples.median().as_nanos().max(1);
    let what = format!("{what}, a packet of {} bytes", packet.len());
    Row::judged(what, rate.to_string(), ">= 1000", rate >= BUDGET)
}
