//! Who hears of a zone: where its access logs go, whose it takes, who writes receipts.

use super::path;
use crate::configure::parse::{invalid, parsed, principals};
use crate::domain::names::NameError;
use crate::domain::principal::PrincipalKind;
use crate::domain::{BucketName, LogSource, PrincipalArn, ZoneKind};
use crate::resources::zone::model::ZoneModel;
use crate::terraform::diag::Diags;
use crate::terraform::value::Value;

/// Where access logs go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::resources) struct AccessLog {
    pub(in crate::resources) bucket: BucketName,
    /// `None`: the name of the zone's own bucket.
    pub(in crate::resources) prefix: Option<String>,
}

/// Where access logs go as configured; `None` while it is not known.
pub(super) fn access_log(
    config: &ZoneModel,
    kind: Option<ZoneKind>,
    diags: &mut Diags,
) -> Option<Option<AccessLog>> {
    let model = match &config.access_log {
        Value::Unknown => return None,
        Value::Null => return Some(None),
        Value::Known(model) => model,
    };
    let at = |name: &str| path("access_log").then(name);
    if kind == Some(ZoneKind::Logs) {
        let given = model.bucket.known().map_or("?", String::as_str);
        let rule = "is refused in `logs`: a log of writing logs would never end";
        diags.push(invalid(path("access_log"), &NameError::new("access log target", given, rule)));
        return Some(None);
    }
    if let Value::Known(prefix) = &model.prefix
        && (prefix.len() > 512 || prefix.starts_with('/') || prefix.chars().any(char::is_control))
    {
        let rule = "begins with `/`, has control characters or is longer than 512 bytes";
        diags.push(invalid(at("prefix"), &NameError::new("prefix", prefix, rule)));
    }
    let bucket = parsed(&model.bucket, at("bucket"), BucketName::parse, diags).into_known()?;
    match &model.prefix {
        Value::Unknown => None,
        prefix => Some(Some(AccessLog { bucket, prefix: prefix.known().cloned() })),
    }
}

/// Whose access logs the zone takes; `None` while it is not known, `Some(None)` by default.
pub(super) fn log_sources(
    config: &ZoneModel,
    kind: Option<ZoneKind>,
    diags: &mut Diags,
) -> Option<Option<Vec<LogSource>>> {
    let set = match &config.log_sources {
        Value::Unknown => return None,
        Value::Null => return Some(None),
        Value::Known(set) => set,
    };
    only_in(ZoneKind::Logs, kind, "log_sources", diags);
    let mut all = Some(Vec::new());
    for item in &set.0 {
        let one = parsed(item, path("log_sources"), LogSource::parse, diags);
        match (one, &mut all) {
            (Value::Known(source), Some(all)) => all.push(source),
            (Value::Null, _) => {}
            _ => all = None,
        }
    }
    all.map(Some)
}

/// Who writes receipts; `None` while it is not known.
pub(super) fn receipt_writers(
    config: &ZoneModel,
    kind: Option<ZoneKind>,
    diags: &mut Diags,
) -> Option<Vec<PrincipalArn>> {
    let set = match &config.receipt_writers {
        Value::Unknown => return None,
        Value::Null => return Some(Vec::new()),
        Value::Known(set) => set,
    };
    only_in(ZoneKind::Audit, kind, "receipt_writers", diags);
    let writers = principals(set, &path("receipt_writers"), diags)?;
    for writer in &writers {
        if writer.kind() != PrincipalKind::Role || writer.is_pattern() {
            let rule = "is not the ARN of one role";
            let error = NameError::new("receipt writer", writer.as_str(), rule);
            diags.push(invalid(path("receipt_writers"), &error));
        }
    }
    Some(writers)
}

fn only_in(only: ZoneKind, kind: Option<ZoneKind>, name: &'static str, diags: &mut Diags) {
    if let Some(kind) = kind.filter(|kind| *kind != only) {
        let rule = format!("takes no `{name}`: they belong to `{only}`");
        diags.push(invalid(path(name), &NameError::new("zone", kind.as_str(), rule)));
    }
}
