//! AWS's evaluation logic: from what the statements say to an answer.
//!
//! Source: AWS IAM User Guide, "How AWS enforcement code logic evaluates requests to allow or deny
//! access", "Policy evaluation for requests within a single account", "Cross-account policy
//! evaluation logic" and "Permissions boundaries for IAM entities"; AWS KMS Developer Guide, "Key
//! policies in AWS KMS" and "Default key policy"; AWS STS API Reference, `AssumeRole` (2026-11).

use super::tally::{Place, Side, Tally, Trial};
use super::{Decision, Doubt, Gatekeeper, Identity, Layer, Policies, Reason, Request, Truth};

/// Whether a request is allowed by policies, and by which statement.
pub fn evaluate(request: &Request<'_>, policies: &Policies<'_>) -> Decision {
    let trial = Trial::new(request, policies);
    let way = match Way::of(&trial) {
        Ok(way) => way,
        Err(why) => return Decision::CannotProve(vec![Doubt { reason: None, why }]),
    };
    let tally = trial.tally();
    if let Some(denial) = tally.denied.reason() {
        return Decision::Denied(denial);
    }
    let grants = Grants::of(&tally, policies);
    let granted = way.granted(&grants);
    if granted == Truth::No {
        return Decision::NotAllowed(way.lacking(&grants));
    }
    if granted == Truth::Yes && tally.denied.truth() == Truth::No {
        return Decision::Allowed(way.reason(&tally, &grants));
    }
    let relevant = SIDES.into_iter().filter(|side| way.depends_on(&grants, *side));
    let doubtful =
        relevant.flat_map(|side| side.in_tally(&tally).doubtful()).chain(tally.denied.doubtful());
    let mut doubts: Vec<Doubt> = Vec::new();
    for doubt in doubtful.flat_map(|place: &Place<'_>| trial.doubts(*place)) {
        if !doubts.contains(&doubt) {
            doubts.push(doubt);
        }
    }
    Decision::CannotProve(doubts)
}

/// The grants on which an answer may depend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Grantor {
    Identity,
    Boundary,
    Session,
    Direct,
    Role,
    Account,
}

const SIDES: [Grantor; 6] = [
    Grantor::Identity,
    Grantor::Boundary,
    Grantor::Session,
    Grantor::Direct,
    Grantor::Role,
    Grantor::Account,
];

impl Grantor {
    fn in_tally<'t, 'a>(self, tally: &'t Tally<'a>) -> &'t Side<'a> {
        match self {
            Self::Identity => &tally.identity,
            Self::Boundary => &tally.boundary,
            Self::Session => &tally.session,
            Self::Direct => &tally.direct,
            Self::Role => &tally.role,
            Self::Account => &tally.account,
        }
    }
}

/// Which layers grant. A boundary or a session policy that is not there takes nothing away.
#[derive(Clone, Copy, Debug)]
struct Grants {
    identity: Truth,
    boundary: Truth,
    session: Truth,
    /// The resource, to the caller itself or to everyone.
    direct: Truth,
    /// The resource, to the caller's role.
    role: Truth,
    /// The resource, to the caller's account.
    account: Truth,
}

impl Grants {
    fn of(tally: &Tally<'_>, policies: &Policies<'_>) -> Self {
        let boundary = policies.boundary.map_or(Truth::Yes, |_| tally.boundary.truth());
        let session = if policies.session.is_empty() { Truth::Yes } else { tally.session.truth() };
        Self {
            identity: tally.identity.truth(),
            boundary,
            session,
            direct: tally.direct.truth(),
            role: tally.role.truth(),
            account: tally.account.truth(),
        }
    }

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

/// How the layers count for a caller and a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// By right: the root user, in its own account.
    Right,
    /// Never.
    Never(Layer),
    /// The resource's policy alone: services, tokens, nobody; and the root user where the resource
    /// is of another account or its policy must grant.
    Resource,
    /// In one account the caller's policies or the resource's.
    Either,
    /// In one account the resource's policy, or the caller's where the resource's delegates to the
    /// account.
    Gated,
    /// Across accounts the caller's policies and the resource's.
    Both,
}

impl Way {
    fn of(trial: &Trial<'_>) -> Result<Self, String> {
        let Request { caller, action, resource_account, .. } = trial.request;
        let gatekeeper = trial.policies.gatekeeper;
        let gated = matches!(gatekeeper, Gatekeeper::Key | Gatekeeper::Role);
        match &caller.identity {
            Identity::Service { .. } | Identity::Anonymous => Ok(Self::Resource),
            Identity::Federated { .. } => {
                Ok(if gatekeeper == Gatekeeper::Role && is_by_token(action) {
                    Self::Resource
                } else {
                    Self::Never(Layer::Resource)
                })
            }
            // `AssumeRole`: "You cannot use AWS account root user credentials".
            Identity::Root { .. } if gatekeeper == Gatekeeper::Role => {
                Ok(Self::Never(Layer::Identity))
            }
            Identity::Root { account, .. } if account == resource_account && !gated => {
                Ok(Self::Right)
            }
            Identity::Root { .. } => Ok(Self::Resource),
            Identity::Role { arn, .. } | Identity::User { arn } => match caller.account() {
                None => Err(format!("the caller's ARN `{arn}` names no account")),
                Some(account) if account != *resource_account => Ok(Self::Both),
                Some(_) if gated => Ok(Self::Gated),
                Some(_) => Ok(Self::Either),
            },
        }
    }

    /// Whether the grants suffice. A resource's grant to the caller itself or to everyone needs
    /// nothing else in the same account; one to its role is limited by boundary and session; one to
    /// its account only lets the caller's policies count.
    fn granted(self, grants: &Grants) -> Truth {
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
    fn lacking(self, grants: &Grants) -> Layer {
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

    /// The statement that allows, where the grants surely suffice: of the caller's own policies if
    /// they do, else of the resource's.
    fn reason(self, tally: &Tally<'_>, grants: &Grants) -> Option<Reason> {
        let own = grants.capped(grants.identity) == Truth::Yes;
        let resource = || {
            let direct = tally.direct.reason().or_else(|| tally.role.reason());
            direct.or_else(|| tally.account.reason())
        };
        match self {
            Self::Right | Self::Never(_) => None,
            Self::Either if own => tally.identity.reason(),
            Self::Either | Self::Gated | Self::Both | Self::Resource => resource(),
        }
    }

    /// Whether what is not known of a grantor can make a difference, whatever the others are.
    fn depends_on(self, grants: &Grants, grantor: Grantor) -> bool {
        let mut grants = *grants;
        if *grants.get_mut(grantor) != Truth::Unknown {
            return false;
        }
        let open: Vec<Grantor> = SIDES
            .into_iter()
            .filter(|other| *other != grantor && *grants.get_mut(*other) == Truth::Unknown)
            .collect();
        (0_u32..1 << open.len()).any(|mask| {
            for (bit, other) in open.iter().enumerate() {
                *grants.get_mut(*other) = (mask >> bit & 1 == 1).into();
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
/// `sts:TagSession` beside it (2026-11).
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
