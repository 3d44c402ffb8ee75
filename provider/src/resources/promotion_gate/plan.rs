//! What an apply would do. Known planned values are a pure function of configuration, prior state and provider block:
//! what a refresh saw is beside the prior state. What is evaluated here only adds messages, and errors where nothing
//! has to be closed.

use super::PromotionGate;
use super::ask::{CLOSED, ask};
use super::destroy;
use super::model::PromotionGateModel;
use super::opening::{after, running, until};
use super::private::{Guarded, Private};
use super::resolve::{OnBlock, Resolved, broken, path, resolve};
use super::state::{closed, decided, expired, opening, same_decision, with_verdict};
use super::words;
use crate::configure::Reader;
use crate::domain::gate::Moment;
use crate::gate::Verdict;
use crate::resources::zone::Leg;
use crate::terraform::diag::{AttributePath, Diag, Diags};
use crate::terraform::resource::{PlanRequest, PlanResponse};
use crate::terraform::value::Value;

pub(super) async fn plan(
    reader: &Reader,
    request: PlanRequest<PromotionGate>,
) -> PlanResponse<PromotionGate> {
    let PlanRequest { prior, config, private, .. } = request;
    let Some(config) = config else { return destroy::plan(prior, private) };
    let mut diags = Diags::new();
    let resolved = resolve(reader, &config, &mut diags).await;
    let replace = prior.as_ref().map(|prior| replaced(prior, &config, &resolved));
    let replace = replace.unwrap_or_default();
    let prior_counts = prior.as_ref().filter(|_| replace.is_empty());
    // Another gate, or one that is made anew, knows nothing of the one before: not even whose role it had.
    let before = private.filter(|_| prior_counts.is_some()).unwrap_or_default();
    check_expires(reader, &config, prior_counts, &resolved, &mut diags);
    let planned = match prior_counts.zip(before.seen.as_ref()) {
        Some((prior, seen))
            if same_question(prior, &config) && before.rules == resolved.fingerprint() =>
        {
            told(prior, &config, &resolved, &before, seen, &mut diags)
        }
        _ => ask(reader, prior_counts, &config, &resolved, &before, &mut diags).await,
    };
    let leg = Some(if prior_counts.is_some() { Leg::Update } else { Leg::Create });
    PlanResponse { planned: Some(planned), private: Private { leg, ..before }, replace, diags }
}

/// Attributes by which a gate is another one. What an import could not know is no difference.
fn replaced(
    prior: &PromotionGateModel,
    config: &PromotionGateModel,
    resolved: &Resolved,
) -> Vec<AttributePath> {
    let differs = |before: &Value<String>, now: &Value<String>| match (before, now) {
        (Value::Known(before), Value::Known(now)) => before != now,
        (Value::Known(_), Value::Unknown) => true,
        _ => false,
    };
    let mut paths = Vec::new();
    if let (Some(before), Some(now)) = (prior.candidate.known(), config.candidate.known()) {
        let prefixes = before.from.known().is_some()
            && (before.source_prefix != now.source_prefix
                || before.target_prefix != now.target_prefix);
        if differs(&before.dataset, &now.dataset)
            || differs(&before.version, &now.version)
            || differs(&before.from, &now.from)
            || differs(&before.to, &now.to)
            || prefixes
        {
            paths.push(path("candidate"));
        }
    }
    let id = resolved.id().map(|id| id.to_string());
    if paths.is_empty() && id.is_some_and(|id| prior.id.known().is_some_and(|before| *before != id))
    {
        paths.push(path("target"));
    }
    paths
}

