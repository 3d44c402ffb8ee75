//! Who is granted access.

use std::collections::{BTreeMap, BTreeSet};

use super::super::model::{GrantModel, RoleModel, ZonePolicyModel};
use super::services::prefixes;
use super::trust::trust;
use super::{broken, path};
use crate::configure::parse::{invalid, parsed, tags};
use crate::domain::access::{Grant, GrantName, Persona, Right, Wanted};
use crate::domain::names::NameError;
use crate::domain::principal::PrincipalKind;
use crate::domain::roles::{IamPath, RoleName, Trust};
use crate::domain::tags::Tags;
use crate::domain::{AccountId, BucketName, Environment, PrincipalArn, Region, ZoneKind};
use crate::terraform::diag::{AttributePath, Diags};
use crate::terraform::model::Set;
use crate::terraform::value::Value;

/// How long a session of a role lasts where nothing else is said, and the bounds, in seconds.
///
/// Source: AWS IAM API Reference, `CreateRole`, `MaxSessionDuration` (2026-11).
const SESSION: std::ops::RangeInclusive<u32> = 3_600..=43_200;

/// Where the roles live, as far as it is known.
#[derive(Clone, Debug, Default)]
pub(super) struct Home {
    pub(super) environment: Option<Environment>,
    pub(super) bucket: Option<BucketName>,
    pub(super) account: Option<AccountId>,
    pub(super) region: Option<Region>,
    pub(super) default_tags: Tags,
}

/// A grant that can be understood.
#[derive(Clone, Debug)]
pub(in crate::resources::zone_policy) struct ResolvedGrant {
    /// The grant. Its role is a placeholder where `known` is false.
    pub(in crate::resources::zone_policy) grant: Grant,
    /// Whether its role is known.
    pub(in crate::resources::zone_policy) known: bool,
    /// Where its role comes from.
    pub(in crate::resources::zone_policy) role: Role,
}

/// Where a role comes from.
#[derive(Clone, Debug)]
pub(in crate::resources::zone_policy) enum Role {
    /// It exists.
    Given,
    /// It is made here.
    Made(Box<MadeRole>),
}

/// A role that is made here.
#[derive(Clone, Debug)]
pub(in crate::resources::zone_policy) struct MadeRole {
    /// Its path; `None` while the environment or the kind is not known.
    pub(in crate::resources::zone_policy) path: Option<IamPath>,
    /// Its name; `None` while it is not known.
    pub(in crate::resources::zone_policy) name: Option<RoleName>,
    /// Who may become it; `None` while it is not known.
    pub(in crate::resources::zone_policy) trust: Option<Trust>,
    /// Its permissions boundary.
    pub(in crate::resources::zone_policy) boundary: Boundary,
    /// How long a session lasts at most, in seconds.
    pub(in crate::resources::zone_policy) max_session: u32,
    /// Its tags, without the provider's marks; `None` while they are not known.
    pub(in crate::resources::zone_policy) tags: Option<Tags>,
}

/// The permissions boundary of a role that is made here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::resources::zone_policy) enum Boundary {
    /// One that is made here too.
    Ours,
    /// One that exists, by its ARN.
    Given(String),
    /// Not known yet.
    Unknown,
}

impl ResolvedGrant {
    /// The role that is made.
    pub(in crate::resources::zone_policy) fn made(&self) -> Option<&MadeRole> {
        match &self.role {
            Role::Given => None,
            Role::Made(made) => Some(made),
        }
    }
}

/// The grants of a configuration.
#[derive(Debug, Default)]
pub(super) struct Grants {
    /// Those that can be understood, by name.
    pub(super) all: BTreeMap<String, ResolvedGrant>,
    /// Whether those are all.
    pub(super) understood: bool,
    /// Whether the roles of all are known.
    pub(super) known: bool,
}

/// The grants as configured.
pub(super) fn grants(
    config: &ZonePolicyModel,
    kind: Option<ZoneKind>,
    gated: bool,
    home: &Home,
    diags: &mut Diags,
) -> Grants {
    let mut grants = Grants { understood: true, known: true, ..Grants::default() };
    let Value::Known(map) = &config.grants else {
        return Grants { understood: config.grants.is_null(), ..grants };
    };
    for (name, grant) in &map.0 {
        let Value::Known(model) = grant else {
            grants.understood &= grant.is_null();
            continue;
        };
        let at = path("grants").key(name);
        let parts = Parts { name, model, at, kind, gated, home };
        match parts.resolve(diags) {
            Some(resolved) => {
                grants.known &= resolved.known;
                grants.all.insert(name.clone(), resolved);
            }
            None => grants.understood = false,
        }
    }
    same_names(&grants.all, diags);
    grants
}

