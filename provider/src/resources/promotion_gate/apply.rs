//! Carries out a plan: weighs the evidence once more, and opens or closes the guard. What a plan has shown as closed is
//! closed, whatever the evidence says now; what it has shown as open is opened only if the evidence still passes.

use super::PromotionGate;
use super::destroy;
use super::ground::{Course, Ground};
use super::model::PromotionGateModel;
use super::private::{Guarded, Opened};
use super::read::observed;
use super::receipt::{self, Receipt};
use super::resolve::OnBlock;
use super::state::{closed, expired, filled, open_question, with_verdict};
use super::words;
use crate::configure::Writer;
use crate::domain::gate::Moment;
use crate::gate::Weighed;
use crate::reconcile::Limit;
use crate::terraform::diag::{Diag, Diags, Severity};
use crate::terraform::resource::{ApplyRequest, ApplyResponse, Control};
use crate::terraform::value::Value;

pub(super) async fn apply(
    writer: &Writer,
    request: ApplyRequest<PromotionGate>,
    control: &Control<PromotionGate>,
) -> ApplyResponse<PromotionGate> {
    let ApplyRequest { prior, planned, private, .. } = request;
    let private = private.unwrap_or_default();
    let Some(planned) = planned else {
        return match prior {
            Some(prior) => destroy::apply(writer, prior, private, control).await,
            None => ApplyResponse { state: None, private, diags: Diags::new() },
        };
    };
    let mut ground = match Ground::begin(writer, planned, prior.clone(), private.clone()).await {
        Ok(ground) => ground,
        Err(diags) => return ApplyResponse { state: prior, private, diags },
    };
    let times = ground.resolved.timeouts;
    let time = if ground.prior.is_none() { times.create } else { times.update };
    let mut limit = Limit::new(&control.cancel, time);
    // What the plan closes is closed before anything else: whatever its evidence came to, and however long that takes.
    let closes = ground.planned.open == Value::Known(false) && ground.standing.role.is_some();
    if closes && let Err(diag) = ground.close(control, &mut limit).await {
        return ground.stopped(diag);
    }
    match ground.weigh().await {
        Ok((weighed, course)) => Work { ground, weighed, course }.run(control, &mut limit).await,
        Err(diags) => {
            let state =
                ground.prior.as_ref().map(|prior| observed(prior.clone(), &ground.standing));
            ApplyResponse { state, private: ground.private, diags }
        }
    }
}

/// What was weighed, and what is to become of the gate.
struct Work<'a> {
    ground: Ground<'a>,
    weighed: Weighed,
    course: Course,
}

