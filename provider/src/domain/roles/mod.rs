//! The roles that work with zones: what they are called, what they may do, who may become them,
//! and what keeps others from changing them.

#[cfg(test)]
mod fixture;
mod name;
mod policy;

pub use name::policy_name;
pub use policy::role_policy;
