//! Looks for roles under the path of the gates that no gate can have made: the policies of the buckets admit whatever
//! role stands there, by its tags.

use std::fmt;

use futures::StreamExt as _;
use futures::stream;

use super::deviation::{Deviation, deviations};
use crate::cloud::{CloudError, CloudErrorKind, CloudErrors, Observe, RoleFacets};
use crate::domain::gate::{CLOSED_POLICY, OPEN_POLICY};
use crate::domain::roles::{IamPath, RoleName};
use crate::domain::{Environment, PrincipalArn, ZoneKind};

/// How many roles are read at a time.
const AT_ONCE: usize = 8;

/// A role under the path of the gates that no gate of this provider can have made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undeclared {
    /// The role.
    pub arn: PrincipalArn,
    /// Why none can; at least one.
    pub reasons: Vec<Deviation>,
}

impl Undeclared {
    /// Whether it is the role of a gate, which somebody changed. Its gate repairs it.
    pub fn is_changed(&self) -> bool {
        !self.reasons.iter().any(Deviation::disowns)
    }
}

impl fmt::Display for Undeclared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.is_changed() {
            true => write!(f, "no gate made the role `{}` as it is", self.arn)?,
            false => write!(f, "no gate made the role `{}`", self.arn)?,
        }
        for (index, reason) in self.reasons.iter().enumerate() {
            write!(f, "{}{reason}", if index == 0 { ": " } else { "; " })?;
        }
        Ok(())
    }
}

/// The roles under the path of the gates into a kind of zone that no gate of the environment can have made, in the order
/// of their ARNs. One that goes between being listed and being read is none.
///
/// # Errors
/// Every read that failed: then nobody can tell.
pub async fn survey(
    cloud: &dyn Observe,
    environment: &Environment,
    zone: ZoneKind,
) -> Result<Vec<Undeclared>, CloudErrors> {
    let path = IamPath::of_gates(environment, zone);
    let arns = cloud.roles_under(path.as_str()).await?;
    let expected = [OPEN_POLICY, CLOSED_POLICY].map(str::to_owned);
    let reads: Vec<_> = arns.iter().map(|arn| read(cloud, arn, &expected)).collect();
    let reads: Vec<_> = stream::iter(reads).buffered(AT_ONCE).collect().await;
    let mut undeclared = Vec::new();
    let mut errors: Option<CloudErrors> = None;
    for read in reads {
        match read {
            Ok(Some(role)) => {
                let reasons = deviations(&role, environment, zone);
                if !reasons.is_empty() {
                    undeclared.push(Undeclared { arn: role.arn, reasons });
                }
            }
            Ok(None) => {}
            Err(more) => errors = Some(more.after(errors.take())),
        }
    }
    errors.map_or(Ok(undeclared), Err)
}

async fn read(
    cloud: &dyn Observe,
    arn: &PrincipalArn,
    expected: &[String],
) -> Result<Option<RoleFacets>, CloudErrors> {
    let name = RoleName::parse(arn.name()).map_err(|error| CloudError {
        source: Some(Box::new(error)),
        ..CloudError::new("iam:GetRole", arn.as_str(), CloudErrorKind::Unexpected)
    })?;
    Ok(cloud.role(&name, expected).await?.into_option())
}