/// IAM takes names that differ in case only for the same.
fn same_names(all: &BTreeMap<String, ResolvedGrant>, diags: &mut Diags) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for (grant, one) in all {
        let Some(name) = one.made().and_then(|made| made.name.as_ref()) else { continue };
        if let Some(other) = seen.insert(name.as_str().to_ascii_lowercase(), grant) {
            let rule = format!("`{name}` is the role of grant `{other}` too: name another");
            diags.push(broken(path("grants").key(grant).then("role").then("name"), "role", &rule));
        }
    }
}

struct Parts<'a> {
    name: &'a str,
    model: &'a GrantModel,
    at: AttributePath,
    kind: Option<ZoneKind>,
    gated: bool,
    home: &'a Home,
}

impl Parts<'_> {
    fn at(&self, name: &str) -> AttributePath {
        self.at.clone().then(name)
    }

    fn resolve(&self, diags: &mut Diags) -> Option<ResolvedGrant> {
        let model = self.model;
        let name = match GrantName::parse(self.name) {
            Ok(name) => Some(name),
            Err(error) => {
                diags.push(invalid(self.at.clone(), &error));
                None
            }
        };
        // What is wrong besides is said all the same.
        let named = name.is_some();
        let name = name.or_else(|| GrantName::parse("unnamed").ok());
        let persona =
            parsed(&model.persona, self.at("persona"), str::parse::<Persona>, diags).into_known();
        let access = self.access(diags);
        let prefixes = prefixes(&model.prefixes, &self.at("prefixes"), diags);
        let role = self.role(name.as_ref(), diags);
        let (name, persona, access, prefixes) = (name?, persona?, access?, prefixes?);
        let kind = self.kind?;
        let (arn, known, role) = role?;
        let wanted = Wanted {
            name: &name,
            persona,
            role: &arn,
            access: access.as_ref(),
            prefixes: prefixes.as_ref(),
        };
        match Grant::new(&wanted, kind, self.gated) {
            Ok(grant) => named.then_some(ResolvedGrant { grant, known, role }),
            Err(problems) => {
                for problem in problems {
                    let at = self.at(problem.attribute);
                    diags.push(broken(at, &format!("grant {name}"), &problem.rule));
                }
                None
            }
        }
    }

    /// `None` while the rights are not known, `Some(None)` for all of the persona.
    fn access(&self, diags: &mut Diags) -> Option<Option<BTreeSet<Right>>> {
        let set: &Set<String> = match &self.model.access {
            Value::Null => return Some(None),
            Value::Unknown => return None,
            Value::Known(set) => set,
        };
        let mut all = Some(BTreeSet::new());
        for item in &set.0 {
            match parsed(item, self.at("access"), str::parse::<Right>, diags) {
                Value::Known(right) => {
                    if let Some(all) = &mut all {
                        all.insert(right);
                    }
                }
                Value::Null => {}
                Value::Unknown => all = None,
            }
        }
        all.map(Some)
    }

    /// The role's ARN, whether it is that, and where the role comes from.
    fn role(
        &self,
        grant: Option<&GrantName>,
        diags: &mut Diags,
    ) -> Option<(PrincipalArn, bool, Role)> {
        let model = self.model;
        match (&model.role_arn, &model.role) {
            (Value::Null, Value::Null) => {
                let rule = "has neither `role_arn` nor `role`: name a role that exists, or have \
                            one made";
                diags.push(broken(self.at.clone(), &format!("grant {}", self.name), rule));
                None
            }
            (Value::Known(_), Value::Known(_)) => {
                let rule = "has both `role_arn` and `role`: a role exists, or is made here";
                diags.push(broken(self.at.clone(), &format!("grant {}", self.name), rule));
                None
            }
            (Value::Null, Value::Known(role)) => self.made(role, grant, diags),
            (arn, Value::Null) => {
                let arn = parsed(arn, self.at("role_arn"), given_role, diags);
                let known = arn.known().is_some();
                // INVARIANT: a name of a grant is one of a role, so the stand-in parses.
                let arn = arn.into_known().or_else(|| self.stand_in())?;
                Some((arn, known, Role::Given))
            }
            // Which of the two it is will be known.
            (arn, role) => {
                drop(parsed(arn, self.at("role_arn"), given_role, diags));
                if let Value::Known(role) = role {
                    drop(self.made(role, grant, diags));
                }
                None
            }
        }
    }

    fn stand_in(&self) -> Option<PrincipalArn> {
        let account = self.home.account.as_ref().map_or("000000000000", AccountId::as_str);
        let partition = self.home.region.as_ref().map_or("aws", Region::partition);
        let resource = format!("role/kfm-known-after-apply/{}", self.name);
        PrincipalArn::parse(&format!("arn:{partition}:iam::{account}:{resource}")).ok()
    }

    fn made(
        &self,
        role: &RoleModel,
        grant: Option<&GrantName>,
        diags: &mut Diags,
    ) -> Option<(PrincipalArn, bool, Role)> {
        let at = |name: &str| self.at("role").then(name);
        let home = self.home;
        let path = home.environment.as_ref().zip(self.kind);
        let path = path.map(|(environment, kind)| IamPath::of_zone(environment, kind));
        let name = match parsed(&role.name, at("name"), RoleName::parse, diags) {
            Value::Unknown => None,
            Value::Known(name) => Some(name),
            Value::Null => (|| {
                let (environment, bucket) = (home.environment.as_ref()?, home.bucket.as_ref()?);
                Some(RoleName::of_grant(environment, self.kind?, bucket, grant?))
            })(),
        };
        let trust = trust(&role.trust, &at("trust"), home, diags);
        let boundary = match &role.permissions_boundary {
            Value::Null => Boundary::Ours,
            Value::Unknown => Boundary::Unknown,
            Value::Known(arn) => {
                if let Some(rule) = boundary_rule(arn, home) {
                    let error = NameError::new("permissions boundary", arn, rule);
                    diags.push(invalid(at("permissions_boundary"), &error));
                }
                Boundary::Given(arn.clone())
            }
        };
        let max_session = session(&role.max_session_duration, &at("max_session_duration"), diags);
        let tags = match tags(&role.tags, &at("tags"), diags) {
            Value::Unknown => None,
            own => {
                let mut all = home.default_tags.clone();
                all.extend(own.into_known().unwrap_or_default());
                Some(all)
            }
        };
        let arn = (|| {
            let (account, region) = (home.account.as_ref()?, home.region.as_ref()?);
            Some(path.as_ref()?.role(name.as_ref()?, account, region))
        })();
        let known = arn.is_some();
        let arn = arn.or_else(|| self.stand_in())?;
        let made = MadeRole { path, name, trust, boundary, max_session, tags };
        Some((arn, known, Role::Made(Box::new(made))))
    }
}

