//! What a policy document is attached to, and what AWS asks of such a document.
//!
//! Sources, all of 2026-11: AWS IAM User Guide, "Grammar of the IAM JSON policy language" and
//! "IAM JSON policy elements" `Sid`, `Principal`, `NotPrincipal`; AWS KMS Developer Guide, "Create
//! a key policy"; AWS Organizations User Guide, "SCP syntax".

use std::fmt;

/// What a policy document is attached to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PolicyKind {
    /// A managed policy of roles, users and groups.
    Identity,
    /// A policy that stands in one role.
    RoleInline,
    /// A managed policy that bounds the permissions of a role or user.
    Boundary,
    /// A policy handed over when a role is assumed.
    Session,
    /// The policy of a bucket.
    Bucket,
    /// The policy of a KMS key.
    Key,
    /// Who may assume a role.
    Trust,
    /// A service control policy of an organization.
    Guard,
}

/// Whether a document has an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    /// Always.
    Must,
    /// As it likes.
    May,
    /// Never.
    MustNot,
}

/// Where `NotPrincipal` is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotPrincipal {
    /// Beside either effect.
    Anywhere,
    /// Beside `Deny` only.
    InDenials,
    /// Nowhere.
    Never,
}

/// What is asked of a document beyond the grammar that is common to all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rules {
    /// How such a document is called.
    pub(super) name: &'static str,
    /// Whether it must say that it follows the version of 2012.
    pub(super) says_2012: bool,
    /// `Id`.
    pub(super) id: Presence,
    /// `Principal` or `NotPrincipal`.
    pub(super) principal: Presence,
    /// `NotPrincipal`.
    pub(super) not_principal: NotPrincipal,
    /// Whether accounts may be named by their canonical user id.
    pub(super) canonical_users: bool,
    /// `Resource` or `NotResource`.
    pub(super) resource: Presence,
    /// Whether a `Sid` is made of `A-Za-z0-9`, and stands in one statement. Consoles write empty
    /// ones, which IAM takes more than once.
    pub(super) strict_sids: bool,
    /// Whether its characters end at U+00FF.
    pub(super) latin: bool,
}

impl Rules {
    /// Of a document of which the kind is not known: the common grammar.
    pub(super) const ANY: Self = Self {
        name: "policy",
        says_2012: false,
        id: Presence::May,
        principal: Presence::May,
        not_principal: NotPrincipal::Anywhere,
        canonical_users: true,
        resource: Presence::May,
        strict_sids: false,
        latin: false,
    };

    /// Of the policies of identities, which are about whom they are attached to.
    const IDENTITY: Self = Self {
        id: Presence::MustNot,
        principal: Presence::MustNot,
        resource: Presence::Must,
        strict_sids: true,
        latin: true,
        ..Self::ANY
    };

    /// Of the policies of resources.
    const RESOURCE: Self = Self {
        principal: Presence::Must,
        not_principal: NotPrincipal::InDenials,
        resource: Presence::Must,
        ..Self::ANY
    };
}

impl PolicyKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Identity,
        Self::RoleInline,
        Self::Boundary,
        Self::Session,
        Self::Bucket,
        Self::Key,
        Self::Trust,
        Self::Guard,
    ];

    /// What is asked of a document of this kind.
    pub(super) const fn rules(self) -> Rules {
        match self {
            Self::Identity => Rules { name: "managed policy", ..Rules::IDENTITY },
            Self::RoleInline => Rules { name: "role's inline policy", ..Rules::IDENTITY },
            Self::Boundary => Rules { name: "permissions boundary", ..Rules::IDENTITY },
            Self::Session => Rules { name: "session policy", ..Rules::IDENTITY },
            Self::Bucket => Rules { name: "bucket policy", ..Rules::RESOURCE },
            // KMS takes a statement without a resource, and gives it no effect.
            Self::Key => {
                Rules { name: "key policy", canonical_users: false, latin: true, ..Rules::RESOURCE }
            }
            Self::Trust => Rules {
                name: "trust policy",
                not_principal: NotPrincipal::Never,
                canonical_users: false,
                resource: Presence::MustNot,
                strict_sids: true,
                latin: true,
                ..Rules::RESOURCE
            },
            Self::Guard => Rules {
                name: "service control policy",
                says_2012: true,
                latin: false,
                ..Rules::IDENTITY
            },
        }
    }
}

impl fmt::Display for PolicyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.rules().name)
    }
}
