//! What no policy of a bucket decides, in words: it is told beside every proof.

use super::ZoneAccess;
use super::words::who;
use crate::principal::PrincipalArn;

/// Who and what is outside of the proof of a zone's access: one sentence each.
pub fn outside_proof(access: &ZoneAccess) -> Vec<String> {
    let mut sentences = vec![format!(
        "The root user of account {} may read, replace and delete the bucket's policy, whatever it \
         says.",
        access.account
    )];
    sentences.push(format!(
        "Administrators may replace the bucket's policy: {}.",
        names(access.administrators.iter())
    ));
    if let Some(open) = access.break_glass.as_ref().filter(|_| access.is_opened()) {
        sentences.push(format!(
            "Break-glass is open until {} to {}: {}",
            open.until,
            names(access.break_glass_principals()),
            ended(&open.reason)
        ));
    }
    sentences.push(format!(
        "Whoever may change {} may act as a granted role: `guard_policy_json` denies that to all \
         but administrators, where it is attached.",
        iam(access)
    ));
    sentences.push(
        "Lifecycle rules delete without `s3:DeleteObject`: what they delete is among the lines of \
         `access`, and administrators may change them."
            .to_owned(),
    );
    sentences.push(
        "Administrators decide where event notifications and access logs of the bucket go: these \
         tell keys and callers, not what objects hold."
            .to_owned(),
    );
    sentences
}

impl ZoneAccess {
    fn is_opened(&self) -> bool {
        self.break_glass_principals().next().is_some()
    }
}

/// What of IAM decides about granted roles: those made here lie under one path, and of others the
/// trust counts.
fn iam(access: &ZoneAccess) -> String {
    let mut given: Vec<_> = access.grants.iter().map(|grant| grant.role()).collect();
    given.retain(|role| !who(role).starts_with("role/kfm/"));
    let mut parts = vec!["IAM roles under `/kfm/`".to_owned()];
    if !given.is_empty() {
        parts.push(format!("the trust or policies of {}", names(given.into_iter())));
    }
    parts.join(", or ")
}

fn names<'p>(principals: impl Iterator<Item = &'p PrincipalArn>) -> String {
    let names: Vec<_> = principals.map(|one| format!("`{}`", who(one))).collect();
    names.join(", ")
}

/// A text as the end of a sentence.
fn ended(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Persona;
    use crate::access::fixture::zone;
    use crate::zone::ZoneKind;

    #[test]
    fn who_can_do_more_than_the_policy_says_is_named() {
        let access = zone(ZoneKind::Work)
            .granting(Persona::Workers, "team/given", &[], &[])
            .granting(Persona::Steward, "kfm/dev/work/made", &[], &[])
            .opened_to("medic");
        let told = outside_proof(&access).join("\n");
        for part in [
            "root user of account 123456789012",
            "Administrators may replace the bucket's policy: `role/admin`.",
            "Break-glass is open until 2026-12-01T18:00:00Z to `role/medic`: restore.",
            "IAM roles under `/kfm/`, or the trust or policies of `role/team/given` may",
            "Lifecycle rules",
            "event notifications",
        ] {
            assert!(told.contains(part), "{part}: {told}");
        }
        assert!(!told.contains("made"), "{told}");
    }

    #[test]
    fn what_is_closed_is_not_told() {
        let told = outside_proof(&zone(ZoneKind::Work));
        assert!(told.iter().all(|one| !one.contains("Break-glass") && one.ends_with('.')));
        let administrator = zone(ZoneKind::Work).opened_to("admin");
        assert_eq!(outside_proof(&administrator).len(), told.len());
    }
}
