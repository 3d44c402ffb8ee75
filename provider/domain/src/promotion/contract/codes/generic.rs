//! The codes that every part of the packet has of its own: the same rules under its letter.

use std::collections::BTreeSet;

use crate::promotion::verdict::{Code, Gate, Status};

/// The codes of one part of the packet.
#[derive(Clone, Copy, Debug)]
pub struct Generic {
    /// A member is missing, or not in its format.
    pub field: Code,
    /// A reference is missing or malformed.
    pub reference: Code,
    /// A reference lies in a zone that its kind does not allow.
    pub zone: Code,
    /// An object has an unknown member.
    pub undeclared: Code,
    /// The part is not an object.
    pub section: Code,
    /// A referenced object does not exist.
    pub missing: Code,
    /// A referenced object cannot be read.
    pub unreadable: Code,
    /// A referenced object is too large.
    pub too_large: Code,
    /// A referenced object is another one.
    pub digest: Code,
    /// A referenced document is not strict JSON.
    pub document: Code,
    /// A stored record differs from the packet's.
    pub record: Code,
}

impl Generic {
    /// All of them, each once.
    pub(super) fn codes(self) -> BTreeSet<Code> {
        BTreeSet::from([
            self.field,
            self.reference,
            self.zone,
            self.undeclared,
            self.section,
            self.missing,
            self.unreadable,
            self.too_large,
            self.digest,
            self.document,
            self.record,
        ])
    }
}

/// The codes of a part: `part!("A", A, section: "_SECTION_INVALID", "the section is an object")`.
macro_rules! part {
    ($letter:literal, $gate:ident, section: $section:literal, $rule:literal) => {{
        const fn code(name: &'static str, status: Status, rule: &'static str) -> Code {
            Code { name, gate: Gate::$gate, status, rule }
        }
        Generic {
            field: code(
                concat!("PC_", $letter, "_FIELD_INVALID"),
                Status::Deny,
                "a member is there, in its format, and agrees with the members that bound it",
            ),
            reference: code(
                concat!("PC_", $letter, "_REF_INVALID"),
                Status::Deny,
                "a reference names one object by URI, digest and media type",
            ),
            zone: code(
                concat!("PC_", $letter, "_REF_ZONE_INVALID"),
                Status::Deny,
                "a reference lies in a zone where its kind is kept",
            ),
            undeclared: code(
                concat!("PC_", $letter, "_UNDECLARED_FIELD"),
                Status::Deny,
                "an object has no members but those of the profile",
            ),
            section: code(concat!("PC_", $letter, $section), Status::Deny, $rule),
            missing: code(
                concat!("PC_", $letter, "_OBJECT_MISSING"),
                Status::Deny,
                "a referenced object exists",
            ),
            unreadable: code(
                concat!("PC_", $letter, "_OBJECT_UNREADABLE"),
                Status::Error,
                "a referenced object can be read",
            ),
            too_large: code(
                concat!("PC_", $letter, "_OBJECT_TOO_LARGE"),
                Status::Error,
                "a referenced object is not larger than what is read",
            ),
            digest: code(
                concat!("PC_", $letter, "_OBJECT_DIGEST_MISMATCH"),
                Status::Deny,
                "a referenced object has the size and the digest of its reference",
            ),
            document: code(
                concat!("PC_", $letter, "_DOCUMENT_INVALID"),
                Status::Deny,
                "a referenced document is strict JSON, and an object",
            ),
            record: code(
                concat!("PC_", $letter, "_RECORD_MISMATCH"),
                Status::Deny,
                "a stored record is the one that the packet carries",
            ),
        }
    }};
}

/// Of identity.
pub const A: Generic =
    part!("A", A, section: "_SECTION_INVALID", "the section `identity` is an object");

/// Of rights.
pub const B: Generic =
    part!("B", B, section: "_SECTION_INVALID", "the section `rights` is an object");

/// Of sensitivity.
pub const C: Generic =
    part!("C", C, section: "_SECTION_INVALID", "the section `sensitivity` is an object");

/// Of catalogs.
pub const D: Generic =
    part!("D", D, section: "_SECTION_INVALID", "the section `catalogs` is an object");

/// Of receipts.
pub const E: Generic =
    part!("E", E, section: "_SECTION_INVALID", "the section `receipts` is an object");

/// Of policy.
pub const F: Generic =
    part!("F", F, section: "_SECTION_INVALID", "the section `policy` is an object");

/// Of the header, and the actors of CONTROL: its parts are members, so that one that is no object is one of these.
pub const CONTROL: Generic = part!(
    "X",
    Control,
    section: "_FIELD_INVALID",
    "a member is there, in its format, and agrees with the members that bound it"
);

/// Of the review: a malformed member makes the review invalid.
pub const REVIEW: Generic =
    Generic { field: super::X_REVIEW_INVALID, section: super::X_REVIEW_INVALID, ..CONTROL };

/// Of the rollback.
pub const ROLLBACK: Generic = Generic { section: super::X_ROLLBACK_INVALID, ..CONTROL };
