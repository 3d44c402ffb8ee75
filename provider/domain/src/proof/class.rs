//! Whom requests come from: everybody that the matrix knows, everybody that a document names, and
//! somebody of every other sort.

use std::collections::BTreeMap;

use super::literals::{Literals, instance};
use super::resources::GATE_PREFIX;
use crate::access::{
    Entitlement, Extent, Grant, Holder, Prefix, SOURCE_TAG, ServiceWriter, TARGET_TAG, Verb,
    ZoneAccess, actions,
};
use crate::evaluator::{Caller, Identity};
use crate::zone::ZoneKind;

/// Which policies a caller holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Carries<'a> {
    /// `AdministratorAccess`: nothing but the zone's documents narrows it.
    Everything,
    /// What the role was given for this grant, and nothing else.
    Own(&'a Grant),
    /// None: those that have no policies of their own.
    Nothing,
}

/// One sort of caller.
#[derive(Clone, Debug)]
pub(super) struct Class<'a> {
    /// How it is called in words.
    pub(super) name: String,
    /// The caller.
    pub(super) caller: Caller,
    /// Its policies.
    pub(super) carries: Carries<'a>,
    /// What the matrix gives it.
    pub(super) entitlements: Vec<Entitlement>,
    /// Whether it may read configuration.
    pub(super) reads_configuration: bool,
    /// For a service: what it writes for.
    pub(super) sources: Option<Sources>,
}

impl Class<'_> {
    /// A tag of the caller.
    pub(super) fn tag(&self, name: &str) -> Option<&str> {
        self.caller.tags.get(name).map(String::as_str)
    }
}

/// What a service writes for.
#[derive(Clone, Debug, Default)]
pub(super) struct Sources {
    /// The patterns of the sources that it is admitted for.
    pub(super) admitted: Vec<String>,
    /// Those that the same service is admitted for elsewhere in the zone: not looked at here.
    pub(super) elsewhere: Vec<String>,
}

/// An account that is nobody's here.
pub(super) const FOREIGN_ACCOUNT: &str = "999999999999";

/// Every sort of caller.
pub(super) fn classes<'a>(access: &'a ZoneAccess, literals: &Literals) -> Vec<Class<'a>> {
    let builder = Builder { access, holdings: access.holdings() };
    let mut all = Vec::new();
    for grant in &access.grants {
        let arn = grant.role().as_str();
        let whole = builder.principal(arn, &[]);
        all.push(Class {
            name: format!("{} with only its own policy", whole.name),
            carries: Carries::Own(grant),
            reads_configuration: false,
            ..whole.clone()
        });
        all.push(whole);
    }
    let known = access
        .administrators
        .iter()
        .chain(access.break_glass.iter().flat_map(|open| open.principals.iter()))
        .chain(access.receipt_writers());
    all.extend(known.map(|one| builder.principal(&instance(one.as_str()), &[])));
    all.extend(builder.gates());
    all.extend(builder.strangers(literals));
    all.extend(builder.services(literals));
    all.push(builder.nobody());
    // One of each: a principal may be known for several reasons.
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|class| seen.insert(class.name.clone()));
    all
}

struct Builder<'a> {
    access: &'a ZoneAccess,
    holdings: Vec<(Holder<'a>, Vec<Entitlement>)>,
}

impl<'a> Builder<'a> {
    fn arn(&self, account: &str, rest: &str) -> String {
        format!("arn:{}:iam::{account}:{rest}", self.access.region.partition())
    }

