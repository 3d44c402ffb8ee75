//! What KFM means: zones, names, policies. Pure: no AWS client, no Terraform, no async, no clock,
//! no environment, no files. What holds here would hold on any cloud front end.

pub mod access;
pub mod administrators;
pub mod bucket_policy;
pub mod document_words;
pub mod evaluator;
pub mod gate;
pub mod iam_actions;
pub mod inquiry;
pub mod key_policy;
pub mod log_sources;
pub mod names;
pub mod namespace;
pub mod object_lifecycle;
pub mod policy_document;
pub mod principal;
pub mod promotion;
pub mod proof;
pub mod retention;
pub mod roles;
pub mod seal;
pub mod tags;
pub mod zone;

pub use administrators::{Administrators, BreakGlass};
pub use log_sources::LogSource;
pub use names::{AccountId, BucketName, Environment, KeyArn, NamePrefix, Region};
pub use namespace::BucketNamespace;
pub use object_lifecycle::ObjectLifecycle;
pub use principal::PrincipalArn;
pub use retention::{Days, LockMode, LockRule, RetentionClass};
pub use zone::{Mutability, ZoneKind};
