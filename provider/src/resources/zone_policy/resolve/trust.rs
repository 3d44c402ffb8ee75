//! Who may become a role that is made here.

use std::collections::BTreeSet;

use super::super::model::{OidcModel, PrincipalsModel, TrustModel};
use super::broken;
use super::grants::Home;
use crate::domain::roles::{self, OidcTrust, PrincipalsTrust, ServiceTrust, Trust, TrustFault};
use crate::terraform::diag::{AttributePath, Diags};
use crate::terraform::model::Set;
use crate::terraform::value::Value;

/// The trust; `None` while it is not known or not acceptable.
pub(super) fn trust(
    value: &Value<TrustModel>,
    at: &AttributePath,
    home: &Home,
    diags: &mut Diags,
) -> Option<Trust> {
    let Value::Known(model) = value else { return None };
    let known = [
        model.service.known().is_some(),
        model.oidc.known().is_some(),
        model.principals.known().is_some(),
    ];
    let known = known.iter().filter(|known| **known).count();
    let unknown =
        model.service.is_unknown() || model.oidc.is_unknown() || model.principals.is_unknown();
    if known > 1 || known == 0 && !unknown {
        let rule = "takes exactly one of `service`, `oidc` and `principals`";
        diags.push(broken(at.clone(), "trust", rule));
        return None;
    }
    let home = roles::Home { account: home.account.as_ref(), region: home.region.as_ref() };
    let made = match (&model.service, &model.oidc, &model.principals) {
        (Value::Known(service), ..) => ServiceTrust::new(service).map(Trust::Service),
        (_, Value::Known(oidc), _) => of_oidc(oidc, home)?.map(Trust::Oidc),
        (.., Value::Known(named)) => of_principals(named, home)?.map(Trust::Principals),
        _ => return None,
    };
    match made {
        // Which form it is will be known.
        Ok(_) if unknown => None,
        Ok(trust) => Some(trust),
        Err(faults) => {
            for TrustFault { attribute, rule } in faults {
                let place = attribute.iter().fold(at.clone(), |at, name| at.then(name));
                diags.push(broken(place, "trust", &rule));
            }
            None
        }
    }
}

fn members(set: &Value<Set<String>>) -> Option<BTreeSet<String>> {
    Some(set.known()?.all_known()?.into_iter().collect())
}

fn of_oidc(model: &OidcModel, home: roles::Home<'_>) -> Option<Result<OidcTrust, Vec<TrustFault>>> {
    let provider = model.provider_arn.known()?;
    let (subjects, audiences) = (members(&model.subjects)?, members(&model.audiences)?);
    Some(OidcTrust::new(provider, &subjects, &audiences, home))
}

fn of_principals(
    model: &PrincipalsModel,
    home: roles::Home<'_>,
) -> Option<Result<PrincipalsTrust, Vec<TrustFault>>> {
    let arns = members(&model.arns)?;
    let external_id = match &model.external_id {
        Value::Unknown => return None,
        other => other.known().map(String::as_str),
    };
    Some(PrincipalsTrust::new(&arns, external_id, home))
}
