//! The life of a `kfm_promotion_gate` under the real terraform, with enforced policies: what opens it, what its promoter
//! then may, and everything that closes it. Each refusal stands beside what succeeds.

mod closing;
mod copying;
mod ending;
mod flips;
mod opening;
mod stage;

use crate::error::Result;
use crate::mirror::Mirror;
use stage::Stage;

/// Makes a gate that is closed, opens it, promotes, changes everything around it, and lets it end.
///
/// # Errors
/// Something opened that must not, or did not that must; or terraform calls it a bug.
pub async fn holds(mirror: &Mirror) -> Result<()> {
    let mut stage = Stage::new(mirror).await?;
    opening::holds(&mut stage).await?;
    copying::holds(&stage).await?;
    flips::hold(&mut stage).await?;
    closing::holds(&mut stage).await?;
    ending::holds(&mut stage).await
}
