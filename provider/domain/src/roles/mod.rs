//! The roles that work with zones: what they are called, what they may do, who may become them,
//! and what keeps others from changing them.

mod boundary;
#[cfg(test)]
mod fixture;
mod guard;
mod name;
mod policy;
mod trust;

pub use boundary::boundary;
pub use guard::guard_policy;
pub use name::{IamPath, RoleName, boundary_name, is_policy_name, policy_name};
pub use policy::role_policy;
pub(crate) use policy::use_of_key;
pub use trust::{
    Home, OidcTrust, PrincipalsTrust, ServiceTrust, Trust, TrustFault, TrustProblem, TrustRisk,
    judge_trust, supported_services,
};