impl Work<'_> {
    async fn run(
        mut self,
        control: &Control<PromotionGate>,
        limit: &mut Limit,
    ) -> ApplyResponse<PromotionGate> {
        let creating = self.ground.prior.is_none();
        self.note_opening();
        let receipt = self.receipt();
        if let Err(diag) = self.carry_out(receipt.as_ref(), control, limit).await {
            return self.ground.stopped(diag);
        }
        let mut diags = Diags::new();
        let opens = matches!(self.course, Course::Open { .. });
        if creating && self.ground.was_open {
            diags.push(words::was_there(&self.ground.name));
        }
        self.ground.private.guard = if opens { Guarded::Open } else { Guarded::Closed };
        if !opens && let Err(diag) = self.file(receipt.as_ref()).await {
            // The gate is closed: what is missing is its receipt, and the next apply writes one only if it
            // decides anew.
            diags.push(Diag { severity: Severity::Warning, ..diag });
        }
        let found = self.found(receipt.as_ref());
        let planned = &self.ground.planned;
        let is_broken = planned.open == Value::Known(true) && !opens;
        let name = &self.ground.name;
        match &self.course {
            Course::Open { .. } => {}
            Course::Expired(until) if !is_broken => {
                if planned.status.is_unknown() {
                    diags.push(words::is_over(name, until));
                }
            }
            Course::Unshown if !is_broken && planned.status.is_unknown() => {
                diags.push(words::unbound(name, &self.weighed.verdict));
            }
            Course::Unshown if !is_broken => diags.push(words::passes_now(name)),
            _ if is_broken || self.ground.resolved.on_block == OnBlock::Fail => {
                diags.push(self.refusal());
                let state = (!creating).then_some(found);
                return ApplyResponse { state, private: self.ground.private, diags };
            }
            _ => {
                let Weighed { verdict, causes, .. } = &self.weighed;
                diags.push(words::stays_closed(name, verdict, causes));
            }
        }
        let state = filled(self.ground.planned, found);
        ApplyResponse { state: Some(state), private: self.ground.private, diags }
    }

    /// Opens or closes. No receipt, no opening; a closing waits for nothing.
    async fn carry_out(
        &mut self,
        receipt: Option<&Receipt>,
        control: &Control<PromotionGate>,
        limit: &mut Limit,
    ) -> Result<(), Diag> {
        let Course::Open { gate, until } = &self.course else {
            return self.ground.close(control, limit).await;
        };
        // Whoever could use the role as it is now is not to go on because a receipt cannot be written.
        if self.ground.standing.role.is_some() && !self.ground.is_open_as(gate) {
            self.ground.close(control, limit).await?;
        }
        self.file(receipt).await?;
        if *until > Moment::of((self.ground.writer.reader.now)()) {
            return self.ground.settle(Some(gate), control, limit).await;
        }
        self.course = Course::Expired(until.to_string());
        self.ground.close(control, limit).await
    }

    /// Why a gate that was to open is closed.
    fn refusal(&self) -> Diag {
        let Ground { name, planned, was_open, .. } = &self.ground;
        let state = if *was_open {
            "The gate was open, and is closed now: its role is gone."
        } else {
            "The gate is closed, and nothing was changed."
        };
        let verdict = &self.weighed.verdict;
        if verdict.opens() {
            return Diag::error(
                format!("The gate of {name} does not open: its evidence is not the plan's"),
                format!(
                    "The packet is another one than the plan has shown, or its time is over. It passes, but what is \
                     opened is what a plan has shown. {state} Plan again."
                ),
            );
        }
        if planned.open == Value::Known(true) {
            return Diag::error(
                format!("The gate of {name} does not open: {}", verdict.status),
                format!(
                    "The evidence passed when this was planned, and does not pass now. {}\n\n{state} Plan again.",
                    words::reasons(verdict, &self.weighed.causes)
                ),
            );
        }
        words::blocked(name, verdict, &self.weighed.causes, state)
    }

    /// Remembers what the gate is opened for, before it is: whatever ends this run, its time is not renewed.
    fn note_opening(&mut self) {
        let private = &mut self.ground.private;
        private.expired = matches!(self.course, Course::Expired(_));
        let (Course::Open { until, .. }, Some(packet)) =
            (&self.course, &self.weighed.verdict.packet)
        else {
            return;
        };
        let asked = self.ground.planned.expires.known().cloned();
        let before = private.opened.take().filter(|opened| {
            opened.packet == *packet && opened.asked == asked && !opened.at.is_empty()
        });
        let now = (self.ground.writer.reader.now)();
        private.opened = Some(Opened {
            packet: packet.clone(),
            asked,
            at: before.map_or_else(|| now.to_string(), |opened| opened.at),
            until: until.to_string(),
        });
    }

    /// What was decided and done.
    fn found(&self, receipt: Option<&Receipt>) -> PromotionGateModel {
        let base = with_verdict(
            open_question(&self.ground.planned, &self.ground.resolved),
            &self.weighed.verdict,
        );
        let state = match &self.course {
            Course::Open { gate, until } => PromotionGateModel {
                open: Value::Known(true),
                role_arn: Value::Known(gate.role_arn().to_string()),
                expires_at: Value::Known(until.to_string()),
                ..base
            },
            Course::Expired(until) => expired(base, until),
            Course::Blocked | Course::Unshown => closed(base),
        };
        PromotionGateModel {
            receipt_json: receipt.map(|receipt| receipt.json.clone()).into(),
            receipt_digest: receipt.map(|receipt| receipt.digest.clone()).into(),
            ..state
        }
    }

    /// The receipt of the decision; none where the packet makes none.
    fn receipt(&self) -> Option<Receipt> {
        let Ground { writer, id, resolved, .. } = &self.ground;
        let now = Moment::of((writer.reader.now)());
        let role = match &self.course {
            Course::Open { gate, until } => Some((gate.role_arn(), until)),
            _ => None,
        };
        let open = role.as_ref().map(|(role, until)| (role, *until));
        receipt::issue(id, resolved, &self.weighed, open, &now)
    }

    /// Writes the receipt where receipts are kept, if the decision is not the one that stood before.
    async fn file(&self, receipt: Option<&Receipt>) -> Result<(), Diag> {
        let Ground { cloud, id, name, planned, resolved, .. } = &self.ground;
        let Value::Known((bucket, prefix)) = &resolved.receipt_to else { return Ok(()) };
        if !planned.receipt_json.is_unknown() {
            return Ok(());
        }
        let failed = |why: String| {
            Diag::error(
                format!("The receipt of the gate of {name} is not written"),
                format!(
                    "{why}\n\nReceipts are created below `receipt_to` by the caller: name it among `receipt_writers` of \
                     that zone. Without a receipt, no gate opens."
                ),
            )
        };
        match receipt {
            Some(receipt) => {
                let filed = receipt::file(*cloud, bucket, prefix, id, receipt).await;
                filed.map_err(|error| failed(error.to_string()))
            }
            None if matches!(self.course, Course::Open { .. }) => Err(failed(
                "The packet passes, but names its candidate, or more of it, than a receipt can repeat.".to_owned(),
            )),
            None => Ok(()),
        }
    }
}
