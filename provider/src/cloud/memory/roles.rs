//! The knobs for roles and managed policies.

use super::MemoryCloud;
use crate::cloud::{ManagedPolicyFacets, RoleFacets};
use crate::domain::PrincipalArn;
use crate::domain::roles::RoleName;

impl MemoryCloud {
    /// The ARNs of all roles that were made or added, of all accounts, without a read.
    pub fn roles(&self) -> Vec<PrincipalArn> {
        self.lock().roles().map(|role| role.arn.clone()).collect()
    }

    /// The ARNs of all managed policies, without a read.
    pub fn managed_policies(&self) -> Vec<String> {
        self.lock().policies.keys().cloned().collect()
    }

    /// The facets of a role of the caller's account, without a read.
    pub fn role_facets(&self, name: &RoleName) -> Option<RoleFacets> {
        self.lock().role(&self.caller.account, name.as_str()).cloned()
    }

    /// The facets of a managed policy of any account, without a read.
    pub fn managed_policy_facets(&self, arn: &str) -> Option<ManagedPolicyFacets> {
        self.lock().policies.get(arn).cloned()
    }

    /// Changes a role of the caller's account behind the provider's back. Its ARN is no facet to
    /// change here.
    pub fn drift_role(&self, name: &RoleName, change: impl FnOnce(&mut RoleFacets)) {
        if let Some(role) = self.lock().role_mut(&self.caller.account, name) {
            change(role);
        }
    }

    /// Changes a managed policy behind the provider's back. Its ARN is no facet to change here.
    pub fn drift_managed_policy(&self, arn: &str, change: impl FnOnce(&mut ManagedPolicyFacets)) {
        if let Some(policy) = self.lock().policies.get_mut(arn) {
            change(policy);
        }
    }

    /// Makes a role of the account that its ARN names, as a stranger would. An existing one of the
    /// same name is replaced.
    pub fn add_role(&self, facets: RoleFacets) {
        self.lock().put_role(facets);
    }

    /// Deletes a role of the caller's account with its policies. Policies that name it as a
    /// principal show its unique id from now on.
    pub fn remove_role(&self, name: &RoleName) {
        self.lock().remove_role(&self.caller.account, name);
    }

    /// Makes a managed policy, as a stranger would. An existing one is replaced.
    pub fn add_managed_policy(&self, facets: ManagedPolicyFacets) {
        self.lock().policies.insert(facets.arn.clone(), facets);
    }

    /// Deletes a managed policy. Roles that have it keep its ARN.
    pub fn remove_managed_policy(&self, arn: &str) {
        self.lock().policies.remove(arn);
    }
}
