//! Gate B: rights.

use crate::promotion::principals::APPROVERS;
use crate::promotion::verdict::Findings;

use super::formats::{is_automation, is_principal, is_text};
use super::license::{self, LicenseClass};
use super::shape::{Check, Node, SOME};
use super::zones::Kind;
use super::{Options, codes, facts::Facts};

const MEMBERS: [&str; 12] = [
    "license",
    "license_class",
    "rights_holder",
    "source",
    "attribution",
    "restrictions",
    "redistribution_allowed",
    "derivatives_allowed",
    "notes",
    "terms_snapshot",
    "share_alike_review",
    "exception",
];

const RESTRICTIONS: [(&str, LicenseClass); 4] = [
    ("sharealike", LicenseClass::L2),
    ("noncommercial", LicenseClass::L3),
    ("noderivatives", LicenseClass::L3),
    ("contract_only", LicenseClass::L4),
];

pub(super) fn evaluate(facts: &Facts<'_>, options: &Options) -> Findings {
    let mut check = Check::new(codes::B, options);
    let rights = facts.section("rights");
    if !check.part(&rights, codes::B.section, &MEMBERS) {
        return check.findings;
    }
    licence(&mut check, &rights.get("license"));
    for name in ["rights_holder", "source", "attribution"] {
        let member = rights.get(name);
        check.add_if(member.text(is_text).is_none(), codes::B_RIGHTS_FIELD_MISSING, &member);
    }
    let redistribution = rights.get("redistribution_allowed");
    if check.flag(&redistribution) == Some(false) {
        check.add(codes::B_REDISTRIBUTION_DENIED, &redistribution);
    }
    check.flag(&rights.get("derivatives_allowed"));
    let notes = rights.get("notes");
    check.need(&notes, notes.texts(0, SOME, is_text));
    let terms = rights.get("terms_snapshot");
    check.reference_or(&terms, Kind::Record, codes::B_TERMS_SNAPSHOT_MISSING);
    let restricted = restrictions(&mut check, &rights.get("restrictions"));
    let class = facts.licence().and_then(|spdx| {
        match (license::class_of(spdx, &options.licenses), restricted) {
            (LicenseClass::L5, _) => Some(LicenseClass::L5),
            (class, restricted) => Some(class.max(restricted?)),
        }
    });
    classes(&mut check, facts, &rights, class);
    catalog(&mut check, facts);
    check.findings
}

fn licence(check: &mut Check<'_>, licence: &Node<'_>) {
    if !check.part(licence, codes::B_LICENSE_MISSING, &["spdx", "text_ref"]) {
        return;
    }
    let spdx = licence.get("spdx");
    check.add_if(spdx.text(is_text).is_none(), codes::B_LICENSE_MISSING, &spdx);
    let text = licence.get("text_ref");
    if text.raw().is_some_and(|text| !text.is_null()) {
        check.reference(&text, Kind::Record);
    }
}

/// The class of the restrictions, if all are known.
fn restrictions(check: &mut Check<'_>, restrictions: &Node<'_>) -> Option<LicenseClass> {
    let names = ["sharealike", "noncommercial", "noderivatives", "contract_only", "field_of_use"];
    if !check.object(restrictions, &names) {
        return None;
    }
    let mut worst = Some(LicenseClass::L0);
    for (name, class) in RESTRICTIONS {
        let own = check
            .flag(&restrictions.get(name))
            .map(|restricted| if restricted { class } else { LicenseClass::L0 });
        worst = worst.zip(own).map(|(worst, own)| worst.max(own));
    }
    let field = restrictions.get("field_of_use");
    if field.is_null() {
        return worst;
    }
    let _ = check.text(&field, is_text)?;
    worst.map(|worst| worst.max(LicenseClass::L4))
}

fn classes(
    check: &mut Check<'_>,
    facts: &Facts<'_>,
    rights: &Node<'_>,
    class: Option<LicenseClass>,
) {
    let (exception, review) = (rights.get("exception"), rights.get("share_alike_review"));
    if let Some(class) = class {
        let named = rights.get("license_class");
        let wrong = !named.json().is_str(class.word());
        check.add_if(wrong, codes::B_LICENSE_CLASS_MISMATCH, &named);
        match class {
            LicenseClass::L5 => {
                check.add(codes::B_LICENSE_UNKNOWN, &rights.get("license").get("spdx"));
            }
            LicenseClass::L4 => check.add(codes::B_LICENSE_CLASS_DENIED, &named),
            LicenseClass::L3 if exception.is_null() => {
                check.add(codes::B_LICENSE_CLASS_DENIED, &named);
            }
            LicenseClass::L3 => excepted(check, facts, &exception),
            LicenseClass::L2 => share_alike(check, facts, &review),
            LicenseClass::L0 | LicenseClass::L1 => {}
        }
    } else {
        let named = rights.get("license_class");
        let known = named.json().as_str().and_then(LicenseClass::parse);
        check.need(&named, known);
    }
    for (member, own) in [(exception, LicenseClass::L3), (review, LicenseClass::L2)] {
        let out_of_place = match class {
            Some(class) => class != own && !member.is_null(),
            // What it would have to be is unknown, but not whether it is there.
            None => member.raw().is_none(),
        };
        check.add_if(out_of_place, codes::B.field, &member);
    }
}

fn excepted(check: &mut Check<'_>, facts: &Facts<'_>, exception: &Node<'_>) {
    let names = ["rationale", "approved_by", "approved_role", "expires_at"];
    let valid = exception.record(&names, |exception| {
        exception.get("rationale").text(is_text)?;
        let by = exception.get("approved_by").text(is_principal)?;
        exception.get("approved_role").text(|role| APPROVERS.contains(&role))?;
        let expires = exception.get("expires_at").second()?;
        (!is_automation(by) && facts.author() != Some(by)).then_some(expires)
    });
    match valid {
        None => check.add(codes::B_EXCEPTION_INVALID, exception),
        Some(expires) => {
            let expired = check.options.now >= expires;
            check.add_if(expired, codes::B_EXCEPTION_EXPIRED, exception);
        }
    }
}

fn share_alike(check: &mut Check<'_>, facts: &Facts<'_>, review: &Node<'_>) {
    let names = ["reviewed_by", "compatible", "obligations_enforceable", "reviewed_at"];
    let now = check.options.now;
    let valid = review.record(&names, |review| {
        let by = review.get("reviewed_by").text(is_principal)?;
        let holds = review.get("compatible").flag()?
            && review.get("obligations_enforceable").flag()?
            && review.get("reviewed_at").second()? <= now;
        (holds && !is_automation(by) && facts.author() != Some(by)).then_some(())
    });
    check.add_if(valid.is_none(), codes::B_SHARE_ALIKE_REVIEW_MISSING, review);
}

fn catalog(check: &mut Check<'_>, facts: &Facts<'_>) {
    let named = facts.section("catalogs").get("dcat").get("license");
    if named.text(is_text).is_some() {
        let wrong = named.json().as_str() != facts.licence();
        check.add_if(wrong, codes::B_LICENSE_CONFLICT, &named);
    }
}
