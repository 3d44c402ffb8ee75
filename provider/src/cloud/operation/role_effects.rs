//! What a role and a managed policy are after an operation: pure.

use std::collections::{BTreeMap, BTreeSet};

use super::{Effect, Operation};
use crate::cloud::{ManagedPolicyFacets, RoleFacets};

impl Operation {
    /// The role after this operation, given the role before: pure. Operations on anything but roles
    /// leave it alone.
    pub fn role_after(&self, before: Option<RoleFacets>, effect: &Effect) -> Option<RoleFacets> {
        if let Self::DeleteRole { .. } = self {
            return None;
        }
        if let (
            Self::CreateRole { trust, boundary, max_session, description, tags, .. },
            Effect::RoleMade { arn, unique_id },
        ) = (self, effect)
        {
            return Some(RoleFacets {
                arn: arn.clone(),
                unique_id: unique_id.clone(),
                trust: trust.clone(),
                boundary: boundary.clone(),
                max_session: *max_session,
                description: description.clone(),
                tags: tags.clone(),
                inline: BTreeMap::new(),
                others: BTreeSet::new(),
                attached: BTreeSet::new(),
            });
        }
        let mut role = before?;
        match self {
            Self::PutRoleTrust { policy, .. } => role.trust = policy.clone(),
            Self::PutRolePolicy { name, policy, .. } => {
                role.inline.insert(name.clone(), policy.clone());
            }
            Self::DeleteRolePolicy { name, .. } => {
                role.inline.remove(name);
                role.others.remove(name);
            }
            Self::DetachRolePolicy { policy, .. } => drop(role.attached.remove(policy)),
            Self::PutRoleBoundary { policy, .. } => role.boundary = Some(policy.clone()),
            Self::UpdateRole { max_session, description, .. } => {
                role.max_session = *max_session;
                role.description = description.clone();
            }
            Self::TagRole { tags, .. } => role.tags.extend(tags.clone()),
            Self::UntagRole { keys, .. } => role.tags.retain(|key, _| !keys.contains(key)),
            _ => {}
        }
        Some(role)
    }

    /// The managed policy after this operation, given the one before: pure. Operations on anything
    /// but managed policies leave it alone.
    pub fn managed_policy_after(
        &self,
        before: Option<ManagedPolicyFacets>,
        effect: &Effect,
    ) -> Option<ManagedPolicyFacets> {
        match (self, effect) {
            (Self::DeleteManagedPolicy { .. }, _) => None,
            (Self::CreateManagedPolicy { policy, tags, .. }, Effect::PolicyMade(arn)) => {
                Some(ManagedPolicyFacets {
                    arn: arn.clone(),
                    document: policy.clone(),
                    tags: tags.clone(),
                })
            }
            (Self::PutManagedPolicy { policy, .. }, _) => {
                before.map(|before| ManagedPolicyFacets { document: policy.clone(), ..before })
            }
            _ => before,
        }
    }
}
