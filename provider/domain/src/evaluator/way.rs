//! Which grants a caller needs.
//!
//! Source: AWS IAM User Guide, "How AWS enforcement code logic evaluates requests to allow or deny
//! access", "Policy evaluation for requests within a single account", "Cross-account policy
//! evaluation logic" and "Permissions boundaries for IAM entities"; AWS KMS Developer Guide, "Key
//! policies in AWS KMS" and "Default key policy"; AWS STS API Reference, `AssumeRole` (2026-11).

use super::decide::{Question, Side};
use super::{Gatekeeper, Identity, Layer, Truth};

/// Who grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grantor {
    /// The caller's own policies.
    Identity,
    /// Its boundary.
    Boundary,
    /// The session's policies.
    Session,
    /// The resource, to the caller itself or to everyone.
    Direct,
    /// The resource, to the caller's role.
    Role,
    /// The resource, to the caller's account.
    Account,
}

const GRANTORS: [Grantor; 6] = [
    Grantor::Identity,
    Grantor::Boundary,
    Grantor::Session,
    Grantor::Direct,
    Grantor::Role,
    Grantor::Account,
];

impl Grantor {
    /// Its side of six.
    pub(super) const fn of<'t, 's>(self, sides: &[&'t Side<'s>; 6]) -> &'t Side<'s> {
        let [identity, boundary, session, direct, role, account] = *sides;
        match self {
            Self::Identity => identity,
            Self::Boundary => boundary,
            Self::Session => session,
            Self::Direct => direct,
            Self::Role => role,
            Self::Account => account,
        }
    }
}

/// Whether each of them grants. A boundary or a session policy that is not there does: it takes
/// nothing away.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grants {
    pub(super) identity: Truth,
    pub(super) boundary: Truth,
    pub(super) session: Truth,
    pub(super) direct: Truth,
    pub(super) role: Truth,
    pub(super) account: Truth,
}

impl Grants {
    fn get_mut(&mut self, grantor: Grantor) -> &mut Truth {
        match grantor {
            Grantor::Identity => &mut self.identity,
            Grantor::Boundary => &mut self.boundary,
            Grantor::Session => &mut self.session,
            Grantor::Direct => &mut self.direct,
            Grantor::Role => &mut self.role,
            Grantor::Account => &mut self.account,
        }
    }

    /// What boundary and session leave.
    fn capped(&self, truth: Truth) -> Truth {
        truth.and(self.boundary).and(self.session)
    }

    /// The resource, in any way.
    fn resource(&self) -> Truth {
        self.direct.or(self.role).or(self.account)
    }
}

/// How the grants count for a caller and a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// None is needed: the root user, in its own account.
    Right,
    /// None suffices; the layer that is told to lack.
    Never(Layer),
    /// The resource's alone: services, tokens, nobody; and the root user where the resource is of
    /// another account or its policy must grant.
    Resource,
    /// In one account the caller's or the resource's.
    Either,
    /// In one account the resource's, or the caller's where the resource delegates to the account.
    Gated,
    /// Across accounts the caller's and the resource's.
    Both,
}

impl Way {
    /// The way of a caller to a resource. Fails, in words, if the caller's ARN cannot be read.
    pub(super) fn of(question: &Question<'_>) -> Result<Self, String> {
        let Question { caller, action, resource_account, gatekeeper, .. } = question;
        let gated = matches!(gatekeeper, Gatekeeper::Key | Gatekeeper::Role);
        Ok(match &caller.identity {
            Identity::Service { .. } | Identity::Anonymous => Self::Resource,
            Identity::Federated { .. }
                if *gatekeeper == Gatekeeper::Role && is_by_token(action) =>
            {
                Self::Resource
            }
            Identity::Federated { .. } => Self::Never(Layer::Resource),
            // `AssumeRole`: "You cannot use AWS account root user credentials".
            Identity::Root { .. } if *gatekeeper == Gatekeeper::Role => {
                Self::Never(Layer::Identity)
            }
            Identity::Root { account, .. } if account == resource_account && !gated => Self::Right,
            Identity::Root { .. } => Self::Resource,
            Identity::Role { arn, .. } | Identity::User { arn } => match caller.account() {
                None => return Err(format!("the caller's ARN `{arn}` names no account")),
                Some(account) if account != *resource_account => Self::Both,
                Some(_) if gated => Self::Gated,
                Some(_) => Self::Either,
            },
        })
    }

