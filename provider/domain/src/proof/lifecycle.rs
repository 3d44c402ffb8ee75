//! Lifecycle rules: they delete without asking any policy, so the proof looks at them by themselves.

use super::witness::{Finding, Witness};
use super::{Proof, Subject};
use crate::object_lifecycle::LifecycleRule;

/// What a lifecycle deletes as: S3 asks no policy.
///
/// Source: AWS S3 User Guide, "Expiring objects" (2026-11).
const ACTION: &str = "delete";

pub(super) fn prove(subject: &Subject<'_>, proof: &mut Proof) {
    let enabled = subject.lifecycle.iter().filter(|rule| rule.enabled);
    proof.witnesses.extend(enabled.flat_map(|rule| witnesses(subject, rule)));
}

fn witnesses(subject: &Subject<'_>, rule: &LifecycleRule) -> Vec<Witness> {
    let kind = subject.access.kind;
    let witness = |context: String, finding| Witness {
        who: "lifecycle".to_owned(),
        action: ACTION.to_owned(),
        place: format!("{kind}/{}*", rule.prefix),
        context: vec![context],
        finding,
    };
    let by = || format!("lifecycle rule `{}` is in force", rule.id);
    let may_expire = subject.retention.may_expire();
    let mut all = Vec::new();
    if let Some(days) = rule.expiration_days
        && !(may_expire && kind.may_expire_prefixes())
    {
        all.push(witness(format!("after {days} days"), Finding::Admitted(by())));
    }
    if let Some(end) = rule.noncurrent_expiration
        && !may_expire
    {
        let context = format!("{} days after a version was replaced", end.days);
        all.push(witness(context, Finding::Admitted(by())));
    }
    all.extend(rule.beyond.iter().map(|beyond| {
        let why = format!("lifecycle rule `{}` does what is not understood: {beyond}", rule.id);
        witness(String::new(), Finding::CannotProve(why))
    }));
    all.into_iter().map(without_empty).collect()
}

fn without_empty(witness: Witness) -> Witness {
    let context = witness.context.into_iter().filter(|words| !words.is_empty()).collect();
    Witness { context, ..witness }
}
