//! A packet of the contract profile, with everything that it refers to.

use super::packet::Packet;
use super::{Desk, Evaluated, Judged, Weighing};
use crate::domain::promotion::contract::{self, GATES, Options, Settings};
use crate::domain::promotion::release::Release;
use crate::gate::evaluate;
use crate::gate::verdict::{Found, Verdict, rules};

/// `bundle` is the URI that the policy bundle must have, if it is configured.
pub(super) async fn judge(
    weighing: &Weighing,
    settings: &Settings,
    bundle: Option<&str>,
    packet: Option<&Packet>,
    desk: Desk<'_>,
) -> Judged {
    let (max_object_bytes, read_timeout) = weighing.largest();
    let settings = Settings { max_object_bytes, read_timeout, ..settings.clone() };
    let options = Options::new(desk.now, settings.clone());
    let (options, mut causes) = match options {
        Ok(options) => (Some(options), Vec::new()),
        Err(problems) => (None, problems.iter().map(|one| format!("the options: {one}")).collect()),
    };
    let (evaluation, approval, envelope) = match options.as_ref().zip(packet) {
        None => (contract::unreadable(), None, None),
        Some((options, packet)) => {
            let alone = contract::evaluate(&packet.bytes, options);
            if settings.emergency_deny {
                (alone, None, None)
            } else {
                let owner = Some(&weighing.account);
                let stored = evaluate(alone, options, desk.evidence, owner, desk.engine).await;
                causes.extend(stored.causes);
                (stored.evaluation, stored.approval, stored.envelope)
            }
        }
    };
    let gates = GATES.map(|gate| (gate, evaluation.gate_status(gate)));
    let verdict = Verdict::of_profile(
        evaluation.findings(),
        evaluation.readiness().word(),
        Some(evaluation.disposition().word()),
        &gates,
    );
    let mut found = Vec::new();
    let named = evaluation.packet().map(Release::of_contract);
    if let (Some(bundle), Some(release)) = (bundle, named)
        && release.bundle_uri() != Some(bundle)
    {
        found.push(Found::guard(&rules::OTHER_BUNDLE, "$.policy.bundle.ref.uri"));
    }
    Judged {
        verdict,
        evaluated: Evaluated::Contract(evaluation),
        approval,
        found,
        causes,
        envelope,
    }
}
