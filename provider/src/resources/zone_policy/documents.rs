//! The documents of a zone's policy, and what is judged of them before they are applied.

use std::collections::BTreeMap;

use super::resolve::{Boundary, MadeRole, Resolved, broken, path};
use crate::domain::access::ZoneKey;
use crate::domain::access::{ZoneAccess, outside_proof};
use crate::domain::bucket_policy;
use crate::domain::key_policy::KeyPolicy;
use crate::domain::policy_document::{PolicyDocument, PolicyKind, TooLarge};
use crate::domain::proof::{Subject, Witness, keepers, prove};
use crate::domain::roles::{boundary, boundary_name, guard_policy, role_policy};
use crate::terraform::diag::{AttributePath, Diag, Diags};

/// The documents of a zone's policy.
pub(super) struct Documents {
    /// The bucket policy.
    pub(super) bucket: PolicyDocument,
    /// The inline policy of each grant's role.
    pub(super) roles: BTreeMap<String, PolicyDocument>,
    /// Who may become each role that is made, as far as it is known.
    pub(super) trusts: BTreeMap<String, PolicyDocument>,
    /// The permissions boundary of roles that are made.
    pub(super) boundary: PolicyDocument,
    /// What keeps others from changing the roles.
    pub(super) guard: PolicyDocument,
}

impl Documents {
    pub(super) fn of(resolved: &Resolved) -> Option<Self> {
        let access = resolved.access.as_ref()?;
        let grants = resolved.grants.iter();
        let roles = grants.clone().map(|(name, one)| (name, role_policy(access, &one.grant)));
        let trusts = grants.filter_map(|(name, one)| {
            let trust = one.made()?.trust.as_ref()?;
            Some((name.clone(), trust.document(&access.account, &access.region)))
        });
        Some(Self {
            bucket: bucket_policy::document(access),
            roles: roles.map(|(name, policy)| (name.clone(), policy)).collect(),
            trusts: trusts.collect(),
            boundary: boundary(&access.account, &access.region),
            guard: guard_policy(access),
        })
    }

    /// Proves that the documents admit exactly what the matrix gives.
    ///
    /// Roles are proved with the boundary that is made here where one of them has it, and without
    /// any where one of them has none or another.
    pub(super) fn prove(&self, resolved: &Resolved) -> Vec<Witness> {
        resolved
            .access
            .as_ref()
            .map_or_else(Vec::new, |access| self.proved_of(&self.bucket, access, resolved))
    }

    /// The same of another bucket policy, as it was found.
    pub(super) fn proved_of(
        &self,
        bucket: &PolicyDocument,
        access: &ZoneAccess,
        resolved: &Resolved,
    ) -> Vec<Witness> {
        let roles: Vec<_> = access
            .grants
            .iter()
            .map(|grant| {
                self.roles
                    .get(grant.name().as_str())
                    .cloned()
                    .unwrap_or_else(|| PolicyDocument::of(Vec::new()))
            })
            .collect();
        // The zone makes it with administrators of its own: who those are is told beside the proof
        // where they are others.
        let key =
            matches!(access.key, ZoneKey::Own { .. }).then(|| KeyPolicy::of(access).document());
        let ours = |made: &MadeRole| made.boundary == Boundary::Ours;
        let bounded = resolved.grants.values().filter_map(|one| one.made()).filter(|one| ours(one));
        let bounded = bounded.count();
        let mut boundaries = Vec::new();
        if bounded > 0 {
            boundaries.push(Some(&self.boundary));
        }
        if bounded < resolved.grants.len() || bounded == 0 {
            boundaries.push(None);
        }
        let mut witnesses = Vec::new();
        for boundary in boundaries {
            let lifecycle = resolved.lifecycle.as_deref().unwrap_or_default();
            let proof = prove(&Subject {
                access,
                bucket_policy: bucket,
                role_policies: &roles,
                boundary,
                lifecycle,
                retention: resolved.retention,
                key_policy: key.as_ref(),
            });
            for witness in proof.witnesses {
                if !witnesses.contains(&witness) {
                    witnesses.push(witness);
                }
            }
        }
        witnesses
    }

