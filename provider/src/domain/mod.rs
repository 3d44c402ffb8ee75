//! What KFM means: zones, names, policies. Pure: no AWS client, no Terraform, no async, no clock,
//! no environment, no files. What holds here would hold on any cloud front end.

pub mod administrators;
pub mod key_policy;
pub mod names;
pub mod policy_document;
pub mod principal;
pub mod seal;
pub mod tags;
pub mod zone;

pub use administrators::{Administrators, BreakGlass};
pub use names::{AccountId, BucketName, Environment, KeyArn, NamePrefix, Region};
pub use principal::PrincipalArn;
pub use zone::{Mutability, ZoneKind};
