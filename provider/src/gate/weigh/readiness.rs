//! A packet of the readiness profile, which is complete in itself: with what the profile cannot notice.

use super::packet::{Packet, stored};
use super::{Desk, Evaluated, Judged, Trust, Weighing};
use crate::domain::promotion::contract::DEFAULT_READ_TIMEOUT;
use crate::domain::promotion::contract::storage::{ObjectId, Observed};
use crate::domain::promotion::readiness::approval::Decision;
use crate::domain::promotion::readiness::{self, Clock, GATES};
use crate::gate::observe::within;
use crate::gate::verdict::{Found, Verdict, rules};

pub(super) async fn judge(
    weighing: &Weighing,
    trust: &Trust,
    packet: Option<&Packet>,
    desk: Desk<'_>,
) -> Judged {
    let evaluation =
        packet.map_or_else(readiness::unreadable, |packet| readiness::evaluate(&packet.bytes));
    let gates = GATES.map(|gate| (gate, evaluation.gate_status(gate)));
    let verdict =
        Verdict::of_profile(evaluation.findings(), evaluation.readiness().word(), None, &gates);
    let mut judged = Judged {
        verdict,
        evaluated: Evaluated::Readiness(evaluation),
        approval: None,
        found: Vec::new(),
        causes: Vec::new(),
        envelope: None,
    };
    judged.emergency(weighing, trust, desk).await;
    if let Some(packet) = packet {
        judged.approve(weighing, trust, packet, desk).await;
    }
    judged.clock(desk);
    judged
}

impl Judged {
    /// What the packet's own clock cannot notice.
    fn clock(&mut self, desk: Desk<'_>) {
        let clock = self.evaluated.packet().map(|packet| Clock::check(packet, desk.now));
        for closed in clock.iter().flat_map(Clock::closed) {
            self.found.push(Found::guard(&rules::LATE, "$"));
            self.causes.push(closed.to_string());
        }
    }

    async fn emergency(&mut self, weighing: &Weighing, trust: &Trust, desk: Desk<'_>) {
        let mut is_off = trust.emergency_deny;
        if let Some(uri) = &trust.emergency_deny_object {
            let object = ObjectId { uri: uri.clone(), version: None };
            let time = std::time::Duration::from_secs(DEFAULT_READ_TIMEOUT);
            let exists = desk.evidence.object_exists(&object, Some(&weighing.account));
            match within(time, exists).await {
                Ok(exists) => is_off |= exists,
                Err(cause) => {
                    self.found.push(Found::guard(&rules::EMERGENCY_UNREADABLE, uri));
                    self.causes.push(cause.told_of("the kill switch"));
                }
            }
        }
        if is_off {
            self.found.push(Found::guard(&rules::EMERGENCY, "$"));
        }
    }

    /// What proves the approval: the packet itself is the decision.
    async fn approve(
        &mut self,
        weighing: &Weighing,
        trust: &Trust,
        packet: &Packet,
        desk: Desk<'_>,
    ) {
        let uri = weighing.evidence.uri();
        let mut envelope = None;
        let beside = uri.and_then(|uri| readiness::approval::envelope(uri, &trust.keys));
        if let Some((object, most)) = beside {
            let read = stored(&object, weighing, desk, most).await;
            envelope = Some(read.unwrap_or_else(|cause| {
                self.causes.push(cause);
                Observed::Unreadable
            }));
        }
        if let Some(Observed::Read { digest, .. }) = &envelope {
            self.envelope = Some(digest.clone());
        }
        let Some(document) = self.evaluated.packet() else { return };
        let decision = Decision { packet: document, digest: &packet.digest, uri };
        let environment = weighing.environment.as_str();
        self.approval = Some(readiness::approval::judge(
            &decision,
            envelope.as_ref(),
            &trust.zones,
            environment,
            &trust.keys,
        ));
    }
}
