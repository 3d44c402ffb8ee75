//! The receipt of a decision, and where it is kept.

use super::resolve::Resolved;
use crate::cloud::{BucketRef, CloudError, CloudErrorKind, Mutate, ObjectContent, Operation};
use crate::domain::PrincipalArn;
use crate::domain::gate::{GateId, Moment};
use crate::domain::promotion::contract::Options;
use crate::domain::promotion::formats::Second;
use crate::domain::promotion::receipt::issue::{
    Evidence, Guard, Judgement, Promotion, contract, readiness,
};
use crate::gate::{Evaluated, Rules, Weighed};

pub(super) use crate::domain::promotion::receipt::issue::Issued as Receipt;

/// The receipt of what was weighed and decided. `open` is the role of a gate that opens, and until when. None where the
/// packet was not evaluated, or names its candidate in a way that no receipt can repeat.
pub(super) fn issue(
    id: &GateId,
    resolved: &Resolved,
    weighed: &Weighed,
    open: Option<(&PrincipalArn, &Moment)>,
    now: &Moment,
) -> Option<Receipt> {
    let promotion = Promotion {
        gate: id,
        candidate: resolved.candidate.as_ref()?,
        evaluated_at: now,
        created_at: now,
    };
    let packet = weighed.verdict.packet.as_deref();
    match (weighed.evaluated.as_ref()?, resolved.rules.as_ref()?) {
        (Evaluated::Contract(evaluation), Rules::Contract { settings, .. }) => {
            let options = Options::new(Second::parse(now.as_str())?, (**settings).clone()).ok()?;
            let judgement = Judgement {
                evaluation,
                packet_digest: packet,
                approval: weighed.approval.as_ref(),
                options: &options,
            };
            let guard = match open {
                Some((role, expires)) => Guard::Open { role, expires },
                None => Guard::Closed,
            };
            contract(&judgement, &guard, &promotion)
        }
        (Evaluated::Readiness(evaluation), Rules::Readiness(_)) => {
            let uri = resolved.evidence.as_ref().and_then(|evidence| evidence.uri());
            let evidence = Evidence { uri, digest: packet? };
            let release = weighed.evaluated.as_ref()?.release()?;
            let policies = &release.references().policy;
            readiness(evaluation, &evidence, weighed.approval.as_ref()?, policies, &promotion)
        }
        _ => None,
    }
}

/// Writes a receipt, onto nothing. Its name is its digest: the same receipt twice is one.
pub(super) async fn file(
    cloud: &dyn Mutate,
    bucket: &BucketRef,
    prefix: &str,
    id: &GateId,
    receipt: &Receipt,
) -> Result<(), CloudError> {
    let digest = receipt.digest.trim_start_matches("sha256:");
    let put = Operation::PutObject {
        bucket: bucket.clone(),
        key: format!("{prefix}{}/{}/{digest}.json", id.dataset(), id.version()),
        content: ObjectContent::from(receipt.json.clone().into_bytes()),
        content_type: "application/json".to_owned(),
    };
    match cloud.execute(&put).await {
        Ok(_) => Ok(()),
        Err(error) if error.kind == CloudErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}
