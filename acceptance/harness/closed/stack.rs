//! The zones of `scenarios/closed`, applied, and what the domain says of them.

use std::collections::{BTreeMap, BTreeSet};

use kfm_provider::domain::access::{
    Grant, GrantName, Persona, Prefix, Wanted, ZoneAccess, ZoneKey, cell,
};
use kfm_provider::domain::names::NameError;
use kfm_provider::domain::roles::role_policy;
use kfm_provider::domain::{
    AccountId, Administrators, BreakGlass, BucketName, Environment, KeyArn, LogSource,
    PrincipalArn, Region, ZoneKind, bucket_policy,
};
use serde::Deserialize;
use serde_json::Value;

use super::answer::Standing;
use crate::account::ACCOUNT;
use crate::clients::REGION;
use crate::error::{Context, Failure, Result};
use crate::terraform::Terraform;

/// The role of a grant that is narrowed, and what it is narrowed to.
const NARROWED: (&str, Persona, &str) = ("soils", Persona::Workers, "soils/");
/// Where that role has a grant.
const NARROWED_IN: [ZoneKind; 3] = [ZoneKind::Work, ZoneKind::Processed, ZoneKind::Audit];
/// Where break-glass is open.
const EMERGENCY_IN: [ZoneKind; 4] =
    [ZoneKind::Work, ZoneKind::Published, ZoneKind::Audit, ZoneKind::Registry];
const UNTIL: &str = "2099-12-01T18:00:00Z";
/// The zone that is given a key.
const GIVEN_KEY_IN: ZoneKind = ZoneKind::Triplet;

/// A bucket in which things are tried.
#[derive(Debug)]
pub(super) struct Zone {
    pub(super) name: String,
    pub(super) bucket: String,
    /// Who may do what; `None` of a bucket beside the zones, which is open to everybody.
    pub(super) access: Option<ZoneAccess>,
    /// The bucket's policy.
    pub(super) policy: String,
    /// The key of its objects.
    pub(super) key: Option<String>,
    /// Whether it has Object Lock.
    pub(super) locks: bool,
}

impl Zone {
    /// Whether somebody is entitled to anything there.
    pub(super) fn knows(&self, who: Standing<'_>) -> bool {
        let (Some(access), Some(arn)) = (&self.access, who.arn) else { return false };
        access.holdings().iter().any(|(holder, _)| holder.is(access, arn))
    }
}

/// Who is in the zones beside the granted roles.
#[derive(Debug)]
pub(super) struct Named<'a> {
    pub(super) administrators: [&'a str; 2],
    pub(super) medic: &'a str,
    pub(super) receipt_writer: &'a str,
}

/// What terraform says that it made.
#[derive(Debug, Deserialize)]
pub(super) struct Outputs {
    /// Grant to role.
    pub(super) roles: BTreeMap<String, String>,
    keys: BTreeMap<String, Option<String>>,
    policies: BTreeMap<String, String>,
    role_policies: BTreeMap<String, BTreeMap<String, String>>,
}

/// Applies the configuration.
pub(super) async fn apply(terraform: &Terraform) -> Result<Outputs> {
    terraform.succeed(&["init"]).await?;
    terraform.succeed(&["apply", "-auto-approve"]).await?;
    let state = terraform.show(None).await?;
    let outputs = state.pointer("/values/outputs").and_then(Value::as_object);
    let outputs = outputs.doing("the state has no outputs")?.iter();
    let values = outputs
        .map(|(name, output)| (name.clone(), output.get("value").cloned().unwrap_or_default()));
    serde_json::from_value(Value::Object(values.collect())).doing("reading the outputs")
}

impl Outputs {
    /// The zones. Whatever is granted in them is what the matrix says, to the byte.
    pub(super) fn zones(&self, named: &Named<'_>) -> Result<Vec<Zone>> {
        ZoneKind::ALL.into_iter().map(|kind| self.zone(kind, named)).collect()
    }