/// A role that exists: one, and no user.
fn given_role(text: &str) -> Result<PrincipalArn, NameError> {
    let arn = PrincipalArn::parse(text)?;
    if arn.kind() == PrincipalKind::User {
        return Err(NameError::new("role", text, "is a user: grant to a role"));
    }
    if arn.is_pattern() {
        return Err(NameError::new("role", text, "is a pattern: grant to one role"));
    }
    Ok(arn)
}

fn boundary_rule(arn: &str, home: &Home) -> Option<String> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", _, "iam", "", account, resource] = parts.as_slice() else {
        return Some("is not the ARN of a managed policy".to_owned());
    };
    if !resource.starts_with("policy/") || resource.contains(['*', '?']) {
        return Some("is not the ARN of a managed policy".to_owned());
    }
    let own = home.account.as_ref().filter(|own| *account != "aws" && own.as_str() != *account)?;
    Some(format!("is of another account than the role, which is of {own}"))
}

fn session(value: &Value<i64>, at: &AttributePath, diags: &mut Diags) -> u32 {
    let Value::Known(seconds) = value else { return *SESSION.start() };
    match u32::try_from(*seconds).ok().filter(|seconds| SESSION.contains(seconds)) {
        Some(seconds) => seconds,
        None => {
            let rule = "is not between 3600 and 43200 seconds";
            let error = NameError::new("session duration", &seconds.to_string(), rule);
            diags.push(invalid(at.clone(), &error));
            *SESSION.start()
        }
    }
}
