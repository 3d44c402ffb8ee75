//! Gate C: sensitivity.

use crate::promotion::json::Json;
use crate::promotion::verdict::Findings;

use super::formats::{is_decision, is_iri, is_redaction_method, is_text};
use super::shape::{Check, Node, SOME};
use super::zones::Kind;
use super::{Options, codes, facts::Facts};

const MEMBERS: [&str; 7] = [
    "policy_label",
    "contains_precise_sensitive_locations",
    "obligations",
    "obligations_applied",
    "redaction_plan",
    "embargo",
    "decision",
];

const DECISION: [&str; 6] =
    ["decision_id", "decision", "policy_label", "obligations", "decided_at", "ref"];

const TRANSFORM: [&str; 3] = ["redact_fields", "generalize_geometry", "quantize_time"];

const RUNTIME: [&str; 11] = [
    "show_notice",
    "show_policy_badge",
    "block_export",
    "embed_attribution",
    "watermark_export",
    "emit_audit_receipt",
    "redact_audit_fields",
    "limit_to_public_evidence",
    "deny_list_sources",
    "require_license_ack",
    "block_mirroring",
];

pub(super) fn evaluate(facts: &Facts<'_>, options: &Options) -> Findings {
    let mut check = Check::new(codes::C, options);
    let sensitivity = facts.section("sensitivity");
    labels(&mut check, facts, &sensitivity);
    if !check.part(&sensitivity, codes::C.section, &MEMBERS) {
        return check.findings;
    }
    let label = facts.label();
    audience(&mut check, facts, &sensitivity);
    let types = obligations(&mut check, &sensitivity);
    if let Some(types) = &types {
        let none = types.is_empty() && label == Some("public_generalized");
        let obligations = sensitivity.get("obligations");
        check.add_if(none, codes::C_OBLIGATION_MISSING, &obligations);
    }
    let transforms = types.iter().flatten().any(|kind| TRANSFORM.contains(kind));
    redaction(&mut check, facts, &sensitivity.get("redaction_plan"), transforms);
    embargo(&mut check, label, &sensitivity.get("embargo"));
    decision(&mut check, facts, &sensitivity.get("decision"), types);
    check.findings
}

/// The label, as it is written, wherever it is repeated.
fn labels(check: &mut Check<'_>, facts: &Facts<'_>, sensitivity: &Node<'_>) {
    let label = sensitivity.get("policy_label").raw();
    let catalogs = facts.section("catalogs");
    let stac = catalogs.get("stac");
    let mut repeated = vec![catalogs.get("dcat"), stac.get("collection")];
    repeated.extend(stac.get("items").elements().unwrap_or_default());
    if sensitivity.is_object() {
        repeated.push(sensitivity.get("decision"));
        repeated.push(facts.manifest().get("policy"));
    }
    for holder in repeated.iter().filter(|holder| holder.is_object()) {
        let own = holder.get("policy_label");
        check.add_if(own.raw() != label, codes::C_LABEL_MISMATCH, &own);
    }
}

fn audience(check: &mut Check<'_>, facts: &Facts<'_>, sensitivity: &Node<'_>) {
    const OPEN: [&str; 4] = ["public", "public_generalized", "embargoed", "quarantine"];
    let member = sensitivity.get("policy_label");
    let (label, audience) = (facts.label(), facts.audience());
    match label {
        None => check.add(codes::C_LABEL_UNKNOWN, &member),
        Some(label) => {
            check.add_if(label == "quarantine", codes::C_LABEL_NOT_PROMOTABLE, &member);
            let closed = audience == Some("public") && !OPEN.contains(&label);
            check.add_if(closed, codes::C_LABEL_AUDIENCE_DENIED, &member);
        }
    }
    let precise = sensitivity.get("contains_precise_sensitive_locations");
    if check.flag(&precise) == Some(true) {
        let open = matches!(label, Some("public" | "public_generalized"));
        let exposed = audience != Some("authorized") || open;
        check.add_if(exposed, codes::C_PRECISE_LOCATION_EXPOSED, &precise);
    }
}