    /// Bytes that are left to each document; what is too long is reported.
    pub(super) fn headroom(&self, diags: &mut Diags) -> BTreeMap<String, i64> {
        let mut all = BTreeMap::new();
        let at = |grant: &str, name: Option<&str>| {
            let at = path("grants").key(grant);
            match name {
                Some(name) => at.then("role").then(name),
                None => at,
            }
        };
        let mut count =
            |name: String, document: &PolicyDocument, kind, at: AttributePath| match document
                .headroom(kind)
            {
                Ok(room) => {
                    all.insert(name, i64::try_from(room.left()).unwrap_or(i64::MAX));
                }
                Err(too_large) => diags.push(too_long(&too_large, at)),
            };
        count("bucket_policy".to_owned(), &self.bucket, PolicyKind::Bucket, path("grants"));
        for (grant, policy) in &self.roles {
            count(format!("role/{grant}"), policy, PolicyKind::RoleInline, at(grant, None));
        }
        for (grant, trust) in &self.trusts {
            count(format!("trust/{grant}"), trust, PolicyKind::Trust, at(grant, Some("trust")));
        }
        all
    }

    /// Everything that is wrong with the documents.
    pub(super) fn judge(&self, resolved: &Resolved, diags: &mut Diags) {
        // What breaks a rule cannot be proved, and was said.
        let Some(access) = resolved.access.as_ref().filter(|access| access.problems().is_empty())
        else {
            return;
        };
        let witnesses = self.prove(resolved);
        if !witnesses.is_empty() {
            diags.push(not_proved(access, &witnesses));
        }
        let (arn, account) = (access.bucket.arn(&access.region), access.account.as_str());
        let (kept, lost) = keepers(&self.bucket, &arn, account, &access.administrators);
        if kept.is_empty() {
            let lost = lost.iter().map(|(who, action)| format!("`{who}` could not {action}"));
            let lost = lost.collect::<Vec<_>>().join(", ");
            let rule = format!("nobody could repair the policy any more: {lost}");
            diags.push(broken(path("administrators"), "administrators", &rule));
        }
    }
}

/// Whether a policy allows anything: one that does not is not put.
pub(super) fn says_something(policy: &PolicyDocument) -> bool {
    !policy.statements.is_empty()
}

/// The name and the ARN of the boundary that is made for the zone's roles.
pub(super) fn boundary_place(
    access: &ZoneAccess,
) -> (crate::domain::roles::IamPath, String, String) {
    let name = boundary_name(&access.environment, access.kind, &access.bucket);
    let path = crate::domain::roles::IamPath::of_zone(&access.environment, access.kind);
    let arn = path.policy(&name, &access.account, &access.region);
    (path, name, arn)
}

/// Who and what is outside of the proof.
pub(super) fn outside(resolved: &Resolved) -> Vec<String> {
    let (Some(access), Some(sealed)) = (&resolved.access, &resolved.sealed) else {
        return Vec::new();
    };
    let mut all = outside_proof(access);
    let same =
        sealed.administrators == access.administrators && sealed.break_glass == access.break_glass;
    if !same && matches!(access.key, ZoneKey::Own { .. }) {
        all.push(format!(
            "The key of the zone, and its seal, know the zone's own administrators and break-glass, \
             not those that are set here: {}.",
            sealed.administrators.arns().join(", ")
        ));
    }
    all
}

fn too_long(error: &TooLarge, at: AttributePath) -> Diag {
    let rule = format!(
        "{error}. Grant to fewer roles or fewer prefixes; prefixes that several grants share cost \
         least"
    );
    broken(at, "policy", &rule)
}

/// As many witnesses as a message can hold.
const TOLD: usize = 10;

fn not_proved(access: &ZoneAccess, witnesses: &[Witness]) -> Diag {
    let mut lines: Vec<_> = witnesses.iter().take(TOLD).map(|one| format!("- {one}")).collect();
    if witnesses.len() > TOLD {
        lines.push(format!("- and {} more", witnesses.len() - TOLD));
    }
    Diag::error(
        format!("The policy of `{}` cannot be proved", access.bucket),
        format!(
            "The documents do not admit exactly what the matrix gives:\n\n{}\n\nA policy is applied \
             only when it is proved. Nothing was changed. If the configuration follows the \
             documentation, this is a fault of the provider: report it with these lines.",
            lines.join("\n")
        ),
    )
}
