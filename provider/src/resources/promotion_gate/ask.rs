//! A gate that is new, or asked otherwise: nobody has weighed its evidence yet.

use futures::future::join_all;

use super::model::PromotionGateModel;
use super::opening::{Binding, running, until};
use super::private::{Guarded, Private};
use super::resolve::{OnBlock, Resolved, broken, path};
use super::state::{closed, decided, expired, open_question, opening, with_verdict};
use super::words;
use crate::configure::Reader;
use crate::domain::gate::Promoters;
use crate::domain::promotion::formats::Second;
use crate::gate::{Desk, PolicyEngine, Rules, Weighed, rules, weigh};
use crate::terraform::diag::Diags;
use crate::terraform::value::Value;

/// Nobody has weighed this yet: the evidence is evaluated for the messages, and again at apply.
pub(super) async fn ask(
    reader: &Reader,
    prior: Option<&PromotionGateModel>,
    config: &PromotionGateModel,
    resolved: &Resolved,
    before: &Private,
    diags: &mut Diags,
) -> PromotionGateModel {
    let planned = open_question(config, resolved);
    let Some(evidence) = &resolved.evidence else {
        if !diags.has_errors() {
            diags.push(words::undecided(&words::name(resolved)));
        }
        return planned;
    };
    // Whether anything binds the packet to this plan depends on configuration and prior state alone.
    let binding = Binding::of(evidence, prior, before);
    let is_off = resolved.rules.as_ref().is_some_and(Rules::is_off);
    let planned = match binding {
        Binding::Nothing => closed(planned),
        _ if is_off => closed(planned),
        _ => planned,
    };
    let packet = before.seen.as_ref().and_then(|seen| seen.packet.as_deref());
    let over = running(before, packet, config, resolved).filter(|_| before.expired);
    if let (Some(over), Some(prior)) = (over, prior) {
        return expired(decided(prior, config, resolved), &over.until);
    }
    promoters_exist(reader, resolved, diags).await;
    if diags.has_errors() {
        return planned;
    }
    let name = words::name(resolved);
    let Some(weighed) = weighed(reader, resolved).await else {
        diags.push(words::undecided(&name));
        return planned;
    };
    let is_there = prior.is_some() && before.guard != Guarded::Closed;
    if weighed.verdict.opens() {
        let is_bound = binding.binds(weighed.verdict.packet.as_deref());
        let told = if is_bound { words::opens } else { words::unbound };
        diags.push(told(&name, &weighed.verdict));
        // Where a verdict that does not pass is an error, one that passes is the only one to be planned.
        if resolved.on_block == OnBlock::Fail && !is_there && binding == Binding::Configured {
            let until = until(resolved, &weighed.verdict, None);
            let until = until.map_or(Value::Unknown, |until| Value::Known(until.to_string()));
            return opening(with_verdict(planned, &weighed.verdict), resolved, until);
        }
        return planned;
    }
    if is_there {
        diags.push(words::closes(&name, &weighed.verdict, &weighed.causes));
        return planned;
    }
    refuse(resolved, &name, &weighed, diags);
    planned
}

/// IAM takes no trust in a role that does not exist.
async fn promoters_exist(reader: &Reader, resolved: &Resolved, diags: &mut Diags) {
    let roles: Vec<_> = resolved.promoters.iter().flat_map(Promoters::roles).collect();
    let known = join_all(roles.iter().map(|role| reader.knows(role))).await;
    let absent = roles.iter().zip(known).filter(|(_, known)| *known == Some(false));
    for (role, _) in absent {
        let rule = format!(
            "names `{role}`, which IAM does not know: name a role that exists, with its path"
        );
        diags.push(broken(path("promoter").then("principals"), &rule));
    }
}

/// What is no verdict to live with, where nothing has to be closed first.
fn refuse(resolved: &Resolved, name: &str, weighed: &Weighed, diags: &mut Diags) {
    let verdict = &weighed.verdict;
    let has = |code: &str| verdict.findings.iter().any(|found| found.code == code);
    let causes = || weighed.causes.join("; ");
    if has(rules::NOT_PINNED.code) {
        diags.push(broken(
            path("evidence").then("sha256"),
            &format!(
                "is not the digest of the packet: {}. Pin the packet that is there, after looking at it, or put back \
                 the one that was pinned",
                causes()
            ),
        ));
    } else if has(rules::WRITERS.code) {
        let rule = format!("may write what they promote by: {}", causes());
        diags.push(broken(path("promoter").then("principals"), &rule));
    } else if resolved.on_block == OnBlock::Fail {
        diags.push(words::blocked(name, verdict, &weighed.causes, CLOSED));
    } else {
        diags.push(words::stays_closed(name, verdict, &weighed.causes));
    }
}

/// Weighs the evidence with what is known; `None` where that is not enough.
pub(super) async fn weighed(reader: &Reader, resolved: &Resolved) -> Option<Weighed> {
    let weighing = resolved.weighing()?;
    let engine = PolicyEngine::new(reader.worker.clone());
    let desk = Desk {
        evidence: reader.evidence()?,
        cloud: reader.cloud()?,
        engine: &engine,
        now: Second::of((reader.now)()),
    };
    Some(weigh(&weighing, desk).await)
}

pub(super) const CLOSED: &str = "The gate is closed, and nothing was changed.";
