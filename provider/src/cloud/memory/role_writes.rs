//! The writes of roles and managed policies.
//!
//! Sources: AWS IAM API Reference, `CreateRole` and `CreatePolicy` (2026-11): names are unique in
//! the account and not told apart by case; `DeleteRole`, `DeletePolicy`: what must go first. A
//! policy that bounds a role counts as attached: gruntwork-io/cloud-nuke#972.

use super::World;
use super::writes::Write;
use crate::cloud::{CloudError, CloudErrorKind, Effect, Operation};
use crate::domain::Region;
use crate::domain::roles::{IamPath, RoleName};

/// The code of IAM for a policy that it does not take.
pub(super) const MALFORMED: &str = "MalformedPolicyDocument";

impl Write<'_> {
    /// IAM knows no regions, but the partition of its ARNs is that of the region.
    fn region(&self) -> Result<Region, CloudError> {
        match self.region {
            Some(region) => Ok(region.clone()),
            None => Region::parse("us-east-1")
                .or_else(|_| self.refuse(CloudErrorKind::Unexpected, "NoRegion")),
        }
    }

    pub(super) fn create_role(
        &self,
        world: &mut World,
        path: &IamPath,
        name: &RoleName,
    ) -> Result<Effect, CloudError> {
        let account = &self.caller.account;
        if world.role(account, name.as_str()).is_some() {
            return self.refuse(CloudErrorKind::AlreadyExists, "EntityAlreadyExists");
        }
        self.check_role(world)?;
        let arn = path.role(name, account, &self.region()?);
        let effect = Effect::RoleMade { arn, unique_id: world.next_role_id() };
        if let Some(role) = self.operation.role_after(None, &effect) {
            world.put_role(role);
        }
        Ok(effect)
    }

    pub(super) fn change_role(&self, world: &mut World, name: &RoleName) -> Result<(), CloudError> {
        let account = &self.caller.account;
        let Some(role) = world.role(account, name.as_str()).cloned() else {
            return self.refuse(CloudErrorKind::NotFound, "NoSuchEntity");
        };
        self.check_role(world)?;
        match self.operation {
            Operation::DeleteRolePolicy { name, .. } if !role.inline.contains_key(name) => {
                return self.refuse(CloudErrorKind::NotFound, "NoSuchEntity");
            }
            Operation::DetachRolePolicy { policy, .. } if !role.attached.contains(policy) => {
                return self.refuse(CloudErrorKind::NotFound, "NoSuchEntity");
            }
            Operation::DeleteRole { .. }
                if !role.inline.is_empty() || !role.attached.is_empty() =>
            {
                return self.refuse(CloudErrorKind::NotEmpty, "DeleteConflict");
            }
            _ => {}
        }
        match self.operation.role_after(Some(role), &Effect::Done) {
            Some(role) => world.put_role(role),
            None => world.remove_role(account, name),
        }
        Ok(())
    }

    /// Whether IAM takes what is asked of a role, whatever role it is.
    fn check_role(&self, world: &World) -> Result<(), CloudError> {
        let (trust, boundary, max_session) = match self.operation {
            Operation::CreateRole { trust, boundary, max_session, .. } => {
                (Some(trust), boundary.as_ref(), Some(max_session))
            }
            Operation::PutRoleTrust { policy, .. } => (Some(policy), None, None),
            Operation::PutRoleBoundary { policy, .. } => (None, Some(policy), None),
            Operation::UpdateRole { max_session, .. } => (None, None, Some(max_session)),
            Operation::PutRolePolicy { policy, .. } => return self.check_json(policy, MALFORMED),
            _ => return Ok(()),
        };
        // Source: AWS IAM API Reference, `CreateRole`, `MaxSessionDuration` (2026-11).
        if max_session.is_some_and(|seconds| !(3_600..=43_200).contains(seconds)) {
            return self.refuse(CloudErrorKind::Invalid, "ValidationError");
        }
        if let Some(trust) = trust {
            self.check_policy(world, trust, MALFORMED)?;
        }
        let exists =
            |arn: &String| account_of(arn) == "aws" || world.policies.contains_key(arn.as_str());
        match boundary {
            Some(arn) if !exists(arn) => self.refuse(CloudErrorKind::NotFound, "NoSuchEntity"),
            _ => Ok(()),
        }
    }

    pub(super) fn create_policy(
        &self,
        world: &mut World,
        path: &IamPath,
        name: &str,
    ) -> Result<Effect, CloudError> {
        let account = &self.caller.account;
        let taken = world.policies.keys().any(|arn| {
            let other = arn.rsplit('/').next().unwrap_or_default();
            account_of(arn) == account.as_str() && other.eq_ignore_ascii_case(name)
        });
        if taken {
            return self.refuse(CloudErrorKind::AlreadyExists, "EntityAlreadyExists");
        }
        self.check_managed_policy()?;
        let arn = path.policy(name, account, &self.region()?);
        let effect = Effect::PolicyMade(arn.clone());
        if let Some(policy) = self.operation.managed_policy_after(None, &effect) {
            world.policies.insert(arn, policy);
        }
        Ok(effect)
    }

    pub(super) fn change_policy(&self, world: &mut World, arn: &str) -> Result<(), CloudError> {
        if account_of(arn) != self.caller.account.as_str() {
            return self.refuse(CloudErrorKind::Denied, "AccessDenied");
        }
        let Some(policy) = world.policies.get(arn).cloned() else {
            return self.refuse(CloudErrorKind::NotFound, "NoSuchEntity");
        };
        self.check_managed_policy()?;
        let mut roles = world.roles();
        let used =
            roles.any(|role| role.boundary.as_deref() == Some(arn) || role.attached.contains(arn));
        drop(roles);
        match self.operation.managed_policy_after(Some(policy), &Effect::Done) {
            Some(policy) => drop(world.policies.insert(arn.to_owned(), policy)),
            None if used => return self.refuse(CloudErrorKind::NotEmpty, "DeleteConflict"),
            None => drop(world.policies.remove(arn)),
        }
        Ok(())
    }

    fn check_managed_policy(&self) -> Result<(), CloudError> {
        match self.operation {
            Operation::CreateManagedPolicy { policy, .. }
            | Operation::PutManagedPolicy { policy, .. } => self.check_json(policy, MALFORMED),
            _ => Ok(()),
        }
    }
}

/// The account of an ARN; `aws` of a policy that AWS manages.
pub(super) fn account_of(arn: &str) -> &str {
    arn.split(':').nth(4).unwrap_or_default()
}
