//! The bucket policy of a zone, sealed or with grants.
//!
//! Allows live in the policies of roles; the bucket policy only denies, as a closed world:
//! everything but a list is denied, so that an action that S3 gains tomorrow is denied today.
//! AWS services that write are the exception: they have no policy of their own.
//!
//! Every statement only takes away. Whoever is in two classes keeps what both leave, so the classes
//! are disjoint: see [`problems`](crate::access::ZoneAccess::problems).

mod classes;
mod draft;
mod extents;
mod gate;
mod guards;
mod members;
mod services;

use draft::Draft;

use crate::access::ZoneAccess;
use crate::policy_document::PolicyDocument;
use crate::seal::{POLICY_OWNER, ZONE_OWNER};

/// The bucket policy that gives everybody what `access` says, and nobody anything else.
pub fn document(access: &ZoneAccess) -> PolicyDocument {
    let draft = Draft { access };
    let mut statements = vec![draft.membership()];
    statements.extend(draft.administration());
    statements.extend(draft.receipt_classes());
    statements.extend(draft.break_glass());
    statements.extend(draft.grant_classes());
    statements.extend(draft.gate_classes());
    statements.extend(draft.extents());
    statements.extend(draft.gate_extents());
    statements.extend(draft.transport());
    statements.extend(draft.encryption());
    statements.extend(draft.create_only());
    statements.extend(draft.side_doors());
    statements.extend(draft.log_delivery());
    statements.extend(draft.services());
    let owner = if access.granted { POLICY_OWNER } else { ZONE_OWNER };
    PolicyDocument { id: Some(owner.into()), ..PolicyDocument::of(statements) }
}

#[cfg(test)]
mod tests;