    /// A role or user with every policy that there is.
    fn principal(&self, arn: &str, tags: &[(&str, &str)]) -> Class<'a> {
        let home = arn.split(':').nth(4) == Some(self.access.account.as_str());
        let rest = arn.splitn(6, ':').nth(5).unwrap_or(arn);
        let identity = if rest.starts_with("user/") {
            Identity::User { arn: arn.to_owned() }
        } else {
            Identity::Role { arn: arn.to_owned(), session: "session".to_owned() }
        };
        let tags: BTreeMap<_, _> =
            tags.iter().map(|(tag, value)| ((*tag).to_owned(), (*value).to_owned())).collect();
        let entitlements = self
            .holdings
            .iter()
            .filter(|(holder, _)| home && holder.is(self.access, arn))
            .flat_map(|(_, entitlements)| entitlements.clone())
            .collect();
        let mut name = if home { rest.to_owned() } else { arn.to_owned() };
        if let Some((tag, value)) = tags.iter().next() {
            name = format!("{name} (tagged {tag} = {value})");
        }
        Class {
            name,
            caller: Caller { tags, ..Caller::of(identity) },
            carries: Carries::Everything,
            entitlements,
            reads_configuration: home,
            sources: None,
        }
    }

    /// Gate roles, bound to a prefix and not; where the zone has none, they are strangers.
    fn gates(&self) -> Vec<Class<'a>> {
        let zones = [ZoneKind::Published, ZoneKind::Catalog, ZoneKind::Work];
        let roles = zones.map(|zone| instance(&self.access.gate_roles(zone)));
        let tags = [
            vec![(SOURCE_TAG, GATE_PREFIX), (TARGET_TAG, GATE_PREFIX)],
            vec![(TARGET_TAG, GATE_PREFIX)],
            vec![(SOURCE_TAG, GATE_PREFIX)],
            vec![(SOURCE_TAG, ""), (TARGET_TAG, "")],
            vec![(SOURCE_TAG, "kfm-proof"), (TARGET_TAG, "kfm-proof")],
            vec![],
        ];
        roles
            .iter()
            .flat_map(|role| tags.iter().map(|tags| self.principal(role, tags)))
            .enumerate()
            .map(|(index, class)| Class { name: format!("{} #{index}", class.name), ..class })
            .collect()
    }

    /// Those whom the matrix does not know.
    fn strangers(&self, literals: &Literals) -> Vec<Class<'a>> {
        let home = self.access.account.as_str();
        let mut arns: std::collections::BTreeSet<String> = literals
            .callers()
            .into_iter()
            .filter(|arn| arn.contains(":role/") || arn.contains(":user/"))
            .collect();
        arns.extend([
            self.arn(home, "role/kfm-proof"),
            self.arn(home, "user/kfm-proof"),
            self.arn(home, "role/kfm/proof/undeclared"),
            self.arn(FOREIGN_ACCOUNT, "role/kfm-proof"),
        ]);
        for account in self.foreign_accounts(literals) {
            arns.insert(self.arn(&account, "role/kfm-proof"));
        }
        arns.iter().map(|arn| self.principal(arn, &[])).collect()
    }

    fn foreign_accounts(&self, literals: &Literals) -> Vec<String> {
        let of_arn = |name: &String| name.split(':').nth(4).unwrap_or(name).to_owned();
        let digits =
            |account: &String| account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit());
        literals.callers().iter().map(of_arn).filter(digits).collect()
    }

    /// The services that are admitted, each for its sources, and others.
    fn services(&self, literals: &Literals) -> Vec<Class<'a>> {
        let access = self.access;
        let mut admitted: Vec<(&str, Vec<String>, Extent)> = access
            .services
            .iter()
            .map(|one| {
                let sources = one.source_arns.iter().cloned().collect();
                (one.principal.as_str(), sources, extent_of(one, access))
            })
            .collect();
        if access.kind == ZoneKind::Logs && !access.log_sources.is_empty() {
            let sources = access.log_sources.iter().map(|one| one.arn(&access.region)).collect();
            admitted.push((LOG_DELIVERY, sources, Extent::Everything));
        }
        let of = |(index, (name, sources, extent)): (usize, &(&str, Vec<String>, Extent))| {
            let others = admitted.iter().enumerate();
            let elsewhere = others
                .filter(|(other, (one, ..))| *other != index && one == name)
                .flat_map(|(_, (_, sources, _))| sources.clone())
                .collect();
            let sources = Sources { admitted: sources.clone(), elsewhere };
            self.service(format!("service/{name} #{index}"), name, sources, vec![writes(extent)])
        };
        let mut all: Vec<_> = admitted.iter().enumerate().map(of).collect();
        let named = literals.services().chain([LOG_DELIVERY, "kfm-proof.amazonaws.com"]);
        let strangers = named.filter(|name| admitted.iter().all(|(one, ..)| one != name));
        all.extend(strangers.map(|name| {
            self.service(format!("service/{name}"), name, Sources::default(), Vec::new())
        }));
        all
    }

    fn service(
        &self,
        name: String,
        principal: &str,
        sources: Sources,
        entitlements: Vec<Entitlement>,
    ) -> Class<'a> {
        Class {
            name,
            caller: Caller::of(Identity::Service { name: principal.to_owned() }),
            carries: Carries::Nothing,
            entitlements,
            reads_configuration: false,
            sources: Some(sources),
        }
    }

    fn nobody(&self) -> Class<'a> {
        Class {
            name: "an unsigned request".to_owned(),
            caller: Caller::of(Identity::Anonymous),
            carries: Carries::Nothing,
            entitlements: Vec::new(),
            reads_configuration: false,
            sources: None,
        }
    }
}

const LOG_DELIVERY: &str = "logging.s3.amazonaws.com";

fn writes(extent: &Extent) -> Entitlement {
    Entitlement {
        verb: Verb::Overwrite,
        actions: actions::SERVICE_WRITES.to_vec(),
        extent: extent.clone(),
        create_only: false,
        limit: crate::access::Limit::None,
    }
}

/// A service writes below its prefixes, and below none of the reserved ones.
fn extent_of(service: &ServiceWriter, access: &ZoneAccess) -> Extent {
    let prefixes = service.prefixes.as_ref();
    let below = prefixes.map(|set| Extent::Below(set.iter().map(Prefix::clone).collect()));
    below.or_else(|| access.reserved()).unwrap_or(Extent::Everything)
}
