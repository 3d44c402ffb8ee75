//! What an apply goes about, and the steps that change IAM.

use super::PromotionGate;
use super::ask::weighed;
use super::model::PromotionGateModel;
use super::opening::{Binding, running, until};
use super::private::{Guarded, Private};
use super::read::{observed, role_tags, unreadable};
use super::resolve::{Resolved, resolve};
use super::state::undecided;
use super::words;
use crate::cloud::Mutate;
use crate::configure::Writer;
use crate::domain::gate::{Gate, GateId, GateProblem, Moment};
use crate::domain::tags::Tags;
use crate::gate::Weighed;
use crate::reconcile::Limit;
use crate::reconcile::guard::{Guard, Standing, Wanted, is_open, observe, settle};
use crate::resources::caller::{check_account, unreachable_caller};
use crate::resources::zone::{Leg, not_known};
use crate::terraform::diag::{Diag, Diags};
use crate::terraform::resource::{ApplyResponse, Control};
use crate::terraform::value::Value;

/// What an apply goes about.
pub(super) struct Ground<'a> {
    pub(super) writer: &'a Writer,
    pub(super) cloud: &'a dyn Mutate,
    pub(super) planned: PromotionGateModel,
    pub(super) prior: Option<PromotionGateModel>,
    pub(super) private: Private,
    pub(super) resolved: Resolved,
    pub(super) id: GateId,
    pub(super) name: String,
    pub(super) standing: Standing,
    /// Whether there was a role when it began.
    pub(super) was_open: bool,
}

/// What is to become of the gate.
pub(super) enum Course {
    /// It is open until then.
    Open { gate: Box<Gate>, until: Moment },
    /// Its time is over, which was until then.
    Expired(String),
    /// It is closed: the verdict is not `PASS`.
    Blocked,
    /// It is closed, although the evidence passes: no plan has shown that.
    Unshown,
}

impl<'a> Ground<'a> {
    /// Everything that must hold before anything is changed.
    pub(super) async fn begin(
        writer: &'a Writer,
        planned: PromotionGateModel,
        prior: Option<PromotionGateModel>,
        mut private: Private,
    ) -> Result<Self, Diags> {
        let cloud = writer.cloud().ok_or_else(|| Diags::from(not_known()))?;
        let caller = cloud.caller().await.map_err(|error| unreachable_caller(&error.into()))?;
        let mut diags = Diags::new();
        let resolved = resolve(&writer.reader, &planned, &mut diags).await;
        check_account(writer, resolved.account.as_ref(), &caller)?;
        if diags.has_errors() {
            return Err(diags);
        }
        let id = resolved.id().ok_or_else(|| Diags::from(not_known()))?;
        let (at, none) = (Moment::of((writer.reader.now)()), Tags::new());
        let gate = resolved.anywhen();
        let wanted = gate.as_ref().map_or(Wanted::Closed, Wanted::Open);
        let guard = Guard { id: &id, wanted, at: &at, tags: &none };
        let standing =
            observe(cloud, &guard).await.map_err(|errors| Diags::from(unreadable(&id, &errors)))?;
        let leg = Some(if prior.is_none() { Leg::Create } else { Leg::Update });
        let nonce = private.nonce.take().or_else(|| Some(writer.make_nonce()));
        let private = Private { leg, nonce, ..private };
        let (name, was_open) = (words::name(&resolved), standing.role.is_some());
        Ok(Self { writer, cloud, planned, prior, private, resolved, id, name, standing, was_open })
    }

    /// Weighs the evidence once more.
    pub(super) async fn weigh(&mut self) -> Result<(Weighed, Course), Diags> {
        let weighed = weighed(&self.writer.reader, &self.resolved).await;
        let weighed = weighed.ok_or_else(|| Diags::from(not_known()))?;
        let course = course(self, &weighed)?;
        self.private.seen = Some(weighed.verdict.clone());
        self.private.causes.clone_from(&weighed.causes);
        self.private.rules = self.resolved.fingerprint();
        Ok((weighed, course))
    }

    /// Closes the gate to its end.
    pub(super) async fn close(
        &mut self,
        control: &Control<PromotionGate>,
        limit: &mut Limit,
    ) -> Result<(), Diag> {
        self.settle(None, control, limit).await
    }

