//! `kfm/promotion-contract-receipt/v1`, the receipt of the contract profile.
//!
//! The rule book has no receipt for this profile: this form has the spirit of the readiness profile's, the same digest,
//! and every member always.
//!
//! | Member | What it is |
//! |---|---|
//! | `receipt_profile` | `kfm/promotion-contract-receipt/v1` |
//! | `gate` | the gate's id |
//! | `candidate` | `dataset` and `version` as configured; `spec_hash` of the packet, without `jcs:`, or `null`; `artifact_digests` of the packet by path, empty where they are not well-formed |
//! | `evaluation` | `profile`, `level`, `evaluated_at`, `status`, `readiness`, `disposition`; `packet_digest` of the evidence's bytes, `null` where it could not be read |
//! | `gates` | `INPUT`, `A` to `F` and `CONTROL`, each with `gate`, `status` and the codes of its `findings` |
//! | `policy` | the pin: `bundle_digest`, and `engine` with `name` and `version` |
//! | `approval` | `proof`: `signed`, `kept` or `unproven`; `principal`: who signed, or `null` |
//! | `licenses` | the configured classes by licence id |
//! | `transition` | `from_state` and `to_state` in upper case; `applied`, always false |
//! | `guard` | whether the gate is `open`; `role_arn` and `expires_at` if it is, or `null` |
//! | `integrity` | `receipt_digest`, as in `kfm/promotion-receipt/v1` |
//! | `created_by`, `created_at` | the provider in its environment, and when |

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Issued, Promotion, codes, seal};
use crate::gate::Moment;
use crate::principal::PrincipalArn;
use crate::promotion::approval::Approval;
use crate::promotion::contract::{Evaluation, GATES, Options, PROFILE as EVALUATED};
use crate::promotion::formats::is_sha256;
use crate::promotion::verdict::{Gate, NOT_EVALUATED, Readiness, Status};

/// The name of the form.
pub const PROFILE: &str = "kfm/promotion-contract-receipt/v1";

/// What evidence came to under the contract profile.
#[derive(Clone, Copy, Debug)]
pub struct Judgement<'a> {
    /// The verdict.
    pub evaluation: &'a Evaluation,
    /// The digest of the evidence's bytes, `sha256:<hex>`; `None` where it could not be read.
    pub packet_digest: Option<&'a str>,
    /// What proves the approval; `None` where nobody judged it.
    pub approval: Option<&'a Approval>,
    /// What it was judged with.
    pub options: &'a Options,
}

/// What the gate came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard<'a> {
    /// There is no role.
    Closed,
    /// The promoter may become the role.
    Open {
        /// The role.
        role: &'a PrincipalArn,
        /// Until when.
        expires: &'a Moment,
    },
}

/// The receipt of what a contract packet came to.
///
/// None where no receipt can be true: the gate is open, though the packet is not ready to be approved with its stored
/// objects, or its approval is not proved; or the digest of the evidence is none.
#[must_use]
pub fn contract(
    judgement: &Judgement<'_>,
    guard: &Guard<'_>,
    promotion: &Promotion<'_>,
) -> Option<Issued> {
    let Judgement { evaluation, packet_digest, approval, options } = *judgement;
    let ready = evaluation.readiness() == Readiness::ApproveReady;
    let may_open = ready && approval.is_some_and(Approval::is_proved);
    if *guard != Guard::Closed && !may_open || !packet_digest.is_none_or(is_sha256) {
        return None;
    }
    let pin = options.policy_pin();
    let licenses: BTreeMap<_, _> =
        options.licenses().iter().map(|(id, class)| (id, class.word())).collect();
    seal(&json!({
        "receipt_profile": PROFILE,
        "gate": promotion.gate.to_string(),
        "candidate": {
            "dataset": promotion.candidate.dataset(),
            "version": promotion.candidate.version(),
            "spec_hash": evaluation.spec_hash(),
            "artifact_digests": evaluation.artifact_digests().unwrap_or_default(),
        },
        "evaluation": {
            "profile": EVALUATED,
            "level": evaluation.level().word(),
            "evaluated_at": promotion.evaluated_at.as_str(),
            "status": evaluation.status().word(),
            "readiness": evaluation.readiness().word(),
            "disposition": evaluation.disposition().word(),
            "packet_digest": packet_digest,
        },
        "gates": gates(evaluation),
        "policy": {
            "bundle_digest": pin.bundle_digest,
            "engine": {"name": pin.engine_name, "version": pin.engine_version},
        },
        "approval": proof(approval),
        "licenses": licenses,
        "transition": promotion.transition(),
        "guard": standing(guard),
        "created_by": promotion.actor(),
        "created_at": promotion.created_at.as_str(),
    }))
}

/// Whether the packet could be read, and what each gate came to.
fn gates(evaluation: &Evaluation) -> Vec<Value> {
    let findings = evaluation.findings();
    let input = (Gate::Input, Some(findings.gate_status(Gate::Input)));
    let gates = GATES.into_iter().map(|gate| (gate, evaluation.gate_status(gate)));
    let gate = |(gate, status): (Gate, Option<Status>)| {
        let status = status.map_or(NOT_EVALUATED, Status::word);
        json!({"gate": gate.word(), "status": status, "findings": codes(findings, gate)})
    };
    [input].into_iter().chain(gates).map(gate).collect()
}

fn proof(approval: Option<&Approval>) -> Value {
    let (proof, principal) = match approval {
        Some(Approval::Signed { principal }) => ("signed", Some(principal)),
        Some(Approval::Kept) => ("kept", None),
        Some(Approval::Unproven(_)) | None => ("unproven", None),
    };
    json!({"proof": proof, "principal": principal})
}

fn standing(guard: &Guard<'_>) -> Value {
    let (role, expires) = match *guard {
        Guard::Closed => (None, None),
        Guard::Open { role, expires } => (Some(role.as_str()), Some(expires.as_str())),
    };
    json!({"open": role.is_some(), "role_arn": role, "expires_at": expires})
}
