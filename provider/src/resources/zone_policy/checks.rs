//! What a plan says without asking anybody.

use super::model::ZonePolicyModel;
use super::private::Private;
use super::resolve::{Resolved, broken, path};
use crate::configure::Reader;
use crate::domain::access::difference;
use crate::terraform::diag::{Diag, Diags};
use crate::terraform::model::List;
use crate::terraform::value::Value;

/// An end in the past is an error only when it is new: what was opened once may end in peace. That
/// somebody administers must be known from somewhere.
pub(super) fn check(
    reader: &Reader,
    config: &ZonePolicyModel,
    prior: Option<&ZonePolicyModel>,
    resolved: &Resolved,
    diags: &mut Diags,
) {
    let is_new = prior.is_none_or(|prior| prior.break_glass != config.break_glass);
    if let (true, Value::Known(open)) = (is_new, &resolved.own_break_glass)
        && open.has_ended((reader.now)())
    {
        let rule = format!(
            "is {}, which is past: set a time to come, or leave `break_glass` out",
            open.until
        );
        diags.push(broken(path("break_glass").then("until"), "until", &rule));
    }
    let zone = config.zone.known();
    let unsaid = zone.is_some_and(|zone| zone.effective_administrators.is_null())
        && config.administrators.is_null()
        && reader.settings.administrators.is_null();
    if unsaid {
        let rule = "neither this policy, nor the zone, nor the provider block names any: pass the \
                    whole `kfm_zone`, or set `administrators`";
        diags.push(broken(path("administrators"), "administrators", rule));
    }
}

/// What the last refresh found wrong with the trust of granted roles: nothing here repairs it.
pub(super) fn trust(resolved: &Resolved, private: &Private, diags: &mut Diags) {
    for (grant, one) in resolved.grants.iter().filter(|(_, one)| one.made().is_none()) {
        let arn = one.grant.role().as_str();
        if let Some(problems) = private.trust.get(arn) {
            diags.push(untrusted(grant, arn, problems));
        }
    }
}

/// A role that more may become than the account answers for.
pub(super) fn untrusted(grant: &str, role: &str, problems: &[String]) -> Diag {
    let rule = format!(
        "the trust of `{role}` lets in others than the account answers for: {}. Repair its trust, \
         or grant to another role",
        problems.join("; ")
    );
    broken(path("grants").key(grant).then("role_arn"), &format!("grant {grant}"), &rule)
}

/// Access that is gained, in the summary, since that alone is shown of warnings that repeat.
pub(super) fn gained(
    resolved: &Resolved,
    prior: Option<&ZonePolicyModel>,
    planned: &ZonePolicyModel,
    diags: &mut Diags,
) {
    /// As many lines as a summary can hold.
    const TOLD: usize = 3;
    let lines = |model: &ZonePolicyModel| model.access.known().and_then(List::all_known);
    let (Some(before), Some(after)) = (prior.and_then(lines), lines(planned)) else { return };
    let (gained, lost) = difference(&before, &after);
    let Some(bucket) = resolved.bucket().filter(|_| !gained.is_empty()) else { return };
    let more = match gained.len().saturating_sub(TOLD) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let told: Vec<_> = gained.iter().take(TOLD).map(String::as_str).collect();
    let all = |lines: &[String]| match lines {
        [] => "nothing".to_owned(),
        lines => format!("\n- {}", lines.join("\n- ")),
    };
    diags.push(Diag::warning(
        format!("`{bucket}`: access is gained: {}{more}", told.join("; ")),
        format!("Gained: {}\n\nLost: {}", all(&gained), all(&lost)),
    ));
}