    /// Brings the guard to what is wanted: open as that gate, or closed.
    pub(super) async fn settle(
        &mut self,
        open: Option<&Gate>,
        control: &Control<PromotionGate>,
        limit: &mut Limit,
    ) -> Result<(), Diag> {
        let tags = self.tags()?;
        let at = Moment::of((self.writer.reader.now)());
        let wanted = open.map_or(Wanted::Closed, Wanted::Open);
        let guard = Guard { id: &self.id, wanted, at: &at, tags: &tags };
        let mut standing = self.standing.clone();
        let settled = {
            let mut note = |standing: &Standing| {
                control.checkpoint.save(&self.unfinished(standing), &self.private);
            };
            settle(self.cloud, &guard, &mut standing, limit, &mut note).await
        };
        self.standing = standing;
        settled.map_err(|stopped| {
            let summary = match wanted {
                Wanted::Open(_) => format!("The gate of {} is not open", self.name),
                Wanted::Closed => format!("The gate of {} is not closed to its end", self.name),
            };
            Diag::error(summary, format!("{stopped}\n\n{UNFINISHED}"))
        })
    }

    /// The role's tags beside the gate's own.
    fn tags(&self) -> Result<Tags, Diag> {
        role_tags(&self.resolved, self.private.nonce.as_deref()).ok_or_else(not_known)
    }

    /// Whether the guard is exactly that of a gate.
    pub(super) fn is_open_as(&self, gate: &Gate) -> bool {
        let at = Moment::of((self.writer.reader.now)());
        self.tags().is_ok_and(|tags| {
            let guard = Guard { id: &self.id, wanted: Wanted::Open(gate), at: &at, tags: &tags };
            is_open(&guard, gate, &self.standing)
        })
    }

    /// The state in the middle: the decision that stood before, and the role as it is.
    fn unfinished(&self, standing: &Standing) -> PromotionGateModel {
        let base = match &self.prior {
            Some(prior) => prior.clone(),
            None => undecided(&self.planned, &self.resolved),
        };
        observed(base, standing)
    }

    /// It did not get to its end. Where nothing was made, there is nothing to repair.
    pub(super) fn stopped(mut self, diag: Diag) -> ApplyResponse<PromotionGate> {
        let nothing = self.standing.is_nothing();
        self.private.guard = if nothing { Guarded::Closed } else { Guarded::Differs };
        let kept = self.prior.is_some() || self.was_open || !nothing;
        let state = kept.then(|| self.unfinished(&self.standing));
        ApplyResponse { state, private: self.private, diags: diag.into() }
    }
}

/// What is to become of the gate.
fn course(ground: &Ground<'_>, weighed: &Weighed) -> Result<Course, Diags> {
    let Ground { writer, planned, prior, private, resolved, .. } = ground;
    let verdict = &weighed.verdict;
    let packet = verdict.packet.as_deref();
    let now = (writer.reader.now)();
    let running = running(private, packet, planned, resolved);
    let over = |until: &str| until <= Moment::of(now).as_str();
    if let Some(before) = running.as_ref().filter(|before| over(&before.until)) {
        return Ok(Course::Expired(before.until.clone()));
    }
    if !verdict.opens() {
        return Ok(Course::Blocked);
    }
    let binding = resolved.evidence.as_ref().map(|one| Binding::of(one, prior.as_ref(), private));
    let shown =
        planned.open != Value::Known(false) && binding.is_some_and(|binding| binding.binds(packet));
    if !shown {
        return Ok(Course::Unshown);
    }
    let moment = match running {
        Some(running) => Moment::parse(&running.until, &["expires"]).ok(),
        None => until(resolved, verdict, Some(now)),
    };
    let Some(moment) = moment else { return Ok(Course::Blocked) };
    if over(moment.as_str()) {
        return Ok(Course::Expired(moment.to_string()));
    }
    match resolved.gate(&moment) {
        Some(Ok(gate)) => Ok(Course::Open { gate: Box::new(gate), until: moment }),
        Some(Err(problems)) => Err(problems.iter().map(unfit).collect()),
        None => Err(not_known().into()),
    }
}

fn unfit(problem: &GateProblem) -> Diag {
    Diag::error(
        format!("Invalid `{}`", problem.member.join(".")),
        format!("{problem}. Nothing was changed."),
    )
}

const UNFINISHED: &str = "The role can be used only where it is exactly the open gate's; a role that is being made or \
                          closed can do nothing. Apply again to go on, or close it with \
                          `terraform-provider-kfm gate close`.";