    /// Whether the grants suffice. A resource's grant to the caller itself or to everyone needs
    /// nothing else in the same account; one to its role is limited by boundary and session; one to
    /// its account only lets the caller's policies count.
    pub(super) fn granted(self, grants: &Grants) -> Truth {
        let own = grants.capped(grants.identity);
        match self {
            Self::Right => Truth::Yes,
            Self::Never(_) => Truth::No,
            Self::Resource => grants.resource(),
            Self::Either => own.or(grants.direct).or(grants.capped(grants.role)),
            Self::Gated => {
                let delegated = own.and(grants.account);
                grants.direct.or(grants.capped(grants.role)).or(delegated)
            }
            Self::Both => own.and(grants.resource()),
        }
    }

    /// The layer that does not allow, where the grants surely do not suffice.
    pub(super) fn lacking(self, grants: &Grants) -> Layer {
        let own = match self {
            Self::Right | Self::Resource => return Layer::Resource,
            Self::Never(layer) => return layer,
            Self::Gated | Self::Both if grants.resource() == Truth::No => return Layer::Resource,
            Self::Either | Self::Gated => grants.identity.or(grants.role),
            Self::Both => grants.identity,
        };
        if own == Truth::No {
            Layer::Identity
        } else if grants.boundary == Truth::No {
            Layer::Boundary
        } else {
            Layer::Session
        }
    }

    /// Whose statement decides, where the grants surely suffice: the first of these that grants.
    pub(super) fn grantors(self, grants: &Grants) -> &'static [Grantor] {
        match self {
            Self::Right | Self::Never(_) => &[],
            Self::Either if grants.capped(grants.identity) == Truth::Yes => &[Grantor::Identity],
            Self::Either | Self::Gated | Self::Both | Self::Resource => {
                &[Grantor::Direct, Grantor::Role, Grantor::Account]
            }
        }
    }

    /// The grantors of which it is not known whether they grant, and where it can matter.
    pub(super) fn doubtful(self, grants: &Grants) -> impl Iterator<Item = Grantor> {
        let grants = *grants;
        GRANTORS.into_iter().filter(move |grantor| self.depends_on(grants, *grantor))
    }

    fn depends_on(self, mut grants: Grants, grantor: Grantor) -> bool {
        if *grants.get_mut(grantor) != Truth::Unknown {
            return false;
        }
        let open: Vec<Grantor> = GRANTORS
            .into_iter()
            .filter(|other| *other != grantor && *grants.get_mut(*other) == Truth::Unknown)
            .collect();
        // There are at most five others: every way in which they could turn out is tried.
        (0_u32..1 << open.len()).any(|turn| {
            for (bit, other) in open.iter().enumerate() {
                *grants.get_mut(*other) = (turn >> bit & 1 == 1).into();
            }
            *grants.get_mut(grantor) = Truth::Yes;
            let with = self.granted(&grants);
            *grants.get_mut(grantor) = Truth::No;
            with != self.granted(&grants)
        })
    }
}

/// Whether an action assumes a role by a token, or goes with one that does.
///
/// Source: AWS IAM User Guide, "Pass session tags in AWS STS": the trust policy must allow
/// `sts:TagSession` beside it; "Monitor and control actions taken with assumed roles": so must
/// `sts:SetSourceIdentity` be (2026-11).
fn is_by_token(action: &str) -> bool {
    [
        "sts:AssumeRoleWithWebIdentity",
        "sts:AssumeRoleWithSAML",
        "sts:TagSession",
        "sts:SetSourceIdentity",
    ]
    .iter()
    .any(|known| known.eq_ignore_ascii_case(action))
}