/// The types of the obligations, each of which is known and applied.
fn obligations<'p>(check: &mut Check<'_>, sensitivity: &Node<'p>) -> Option<Vec<&'p str>> {
    let (list, applications) =
        (sensitivity.get("obligations"), sensitivity.get("obligations_applied"));
    let types = list.records((0, SOME), &["type", "params", "message"], |obligation| {
        let (params, message) = (obligation.get("params"), obligation.get("message"));
        let fits = (params.raw().is_none() || params.is_object())
            && (message.raw().is_none() || message.text(is_text).is_some());
        obligation.get("type").text(is_text).filter(|_| fits)
    });
    let types = types.filter(|types| {
        let mut seen = std::collections::BTreeSet::new();
        types.iter().all(|kind| seen.insert(*kind))
    });
    let types = check.need(&list, types);
    let applied = applications.records((0, SOME), &["type", "mode", "enforced_by"], |applied| {
        applied.get("enforced_by").text(is_text)?;
        let mode = applied.get("mode").text(|mode| ["transform", "runtime"].contains(&mode))?;
        Some((applied.get("type").text(is_text)?, mode))
    });
    let applied = check.need(&applications, applied);
    let places = list.elements().unwrap_or_default();
    for (kind, place) in types.iter().flatten().zip(&places) {
        let mode = match () {
            () if TRANSFORM.contains(kind) => "transform",
            () if RUNTIME.contains(kind) => "runtime",
            () => {
                check.add(codes::C_OBLIGATION_UNKNOWN, place);
                continue;
            }
        };
        if let Some(applied) = &applied {
            let unmet = !applied.contains(&(*kind, mode));
            check.add_if(unmet, codes::C_OBLIGATION_UNMET, place);
        }
    }
    types
}

fn redaction(check: &mut Check<'_>, facts: &Facts<'_>, plan: &Node<'_>, transforms: bool) {
    let label = facts.label();
    if plan.raw().is_none_or(Json::is_null) {
        check.need(plan, plan.raw());
        let needed = transforms
            || matches!(label, Some("public_generalized" | "restricted_sensitive_location"));
        check.add_if(needed, codes::C_REDACTION_PLAN_MISSING, plan);
        return;
    }
    if !check.object(plan, &["method", "prov_activity_id", "ref"]) {
        return;
    }
    let method = plan.get("method");
    let idle = check.text(&method, is_redaction_method) == Some("none");
    let wrong = idle && label == Some("public_generalized");
    check.add_if(wrong, codes::C_REDACTION_PLAN_MISSING, &method);
    let activity = check.text(&plan.get("prov_activity_id"), is_iri);
    let known = facts.section("catalogs").get("prov").get("transform_ids");
    if let (Some(activity), Some(ids)) = (activity, known.set(0, is_iri)) {
        check.add_if(!ids.contains(activity), codes::C_REDACTION_NOT_IN_PROV, &known);
    }
    check.reference(&plan.get("ref"), Kind::Record);
}

fn embargo(check: &mut Check<'_>, label: Option<&str>, embargo: &Node<'_>) {
    if embargo.raw().is_none() {
        check.add(codes::C.field, embargo);
    }
    if label == Some("embargoed") {
        let names = ["until", "condition", "review_required"];
        let now = check.options.now;
        let over = embargo.record(&names, |embargo| {
            let over = embargo.get("condition").is_null()
                && embargo.get("review_required").flag() == Some(false)
                && now >= embargo.get("until").second()?;
            over.then_some(())
        });
        check.add_if(over.is_none(), codes::C_EMBARGO_ACTIVE, embargo);
    } else if label.is_some() {
        check.add_if(!embargo.is_null(), codes::C.field, embargo);
    }
}

fn decision(
    check: &mut Check<'_>,
    facts: &Facts<'_>,
    decision: &Node<'_>,
    types: Option<Vec<&str>>,
) {
    if !check.part(decision, codes::C_DECISION_MISSING, &DECISION) {
        return;
    }
    let id = decision.get("decision_id");
    check.text(&id, is_decision);
    let manifest = facts.manifest().get("policy");
    let named = manifest.get("decision_id");
    let differs = manifest.is_object() && named.raw() != id.raw();
    check.add_if(differs, codes::C_DECISION_MISMATCH, &named);
    let outcome = decision.get("decision");
    check.add_if(!outcome.json().is_str("allow"), codes::C_DECISION_NOT_ALLOWED, &outcome);
    let obliged = decision.get("obligations");
    let kinds = check.need(&obliged, obliged.texts(0, SOME, is_text));
    if let (Some(mut kinds), Some(mut types)) = (kinds, types) {
        kinds.sort_unstable();
        types.sort_unstable();
        check.add_if(kinds != types, codes::C_OBLIGATION_MISMATCH, &obliged);
    }
    let decided = decision.get("decided_at");
    if let (Some(at), Some(evaluated)) = (check.second(&decided), facts.evaluated_at()) {
        check.add_if(at > evaluated, codes::C.field, &decided);
    }
    check.reference(&decision.get("ref"), Kind::Record);
}
