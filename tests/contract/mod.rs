//! What users and their tools depend on: schema, policies and messages as golden files, and what
//! the guides repeat of the code.

mod cases;
mod granted;
mod guide;
mod messages;
mod policies;
mod policy_cases;
mod role_policies;
mod schema;
