//! Whom trust policies may name.

use super::{made_role, name, path, present, removed, trust_in};
use crate::cloud::conformance::{Config, Outcome, perform, refused, same_policy};
use crate::cloud::{CloudErrorKind, Mutate, Operation};
use crate::domain::ZoneKind;
use crate::domain::roles::RoleName;

pub(in crate::cloud::conformance) async fn only_principals_that_exist_are_named(
    cloud: &dyn Mutate,
    config: &Config,
) -> Outcome {
    // An emulator may take any principal.
    if !config.strict {
        return Ok(());
    }
    let role = name(config, "trusts")?;
    let trusted = name(config, "trusted")?;
    made_role(cloud, config, "trusts").await?;
    let outcome = trusts(cloud, config, &role, &trusted).await;
    removed(cloud, &role, outcome).await
}

async fn trusts(
    cloud: &dyn Mutate,
    config: &Config,
    role: &RoleName,
    trusted: &RoleName,
) -> Outcome {
    let arn = path(ZoneKind::Raw)?.role(trusted, &config.account, &config.region);
    let policy = trust_in(arn.as_str());
    let trust = Operation::PutRoleTrust { role: role.clone(), policy: policy.clone() };
    refused(cloud, &trust, CloudErrorKind::UnknownPrincipal).await?;
    let first = made_role(cloud, config, "trusted").await?;
    let named = perform(cloud, &trust).await;
    removed(cloud, trusted, named).await?;
    let shown = async || Ok::<_, String>(present(cloud, role, &[]).await?.trust);
    let dangling = trust_in(&first.unique_id);
    same_policy("the removal of who is trusted", Some(&dangling), Some(&shown().await?))?;
    made_role(cloud, config, "trusted").await?;
    let outcome = same_policy("its making anew", Some(&dangling), Some(&shown().await?));
    let outcome = outcome.and(perform(cloud, &trust).await);
    let outcome = outcome.and(same_policy("the same trust", Some(&policy), Some(&shown().await?)));
    removed(cloud, trusted, outcome).await
}
