//! What users and their tools depend on, as golden files: schema, policies, messages.

mod messages;
mod policies;
mod schema;
