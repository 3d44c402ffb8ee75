//! What a gate's state says.

use super::model::{FindingModel, GateStatusModel, PromotionGateModel};
use super::resolve::Resolved;
use crate::gate::Verdict;
use crate::terraform::model::{Field, List};
use crate::terraform::value::Value;

/// The status of a gate whose time is over.
pub(super) const EXPIRED: &str = "EXPIRED";

/// The computed attributes that depend on what is evaluated or done, not known yet.
pub(super) fn open_question(
    config: &PromotionGateModel,
    resolved: &Resolved,
) -> PromotionGateModel {
    PromotionGateModel {
        status: Value::Unknown,
        readiness: Value::Unknown,
        gates: Value::Unknown,
        findings: Value::Unknown,
        disposition: Value::Unknown,
        open: Value::Unknown,
        role_arn: Value::Unknown,
        expires_at: Value::Unknown,
        receipt_json: Value::Unknown,
        receipt_digest: Value::Unknown,
        ..settled(config, resolved)
    }
}

/// What the configuration alone decides.
fn settled(config: &PromotionGateModel, resolved: &Resolved) -> PromotionGateModel {
    let pin = resolved.pin.as_ref().map(|pin| &pin.pin);
    let engine = |pin: &crate::domain::promotion::contract::PolicyPin| {
        format!("{} {}", pin.engine_name, pin.engine_version)
    };
    PromotionGateModel {
        id: resolved.id().map_or(Value::Unknown, |id| Value::Known(id.to_string())),
        policy_bundle_digest: pin.as_ref().map(|pin| pin.bundle_digest.clone()),
        engine: pin.as_ref().map(|pin| engine(pin)),
        ..config.clone()
    }
}

/// A gate that is being made, of which nothing is decided yet.
pub(super) fn undecided(planned: &PromotionGateModel, resolved: &Resolved) -> PromotionGateModel {
    let verdict = Verdict { status: "ERROR".to_owned(), ..Verdict::default() };
    PromotionGateModel {
        receipt_json: Value::Null,
        receipt_digest: Value::Null,
        ..closed(with_verdict(settled(planned, resolved), &verdict))
    }
}

/// A configuration with what was decided before.
pub(super) fn decided(
    prior: &PromotionGateModel,
    config: &PromotionGateModel,
    resolved: &Resolved,
) -> PromotionGateModel {
    PromotionGateModel {
        status: prior.status.clone(),
        readiness: prior.readiness.clone(),
        gates: prior.gates.clone(),
        findings: prior.findings.clone(),
        disposition: prior.disposition.clone(),
        open: prior.open.clone(),
        role_arn: prior.role_arn.clone(),
        expires_at: prior.expires_at.clone(),
        receipt_json: prior.receipt_json.clone(),
        receipt_digest: prior.receipt_digest.clone(),
        ..settled(config, resolved)
    }
}

/// A state with what a verdict says.
pub(super) fn with_verdict(state: PromotionGateModel, verdict: &Verdict) -> PromotionGateModel {
    let gates = verdict.gates.iter().map(|(gate, status)| GateStatusModel {
        gate: Value::Known(gate.clone()),
        status: Value::Known(status.clone()),
    });
    let findings = verdict.findings.iter().map(|found| FindingModel {
        gate: Value::Known(found.gate.clone()),
        status: Value::Known(found.status.clone()),
        code: Value::Known(found.code.clone()),
        path: Value::Known(found.path.clone()),
    });
    PromotionGateModel {
        status: Value::Known(verdict.status.clone()),
        readiness: Value::Known(verdict.readiness.clone()),
        disposition: verdict.disposition.clone().into(),
        gates: Value::Known(gates.collect::<List<_>>()),
        findings: Value::Known(findings.collect::<List<_>>()),
        ..state
    }
}

/// A state of a gate that is closed.
pub(super) fn closed(state: PromotionGateModel) -> PromotionGateModel {
    PromotionGateModel {
        open: Value::Known(false),
        role_arn: Value::Null,
        expires_at: Value::Null,
        ..state
    }
}

/// A plan of a gate that opens.
pub(super) fn opening(
    planned: PromotionGateModel,
    resolved: &Resolved,
    until: Value<String>,
) -> PromotionGateModel {
    let arn = resolved.id().zip(resolved.target.as_ref()).zip(resolved.account.as_ref()).map(
        |((id, target), account)| id.role_arn(target.kind, account, &target.region).to_string(),
    );
    PromotionGateModel {
        open: Value::Known(true),
        role_arn: arn.map_or(Value::Unknown, Value::Known),
        expires_at: until,
        ..planned
    }
}

/// A state of a gate whose time is over.
pub(super) fn expired(state: PromotionGateModel, until: &str) -> PromotionGateModel {
    PromotionGateModel {
        status: Value::Known(EXPIRED.to_owned()),
        expires_at: Value::Known(until.to_owned()),
        ..closed(state)
    }
}

/// A plan whose open ends are filled in. What was planned stays, since Terraform holds the provider to it.
pub(super) fn filled(planned: PromotionGateModel, found: PromotionGateModel) -> PromotionGateModel {
    PromotionGateModel {
        id: fill(planned.id, found.id),
        status: fill(planned.status, found.status),
        readiness: fill(planned.readiness, found.readiness),
        gates: fill(planned.gates, found.gates),
        findings: fill(planned.findings, found.findings),
        disposition: fill(planned.disposition, found.disposition),
        open: fill(planned.open, found.open),
        role_arn: fill(planned.role_arn, found.role_arn),
        expires_at: fill(planned.expires_at, found.expires_at),
        receipt_json: fill(planned.receipt_json, found.receipt_json),
        receipt_digest: fill(planned.receipt_digest, found.receipt_digest),
        policy_bundle_digest: fill(planned.policy_bundle_digest, found.policy_bundle_digest),
        engine: fill(planned.engine, found.engine),
        ..planned
    }
}

fn fill<T: Field>(planned: Value<T>, found: Value<T>) -> Value<T> {
    if planned.is_unknown() { found } else { planned }
}

/// Whether two states tell of the same decision.
pub(super) fn same_decision(one: &PromotionGateModel, other: &PromotionGateModel) -> bool {
    one.status == other.status
        && one.readiness == other.readiness
        && one.gates == other.gates
        && one.findings == other.findings
        && one.disposition == other.disposition
        && one.open == other.open
        && one.role_arn == other.role_arn
        && one.expires_at == other.expires_at
}
