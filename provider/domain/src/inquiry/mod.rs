//! Who may do what in a bucket, by the documents that are in force there: each principal, a stranger
//! of the account and nobody are asked about, for each action and place.
//!
//! A request is made as a client would that does as it should: over TLS 1.3, signed in its header,
//! a put only where there is no object yet, and with no word about encryption.

mod answer;
mod named;
mod principal;
mod question;
#[cfg(test)]
mod tests;

pub use answer::{Answer, Place, ask};
pub use named::{Named, Other, named};
pub use principal::{ANONYMOUS, Document, Principal, STRANGER, Standing};
pub use question::{Question, Target, USUAL_ACTIONS, keys, questions};
