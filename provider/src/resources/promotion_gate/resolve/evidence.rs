//! Where the packet is.

use super::super::model::PromotionGateModel;
use super::{broken, path};
use crate::configure::trust::{digest, s3_object};
use crate::gate::Evidence;
use crate::terraform::diag::Diags;
use crate::terraform::value::Value;

pub(super) fn evidence(config: &PromotionGateModel, diags: &mut Diags) -> Option<Evidence> {
    let model = config.evidence.known()?;
    let at = |name: &str| path("evidence").then(name);
    let uri = s3_object(&model.uri, &at("uri"), diags);
    let pin = digest(&model.sha256, &at("sha256"), diags);
    match (&model.uri, &model.json) {
        (Value::Null, Value::Null) => {
            let rule = "has neither `uri` nor `json`: say where the packet is, or give it";
            diags.push(broken(path("evidence"), rule));
        }
        (Value::Known(_), Value::Known(_)) => {
            let rule = "has both `uri` and `json`: a gate has one packet";
            diags.push(broken(path("evidence"), rule));
        }
        (Value::Null, _) if model.sha256.known().is_some() => {
            let rule = "pins `uri`; what `json` holds is pinned by itself";
            diags.push(broken(at("sha256"), rule));
        }
        (Value::Null, Value::Known(text)) => return Some(Evidence::Inline(text.clone())),
        (Value::Known(_), Value::Null) => {
            let pin = match pin {
                Value::Unknown => return None,
                pin => pin.into_known(),
            };
            return uri.into_known().map(|uri| Evidence::Stored { uri, pin });
        }
        _ => {}
    }
    None
}