/// Whether what is asked of evidence and role is what the last refresh weighed.
fn same_question(prior: &PromotionGateModel, config: &PromotionGateModel) -> bool {
    let question = |model: &PromotionGateModel| PromotionGateModel {
        on_block: Value::Null,
        receipt_to: Value::Null,
        timeouts: Value::Null,
        ..closed(PromotionGateModel {
            id: Value::Null,
            status: Value::Null,
            readiness: Value::Null,
            gates: Value::Null,
            findings: Value::Null,
            disposition: Value::Null,
            receipt_json: Value::Null,
            receipt_digest: Value::Null,
            policy_bundle_digest: Value::Null,
            engine: Value::Null,
            ..model.clone()
        })
    };
    question(prior) == question(config)
}

/// An end in the past, or too far ahead, is an error only when it is new.
fn check_expires(
    reader: &Reader,
    config: &PromotionGateModel,
    prior: Option<&PromotionGateModel>,
    resolved: &Resolved,
    diags: &mut Diags,
) {
    let is_new = prior
        .is_none_or(|prior| prior.expires != config.expires || prior.max_open != config.max_open);
    let is_known = !config.max_open.is_unknown();
    let (true, Value::Known(expires)) = (is_new && is_known, &resolved.expires) else { return };
    let now = (reader.now)();
    if *expires <= Moment::of(now) {
        let rule = format!("is {expires}, which is past: set a time to come, or leave it out");
        diags.push(broken(path("expires"), &rule));
    } else if after(now, resolved.max_open).is_none_or(|last| *expires > last) {
        let hours = resolved.max_open.as_secs() / 3600;
        let rule = format!(
            "is {expires}, which is more than `max_open` ahead, {hours} hours: set an earlier time, or a longer \
             `max_open`, which is at most 168h"
        );
        diags.push(broken(path("expires"), &rule));
    }
}

/// What the refresh saw decides: all is known but the receipt, and when a gate ends that opens now.
fn told(
    prior: &PromotionGateModel,
    config: &PromotionGateModel,
    resolved: &Resolved,
    before: &Private,
    seen: &Verdict,
    diags: &mut Diags,
) -> PromotionGateModel {
    let kept = decided(prior, config, resolved);
    let running = running(before, seen.packet.as_deref(), config, resolved);
    // It stays as it is only for the packet and until the time that it was opened for.
    let stays = before.guard == Guarded::Open
        && running.as_ref().map(|running| &running.until)
            == before.opened.as_ref().map(|opened| &opened.until);
    let name = words::name(resolved);
    let is_there = before.guard != Guarded::Closed;
    let planned = if let Some(over) = running.as_ref().filter(|_| before.expired) {
        expired(kept.clone(), &over.until)
    } else if seen.opens() && stays {
        let until = running.map(|running| running.until);
        PromotionGateModel { expires_at: until.into(), ..with_verdict(kept.clone(), seen) }
    } else if seen.opens() {
        diags.push(words::opens(&name, seen));
        let until = match running {
            Some(running) => Value::Known(running.until),
            None => until(resolved, seen, None)
                .map_or(Value::Unknown, |until| Value::Known(until.to_string())),
        };
        opening(with_verdict(kept.clone(), seen), resolved, until)
    } else {
        diags.push(match (is_there, resolved.on_block) {
            (true, _) => words::closes(&name, seen, &before.causes),
            (false, OnBlock::Fail) => words::blocked(&name, seen, &before.causes, CLOSED),
            (false, OnBlock::Close) => words::stays_closed(&name, seen, &before.causes),
        });
        closed(with_verdict(kept.clone(), seen))
    };
    let differs = before.guard == Guarded::Differs
        || (before.guard == Guarded::Open && !stays && planned.open == Value::Known(true));
    if before.guard == Guarded::Differs && planned.open == Value::Known(true) {
        diags.push(Diag::warning(
            format!("The role of the gate of {name} is not as the gate made it"),
            "Somebody changed it, or a run ended before it was finished. The apply closes it to its \
             end and makes it anew: its sessions end.",
        ));
    }
    if same_decision(&planned, prior) && !differs {
        return planned;
    }
    PromotionGateModel { receipt_json: Value::Unknown, receipt_digest: Value::Unknown, ..planned }
}