    fn zone(&self, kind: ZoneKind, named: &Named<'_>) -> Result<Zone> {
        let name = kind.to_string();
        let access = self.access(kind, named).doing(format!("the zone `{name}`"))?;
        let policy = bucket_policy::document(&access).to_json();
        let applied = self.policies.get(&name);
        if applied != Some(&policy) {
            return Err(Failure::new(format!(
                "the policy of `{name}` is not that of all personas of the matrix:\n{applied:?}\n\
                 {policy}"
            )));
        }
        for grant in &access.grants {
            let own = role_policy(&access, grant).to_json();
            let applied =
                self.role_policies.get(&name).and_then(|all| all.get(grant.name().as_str()));
            if applied != Some(&own) {
                return Err(Failure::new(format!(
                    "the policy of `{}` in `{name}` is another one:\n{applied:?}\n{own}",
                    grant.name()
                )));
            }
        }
        let bucket = access.bucket.to_string();
        let key = self.keys.get(&name).cloned().flatten();
        Ok(Zone { bucket, policy, key, locks: kind.may_lock(), access: Some(access), name })
    }

    fn access(
        &self,
        kind: ZoneKind,
        named: &Named<'_>,
    ) -> std::result::Result<ZoneAccess, NameError> {
        let administrators: std::result::Result<Vec<_>, _> =
            named.administrators.into_iter().map(PrincipalArn::parse).collect();
        let mut zone = ZoneAccess::sealed(
            kind,
            Environment::parse("dev")?,
            BucketName::parse(&format!("kfm-dev-{kind}-{ACCOUNT}"))?,
            AccountId::parse(ACCOUNT)?,
            Region::parse(REGION)?,
            Administrators::new(administrators?)?,
        );
        if kind == ZoneKind::Logs {
            zone.log_sources = vec![LogSource::parse("kfm-dev-*")?];
        }
        if kind.takes_receipts() {
            zone.receipt_writers = vec![PrincipalArn::parse(named.receipt_writer)?];
        }
        if EMERGENCY_IN.contains(&kind) {
            zone.break_glass = Some(open_until(named.medic, UNTIL)?);
        }
        if let (GIVEN_KEY_IN, Some(Some(key))) = (kind, self.keys.get(kind.as_str())) {
            zone.key = ZoneKey::Given(KeyArn::parse(key)?);
        }
        let mut zone = zone.unsealed();
        for persona in Persona::ALL {
            if !cell(persona, kind, zone.gated).is_empty() {
                let grant = self.grant(&zone, persona.as_str(), persona, None)?;
                zone.grants.push(grant);
            }
        }
        let (name, persona, below) = NARROWED;
        if NARROWED_IN.contains(&kind) {
            let grant = self.grant(&zone, name, persona, Some(below))?;
            zone.grants.push(grant);
        }
        Ok(zone)
    }

    fn grant(
        &self,
        zone: &ZoneAccess,
        name: &str,
        persona: Persona,
        below: Option<&str>,
    ) -> std::result::Result<Grant, NameError> {
        let role = self.roles.get(name).map_or("", String::as_str);
        let prefixes: std::result::Result<BTreeSet<_>, _> =
            below.into_iter().map(Prefix::parse).collect();
        let prefixes = prefixes?;
        let wanted = Wanted {
            name: &GrantName::parse(name)?,
            persona,
            role: &PrincipalArn::parse(role)?,
            access: None,
            prefixes: (!prefixes.is_empty()).then_some(&prefixes),
        };
        let wrong = |problems| NameError::new("grant", name, format!("is wrong: {problems:?}"));
        Grant::new(&wanted, zone.kind, zone.gated).map_err(wrong)
    }
}

/// Break-glass for one role.
pub(super) fn open_until(medic: &str, until: &str) -> std::result::Result<BreakGlass, NameError> {
    let reason = "restore of the soils".to_owned();
    BreakGlass::new([PrincipalArn::parse(medic)?], until.to_owned(), reason)
}
